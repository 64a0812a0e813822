package io.saltroad.delivery;

/** An object of Data Cloud has a job that is not ours, so that we can make none. */
final class ObjectBusyException extends Exception {

    static final String CODE = "OBJECT_BUSY";

    private static final long serialVersionUID = 1L;

    ObjectBusyException(String message) {
        super(message);
    }
}
