package io.saltroad.delivery;

/**
 * Something that would keep a record from arriving.
 *
 * @param line first line of the record in the export
 * @param column the column or field it is about; empty if it is about the whole record
 * @param value what stands there, shortened
 */
public record Finding(long line, String column, String value, String rule, By by) {

    private static final int LONGEST_VALUE = 60;

    /** Who has something against the record. */
    public enum By {
        READER("reader"),
        MAPPING("mapping"),
        /** The schema beside the feed. */
        SCHEMA("schema"),
        /** What the sink is set to, or takes at the most. */
        SINK("sink"),
        /** How Salesforce describes the object. */
        DESCRIBE("describe"),
        /** The validation of Data Cloud. */
        DATA_CLOUD("Data Cloud");

        private final String word;

        By(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** Whether we would reject the record, so that it is not even sent. */
        public boolean isOurs() {
            return this != DESCRIBE && this != DATA_CLOUD;
        }
    }

    public Finding {
        if (value.codePointCount(0, value.length()) > LONGEST_VALUE) {
            value = value.substring(0, value.offsetByCodePoints(0, LONGEST_VALUE - 1)) + "…";
        }
    }
}
