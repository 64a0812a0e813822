package io.saltroad.chunk;

import java.util.regex.Pattern;

/**
 * Writes a text as one CSV field in UTF-8. It is quoted only if it must be: if it holds the
 * delimiter, a quote or a line end, or begins or ends with a blank or another control character.
 */
final class FieldWriter {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final boolean[] special = new boolean[128];
    private final EmbeddedLineEnd embeddedLineEnd;

    FieldWriter(ColumnDelimiter delimiter, EmbeddedLineEnd embeddedLineEnd) {
        special[delimiter.character()] = true;
        special['"'] = true;
        special['\r'] = true;
        special['\n'] = true;
        this.embeddedLineEnd = embeddedLineEnd;
    }

    /** Appends a field to a line. */
    void write(String text, LineBuffer line) {
        int length = text.length();
        // UTF-8 takes three bytes for a char at the most; a doubled quote takes two.
        line.reserve(3 * length + 2);
        if (!writePlain(text, length, line)) {
            writeOther(text, line);
        }
    }

    /** Writes what needs no second look; false if it does, with nothing written. */
    private boolean writePlain(String text, int length, LineBuffer line) {
        if (length > 0 && (text.charAt(0) <= ' ' || text.charAt(length - 1) <= ' ')) {
            return false;
        }
        byte[] bytes = line.bytes;
        int end = line.length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (special[c]) {
                    return false;
                }
                bytes[end++] = (byte) c;
            } else {
                end = encode(text, i, c, bytes, end);
                if (Character.isHighSurrogate(c)) {
                    i++;
                }
            }
        }
        line.length = end;
        return true;
    }

    private void writeOther(String original, LineBuffer line) {
        String text = replaceLineEnds(original);
        if (!text.equals(original) && writePlain(text, text.length(), line)) {
            return;
        }
        byte[] bytes = line.bytes;
        int end = line.length;
        bytes[end++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c == '"') {
                    bytes[end++] = '"';
                }
                bytes[end++] = (byte) c;
            } else {
                end = encode(text, i, c, bytes, end);
                if (Character.isHighSurrogate(c)) {
                    i++;
                }
            }
        }
        bytes[end++] = '"';
        line.length = end;
    }

    private String replaceLineEnds(String text) {
        return switch (embeddedLineEnd) {
            case KEEP -> text;
            case LF -> text.indexOf('\r') < 0 ? text : LINE_END.matcher(text).replaceAll("\n");
            case SPACE ->
                    text.indexOf('\r') < 0 && text.indexOf('\n') < 0
                            ? text
                            : LINE_END.matcher(text).replaceAll(" ");
        };
    }

    /** Encodes the character at this index, which is not ASCII; returns the new end. */
    private static int encode(String text, int index, char c, byte[] bytes, int end) {
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
