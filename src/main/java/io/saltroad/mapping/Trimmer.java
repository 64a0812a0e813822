package io.saltroad.mapping;

/** Cuts off what {@code trim: true} cuts off at both ends of a text. */
final class Trimmer {

    private Trimmer() {}

    /** The text without blanks, tabs, line ends and no-break spaces at its ends. */
    static String trim(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || c == '\u00A0'
                || (c > 0xFF && (Character.isSpaceChar(c) || Character.isWhitespace(c)));
    }
}
