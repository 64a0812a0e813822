package io.saltroad.export;

/** The fields of one record as they stand in the file. Texts are made when somebody asks. */
interface SourceFields {

    int count();

    String text(int field);

    /** Whether this is the text of a field; quicker than to make it. */
    boolean is(int field, String text);

    /** As {@link RecordMapper.FieldSource#copy}. */
    boolean copy(int field, boolean trim, int most, FieldValues target, int targetField);

    /** Whether the first field begins with a byte order mark: another file begins here. */
    boolean beginsWithMark();

    /** Line the record begins on. */
    long line();

    /** Whether it is a line without any character. */
    boolean blank();

    /** Whether a CR without LF stands outside quotes. */
    boolean bareCr();
}
