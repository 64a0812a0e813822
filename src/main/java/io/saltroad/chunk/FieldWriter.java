package io.saltroad.chunk;

/**
 * Writes a text as one CSV field in UTF-8. It is quoted only if it must be: if it holds the
 * delimiter, a quote or a line end, or begins or ends with a blank or another control character.
 */
final class FieldWriter {

    private final boolean[] special = new boolean[128];
    private final byte delimiter;
    private final LineEnding lineEnding;
    private final EmbeddedLineEnd embeddedLineEnd;
    private final Dialect dialect;

    FieldWriter(LineStyle style) {
        delimiter = (byte) style.columnDelimiter().character();
        special[style.columnDelimiter().character()] = true;
        special['"'] = true;
        special['\r'] = true;
        special['\n'] = true;
        this.lineEnding = style.lineEnding();
        this.embeddedLineEnd = style.embeddedLineEnd();
        this.dialect = style.dialect();
    }

    /**
     * Appends a field to a line.
     *
     * @return false if it has line ends inside that the job does not take
     */
    boolean write(String text, LineBuffer line) {
        int length = text.length();
        // UTF-8 takes three bytes for a char at the most; a doubled quote takes two.
        line.reserve(3 * length + 2);
        return writePlain(text, length, line) || writeOther(text, line);
    }

    /**
     * Appends a field that stands in UTF-8 already, with at least one character and without quotes
     * and line ends.
     */
    void copy(byte[] source, int from, int to, LineBuffer line) {
        int length = to - from;
        line.reserve(length + 2);
        boolean quotes = isBlank(source[from]) || isBlank(source[to - 1]);
        for (int i = from; i < to && !quotes; i++) {
            quotes = source[i] == delimiter;
        }
        byte[] bytes = line.bytes;
        int end = line.length;
        if (quotes) {
            bytes[end++] = '"';
        }
        System.arraycopy(source, from, bytes, end, length);
        end += length;
        if (quotes) {
            bytes[end++] = '"';
        }
        line.length = end;
    }

    /** Whether a field that begins or ends with it needs quotes. */
    static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
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
                end = Utf8.encode(text, i, c, bytes, end);
                if (Character.isHighSurrogate(c)) {
                    i++;
                }
            }
        }
        line.length = end;
        return true;
    }

    private boolean writeOther(String original, LineBuffer line) {
        String text = embeddedLineEnd.in(original);
        if (!text.equals(original) && writePlain(text, text.length(), line)) {
            return true;
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
                end = Utf8.encode(text, i, c, bytes, end);
                if (Character.isHighSurrogate(c)) {
                    i++;
                }
            }
        }
        bytes[end++] = '"';
        line.length = end;
        return dialect.takes(text, lineEnding);
    }
}
