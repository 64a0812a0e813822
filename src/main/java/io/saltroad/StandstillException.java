package io.saltroad;

/** What is open cannot be finished by itself; the message says why, for somebody to change it. */
final class StandstillException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StandstillException(String message) {
        super(message);
    }
}
