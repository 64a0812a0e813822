package io.saltroad.export;

import java.util.Optional;

/** A mapping that knows where each column stands. Holds reused state, so one thread at a time. */
public interface RecordMapper {

    /**
     * Makes the fields of one record.
     *
     * @param line of the record, for a rejection
     * @param source texts in the order of the columns the mapper was bound to
     * @param target is filled in the order of the target columns; undefined after a rejection
     * @return why the record does not fit; empty if it does
     */
    Optional<Rejection> map(long line, FieldSource source, String[] target);

    /** Gives the text of a column. Making it may cost something, so ask for what is used. */
    @FunctionalInterface
    interface FieldSource {
        String text(int column);
    }
}
