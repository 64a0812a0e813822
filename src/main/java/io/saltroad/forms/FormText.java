package io.saltroad.forms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kamelet parameter as the user wrote it, on its way through an endpoint URI.
 *
 * <p>Camel carries parameters as an URI: {@code +}, {@code &}, {@code %}, blanks and tabs are
 * damaged there or refused (seen on 4.18.0). So texts with such characters travel as letters and
 * digits, and the beans behind our kamelets read them back.
 */
public final class FormText {

    private static final String MARK = "text64.";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]*");

    private FormText() {}

    /** The text in a form that survives an endpoint URI. Harmless texts stay as they are. */
    static String write(String text) {
        if (HARMLESS.matcher(text).matches() && !text.startsWith(MARK)) {
            return text;
        }
        return MARK
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text as the user wrote it, whether or not it was in need of protection. */
    public static String read(String text) {
        if (!text.startsWith(MARK)) {
            return text;
        }
        return new String(
                Base64.getUrlDecoder().decode(text.substring(MARK.length())),
                StandardCharsets.UTF_8);
    }

    /** The text of a parameter that may be left out: kamelets hand an absent one over as null. */
    public static Optional<String> optional(String text) {
        return Optional.ofNullable(text).map(FormText::read).filter(value -> !value.isEmpty());
    }
}
