package io.saltroad.salesforce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first error that a body names.
 *
 * <p>Data paths answer an array {@code [{"errorCode","message"}]}, sign-in answers one object
 * {@code {"error","error_description"}}, and what stands in front of Salesforce answers HTML.
 *
 * @param code empty if the body names none
 * @param message for people, shortened
 */
record ErrorBody(String code, String message) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NOT_SHOWN =
            Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1>|<[^>]*>");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int LONGEST = 500;

    static ErrorBody of(String body) {
        if (body == null || body.isBlank()) {
            return new ErrorBody("", "");
        }
        return json(body).orElseGet(() -> new ErrorBody("", text(body)));
    }

    private static Optional<ErrorBody> json(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            JsonNode error = node.isArray() ? node.path(0) : node;
            if (!error.isObject()) {
                return Optional.empty();
            }
            return Optional.of(
                    new ErrorBody(
                            first(error, "errorCode", "statusCode", "error", "exceptionCode"),
                            text(
                                    first(
                                            error,
                                            "message",
                                            "error_description",
                                            "exceptionMessage"))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String first(JsonNode error, String... names) {
        for (String name : names) {
            if (error.hasNonNull(name)) {
                return error.get(name).asText();
            }
        }
        return "";
    }

    private static String text(String raw) {
        String shown = NOT_SHOWN.matcher(raw).replaceAll(" ");
        String line = Secret.hidden(BLANKS.matcher(shown).replaceAll(" ").strip());
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
