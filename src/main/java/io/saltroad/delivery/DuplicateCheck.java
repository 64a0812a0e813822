package io.saltroad.delivery;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Knows an export that was delivered before, by its bytes. Asked when a delivery is registered, to
 * save the way, and again when it commits: by then all earlier exports of the feed are closed.
 *
 * <p>An export is compared with the latest one before it alone, since A after B brings A's values
 * back. What is inserted twice is there twice, though: there, any other one counts, and one that
 * brought only a part of the bytes is a matter for a person.
 */
public final class DuplicateCheck {

    /** The code of the reason of an insert that was brought in part before. */
    static final String PARTLY_DELIVERED = "PARTLY_DELIVERED";

    private final Ledger ledger;

    public DuplicateCheck(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Whether its bytes, or a part of them, were delivered before: it is not to be sent. */
    boolean isDuplicate(Export export, Delivery delivery) {
        if (export.duplicates() == Duplicates.DELIVER) {
            return false;
        }
        String sha256 = export.sha256().orElseThrow();
        if (isInsert(delivery)) {
            return !ledger.deliveries().sentBefore(delivery, sha256).isEmpty();
        }
        return ledger.deliveries()
                .latestBefore(delivery)
                .filter(DuplicateCheck::wasTaken)
                .flatMap(latest -> ledger.exports().get(latest.exportId()).sha256())
                .filter(sha256::equals)
                .isPresent();
    }

    /** Another delivery that has inserted these bytes, or a part of them. */
    Optional<Delivery> insertedBy(Export export, Delivery delivery) {
        if (export.duplicates() == Duplicates.DELIVER
                || export.sha256().isEmpty()
                || !isInsert(delivery)) {
            return Optional.empty();
        }
        return ledger.deliveries().sentBefore(delivery, export.sha256().get()).stream().findFirst();
    }

    private static boolean isInsert(Delivery delivery) {
        return SinkParameters.of(delivery).operation() == SinkParameters.Operation.INSERT;
    }

    /** What Salesforce did not take is worth sending again. */
    private static boolean wasTaken(Delivery latest) {
        return latest.state() == DeliveryState.SETTLED
                && latest.counts().failed() + latest.counts().unprocessed() == 0;
    }

    /** What Salesforce refused of it stands in a report, and would be refused again. */
    private static boolean isAccountedFor(Delivery before) {
        return before.state() == DeliveryState.SETTLED && before.counts().unprocessed() == 0;
    }

    /**
     * Closes a duplicate without sending it. If all of it was delivered before, nothing is left to
     * do; if only a part of an insert was, a person must bring the rest: it becomes a dead letter.
     */
    void skip(Delivery delivery) {
        Optional<Delivery> part = partOf(delivery);
        if (part.isPresent()) {
            ledger.deliveries()
                    .ended(
                            delivery,
                            DeliveryState.DEAD,
                            Counts.NONE,
                            Optional.of(partlyDelivered(part.get())));
            return;
        }
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

    /** The newest delivery that has inserted a part of the bytes; empty if one has taken all. */
    private Optional<Delivery> partOf(Delivery delivery) {
        if (!isInsert(delivery)) {
            return Optional.empty();
        }
        String sha256 = ledger.exports().get(delivery.exportId()).sha256().orElseThrow();
        List<Delivery> before = ledger.deliveries().sentBefore(delivery, sha256);
        return before.stream().anyMatch(DuplicateCheck::isAccountedFor)
                ? Optional.empty()
                : before.stream().findFirst();
    }

    private Reason partlyDelivered(Delivery earlier) {
        Counts counts = earlier.counts();
        String known =
                counts.delivered() > 0
                        ? String.format(
                                Locale.ROOT,
                                "%,d of %,d records of these bytes are",
                                counts.delivered(),
                                counts.read())
                        : String.format(
                                Locale.ROOT,
                                "nobody knows how many of the %,d records of these bytes are",
                                counts.read());
        return new Reason(
                "export",
                PARTLY_DELIVERED,
                ("%s in Salesforce already (delivery %s, %s): deliver %s with saltroad replay %s"
                                + " --failed FILE, or set duplicates: deliver in the feed and drop"
                                + " the export again")
                        .formatted(
                                known,
                                earlier.id(),
                                earlier.state().name().toLowerCase(Locale.ROOT),
                                missing(earlier),
                                earlier.id()));
    }

    /** The reports that list what did not arrive. Without one, a person must compare. */
    private String missing(Delivery earlier) {
        Export export = ledger.exports().get(earlier.exportId());
        List<Path> reports = new ArrayList<>();
        if (earlier.counts().unprocessed() > 0) {
            reports.add(ReportNames.unprocessed(export, earlier));
        }
        if (earlier.counts().failed() > 0) {
            reports.add(ReportNames.failed(export, earlier));
        }
        return reports.isEmpty()
                ? "what is missing"
                : reports.stream()
                        .map(report -> report.getFileName().toString())
                        .reduce((one, other) -> one + " and " + other)
                        .map(names -> names + " of it")
                        .orElseThrow();
    }
}
