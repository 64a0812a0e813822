package io.saltroad.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The last line of a file that is not blank, found from the end.
 *
 * @param begin where it begins, in bytes
 * @param text without its line end, and without blanks around it; empty if there is no such line
 */
record LastLine(long begin, String text) {

    /** A longer line is no trailer. */
    private static final int LONGEST = 1 << 16;

    static LastLine of(Path file, Encoding encoding) throws IOException {
        LineFeeds lineFeeds = LineFeeds.of(encoding.charset());
        int unit = lineFeeds.unit();
        byte[] tail;
        long from;
        try (FileChannel channel = FileChannel.open(file)) {
            long text = (channel.size() - encoding.markLength()) / unit * unit;
            int length = (int) Math.max(0, Math.min(text, LONGEST));
            from = encoding.markLength() + Math.max(0, text) - length;
            ByteBuffer buffer = ByteBuffer.allocate(length);
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // A channel may give less than was asked for.
            }
            tail = buffer.array();
        }
        int end = tail.length;
        for (int at = end - unit; at >= 0; at -= unit) {
            if (lineFeeds.isAt(tail, at)) {
                String line = text(tail, at + unit, end, encoding);
                if (!line.isEmpty()) {
                    return new LastLine(from + at + unit, line);
                }
                end = at;
            }
        }
        return new LastLine(from, text(tail, 0, end, encoding));
    }

    private static String text(byte[] bytes, int begin, int end, Encoding encoding) {
        return new String(bytes, begin, end - begin, encoding.charset()).strip();
    }
}
