package io.saltroad.ledger;

/** What happens to an export that has the bytes of the one delivered before. */
public enum Duplicates {
    /** It is archived and reported, but not sent. */
    SKIP,
    /** It is delivered like any other. */
    DELIVER
}
