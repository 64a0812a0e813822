package io.saltroad.sandbox.bulk;

/** What ends a line, under the names of the API. */
enum LineEnding {
    LF("\n"),
    CRLF("\r\n");

    private final String characters;

    LineEnding(String characters) {
        this.characters = characters;
    }

    String characters() {
        return characters;
    }
}
