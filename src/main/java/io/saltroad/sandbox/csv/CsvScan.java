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

        private enum At {
            FIELD_START,
            PLAIN,
            QUOTED,
            /** After a quote within quotes: the end of the value, or the first half of a quote. */
            QUOTE
        }

        private final byte delimiter;
        private final boolean crlf;
        private final long limit;

        private At at = At.FIELD_START;
        private boolean carriageReturn;
        private long position;
        private long recordStart;
        private long columns = 1;
        private boolean misquoted;

        private long headerEnd = -1;
        private long headerColumns;
        private long records;
        private long limitOffset = -1;
        private long malformed;
        private boolean foreign;
        private boolean inQuotes;
        private long longest;

        Scanner(char delimiter, LineEnding lineEnding, long limit) {
            this.delimiter = (byte) delimiter;
            this.crlf = lineEnding == LineEnding.CRLF;
            this.limit = limit;
        }

        void take(byte[] bytes, int length) {
            int i = 0;
            while (i < length) {
                if (at == At.QUOTED && !carriageReturn) {
                    i = skipQuoted(bytes, i, length);
                } else if (at == At.PLAIN && !carriageReturn) {
                    i = skipPlain(bytes, i, length);
                }
                if (i < length) {
                    step(bytes[i], position + i);
                    i++;
                }
            }
            position += length;
        }

        private static int skipQuoted(byte[] bytes, int from, int length) {
            int i = from;
            while (i < length && bytes[i] != '"' && bytes[i] != '\n' && bytes[i] != '\r') {
                i++;
            }
            return i;
        }

        private int skipPlain(byte[] bytes, int from, int length) {
            int i = from;
            while (i < length
                    && bytes[i] != delimiter
                    && bytes[i] != '\n'
                    && bytes[i] != '\r'
                    && bytes[i] != '"') {
                i++;
            }
            return i;
        }

        private void step(byte b, long offset) {
            boolean afterReturn = carriageReturn;
            carriageReturn = b == '\r';
            if (at == At.QUOTED) {
                if (b == '"') {
                    at = At.QUOTE;
                } else if (b == '\n') {
                    inQuotes = true;
                    foreign |= afterReturn != crlf;
                }
                return;
            }
            if (afterReturn && b != '\n') {
                foreign = true; // a lone carriage return
            }
            if (b == '\n') {
                foreign |= afterReturn != crlf;
                endRecord(offset + 1);
            } else if (b == delimiter) {
                columns++;
                at = At.FIELD_START;
            } else if (b == '"') {
                quote();
            } else if (b != '\r') {
                // Text after a closing quote is misplaced.
                misquoted |= at == At.QUOTE;
                at = At.PLAIN;
            }
        }

        private void quote() {
            switch (at) {
                case FIELD_START, QUOTE -> at = At.QUOTED;
                default -> misquoted = true;
            }
        }

        private void endRecord(long end) {
            longest = Math.max(longest, end - recordStart);
            boolean blank = end - recordStart <= (crlf ? 2 : 1);
            if (headerEnd < 0) {
                headerEnd = end;
                headerColumns = columns;
            } else if (!blank || headerColumns == 1) {
                if (records == limit && limitOffset < 0) {
                    limitOffset = recordStart;
                }
                records++;
                if (columns != headerColumns || misquoted) {
                    malformed++;
                }
            }
            recordStart = end;
            columns = 1;
            misquoted = false;
            at = At.FIELD_START;
        }

        CsvScan end() {
            boolean open = at == At.QUOTED;
            boolean ended = position > 0 && recordStart == position;
            foreign |= carriageReturn && !open;
            if (!ended && position > 0 && !open) {
                endRecord(position);
            }
            return new CsvScan(
                    Math.max(0, headerEnd),
                    records,
                    limitOffset < 0 ? position : limitOffset,
                    malformed,
                    foreign,
                    inQuotes,
                    ended,
                    open,
                    longest);
        }
    }
}
