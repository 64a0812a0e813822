package io.saltroad.export;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/**
 * Goes forward through the records of an export, once. What it answers is about the current record
 * and changes with {@link #next()}: copy what must stay. For one thread; the two counters may be
 * read by others.
 */
public interface RecordCursor extends Closeable {

    /** Column names as the export has them. Empty for a file without any line. */
    List<String> sourceColumns();

    /** Names of the fields to send, in the order of {@link #target(int)}. */
    List<String> targetColumns();

    /**
     * Goes to the next record. Blank lines are no records, except in an export with one column.
     *
     * @return false at the end
     * @throws ExportException if the file breaks its format here; the cursor is of no more use
     */
    boolean next() throws ExportException;

    /**
     * First line of the record in the file, 1-based, counted by line feeds, quoted ones included.
     */
    long line();

    /** Why this record must not be sent; empty if it may. */
    Optional<Rejection> rejection();

    /** How many fields the record has in the file; differs from the header's only when rejected. */
    int sourceCount();

    /** Text of a field as in the file, without its quotes. There also for rejected records. */
    String source(int column);

    /**
     * Text to send: empty means "leave as it is", {@code #N/A} means "erase" (Bulk API 2.0
     * Developer Guide, "Valid CSV Record Rows").
     *
     * @throws IllegalStateException if the record is rejected
     */
    String target(int column);

    /** How much of the file was read so far, read-ahead included. */
    long bytesRead();

    /** Records gone through so far, rejected ones included, filtered ones not. */
    long recordsRead();

    /** Closes the file. */
    @Override
    void close();
}
