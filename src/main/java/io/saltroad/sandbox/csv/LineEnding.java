package io.saltroad.sandbox.csv;

/** What ends a line, under the names of the API. */
public enum LineEnding {
    LF("\n"),
    CRLF("\r\n");

    private final String characters;

    LineEnding(String characters) {
        this.characters = characters;
    }

    public String characters() {
        return characters;
    }
}
