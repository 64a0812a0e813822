package io.saltroad.chunk;

import java.util.Arrays;
import java.util.Optional;

/** What may stand between two fields of a job. Bulk API 2.0 Developer Guide, "Create a Job". */
public enum ColumnDelimiter {
    BACKQUOTE('`'),
    CARET('^'),
    COMMA(','),
    PIPE('|'),
    SEMICOLON(';'),
    TAB('\t');

    private final char character;

    ColumnDelimiter(char character) {
        this.character = character;
    }

    public char character() {
        return character;
    }

    /** The delimiter an export uses, if Salesforce takes it too. */
    static Optional<ColumnDelimiter> of(String delimiter) {
        return Arrays.stream(values())
                .filter(known -> delimiter.equals(String.valueOf(known.character)))
                .findFirst();
    }
}
