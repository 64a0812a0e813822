package io.saltroad.delivery;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.util.Optional;

/**
 * Knows an export that was delivered before, by its bytes. Asked when a delivery is registered, to
 * save the way, and again when it commits: by then all earlier exports of the feed are closed.
 */
public final class DuplicateCheck {

    private final Ledger ledger;

    public DuplicateCheck(Ledger ledger) {
        this.ledger = ledger;
    }

    boolean isDuplicate(Export export, Delivery delivery) {
        if (export.duplicates() == Duplicates.DELIVER) {
            return false;
        }
        String sha256 = export.sha256().orElseThrow();
        if (SinkParameters.of(delivery).operation() == SinkParameters.Operation.INSERT) {
            return ledger.deliveries().deliveredBefore(delivery.feed(), delivery.ordinal(), sha256);
        }
        return ledger.deliveries()
                .sha256OfLatestSettled(delivery.feed(), delivery.ordinal())
                .filter(sha256::equals)
                .isPresent();
    }

    void skip(Delivery delivery) {
        ledger.deliveries()
                .ended(
                        delivery,
                        DeliveryState.SKIPPED,
                        Counts.NONE,
                        Optional.of(
                                new Reason(
                                        "export",
                                        "DUPLICATE",
                                        "the same bytes were delivered before; set duplicates:"
                                                + " deliver to send them again")));
    }
}
