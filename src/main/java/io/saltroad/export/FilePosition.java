package io.saltroad.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
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

    private interface Found {
        /** Takes the number of line feeds so far and where the last one ends; false stops. */
        boolean lineFeed(long count, long end);
    }

    private static void scan(Path file, Charset charset, Found found, long limit)
            throws IOException {
        LineFeeds lineFeeds = LineFeeds.of(charset);
        int unit = lineFeeds.unit();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] bytes = new byte[unit];
            long count = 0;
            long end = 0;
            while (in.readNBytes(bytes, 0, unit) == unit && (end += unit) <= limit) {
                if (lineFeeds.isAt(bytes, 0) && !found.lineFeed(++count, end)) {
                    return;
                }
            }
        }
    }
}
