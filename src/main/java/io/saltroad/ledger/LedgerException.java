package io.saltroad.ledger;

/** The ledger cannot be used. Nothing is delivered without it. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private LedgerException(String message, Throwable cause) {
        super(message, cause);
    }

    static LedgerException cannotOpen(LedgerSettings settings, RuntimeException cause) {
        String found = innermost(cause);
        return new LedgerException(
                "cannot open the ledger %s (saltroad.ledger.url): %s%s"
                        .formatted(
                                settings.file()
                                        .map(file -> file.toAbsolutePath().normalize().toString())
                                        .orElse(settings.url()),
                                found,
                                whatToDo(found)),
                cause);
    }

    /** What the database itself says; others around it tell of pools and migrations. */
    private static String innermost(Throwable error) {
        Throwable innermost = error;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    private static String whatToDo(String found) {
        if (found.contains("[SQLITE_NOTADB") || found.contains("[SQLITE_CORRUPT")) {
            return ". It is damaged, or no ledger at all: put back a copy of it with its -wal and"
                    + " -shm files. Do not start with an empty one before you have looked into the"
                    + " work folder: what lies there is under delivery, and only the ledger knows"
                    + " how far it has come";
        } else if (found.contains("[SQLITE_BUSY")) {
            return ". Another program holds it: end that program, or wait, and start again";
        } else if (found.contains("[SQLITE_READONLY") || found.contains("[SQLITE_CANTOPEN")) {
            return ". The file and its folder must be writable";
        } else if (found.contains("[SQLITE_FULL")) {
            return ". Free space on its disk";
        }
        return "";
    }
}
