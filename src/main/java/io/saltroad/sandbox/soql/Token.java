package io.saltroad.sandbox.soql;

/**
 * A piece of a query.
 *
 * @param text names, numbers and signs as they were written, a string without its quotes
 * @param at where it begins, from 1
 */
record Token(Kind kind, String text, int at) {

    enum Kind {
        NAME,
        STRING,
        NUMBER,
        DATE,
        DATETIME,
        SIGN,
        END
    }

    boolean is(String word) {
        return (kind == Kind.NAME || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
    }
}
