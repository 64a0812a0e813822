package io.saltroad.chunk;

/** What becomes of records of an export that have the same key. */
public enum DuplicateKeys {
    /** The last one is sent; the earlier ones are superseded by it. */
    LAST,
    /** The first one is sent; the later ones are superseded by it. */
    FIRST,
    /** None is sent: all are rejected. */
    REJECT
}
