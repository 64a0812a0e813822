package io.saltroad.delivery;

import java.util.Optional;

/** Why nothing can go on at all, until somebody changes the settings. */
public final class Standstill {

    private volatile String reason;

    void because(String message) {
        reason = message;
    }

    /** Empty while things may go on. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
