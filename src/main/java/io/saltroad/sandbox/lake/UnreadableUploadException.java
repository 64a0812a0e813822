package io.saltroad.sandbox.lake;

/** An upload is no CSV in UTF-8; nothing of it was taken. */
public final class UnreadableUploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableUploadException(String message) {
        super(message, null, false, false);
    }
}
