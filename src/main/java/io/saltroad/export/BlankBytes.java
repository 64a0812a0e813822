package io.saltroad.export;

/**
 * What {@code trim: true} cuts off, in UTF-8. Only ASCII's is cut off here: where another blank may
 * stand, the ends are not told, and the text must be looked at.
 */
final class BlankBytes {

    private BlankBytes() {}

    /** Where the text begins behind its blanks; the end if that is not certain. */
    static int behind(byte[] bytes, int begin, int end) {
        int at = begin;
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        return at < end && mayBeBlank(bytes[at]) ? end : at;
    }

    /** Where the text ends before its blanks; the begin if that is not certain. */
    static int before(byte[] bytes, int begin, int end) {
        int at = end;
        while (at > begin && isBlank(bytes[at - 1])) {
            at--;
        }
        int last = at - 1;
        while (last > begin && (bytes[last] & 0xC0) == 0x80) {
            last--;
        }
        return last >= begin && mayBeBlank(bytes[last]) ? begin : at;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Whether a blank above ASCII may begin here: U+00A0, U+1680, U+2000 to U+205F, U+3000. */
    private static boolean mayBeBlank(byte first) {
        return first == (byte) 0xC2 || (first >= (byte) 0xE1 && first <= (byte) 0xE3);
    }
}
