package io.saltroad.chunk;

import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts the records of an export into chunks, in one pass and in constant memory. Each chunk has the
 * header, ends after a whole record, and is not larger than asked for. What is rejected on the way
 * is told to {@link RejectedRecords}.
 *
 * <p>The same export is always cut the same way. For one thread; the counters may be read by
 * others.
 */
public final class ChunkCutter implements Closeable {

    /** Bulk API 2.0 Developer Guide, "Bulk API and Bulk API 2.0 Limits and Allocations". */
    private static final int MOST_COLUMNS = 5_000;

    /** Bulk API 2.0 Developer Guide, "Prepare CSV Files". */
    private static final int LONGEST_HEADER = 32_000;

    private static final int BUFFER_SIZE = 1 << 17;
    private static final int NO_COLUMN = -1;

    private final LineStyle style;
    private final List<String> targetColumns;
    private final byte[] header;
    private final ChunkSize size;
    private final Path folder;
    private final RejectedRecords rejectedRecords;
    private final RecordLines lines;
    private final LineBuffer line = new LineBuffer();
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** Written by the cutting thread only. */
    private final AtomicLong recordsRead = new AtomicLong();

    private final AtomicLong recordsRejected = new AtomicLong();
    private final AtomicLong recordsLeftOut = new AtomicLong();

    private final Optional<KeyIndex> index;
    private final Optional<LeavingOut> leavingOut;

    private int chunks;
    private boolean started;
    private boolean pending;

    private ChunkCutter(
            LineStyle style,
            List<String> targetColumns,
            RecordLines lines,
            ChunkSize size,
            Path folder,
            RejectedRecords rejectedRecords,
            Optional<KeyIndex> index,
            Optional<LeavingOut> leavingOut) {
        this.style = style;
        this.targetColumns = targetColumns;
        this.header = style.header(targetColumns);
        this.lines = lines;
        this.size = size;
        this.folder = folder;
        this.rejectedRecords = rejectedRecords;
        this.index = index;
        this.leavingOut = leavingOut;
    }

    /**
     * Opens the export and checks its header. Nothing is written yet.
     *
     * @param folder of the chunks, which exists; files of the same name are overwritten
     * @throws ExportException if the header is not what the feed says, or is not fit to be sent
     */
    public static ChunkCutter open(
            Records records,
            ChunkFormat format,
            ChunkSize size,
            Path folder,
            RejectedRecords rejectedRecords)
            throws IOException {
        return open(
                records, format, size, folder, rejectedRecords, Optional.empty(), Optional.empty());
    }

    /** Like {@link #open}; the keys of the records that go into chunks are collected. */
    public static ChunkCutter indexing(
            Records records,
            ChunkFormat format,
            ChunkSize size,
            Path folder,
            RejectedRecords rejectedRecords,
            KeyIndex index)
            throws IOException {
        return open(
                records,
                format,
                size,
                folder,
                rejectedRecords,
                Optional.of(index),
                Optional.empty());
    }

    /**
     * Like {@link #open}; some records are left out. Chunks begin and end where they would without
     * that: those with all their records are the same bytes, and one without any is skipped, with
     * its number.
     */
    public static ChunkCutter leavingOut(
            Records records,
            ChunkFormat format,
            ChunkSize size,
            Path folder,
            RejectedRecords rejectedRecords,
            LeavingOut leavingOut)
            throws IOException {
        return open(
                records,
                format,
                size,
                folder,
                rejectedRecords,
                Optional.empty(),
                Optional.of(leavingOut));
    }

