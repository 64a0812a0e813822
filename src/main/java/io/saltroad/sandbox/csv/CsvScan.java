package io.saltroad.sandbox.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * What the bytes of an upload say before anybody looks at its values: where records end, whether
 * line ends are those that the job declared, whether a record is malformed.
 *
 * <p>One pass, no memory but a buffer. Record 0 is the header.
 *
 * @param headerEnd where the header's line has ended
 * @param records how many there are after the header
 * @param limitOffset where the first record stands that is over the limit; the end if none is
 * @param malformed records with too few or many columns, or with misplaced quotes
 * @param foreignLineEnd whether there is a line end of the other kind, in quotes or out of them
 * @param lineEndInQuotes whether a value holds a line end
 * @param endsWithLineEnd whether the last line is ended
 * @param openQuote whether the last quote is never closed
 * @param longestRecord in bytes
 */
public record CsvScan(
        long headerEnd,
        long records,
        long limitOffset,
        long malformed,
        boolean foreignLineEnd,
        boolean lineEndInQuotes,
        boolean endsWithLineEnd,
        boolean openQuote,
        long longestRecord) {

    /**
     * Scans a file.
     *
     * @param limit after how many records {@code limitOffset} is
     */
    public static CsvScan of(Path csv, char delimiter, LineEnding lineEnding, long limit)
            throws IOException {
        Scanner scanner = new Scanner(delimiter, lineEnding, limit);
        try (FileChannel channel = FileChannel.open(csv)) {
            byte[] bytes = new byte[1 << 17];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (channel.read(buffer.clear()) > 0) {
                scanner.take(bytes, buffer.position());
            }
        }
        return scanner.end();
    }

    private static final class Scanner {

        private final RecordScanner scanner;
        private final int lineEnd;
        private final long limit;

        private long position;
        private long recordStart;
        private long headerEnd = -1;
        private long headerColumns;
        private long records;
        private long limitOffset = -1;
        private long malformed;
        private long longest;

        Scanner(char delimiter, LineEnding lineEnding, long limit) {
            this.scanner = new RecordScanner(delimiter, lineEnding);
            this.lineEnd = lineEnding.characters().length();
            this.limit = limit;
        }

        void take(byte[] bytes, int length) {
            int end = scanner.next(bytes, 0, length);
            while (end >= 0) {
                endRecord(position + end);
                end = scanner.next(bytes, end, length);
            }
            position += length;
        }

        private void endRecord(long end) {
            longest = Math.max(longest, end - recordStart);
            boolean blank = end - recordStart <= lineEnd;
            if (headerEnd < 0) {
                headerEnd = end;
                headerColumns = scanner.columns();
            } else if (!blank || headerColumns == 1) {
                if (records == limit && limitOffset < 0) {
                    limitOffset = recordStart;
                }
                records++;
                if (scanner.columns() != headerColumns || scanner.misquoted()) {
                    malformed++;
                }
            }
            recordStart = end;
        }

        CsvScan end() {
            boolean open = scanner.open();
            boolean ended = position > 0 && recordStart == position;
            boolean foreign = scanner.foreignLineEnd() || (scanner.afterReturn() && !open);
            if (!ended && position > 0 && !open) {
                endRecord(position);
            }
            return new CsvScan(
                    Math.max(0, headerEnd),
                    records,
                    limitOffset < 0 ? position : limitOffset,
                    malformed,
                    foreign,
                    scanner.lineEndInQuotes(),
                    ended,
                    open,
                    longest);
        }
    }
}
