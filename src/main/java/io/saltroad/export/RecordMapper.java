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
    Optional<Rejection> map(long line, FieldSource source, FieldValues target);

    /** Gives the columns of a record. */
    @FunctionalInterface
    interface FieldSource {

        /** The text of a column. Making it may cost something, so ask for what is used. */
        String text(int column);

        /**
         * Lets a target field be a column as it stands, without making a text of it.
         *
         * @param trim whether blanks at its ends are left out, as {@code trim: true} has it
         * @param most bytes it may have
         * @return false, with nothing done, if that cannot be or its text must be looked at:
         *     because it is empty, too long, may be {@link RecordRules#CLEAR}, or holds a quote, a
         *     line end or a character that no export should hold
         */
        default boolean copy(int column, boolean trim, int most, FieldValues target, int field) {
            return false;
        }
    }
}
