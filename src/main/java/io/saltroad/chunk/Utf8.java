package io.saltroad.chunk;

/** Encodes characters, for those who look at each of them anyway. */
final class Utf8 {

    private Utf8() {}

    /** Encodes the character at this index, which is not ASCII; returns the new end. */
    static int encode(String text, int index, char c, byte[] bytes, int end) {
        if (c < 0x800) {
            bytes[end] = (byte) (0xC0 | (c >> 6));
            bytes[end + 1] = (byte) (0x80 | (c & 0x3F));
            return end + 2;
        }
        if (!Character.isSurrogate(c)) {
            bytes[end] = (byte) (0xE0 | (c >> 12));
            bytes[end + 1] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[end + 2] = (byte) (0x80 | (c & 0x3F));
            return end + 3;
        }
        int codePoint = text.codePointAt(index);
        if (!Character.isSupplementaryCodePoint(codePoint)) {
            throw new IllegalArgumentException("half a character in a text: " + text);
        }
        bytes[end] = (byte) (0xF0 | (codePoint >> 18));
        bytes[end + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        bytes[end + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        bytes[end + 3] = (byte) (0x80 | (codePoint & 0x3F));
        return end + 4;
    }
}
