package io.saltroad.chunk;

/** What ends each line of a job. Bulk API 2.0 Developer Guide, "Create a Job". */
public enum LineEnding {
    LF("\n"),
    CRLF("\r\n");

    private final String text;

    LineEnding(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
