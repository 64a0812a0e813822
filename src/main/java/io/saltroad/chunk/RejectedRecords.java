package io.saltroad.chunk;

import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;

/** Is told about each record that is not sent, in the order of the export. */
@FunctionalInterface
public interface RejectedRecords {

    /**
     * Takes note of one.
     *
     * @param record its texts can be read until this returns
     */
    void rejected(SourceRecord record, Rejection rejection) throws IOException;
}
