package io.saltroad.chunk;

/** The JSON of one streaming request, with at least one record. */
public final class MicroBatch {

    private final byte[] body;
    private final int records;
    private final long firstLine;
    private final long recordsBefore;

    MicroBatch(byte[] body, int records, long firstLine, long recordsBefore) {
        this.body = body;
        this.records = records;
        this.firstLine = firstLine;
        this.recordsBefore = recordsBefore;
    }

    /** The whole body in UTF-8. It is the caller's. */
    public byte[] body() {
        return body;
    }

    /** Records in it. */
    public int records() {
        return records;
    }

    /** Line of the export its first record begins on. */
    public long firstLine() {
        return firstLine;
    }

    /** Records in the micro-batches before it, skipped ones included. */
    public long recordsBefore() {
        return recordsBefore;
    }

    /** Records up to its end: where to go on once it and all before it are acknowledged. */
    public long recordsUpTo() {
        return recordsBefore + records;
    }

    @Override
    public String toString() {
        return "records %d to %d, from line %d, %d bytes"
                .formatted(recordsBefore + 1, recordsUpTo(), firstLine, body.length);
    }
}
