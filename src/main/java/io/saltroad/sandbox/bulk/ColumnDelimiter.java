package io.saltroad.sandbox.bulk;

/** What stands between two columns, under the names of the API. */
enum ColumnDelimiter {
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

    char character() {
        return character;
    }
}
