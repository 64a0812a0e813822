package io.saltroad.mapping;

/** What kinds of values a mapping makes. */
public enum ValueKind {
    TEXT,
    NUMBER,
    BOOLEAN,
    DATE,
    DATE_TIME
}
