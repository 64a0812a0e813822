package io.saltroad.sandbox.org;

/** The sandbox's own database failed: a full disk, a folder that is in use, a mistake of ours. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String what, Exception cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
