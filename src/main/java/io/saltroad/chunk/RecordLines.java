package io.saltroad.chunk;

import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.Closeable;
import java.io.IOException;

/** Gives the records of an export one by one, each as the bytes of a CSV line. */
interface RecordLines extends Closeable {

    /** What came next. */
    enum Step {
        /** A record; its line is in the buffer. */
        LINE,
        /** A record that is not sent. */
        REJECTED,
        /** No more records. */
        END
    }

    /** Goes on by one record. The buffer is cleared first. */
    Step next(LineBuffer line) throws IOException;

    /** Line of the export the current record begins on. */
    long line();

    /** The current record, for those who want its original texts. */
    SourceRecord record();

    /**
     * Gives the key of the current record.
     *
     * @return false if it has none
     */
    boolean key(KeyHasher hasher);

    /** The key of the current record, as it is sent. */
    String keyText();

    /** Why the current record is not sent. */
    Rejection rejection();

    long bytesRead();
}
