package io.saltroad.chunk;

import io.saltroad.export.ExportException;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the records of an export into micro-batches, in one pass and in constant memory: each as
 * full as can be, in the order of the export. A record that is too large by itself is rejected.
 * What is rejected or left out on the way is told, also while records are skipped.
 *
 * <p>The same export is always cut the same way, from wherever a micro-batch has ended. For one
 * thread; the counters may be read by others.
 */
public final class MicroBatchCutter implements CutCounters {

    private final List<String> targetColumns;
    private final byte[] begin;
    private final byte[] end;
    private final MicroBatchSize size;
    private final int mostRecords;
    private final RecordFlow flow;
    private final LineBuffer body = new LineBuffer();

    private boolean started;
    private boolean pending;
    private long recordsBefore;

    private MicroBatchCutter(
            RecordCursor cursor,
            MicroBatchForm form,
            MicroBatchSize size,
            RecordFlow.Listeners listeners) {
        this.targetColumns = cursor.targetColumns();
        this.begin = form.begin();
        this.end = form.end();
        this.size = size;
        this.mostRecords = Math.min(size.records(), form.mostRecords());
        int envelope = begin.length + end.length;
        this.flow =
                new RecordFlow(
                        new CursorLines(
                                cursor,
                                form.lines(targetColumns),
                                listeners.keyColumn(targetColumns)),
                        listeners,
                        size.bytes() - envelope,
                        bytes ->
                                "takes %d bytes as JSON, a micro-batch takes %d"
                                        .formatted(bytes + envelope, size.bytes()));
    }

    /**
     * Opens the export and checks its header.
     *
     * @throws ExportException if the header is not what the feed says
     * @throws IllegalArgumentException if keys are to be deleted, but records have more than a key
     */
    public static MicroBatchCutter open(
            Records records, MicroBatchForm form, MicroBatchSize size, RejectedRecords rejected)
            throws IOException {
        return open(
                records,
                form,
                size,
                new RecordFlow.Listeners(rejected, Optional.empty(), Optional.empty()));
    }

    /** Like {@link #open}; the keys of the records that go into micro-batches are collected. */
    public static MicroBatchCutter indexing(
            Records records,
            MicroBatchForm form,
            MicroBatchSize size,
            RejectedRecords rejected,
            KeyIndex index)
            throws IOException {
        return open(
                records,
                form,
                size,
                new RecordFlow.Listeners(rejected, Optional.of(index), Optional.empty()));
    }

    /**
     * Like {@link #open}; some records are left out. Other than with chunks, those behind them move
     * up: nothing was sent in the first pass, so nothing has to stay where it was.
     */
    public static MicroBatchCutter leavingOut(
            Records records,
            MicroBatchForm form,
            MicroBatchSize size,
            RejectedRecords rejected,
            LeavingOut leavingOut)
            throws IOException {
        return open(
                records,
                form,
                size,
                new RecordFlow.Listeners(rejected, Optional.empty(), Optional.of(leavingOut)));
    }

    private static MicroBatchCutter open(
            Records records,
            MicroBatchForm form,
            MicroBatchSize size,
            RecordFlow.Listeners listeners)
            throws IOException {
        RecordCursor cursor = records.open();
        try {
            return new MicroBatchCutter(cursor, form, size, listeners);
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /**
     * Goes past records that are acknowledged already. Rejected and left out ones do not count.
     * Only before the first micro-batch.
     *
     * @return how many were skipped; fewer only if there are no more
     * @throws ExportException if the file breaks its format
     */
    public long skip(long records) throws IOException {
        if (started) {
            throw new IllegalStateException("the first micro-batch is cut already");
        }
        start();
        while (pending && recordsBefore < records) {
            recordsBefore++;
            pending = advance();
        }
        return recordsBefore;
    }

    /**
     * Cuts the next micro-batch.
     *
     * @return empty at the end. No micro-batch is ever without records
     * @throws ExportException if the file breaks its format
     */
    public Optional<MicroBatch> next() throws IOException {
        start();
        if (!pending) {
            return Optional.empty();
        }
        final long firstLine = flow.lineNumber();
        int records = 0;
        body.clear();
        body.append(begin);
        do {
            if (records > 0) {
                body.append((byte) ',');
            }
            body.append(flow.line().bytes, 0, flow.line().length);
            records++;
            pending = advance();
        } while (pending && records < mostRecords && fits());
        body.append(end);
        MicroBatch full =
                new MicroBatch(
                        Arrays.copyOf(body.bytes, body.length), records, firstLine, recordsBefore);
        recordsBefore += records;
        return Optional.of(full);
    }

    private void start() throws IOException {
        if (!started) {
            started = true;
            pending = advance();
        }
    }

    /** Whether the current record may join those in the body. */
    private boolean fits() {
        return body.length + 1 + flow.line().length + end.length <= size.bytes();
    }

    /** Goes on to the next record that is sent. */
    private boolean advance() throws IOException {
        boolean found = flow.next();
        while (found && flow.isLeftOut()) {
            found = flow.next();
        }
        return found;
    }

    /** Names of the fields of each record, in their order. */
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

    /** Closes the export. */
    @Override
    public void close() throws IOException {
        flow.close();
    }
}
