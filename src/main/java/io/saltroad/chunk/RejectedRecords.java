package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import java.io.IOException;

/** Is told about each record that is not sent, in the order of the export. */
@FunctionalInterface
public interface RejectedRecords {

    /**
     * Takes note of one.
     *
     * @param record stands on the record: its original texts can be read until this returns
     */
    void rejected(RecordCursor record, Rejection rejection) throws IOException;
}