    private static ChunkCutter open(
            Records records,
            ChunkFormat format,
            ChunkSize size,
            Path folder,
            RejectedRecords rejectedRecords,
            Optional<KeyIndex> index,
            Optional<LeavingOut> leavingOut)
            throws IOException {
        RecordCursor cursor = records.open();
        try {
            List<String> targetColumns = cursor.targetColumns();
            Encoding encoding = Encoding.of(records.file(), records.format().charset());
            LineStyle style = LineStyle.of(records, encoding, format);
            checkHeader(records, style, targetColumns, size);
            int keyColumn =
                    index.map(KeyIndex::column)
                            .or(() -> leavingOut.map(LeavingOut::keyColumn))
                            .map(name -> columnOf(name, targetColumns))
                            .orElse(NO_COLUMN);
            RecordLines lines;
            if (PassThroughLines.fits(records, encoding)) {
                if (!records.format().header()) {
                    // Its first record is checked in place of a header.
                    cursor.next();
                }
                lines =
                        PassThroughLines.open(
                                records, encoding, cursor.sourceColumns(), style, keyColumn);
                cursor.close();
            } else {
                lines = new CursorLines(cursor, style, keyColumn);
            }
            return new ChunkCutter(
                    style, targetColumns, lines, size, folder, rejectedRecords, index, leavingOut);
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /**
     * Cuts the next chunk. It is complete when this returns; after an exception its file is gone.
     *
     * @return empty at the end. No chunk is ever without records
     * @throws ExportException if the file breaks its format; the chunks before are of no use
     */
    public Optional<Chunk> next() throws IOException {
        if (!started) {
            started = true;
            pending = advance();
        }
        while (pending) {
            Optional<Chunk> chunk = cut(++chunks);
            if (chunk.isPresent()) {
                return chunk;
            }
        }
        return Optional.empty();
    }

    /** Cuts one chunk; empty if all its records are left out. */
    private Optional<Chunk> cut(int number) throws IOException {
        ChunkFile chunk = null;
        try {
            long bytes = header.length;
            do {
                bytes += line.length;
                if (!isLeftOut()) {
                    if (chunk == null) {
                        chunk = new ChunkFile(number, folder, buffer, lines.line());
                        chunk.header(header);
                    }
                    chunk.record(line);
                }
                pending = advance();
            } while (pending && bytes + line.length <= size.bytes());
            return chunk == null ? Optional.empty() : Optional.of(chunk.finish());
        } finally {
            if (chunk != null) {
                chunk.close();
            }
        }
    }

    private boolean isLeftOut() throws IOException {
        if (leavingOut.isEmpty()) {
            return false;
        }
        LeavingOut rule = leavingOut.get();
        if (!rule.lines().contains(lines.line())) {
            return false;
        }
        count(recordsLeftOut);
        rule.told().leftOut(lines.record(), lines.keyText(), rule.lines().current());
        return true;
    }

    /** Goes on to the next record that is to be sent. */
    private boolean advance() throws IOException {
        while (true) {
            switch (lines.next(line)) {
                case END -> {
                    return false;
                }
                case REJECTED -> reject(lines.rejection());
                case LINE -> {
                    count(recordsRead);
                    if (header.length + line.length <= size.bytes()) {
                        if (index.isPresent()) {
                            index.get().add(lines);
                        }
                        return true;
                    }
                    count(recordsRejected);
                    rejectedRecords.rejected(lines.record(), tooLarge());
                }
            }
        }
    }

    private void reject(Rejection rejection) throws IOException {
        count(recordsRead);
        count(recordsRejected);
        rejectedRecords.rejected(lines.record(), rejection);
    }

    private Rejection tooLarge() {
        return Rejection.ofRecord(
                lines.line(),
                "takes %d bytes, a chunk with its header takes %d"
                        .formatted(line.length, size.bytes()));
    }

    private static void count(AtomicLong counter) {
        counter.lazySet(counter.get() + 1);
    }

    private static void checkHeader(
            Records records, LineStyle style, List<String> columns, ChunkSize size)
            throws ExportException {
        int length = style.header(columns).length;
        if (columns.size() > MOST_COLUMNS || length > Math.min(LONGEST_HEADER, size.bytes())) {
            throw ExportException.at(
                    records.file(),
                    FilePosition.START,
                    ExportException.Code.HEADER_TOO_LARGE,
                    "%d columns with a header of %d bytes".formatted(columns.size(), length),
                    "Salesforce takes %d columns and a header of %d bytes: leave some out with a mapping"
                            .formatted(MOST_COLUMNS, LONGEST_HEADER));
        }
    }

    private static int columnOf(String name, List<String> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return NO_COLUMN;
    }

    /** What the job must declare. */
    public ColumnDelimiter columnDelimiter() {
        return style.columnDelimiter();
    }

    /** What the job must declare. */
    public LineEnding lineEnding() {
        return style.lineEnding();
    }

    /** Names in the header of every chunk. */
    public List<String> targetColumns() {
        return targetColumns;
    }

    /** Records gone through so far, rejected ones included. Any thread may ask. */
    public long recordsRead() {
        return recordsRead.get();
    }

    /** Any thread may ask. */
    public long recordsRejected() {
        return recordsRejected.get();
    }

    /** Records that are left out for their key. Any thread may ask. */
    public long recordsLeftOut() {
        return recordsLeftOut.get();
    }

    /** Bytes of the export read so far, read-ahead included. Any thread may ask. */
    public long bytesRead() {
        return lines.bytesRead();
    }

    /** Closes the export. The chunks stay. */
    @Override
    public void close() throws IOException {
        lines.close();
    }
}
