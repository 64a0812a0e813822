package io.saltroad;

/** A feed does something that must not be done for a check. */
final class UncheckableFeedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UncheckableFeedException(String message) {
        super(message);
    }
}
