package io.saltroad.chunk;

import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts the records of an export into chunks, in one pass and in constant memory. Each chunk has the
 * header, ends after a whole record, and is not larger than asked for; those of a large export are
 * about equal ({@link ChunkSize#evenFor}). What is rejected on the way is told to {@link
 * RejectedRecords}.
 *
 * <p>The same export is always cut the same way. For one thread; the counters may be read by
 * others.
 */
public final class ChunkCutter implements CutCounters {

    /** Bulk API 2.0 Developer Guide, "Bulk API and Bulk API 2.0 Limits and Allocations". */
    private static final int MOST_COLUMNS = 5_000;

    /** Bulk API 2.0 Developer Guide, "Prepare CSV Files". */
    private static final int LONGEST_HEADER = 32_000;

    private static final int BUFFER_SIZE = 1 << 17;

    private final LineStyle style;
    private final List<String> targetColumns;
    private final byte[] header;

    /** Where a chunk ends. The size that was asked for is what a record must fit into. */
    private final long target;

    private final Path folder;
    private final RecordFlow flow;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private final SpareFiles spares = new SpareFiles();

    private int chunks;
    private boolean started;
    private boolean pending;

    private ChunkCutter(
            LineStyle style,
            List<String> targetColumns,
            byte[] header,
            RecordLines lines,
            ChunkSize size,
            long exportBytes,
            Path folder,
            RecordFlow.Listeners listeners) {
        this.style = style;
        this.targetColumns = targetColumns;
        this.header = header;
        this.target = size.evenFor(exportBytes).bytes();
        this.folder = folder;
        this.flow =
                new RecordFlow(
                        lines,
                        listeners,
                        size.bytes() - header.length,
                        bytes ->
                                "takes %d bytes, a chunk with its header takes %d"
                                        .formatted(bytes, size.bytes()));
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
                records,
                format,
                size,
                folder,
                new RecordFlow.Listeners(rejectedRecords, Optional.empty(), Optional.empty()));
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
                new RecordFlow.Listeners(rejectedRecords, Optional.of(index), Optional.empty()));
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
                new RecordFlow.Listeners(
                        rejectedRecords, Optional.empty(), Optional.of(leavingOut)));
    }

    private static ChunkCutter open(
            Records records,
            ChunkFormat format,
            ChunkSize size,
            Path folder,
            RecordFlow.Listeners listeners)
            throws IOException {
        RecordCursor cursor = records.open();
        try {
            List<String> targetColumns = cursor.targetColumns();
            Encoding encoding = Encoding.of(records.file(), records.format().charset());
            LineStyle style = LineStyle.of(records, encoding, format);
            byte[] header = format.header() ? style.header(targetColumns) : new byte[0];
            checkHeader(records, format.dialect(), targetColumns.size(), header.length, size);
            int keyColumn = listeners.keyColumn(targetColumns);
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
                lines = new CursorLines(cursor, new CsvLineForm(style, cursor), keyColumn);
            }
            return new ChunkCutter(
                    style,
                    targetColumns,
                    header,
                    lines,
                    size,
                    Files.size(records.file()),
                    folder,
                    listeners);
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
        return next(file -> {}).map(ChunkFile::chunk);
    }

    /**
     * Like {@link #next()}; the chunk can be followed while it grows.
     *
     * @param watcher is told of each block of a chunk that has come into its file
     */
    public Optional<ChunkFile> next(Consumer<ChunkFile> watcher) throws IOException {
        if (!started) {
            started = true;
            pending = flow.next();
        }
        while (pending) {
            Optional<ChunkFile> chunk = cut(++chunks, watcher);
            if (chunk.isPresent()) {
                return chunk;
            }
        }
        return Optional.empty();
    }

    /** Cuts one chunk; empty if all its records are left out. */
    private Optional<ChunkFile> cut(int number, Consumer<ChunkFile> watcher) throws IOException {
        ChunkFile chunk = null;
        try {
            long bytes = header.length;
            do {
                bytes += flow.line().length;
                if (!flow.isLeftOut()) {
                    if (chunk == null) {
                        chunk =
                                new ChunkFile(
                                        number, folder, buffer, flow.lineNumber(), spares, watcher);
                        chunk.header(header);
                    }
                    chunk.record(flow.line());
                }
                pending = flow.next();
            } while (pending && bytes + flow.line().length <= target);
            if (chunk != null) {
                chunk.complete();
            }
            return Optional.ofNullable(chunk);
        } catch (IOException | RuntimeException | Error e) {
            // Somebody may wait for the rest of it.
            giveUp(chunk, e);
            throw e;
        }
    }

    private static void giveUp(ChunkFile chunk, Throwable why) {
        if (chunk != null) {
            try {
                chunk.close();
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
    }

    private static void checkHeader(
            Records records, Dialect dialect, int columns, int length, ChunkSize size)
            throws ExportException {
        boolean limited = dialect == Dialect.BULK_API_2;
        boolean unfit = limited && (columns > MOST_COLUMNS || length > LONGEST_HEADER);
        if (unfit || length > size.bytes()) {
            throw ExportException.at(
                    records.file(),
                    FilePosition.START,
                    ExportException.Code.HEADER_TOO_LARGE,
                    "%d columns with a header of %d bytes".formatted(columns, length),
                    limited
                            ? "Salesforce takes %d columns and a header of %d bytes: leave some out with a mapping"
                                    .formatted(MOST_COLUMNS, LONGEST_HEADER)
                            : "A chunk takes %d bytes: leave some out with a mapping, or let chunks be larger"
                                    .formatted(size.bytes()));
        }
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

    @Override
    public long recordsRead() {
        return flow.recordsRead();
    }

    @Override
    public long recordsRejected() {
        return flow.recordsRejected();
    }

    @Override
    public long recordsLeftOut() {
        return flow.recordsLeftOut();
    }

    @Override
    public long bytesRead() {
        return flow.bytesRead();
    }

    /** Closes the export. The chunks stay, until they are discarded. */
    @Override
    public void close() throws IOException {
        try {
            flow.close();
        } finally {
            spares.close();
        }
    }
}
