package io.saltroad.chunk;

import java.util.Arrays;

/** Bytes of one CSV line while it is being made. Used again for the next. */
final class LineBuffer {

    byte[] bytes = new byte[1 << 12];
    int length;

    void clear() {
        length = 0;
    }

    /** Makes room for this many more bytes. */
    void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    void append(byte single) {
        reserve(1);
        bytes[length++] = single;
    }

    void append(byte[] source) {
        append(source, 0, source.length);
    }

    void append(byte[] source, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }
}
