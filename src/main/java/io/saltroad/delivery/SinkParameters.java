package io.saltroad.delivery;

import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.DuplicateKeys;
import io.saltroad.chunk.EmbeddedLineEnd;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What a sink asks for, checked.
 *
 * @param sink its name, for messages
 * @param ingestion what only sinks into Data Cloud ask for
 * @param keyField the column by which results are matched: the external ID, the primary key, or Id;
 *     empty for insert
 * @param duplicateKeys what becomes of records of an export that have the same key
 * @param retries how often records are brought again in follow-up jobs
 * @param parallelUploads how many chunks are uploaded at once; empty leaves it to the settings
 */
record SinkParameters(
        String sink,
        Optional<IngestionParameters> ingestion,
        String object,
        Operation operation,
        Optional<String> keyField,
        DuplicateKeys duplicateKeys,
        ChunkFormat format,
        Optional<String> assignmentRuleId,
        Optional<Integer> parallelUploads,
        Receipts receipts,
        int retries) {

    /** Says which sink the other texts are for. Without it they are for salesforce-bulk-sink. */
    static final String SINK = "sink";

    static final String SALESFORCE_BULK = "salesforce-bulk-sink";

    private static final int DEFAULT_RETRIES = 3;

    /**
     * Bulk API 2.0's operations on records; Data Cloud has two of them. Source: Bulk API 2.0
     * Developer Guide, "Create a Job"; Ingestion API, "Create a Job".
     */
    enum Operation {
        INSERT("insert"),
        UPDATE("update"),
        UPSERT("upsert"),
        DELETE("delete"),
        HARD_DELETE("hardDelete");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        /** As Salesforce spells it. */
        String word() {
            return word;
        }
    }

    /** Which records are written beside the archived export. */
    enum Receipts {
        FAILURES,
        FULL
    }

    /** Checks the texts of the form; absent ones are missing from the map. */
    static SinkParameters of(Map<String, String> texts) {
        String sink = texts.getOrDefault(SINK, SALESFORCE_BULK);
        FormChoice form = new FormChoice(sink, texts);
        return sink.equals(SALESFORCE_BULK) ? crm(form) : IngestionParameters.sink(form);
    }

    private static SinkParameters crm(FormChoice form) {
        Operation operation = form.required("operation", Operation.values(), Operation::word);
        Optional<String> externalId = form.text("externalIdField");
        if (operation == Operation.UPSERT && externalId.isEmpty()) {
            throw form.missing("externalIdField");
        }
        Optional<String> keyField =
                switch (operation) {
                    case INSERT -> Optional.empty();
                    case UPSERT -> externalId;
                    case UPDATE, DELETE, HARD_DELETE -> Optional.of("Id");
                };
        return new SinkParameters(
                form.sink(),
                Optional.empty(),
                form.required("object"),
                operation,
                keyField,
                duplicateKeys(form, operation),
                new ChunkFormat(
                        form.choice("columnDelimiter", ColumnDelimiter.values(), Enum::name),
                        form.choice("lineEnding", LineEnding.values(), Enum::name),
                        form.choice("embeddedLineEnd", EmbeddedLineEnd.values(), Enum::name)
                                .orElse(EmbeddedLineEnd.KEEP)),
                form.text("assignmentRuleId"),
                form.number("parallelUploads", 1, 16),
                form.choice("receipts", Receipts.values(), Enum::name).orElse(Receipts.FAILURES),
                form.number("retries", 0, 10).orElse(DEFAULT_RETRIES));
    }

    /** What a sink into Data Cloud has in common with the others. */
    static SinkParameters intoDataCloud(
            FormChoice form,
            IngestionParameters ingestion,
            Operation operation,
            String key,
            ChunkFormat format) {
        return new SinkParameters(
                form.sink(),
                Optional.of(ingestion),
                form.required("object"),
                operation,
                Optional.of(key),
                duplicateKeys(form, operation),
                format,
                Optional.empty(),
                Optional.empty(),
                Receipts.FAILURES,
                form.number("retries", 0, 10).orElse(DEFAULT_RETRIES));
    }

    /** The parameters a delivery was registered with. */
    static SinkParameters of(Delivery delivery) {
        return of(delivery.parameters());
    }

    /** Whether the same records go to the same place in the same form. */
    boolean sendsLike(SinkParameters other) {
        return sink.equals(other.sink)
                && ingestion.isPresent() == other.ingestion.isPresent()
                && ingestion.map(mine -> mine.sendsLike(other.ingestion.orElseThrow())).orElse(true)
                && object.equals(other.object)
                && operation == other.operation
                && keyField.equals(other.keyField)
                && duplicateKeys == other.duplicateKeys
                && format.equals(other.format)
                && assignmentRuleId.equals(other.assignmentRuleId);
    }

    /** Where the records go. */
    Target target() {
        return new Target(
                ingestion.map(IngestionParameters::lane).orElse(Lane.CRM_BULK),
                ingestion.map(IngestionParameters::connector),
                object,
                operation.word(),
                keyField);
    }

    private static DuplicateKeys duplicateKeys(FormChoice form, Operation operation) {
        Optional<DuplicateKeys> rule =
                form.choice("duplicateKeys", DuplicateKeys.values(), Enum::name);
        if (rule.isPresent() && operation == Operation.INSERT) {
            throw new IllegalArgumentException(
                    form.sink()
                            + " duplicateKeys: insert has no key field whose values could occur"
                            + " twice; leave it out");
        }
        return rule.orElse(DuplicateKeys.LAST);
    }
}
