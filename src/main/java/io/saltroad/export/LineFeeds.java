package io.saltroad.export;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Knows line feeds among the bytes of a charset, without decoding them. */
final class LineFeeds {

    private final int unit;
    private final int lowByte;
    private final boolean[] isLineFeed = new boolean[256];

    private LineFeeds(Charset charset) {
        unit = unit(charset);
        lowByte = unit == 1 || charset.name().endsWith("LE") ? 0 : unit - 1;
        // EBCDIC has line feeds of its own, and more than one.
        Charset single = unit == 1 ? charset : StandardCharsets.ISO_8859_1;
        for (int b = 0; b < 256; b++) {
            isLineFeed[b] =
                    single.decode(ByteBuffer.wrap(new byte[] {(byte) b})).toString().equals("\n");
        }
    }

    /** In a charset with a fixed byte order. */
    static LineFeeds of(Charset charset) {
        return new LineFeeds(charset);
    }

    private static int unit(Charset charset) {
        if (charset.name().startsWith("UTF-16")) {
            return 2;
        }
        return charset.name().startsWith("UTF-32") ? 4 : 1;
    }

    /** Bytes of one code unit: the line feed is one unit in every charset there is. */
    int unit() {
        return unit;
    }

    /** Whether the code unit that begins here is a line feed. */
    boolean isAt(byte[] bytes, int at) {
        if (!isLineFeed[bytes[at + lowByte] & 0xFF]) {
            return false;
        }
        for (int i = 0; i < unit; i++) {
            if (i != lowByte && bytes[at + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
