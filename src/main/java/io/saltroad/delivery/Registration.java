package io.saltroad.delivery;

import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.util.Map;
import java.util.Optional;

/** Registers deliveries, and knows again the ones that were registered before a restart. */
public final class Registration {

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkSettings settings;

    public Registration(Ledger ledger, Recipes recipes, BulkSettings settings) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.settings = settings;
    }

    void register(Export export, int ordinal, Map<String, String> texts, Records records) {
        SinkParameters parameters = SinkParameters.of(texts);
        String fingerprint =
                "%s chunk=%d records=%s"
                        .formatted(texts, settings.chunkSize().bytes(), records.fingerprint());
        Optional<Delivery> known = ledger.deliveries().find(Delivery.idOf(export.id(), ordinal));
        if (known.isPresent()) {
            resume(known.get(), texts, fingerprint, records);
            return;
        }
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                export,
                                ordinal,
                                parameters.object(),
                                parameters.operation().word(),
                                parameters.keyField(),
                                texts,
                                fingerprint);
        if (isDuplicate(export, delivery, parameters)) {
            ledger.deliveries()
                    .ended(delivery, DeliveryState.SKIPPED, Counts.NONE, Optional.of(duplicate()));
        } else {
            recipes.put(delivery, records);
        }
    }

    /** Before the commit the feed as it is now rules; after it, what was sent stands. */
    private void resume(
            Delivery delivery, Map<String, String> texts, String fingerprint, Records records) {
        if (delivery.state().closed()) {
            return;
        }
        boolean committed = delivery.state() == DeliveryState.COMMITTED;
        if (!committed && !delivery.fingerprint().equals(fingerprint)) {
            ledger.deliveries().reregister(delivery, texts, fingerprint);
        }
        recipes.put(delivery, records);
    }

    private boolean isDuplicate(Export export, Delivery delivery, SinkParameters parameters) {
        if (export.duplicates() == Duplicates.DELIVER) {
            return false;
        }
        String sha256 = export.sha256().orElseThrow();
        if (parameters.operation() == SinkParameters.Operation.INSERT) {
            return ledger.deliveries().settledBefore(delivery.feed(), delivery.ordinal(), sha256);
        }
        return ledger.deliveries()
                .sha256OfLatestSettled(delivery.feed(), delivery.ordinal())
                .filter(sha256::equals)
                .isPresent();
    }

    private static Reason duplicate() {
        return new Reason(
                "export",
                "DUPLICATE",
                "the same bytes were delivered before; set duplicates: deliver to send them again");
    }
}
