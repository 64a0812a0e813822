package io.saltroad.export;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/**
 * Goes forward through the records of an export, once. What it answers is about the current record
 * and changes with {@link #next()}: copy what must stay. For one thread; the two counters may be
 * read by others.
 */
public interface RecordCursor extends SourceRecord, Closeable {

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
    @Override
    long line();

    /** Who rejects a record. */
    enum RejectedBy {
        /** The reading: its shape, or its texts as they stand. */
        READER,
        MAPPING,
        /** What the target asks of its fields. */
        TARGET
    }

    /** Why this record must not be sent; empty if it may. */
    Optional<Rejection> rejection();

    /**
     * Who rejects this record.
     *
     * @throws IllegalStateException if nobody does
     */
    RejectedBy rejectedBy();

    /**
     * Text to send: empty means "leave as it is", {@code #N/A} means "erase" (Bulk API 2.0
     * Developer Guide, "Valid CSV Record Rows").
     *
     * @throws IllegalStateException if the record is rejected
     */
    String target(int column);

    /**
     * The same fields, all at once; always the same object.
     *
     * @throws IllegalStateException if the record is rejected
     */
    FieldValues targets();

    /** How much of the file was read so far, read-ahead included. */
    long bytesRead();

    /** Records gone through so far, rejected ones included, filtered ones not. */
    long recordsRead();

    /** Closes the file. */
    @Override
    void close();
}
