package io.saltroad.export;

/**
 * Why one record is not sent. The other records of the export are.
 *
 * @param line first line of the record in the export, 1-based
 * @param column the column it is about, as the export calls it; empty if it is about the whole
 *     record
 * @param value what stands there, shortened to {@link #LONGEST_VALUE} characters
 * @param rule what was expected, and where it helps what to do
 */
public record Rejection(long line, String column, String value, String rule) {

    /** So that a report stays readable; the whole text stands beside it in its own column. */
    static final int LONGEST_VALUE = 60;

    public Rejection {
        if (value.length() > LONGEST_VALUE) {
            int end = LONGEST_VALUE - 1;
            if (Character.isHighSurrogate(value.charAt(end - 1))) {
                end--;
            }
            value = value.substring(0, end) + "…";
        }
    }

    /** A rejection that is about the record as a whole. */
    public static Rejection ofRecord(long line, String rule) {
        return new Rejection(line, "", "", rule);
    }
}
