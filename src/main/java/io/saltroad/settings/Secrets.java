package io.saltroad.settings;

import java.util.regex.Pattern;

/** Knows which keys hold secrets. */
public final class Secrets {

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|secret|token|keystore).*");

    /** A JDBC URL may carry a password: {@code jdbc:postgresql://host/db?user=u&password=p}. */
    private static final Pattern IN_URL =
            Pattern.compile("(?i)((?:password|pwd|secret|token)=)[^&]*");

    private static final String HIDDEN = "(hidden)";

    private Secrets() {}

    /** Whether the value of this key must never be shown. */
    public static boolean names(String key) {
        return SECRET.matcher(key).matches();
    }

    /** The value as a message may show it: hidden as a whole, or the password inside a URL. */
    public static String shown(String key, String value) {
        return names(key) ? HIDDEN : IN_URL.matcher(value).replaceAll("$1" + HIDDEN);
    }
}
