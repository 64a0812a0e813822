package io.saltroad.export;

/** Cuts off what {@code trim: true} cuts off at both ends of a text. */
public final class Trimmer {

    private Trimmer() {}

    /** The text without blanks, tabs, line ends and no-break spaces at its ends. */
    public static String trim(String text) {
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
        return isAsciiBlank(c)
                || c == '\u00A0'
                || (c > 0xFF && (Character.isSpaceChar(c) || Character.isWhitespace(c)));
    }

    private static boolean isAsciiBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /**
     * Where a text in UTF-8 begins behind its blanks.
     *
     * @return the end if that is not certain, since a blank above ASCII may stand there
     */
    static int behindBlanks(byte[] bytes, int begin, int end) {
        int at = begin;
        while (at < end && isAsciiBlank(bytes[at])) {
            at++;
        }
        return at < end && mayBeBlank(bytes[at]) ? end : at;
    }

    /**
     * Where a text in UTF-8 ends before its blanks.
     *
     * @return the begin if that is not certain, since a blank above ASCII may stand there
     */
    static int beforeBlanks(byte[] bytes, int begin, int end) {
        int at = end;
        while (at > begin && isAsciiBlank(bytes[at - 1])) {
            at--;
        }
        int last = at - 1;
        while (last > begin && (bytes[last] & 0xC0) == 0x80) {
            last--;
        }
        return last >= begin && mayBeBlank(bytes[last]) ? begin : at;
    }

    /** Whether a blank above ASCII may begin here: U+00A0, U+1680, U+2000 to U+205F, U+3000. */
    private static boolean mayBeBlank(byte first) {
        return first == (byte) 0xC2 || (first >= (byte) 0xE1 && first <= (byte) 0xE3);
    }
}
