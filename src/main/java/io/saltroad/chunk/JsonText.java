package io.saltroad.chunk;

import java.util.HexFormat;

/** Writes texts as JSON strings in UTF-8 (RFC 8259, section 7): only what must be is escaped. */
final class JsonText {

    /** What stands behind the backslash; 0 if the character needs none, {@code u} for its code. */
    private static final byte[] ESCAPES = escapes();

    private static final HexFormat HEX = HexFormat.of();

    /** Bytes that one char takes at the most. */
    private static final int LONGEST = 6;

    private JsonText() {}

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        for (int c = 0; c < ' '; c++) {
            escapes[c] = 'u';
        }
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        return escapes;
    }

    /** Appends a text with its quotes. */
    static void append(String text, LineBuffer out) {
        int length = text.length();
        out.reserve(LONGEST * length + 2);
        byte[] bytes = out.bytes;
        int end = out.length;
        bytes[end++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                end = Utf8.encode(text, i, c, bytes, end);
                if (Character.isHighSurrogate(c)) {
                    i++;
                }
            } else if (ESCAPES[c] == 0) {
                bytes[end++] = (byte) c;
            } else {
                end = escape(c, bytes, end);
            }
        }
        bytes[end++] = '"';
        out.length = end;
    }

    private static int escape(char c, byte[] bytes, int from) {
        int end = from;
        bytes[end++] = '\\';
        bytes[end++] = ESCAPES[c];
        if (ESCAPES[c] == 'u') {
            bytes[end++] = '0';
            bytes[end++] = '0';
            bytes[end++] = (byte) HEX.toHighHexDigit(c);
            bytes[end++] = (byte) HEX.toLowHexDigit(c);
        }
        return end;
    }

    /** Appends a text of ASCII as it stands. */
    static void appendPlain(String ascii, LineBuffer out) {
        int length = ascii.length();
        out.reserve(length);
        byte[] bytes = out.bytes;
        int end = out.length;
        for (int i = 0; i < length; i++) {
            bytes[end++] = (byte) ascii.charAt(i);
        }
        out.length = end;
    }
}
