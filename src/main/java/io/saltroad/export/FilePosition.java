package io.saltroad.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place in an export. Readers do not keep count of both parts as they go: the missing one is
 * found by going through the file once more, when there is an error to report.
 *
 * @param line 1-based, counted by line feeds, those inside quotes included
 * @param byteOffset 0-based
 */
public record FilePosition(long line, long byteOffset) {

    public static final FilePosition START = new FilePosition(1, 0);

    /** Where this byte stands. */
    public static FilePosition ofByte(Path file, Charset charset, long byteOffset)
            throws IOException {
        long[] line = {1};
        scan(
                file,
                charset,
                (lineFeeds, end) -> {
                    line[0] = lineFeeds + 1;
                    return end < byteOffset;
                },
                byteOffset);
        return new FilePosition(line[0], byteOffset);
    }

    /** Where this line begins. */
    public static FilePosition ofLine(Path file, Charset charset, long line) throws IOException {
        long[] begin = {0};
        if (line > 1) {
            scan(
                    file,
                    charset,
                    (lineFeeds, end) -> {
                        begin[0] = end;
                        return lineFeeds + 1 < line;
                    },
                    Long.MAX_VALUE);
        }
        return new FilePosition(line, begin[0]);
    }

    private interface LineFeeds {
        /** Takes the number of line feeds so far and where the last one ends; false stops. */
        boolean found(long lineFeeds, long end);
    }

    private static void scan(Path file, Charset charset, LineFeeds lineFeeds, long limit)
            throws IOException {
        int unit = unit(charset);
        int highByte = charset.name().endsWith("LE") ? unit - 1 : 0;
        boolean[] isLineFeed = lineFeedBytes(charset, unit);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] bytes = new byte[unit];
            long count = 0;
            long end = 0;
            while (in.readNBytes(bytes, 0, unit) == unit && (end += unit) <= limit) {
                int lowByte = unit == 1 || highByte != 0 ? 0 : unit - 1;
                boolean found = isLineFeed[bytes[lowByte] & 0xFF];
                for (int i = 0; i < unit; i++) {
                    found &= i == lowByte || bytes[i] == 0;
                }
                if (found && !lineFeeds.found(++count, end)) {
                    return;
                }
            }
        }
    }

    /** Bytes of one code unit: the line feed is one unit in every charset there is. */
    private static int unit(Charset charset) {
        if (charset.name().startsWith("UTF-16")) {
            return 2;
        }
        return charset.name().startsWith("UTF-32") ? 4 : 1;
    }

    /** EBCDIC has line feeds of its own, and more than one. */
    private static boolean[] lineFeedBytes(Charset charset, int unit) {
        Charset single = unit == 1 ? charset : StandardCharsets.ISO_8859_1;
        boolean[] isLineFeed = new boolean[256];
        for (int b = 0; b < 256; b++) {
            isLineFeed[b] =
                    single.decode(ByteBuffer.wrap(new byte[] {(byte) b})).toString().equals("\n");
        }
        return isLineFeed;
    }
}
