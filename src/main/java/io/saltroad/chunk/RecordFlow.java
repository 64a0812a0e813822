package io.saltroad.chunk;

import io.saltroad.export.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Goes through the records of an export that are to be sent, one by one, whatever they are cut
 * into. Tells of those that are rejected or left out, and counts. For one thread; the counters may
 * be read by others.
 */
final class RecordFlow implements Closeable {

    static final int NO_COLUMN = -1;

    /**
     * Who wants to know of records.
     *
     * @param index collects the keys of all that are sent
     * @param leavingOut says which are not sent for their key
     */
    record Listeners(
            RejectedRecords rejected, Optional<KeyIndex> index, Optional<LeavingOut> leavingOut) {

        /** Where the key stands that they ask for. */
        int keyColumn(List<String> targetColumns) {
            return index.map(KeyIndex::column)
                    .or(() -> leavingOut.map(LeavingOut::keyColumn))
                    .map(name -> columnOf(name, targetColumns))
                    .orElse(NO_COLUMN);
        }

        private static int columnOf(String name, List<String> columns) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).equalsIgnoreCase(name)) {
                    return i;
                }
            }
            return NO_COLUMN;
        }
    }

    private final RecordLines lines;
    private final Listeners listeners;
    private final long most;
    private final LongFunction<String> tooLarge;
    private final LineBuffer line = new LineBuffer();

    /** Written by the cutting thread only. */
    private final AtomicLong recordsRead = new AtomicLong();

    private final AtomicLong recordsRejected = new AtomicLong();
    private final AtomicLong recordsLeftOut = new AtomicLong();

    /**
     * @param most bytes of one record
     * @param tooLarge why a record of so many bytes, which are more, is not sent
     */
    RecordFlow(RecordLines lines, Listeners listeners, long most, LongFunction<String> tooLarge) {
        this.lines = lines;
        this.listeners = listeners;
        this.most = most;
        this.tooLarge = tooLarge;
    }

    /**
     * Goes on to the next record that is fit to be sent. Its bytes are in {@link #line()}.
     *
     * @return false at the end
     */
    boolean next() throws IOException {
        while (true) {
            switch (lines.next(line)) {
                case END -> {
                    return false;
                }
                case REJECTED -> reject(lines.rejection());
                case LINE -> {
                    if (line.length <= most) {
                        count(recordsRead);
                        if (listeners.index().isPresent()) {
                            listeners.index().get().add(lines);
                        }
                        return true;
                    }
                    reject(Rejection.ofRecord(lines.line(), tooLarge.apply(line.length)));
                }
            }
        }
    }

    private void reject(Rejection rejection) throws IOException {
        count(recordsRead);
        count(recordsRejected);
        listeners.rejected().rejected(lines.record(), rejection);
    }

    /** Whether the current record is left out for its key; if so, that is told. Ask once. */
    boolean isLeftOut() throws IOException {
        if (listeners.leavingOut().isEmpty()) {
            return false;
        }
        LeavingOut rule = listeners.leavingOut().get();
        if (!rule.lines().contains(lines.line())) {
            return false;
        }
        count(recordsLeftOut);
        rule.told().leftOut(lines.record(), lines.keyText(), rule.lines().current());
        return true;
    }

    /** The bytes of the current record. */
    LineBuffer line() {
        return line;
    }

    /** Line of the export that the current record begins on. */
    long lineNumber() {
        return lines.line();
    }

    long recordsRead() {
        return recordsRead.get();
    }

    long recordsRejected() {
        return recordsRejected.get();
    }

    long recordsLeftOut() {
        return recordsLeftOut.get();
    }

    long bytesRead() {
        return lines.bytesRead();
    }

    private static void count(AtomicLong counter) {
        counter.lazySet(counter.get() + 1);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
