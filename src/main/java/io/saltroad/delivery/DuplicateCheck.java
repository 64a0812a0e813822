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
 *
 * <p>An export is compared with the latest one before it alone, since A after B brings A's values
 * back. What is inserted twice is there twice, though: there, any earlier one counts.
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
            return ledger.deliveries().sentBefore(delivery, sha256);
        }
        return ledger.deliveries()
                .latestBefore(delivery)
                .filter(DuplicateCheck::wasTaken)
                .flatMap(latest -> ledger.exports().get(latest.exportId()).sha256())
                .filter(sha256::equals)
                .isPresent();
    }

    /** What Salesforce did not take is worth sending again. */
    private static boolean wasTaken(Delivery latest) {
        return latest.state() == DeliveryState.SETTLED
                && latest.counts().failed() + latest.counts().unprocessed() == 0;
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
