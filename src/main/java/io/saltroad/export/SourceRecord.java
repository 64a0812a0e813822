package io.saltroad.export;

import java.util.List;

/** One record as it stands in an export. */
public interface SourceRecord {

    /** Column names as the export has them. Empty for a file without any line. */
    List<String> sourceColumns();

    /**
     * First line of the record in the file, 1-based, counted by line feeds, quoted ones included.
     */
    long line();

    /** How many fields the record has in the file; differs from the header's only when rejected. */
    int sourceCount();

    /** Text of a field as in the file, without its quotes. There also for rejected records. */
    String source(int column);
}
