package io.saltroad.chunk;

/** What kinds of CSV there are, where targets differ. */
public enum Dialect {
    /**
     * That of Bulk API 2.0 jobs. Line ends inside values must be those of the lines, and the header
     * is limited (Bulk API 2.0 Developer Guide, "Prepare CSV Files").
     */
    BULK_API_2,

    /** That of RFC 4180: any line ends stand inside quotes, and the header is as long as it is. */
    RFC_4180;

    /** Whether a value may have these line ends inside, beside lines that end in this way. */
    boolean takes(String value, LineEnding lineEnding) {
        return this == RFC_4180 || lineEnding.isOnlyOneIn(value);
    }
}
