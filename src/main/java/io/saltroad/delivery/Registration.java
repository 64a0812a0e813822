package io.saltroad.delivery;

import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.util.Map;
import java.util.Optional;

/** Registers deliveries, and knows again the ones that were registered before a restart. */
public final class Registration {

    private final Ledger ledger;
    private final Recipes recipes;
    private final DuplicateCheck duplicates;
    private final BulkSettings settings;
    private final String program;

    /**
     * @param program its version: another one may cut or map differently
     */
    public Registration(
            Ledger ledger,
            Recipes recipes,
            DuplicateCheck duplicates,
            BulkSettings settings,
            String program) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.duplicates = duplicates;
        this.settings = settings;
        this.program = program;
    }

    void register(Export export, int ordinal, Map<String, String> texts, Records records) {
        if (isForAnotherSink(export, ordinal)) {
            return;
        }
        SinkParameters parameters = SinkParameters.of(texts);
        String fingerprint =
                "%s chunk=%d program=%s records=%s"
                        .formatted(
                                texts,
                                settings.chunkSize().bytes(),
                                program,
                                records.fingerprint());
        Optional<Delivery> known = ledger.deliveries().find(Delivery.idOf(export.id(), ordinal));
        if (known.isPresent()) {
            resume(export, known.get(), parameters, texts, fingerprint, records);
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
        admit(export, delivery, records);
    }

    /** Corrected records go where they were missing; the feed's other sinks have had them. */
    private static boolean isForAnotherSink(Export export, int ordinal) {
        return export.replayOf().filter(id -> !id.endsWith("." + ordinal)).isPresent();
    }

    private void admit(Export export, Delivery delivery, Records records) {
        if (duplicates.isDuplicate(export, delivery)) {
            duplicates.skip(delivery);
        } else {
            recipes.put(delivery, records);
        }
    }

    /** Before the commit the feed as it is now rules; after it, what was sent stands. */
    private void resume(
            Export export,
            Delivery delivery,
            SinkParameters parameters,
            Map<String, String> texts,
            String fingerprint,
            Records records) {
        if (delivery.state().closed()) {
            return;
        }
        if (!delivery.fingerprint().equals(fingerprint)) {
            ledger.deliveries()
                    .reregister(
                            delivery,
                            parameters.object(),
                            parameters.operation().word(),
                            parameters.keyField(),
                            texts,
                            fingerprint);
        }
        boolean untouched =
                ledger.deliveries().get(delivery.id()).state() == DeliveryState.REGISTERED
                        && ledger.jobs().ofDelivery(delivery.id()).isEmpty();
        if (untouched) {
            // A crash may have come between the registration and the question.
            admit(export, delivery, records);
        } else {
            recipes.put(delivery, records);
        }
    }
}
