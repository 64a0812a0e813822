package io.saltroad.delivery;

import io.saltroad.chunk.ChunkFormat;
import io.saltroad.datacloud.TenantKeys;
import io.saltroad.delivery.SinkParameters.Operation;
import io.saltroad.ledger.Lane;
import java.util.Locale;
import java.util.Optional;

/**
 * What only the sinks into Data Cloud ask for.
 *
 * @param lane where a delivery begins; with {@code streamBelow} it may change when the export has
 *     been counted
 * @param connector API name of the Ingestion API source
 * @param endpoint name of the object in the addresses of streaming, where it differs
 * @param version field with the time of the record's last change, which a bulk delete sends along
 * @param confirm what is asked after Data Cloud has taken the records
 * @param table of the object in the lake, which confirm asks
 * @param microBatchSize bytes of a micro-batch when the delivery was registered; they must not
 *     change while it is streamed, since a checkpoint counts records that fit
 * @param numericKey whether keys are numbers, by the schema
 * @param streamBelow exports with fewer records are streamed; empty if the lane is given
 */
record IngestionParameters(
        Lane lane,
        String connector,
        String endpoint,
        Optional<String> version,
        Confirm confirm,
        boolean numericKey,
        String table,
        Optional<Integer> microBatchSize,
        Optional<Integer> streamBelow) {

    static final String BULK = "data-cloud-bulk-sink";
    static final String STREAMING = "data-cloud-streaming-sink";
    static final String EITHER = "data-cloud-sink";

    /** Not of the form: whether the schema says that keys are numbers. */
    static final String NUMERIC_KEY = "numericKey";

    /** Not of the form: bytes. */
    static final String MICRO_BATCH_SIZE = "microBatchSize";

    private static final int DEFAULT_STREAM_BELOW = 5_000;

    /** What Data Cloud is asked to show of the records it has taken. */
    enum Confirm {
        /** Nothing: the records stay accepted. */
        NONE,
        /** How many of the keys are there. Only where some are missing, which ones. */
        COUNT,
        /** The keys, and with a version field whether they are as new as what was sent. */
        KEYS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the texts of the forms. */
    static SinkParameters sink(FormChoice form) {
        Operation operation = form.required("operation", Operation.values(), Operation::word);
        if (operation != Operation.UPSERT && operation != Operation.DELETE) {
            throw new IllegalArgumentException(
                    "%s operation: Data Cloud takes upsert and delete, not %s. An upsert of a new key inserts"
                            .formatted(form.sink(), operation.word()));
        }
        Optional<Integer> streamBelow =
                form.sink().equals(EITHER)
                        ? form.number("streamBelow", 0, 1_000_000)
                                .or(() -> Optional.of(DEFAULT_STREAM_BELOW))
                        : Optional.empty();
        IngestionParameters ingestion =
                new IngestionParameters(
                        form.sink().equals(STREAMING)
                                ? Lane.DATA_CLOUD_STREAM
                                : Lane.DATA_CLOUD_BULK,
                        form.required("connector"),
                        form.text("endpoint").orElseGet(() -> form.required("object")),
                        form.text("version"),
                        form.choice("confirm", Confirm.values(), Confirm::word)
                                .orElse(Confirm.NONE),
                        form.text(NUMERIC_KEY).isPresent(),
                        form.text("table")
                                .orElseGet(() -> TenantKeys.tableOf(form.required("object"))),
                        form.text(MICRO_BATCH_SIZE).map(Integer::valueOf),
                        streamBelow);
        return SinkParameters.intoDataCloud(
                form,
                ingestion,
                operation,
                form.required("key"),
                // Source: Ingestion API, "Bulk Ingestion": deletes have no header.
                ChunkFormat.rfc4180(operation == Operation.UPSERT));
    }

    /** Whether the same records go to the same place in the same form. */
    boolean sendsLike(IngestionParameters other) {
        return connector.equals(other.connector)
                && endpoint.equals(other.endpoint)
                && version.equals(other.version)
                && numericKey == other.numericKey;
    }
}
