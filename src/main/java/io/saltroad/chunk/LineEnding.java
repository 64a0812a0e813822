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

    /** Whether all line ends inside this value are of this kind. */
    boolean isOnlyOneIn(String value) {
        if (this == LF) {
            return value.indexOf('\r') < 0;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n') {
                return false;
            }
            if (c == '\r') {
                i++;
                if (i == value.length() || value.charAt(i) != '\n') {
                    return false;
                }
            }
        }
        return true;
    }
}
