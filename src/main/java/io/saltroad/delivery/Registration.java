package io.saltroad.delivery;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers deliveries, and knows again the ones that were registered before a restart. */
public final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Ledger ledger;
    private final Recipes recipes;
    private final DuplicateCheck duplicates;
    private final BulkSettings bulk;
    private final DataCloudSettings dataCloud;
    private final String program;

    /**
     * @param program its version: another one may cut or map differently
     */
    public Registration(
            Ledger ledger,
            Recipes recipes,
            DuplicateCheck duplicates,
            BulkSettings bulk,
            DataCloudSettings dataCloud,
            String program) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.duplicates = duplicates;
        this.bulk = bulk;
        this.dataCloud = dataCloud;
        this.program = program;
    }

    void register(Export export, int ordinal, Map<String, String> form, Records records) {
        Map<String, String> texts = withSizes(form);
        if (isForAnotherSink(export, ordinal)) {
            return;
        }
        SinkParameters parameters = SinkParameters.of(texts);
        String fingerprint = Fingerprint.of(texts, chunkSize(parameters), program, records);
        Optional<Delivery> known = ledger.deliveries().find(Delivery.idOf(export.id(), ordinal));
        if (known.isPresent()) {
            resume(export, known.get(), parameters, texts, fingerprint, records);
            return;
        }
        Delivery delivery =
                ledger.deliveries()
                        .register(export, ordinal, parameters.target(), texts, fingerprint);
        admit(export, delivery, records);
    }

    /** How micro-batches are cut must not change while they are streamed. */
    private Map<String, String> withSizes(Map<String, String> form) {
        if (SinkParameters.of(form).ingestion().isEmpty()) {
            return form;
        }
        Map<String, String> texts = new TreeMap<>(form);
        texts.put(
                IngestionParameters.MICRO_BATCH_SIZE, Integer.toString(dataCloud.microBatchSize()));
        return texts;
    }

    private ChunkSize chunkSize(SinkParameters parameters) {
        return parameters.ingestion().isPresent()
                ? new ChunkSize(dataCloud.chunkSize())
                : bulk.chunkSize();
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
        if (delivery.state() == DeliveryState.COMMITTED) {
            goOn(delivery, parameters, records);
            return;
        }
        if (!delivery.fingerprint().equals(fingerprint)) {
            ledger.deliveries().reregister(delivery, parameters.target(), texts, fingerprint);
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

    /**
     * What was sent can only be accounted for, and brought again, by reading it as it was. Another
     * chunk size or program is no reason to stop: chunks are known by their sha256.
     */
    private void goOn(Delivery delivery, SinkParameters parameters, Records records) {
        if (Fingerprint.isOf(delivery, records)
                && SinkParameters.of(delivery).sendsLike(parameters)) {
            recipes.put(delivery, records);
            return;
        }
        Reason reason =
                new Reason(
                        "export",
                        "FEED_CHANGED",
                        "the feed %s was changed after this delivery was committed. Put it back as it was, start saltroad run again, and replay: it goes on with its jobs"
                                .formatted(delivery.feed()));
        LOG.error("delivery {}: {}", delivery.id(), reason.message());
        ledger.deadLetters().failedIn(delivery, DeadLetter.FEED);
        ledger.deliveries()
                .ended(
                        delivery,
                        DeliveryState.DEAD,
                        FailurePolicy.countsOf(ledger, delivery),
                        Optional.of(reason));
    }
}
