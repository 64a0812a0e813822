package io.saltroad.delivery;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A disk that is full, or cannot be written: neither Salesforce nor the export can help it, and it
 * passes when somebody has seen to it.
 */
final class DiskTrouble {

    static final String CODE = "DISK";

    /** As the operating system words them. */
    private static final List<String> WORDS =
            List.of(
                    "No space left on device",
                    "There is not enough space on the disk",
                    "Read-only file system",
                    "Disk quota exceeded",
                    "Permission denied",
                    "Too many open files",
                    "Input/output error");

    /** As SQLite words them, for the ledger and for scratch files. */
    private static final List<String> OF_DATABASE =
            List.of("[SQLITE_FULL", "[SQLITE_READONLY", "[SQLITE_IOERR", "[SQLITE_BUSY");

    private DiskTrouble() {}

    /** Empty if the failure is another one. */
    static Optional<Trouble> of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            boolean disk =
                    cause instanceof IOException && WORDS.stream().anyMatch(message::contains);
            boolean database =
                    cause instanceof SQLException
                            && OF_DATABASE.stream().anyMatch(message::contains);
            if (disk || database) {
                return Optional.of(
                        new Trouble(
                                Trouble.Kind.TRANSIENT,
                                CODE,
                                "%s. Free space, or let it be written again: it goes on by itself then"
                                        .formatted(where(cause, error) + message)));
            }
        }
        return Optional.empty();
    }

    /** The file, if only an outer exception names it. */
    private static String where(Throwable cause, Throwable error) {
        return cause == error
                        || cause instanceof FileSystemException
                        || String.valueOf(cause.getMessage()).contains("/")
                        || error.getMessage() == null
                        || error.getMessage().contains(String.valueOf(cause.getMessage()))
                ? ""
                : error.getMessage() + ": ";
    }
}
