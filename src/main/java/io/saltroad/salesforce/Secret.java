package io.saltroad.salesforce;

import java.util.regex.Pattern;

/** Takes tokens out of texts that others wrote, before people see them. */
public final class Secret {

    /** Session ids, JSON web tokens, and whatever follows {@code token=} or {@code Bearer}. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "00D\\w{12,15}![.\\w]*"
                            + "|eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"
                            + "|(?<=token=)[^\\s&\"]+"
                            + "|(?<=Bearer )[^\\s\"]+");

    private Secret() {}

    public static String hidden(String text) {
        return TOKEN.matcher(text).replaceAll("(hidden)");
    }
}
