package io.saltroad.settings;

import java.util.regex.Pattern;

/** Knows which keys hold secrets. */
public final class Secrets {

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|secret|token|keystore).*");

    private Secrets() {}

    /** Whether the value of this key must never be shown. */
    public static boolean names(String key) {
        return SECRET.matcher(key).matches();
    }
}
