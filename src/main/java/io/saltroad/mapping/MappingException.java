package io.saltroad.mapping;

import java.nio.file.Path;

/** A mapping cannot be used as it is written. The message says where, what and what to do. */
public final class MappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    MappingException(Path file, int line, String message, Throwable cause) {
        super("%s, line %d: %s".formatted(file.getFileName(), line, message), cause);
        this.line = line;
    }

    /** Line of the mapping file, 1-based. */
    public int line() {
        return line;
    }
}
