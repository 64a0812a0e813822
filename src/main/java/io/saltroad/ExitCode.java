package io.saltroad;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;

/** How a command ends. The highest that applies wins. */
final class ExitCode {

    /** All was delivered, or there was nothing to do. */
    static final int ALL_DELIVERED = 0;

    /** Some records failed, were rejected or stayed unprocessed. */
    static final int RECORDS_MISSING = 1;

    /** A delivery ended as a dead letter, or its accounts do not close. */
    static final int PERSON_NEEDED = 2;

    /** The command could not do its work: wrong use, wrong settings, no sign-in. */
    static final int COULD_NOT_RUN = 3;

    private ExitCode() {}

    static int of(Delivery delivery) {
        if (delivery.state() == DeliveryState.DEAD
                || delivery.state() == DeliveryState.DISPUTED
                || !delivery.state().closed()) {
            return PERSON_NEEDED;
        }
        return delivery.counts().incomplete() ? RECORDS_MISSING : ALL_DELIVERED;
    }
}
