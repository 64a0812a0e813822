package io.saltroad.chunk;

import io.saltroad.export.SourceRecord;
import java.io.IOException;

/** Is told about each record that is left out for its key, in the order of the export. */
@FunctionalInterface
public interface LeftOutRecords {

    /**
     * Takes note of one.
     *
     * @param record its texts can be read until this returns
     * @param key as it would have been sent
     */
    void leftOut(SourceRecord record, String key, LeftOutLines.LeftOut why) throws IOException;
}
