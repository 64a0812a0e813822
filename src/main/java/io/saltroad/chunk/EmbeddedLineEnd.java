package io.saltroad.chunk;

import java.util.regex.Pattern;

/** What becomes of line ends inside values (LF, CRLF and CR alike). */
public enum EmbeddedLineEnd {
    /** They are sent as they are. A record with others than its job declares is rejected. */
    KEEP,
    /**
     * Each becomes one LF. A job that declares CRLF does not take those: its records are rejected.
     */
    LF,
    /** Each becomes one blank. */
    SPACE;

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /** The text as it is sent. */
    String in(String text) {
        return switch (this) {
            case KEEP -> text;
            case LF -> text.indexOf('\r') < 0 ? text : LINE_END.matcher(text).replaceAll("\n");
            case SPACE ->
                    text.indexOf('\r') < 0 && text.indexOf('\n') < 0
                            ? text
                            : LINE_END.matcher(text).replaceAll(" ");
        };
    }
}
