package io.saltroad.delivery;

/** A delivery that may still pass has been waited for long enough. */
final class DeadlineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    DeadlineException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
