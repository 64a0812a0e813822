package io.saltroad.mapping;

/** How a text of an export becomes a value as Salesforce writes it. */
interface ValueType {

    /**
     * The value to send, or null if the text is none. Null, and no exception, since in a bad export
     * this happens a million times.
     */
    String convert(String text);

    /** What was expected, for a text that is no value. */
    String rule(String text);

    /** What its values are. */
    ValueKind kind();

    /** Whether an empty text is a value too. */
    default boolean takesEmpty() {
        return false;
    }
}
