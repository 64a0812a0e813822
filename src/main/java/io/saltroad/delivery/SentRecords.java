package io.saltroad.delivery;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.Closeable;
import java.io.IOException;

/** Goes through the records of an export that were sent: not rejected, and not left out. */
final class SentRecords implements Closeable {

    private final RecordCursor cursor;
    private final NotSent notSent;

    private SentRecords(RecordCursor cursor, NotSent notSent) {
        this.cursor = cursor;
        this.notSent = notSent;
    }

    static SentRecords open(Records records, Export export, Delivery delivery) throws IOException {
        RecordCursor cursor = records.open();
        try {
            return new SentRecords(cursor, NotSent.of(export, delivery));
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /** All records of an export, of which none was left out. */
    static SentRecords all(Records records) throws IOException {
        return new SentRecords(records.open(), NotSent.NONE);
    }

    /** Goes to the next record that was sent; false at the end. */
    boolean next() throws IOException {
        while (cursor.next()) {
            if (cursor.rejection().isEmpty() && !notSent.contains(cursor.line())) {
                return true;
            }
        }
        return false;
    }

    /** Stands on the record. */
    RecordCursor cursor() {
        return cursor;
    }

    @Override
    public void close() throws IOException {
        try (cursor) {
            notSent.close();
        }
    }
}
