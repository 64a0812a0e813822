package io.saltroad.chunk;

/**
 * What becomes of line ends inside values (LF, CRLF and CR alike). Salesforce's guide shows such
 * values as legal, but there are reports of jobs that failed with "LineEnding is invalid on user
 * data" because of them.
 */
public enum EmbeddedLineEnd {
    /** They are sent as they are. */
    KEEP,
    /** Each becomes one LF. */
    LF,
    /** Each becomes one blank. */
    SPACE
}
