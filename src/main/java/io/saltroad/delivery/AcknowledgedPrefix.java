package io.saltroad.delivery;

import io.saltroad.ledger.Streams.Checkpoint;
import java.util.TreeMap;

/**
 * How many of the first micro-batches of a stream are acknowledged without a gap, though they are
 * acknowledged in any order. Holds one entry for each that came before its turn.
 */
final class AcknowledgedPrefix {

    /** What one micro-batch adds. */
    private record Part(int records, int bytes) {}

    private final TreeMap<Long, Part> early = new TreeMap<>();
    private long next;
    private long records;
    private long requests;
    private long bytes;

    /** Goes on from what was acknowledged before; the next micro-batch has the number 0. */
    AcknowledgedPrefix(Checkpoint before) {
        this.records = before.records();
        this.requests = before.requests();
        this.bytes = before.bytes();
    }

    /**
     * A micro-batch is acknowledged.
     *
     * @return whether the prefix has grown
     */
    synchronized boolean acknowledged(long number, int recordCount, int byteCount) {
        early.put(number, new Part(recordCount, byteCount));
        long before = next;
        for (Part part = early.remove(next); part != null; part = early.remove(next)) {
            next++;
            records += part.records();
            requests++;
            bytes += part.bytes();
        }
        return next > before;
    }

    synchronized long records() {
        return records;
    }

    synchronized long requests() {
        return requests;
    }

    synchronized long bytes() {
        return bytes;
    }
}
