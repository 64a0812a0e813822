package io.saltroad.export;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Tells which bytes above ASCII are text in a charset. */
abstract sealed class NonAscii {

    /** Whether there is one for the charset: UTF-8, or one byte a character with ASCII in it. */
    static boolean knows(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) || isSingleByte(charset);
    }

    static NonAscii of(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? new Utf8() : new SingleByte(charset);
    }

    /**
     * Bytes of the character that begins here.
     *
     * @param stop end of the bytes that are there
     * @return 0 if it is no text, or not complete
     */
    abstract int length(byte[] bytes, int at, int stop);

    /** Whether it is a character that no export should hold: U+FFFD, or a byte order mark. */
    abstract boolean odd(byte[] bytes, int at, int length);

    /** How many characters there are, as Java counts them. */
    abstract int characters(byte[] bytes, int from, int to);

    private static boolean isSingleByte(Charset charset) {
        if (!charset.canEncode()
                || charset.newEncoder().maxBytesPerChar() > 1
                || charset.newDecoder().maxCharsPerByte() > 1) {
            return false;
        }
        byte[] ascii = new byte[0x80];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /** Well-formed sequences as in table 3-7 of the Unicode Standard. */
    private static final class Utf8 extends NonAscii {

        @Override
        int length(byte[] bytes, int at, int stop) {
            int first = bytes[at] & 0xFF;
            if (first < 0xE0) {
                return first >= 0xC2 && follows(bytes, at + 1, stop, 0x80, 0xBF) ? 2 : 0;
            }
            if (first < 0xF0) {
                int least = first == 0xE0 ? 0xA0 : 0x80;
                int most = first == 0xED ? 0x9F : 0xBF;
                return follows(bytes, at + 1, stop, least, most)
                                && follows(bytes, at + 2, stop, 0x80, 0xBF)
                        ? 3
                        : 0;
            }
            int least = first == 0xF0 ? 0x90 : 0x80;
            int most = first == 0xF4 ? 0x8F : 0xBF;
            return first <= 0xF4
                            && follows(bytes, at + 1, stop, least, most)
                            && follows(bytes, at + 2, stop, 0x80, 0xBF)
                            && follows(bytes, at + 3, stop, 0x80, 0xBF)
                    ? 4
                    : 0;
        }

        private static boolean follows(byte[] bytes, int at, int stop, int least, int most) {
            if (at >= stop) {
                return false;
            }
            int value = bytes[at] & 0xFF;
            return value >= least && value <= most;
        }

        @Override
        int characters(byte[] bytes, int from, int to) {
            int characters = 0;
            for (int i = from; i < to; i++) {
                boolean begins = (bytes[i] & 0xC0) != 0x80;
                boolean pair = (bytes[i] & 0xF8) == 0xF0;
                characters += pair ? 2 : begins ? 1 : 0;
            }
            return characters;
        }

        @Override
        boolean odd(byte[] bytes, int at, int length) {
            if (length != 3 || bytes[at] != (byte) 0xEF) {
                return false;
            }
            boolean replacement = bytes[at + 1] == (byte) 0xBF && bytes[at + 2] == (byte) 0xBD;
            boolean mark = bytes[at + 1] == (byte) 0xBB && bytes[at + 2] == (byte) 0xBF;
            return replacement || mark;
        }
    }

    /** Charsets of one byte a character; some leave bytes undefined. */
    private static final class SingleByte extends NonAscii {

        private final boolean[] defined = new boolean[256];

        private SingleByte(Charset charset) {
            for (int i = 0x80; i < defined.length; i++) {
                try {
                    CharBuffer text =
                            charset.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) i}));
                    defined[i] = text.length() == 1;
                } catch (CharacterCodingException e) {
                    defined[i] = false;
                }
            }
        }

        @Override
        int length(byte[] bytes, int at, int stop) {
            return defined[bytes[at] & 0xFF] ? 1 : 0;
        }

        @Override
        int characters(byte[] bytes, int from, int to) {
            return to - from;
        }

        @Override
        boolean odd(byte[] bytes, int at, int length) {
            return false;
        }
    }
}
