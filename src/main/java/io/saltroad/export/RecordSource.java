package io.saltroad.export;

import java.io.Closeable;
import java.io.IOException;

/** Splits a file into records and these into fields, from its start to its end. */
interface RecordSource extends Closeable {

    /** The fields of the current record; always the same object. */
    SourceFields fields();

    /**
     * Leaves out what stands before the header or the first record; called first. A file without
     * any line has nothing to leave out.
     */
    void skipLines() throws IOException;

    /**
     * Goes to the next record, blank lines included.
     *
     * @return false at the end
     * @throws ExportException if the file breaks its format here, or has fewer lines than were to
     *     be left out
     */
    boolean next() throws IOException;

    /** How much of the file was read so far, read-ahead included. Any thread may ask. */
    long bytesRead();
}
