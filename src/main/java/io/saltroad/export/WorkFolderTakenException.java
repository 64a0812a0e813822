package io.saltroad.export;

/** Another process delivers from the work folder; the message names both. */
public final class WorkFolderTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkFolderTakenException(String message) {
        super(message);
    }
}
