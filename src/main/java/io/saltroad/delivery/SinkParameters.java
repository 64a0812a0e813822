package io.saltroad.delivery;

import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.DuplicateKeys;
import io.saltroad.chunk.EmbeddedLineEnd;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What salesforce-bulk-sink asks for, checked.
 *
 * @param keyField the column by which results are matched: the external ID, or Id; empty for insert
 * @param duplicateKeys what becomes of records of an export that have the same key
 * @param retries how often records are brought again in follow-up jobs
 * @param parallelUploads how many chunks are uploaded at once; empty leaves it to the settings
 */
record SinkParameters(
        String object,
        Operation operation,
        Optional<String> keyField,
        DuplicateKeys duplicateKeys,
        ChunkFormat format,
        Optional<String> assignmentRuleId,
        Optional<Integer> parallelUploads,
        Receipts receipts,
        int retries) {

    private static final int DEFAULT_RETRIES = 3;

    /** Bulk API 2.0's operations on records. Source: Developer Guide, "Create a Job". */
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
        Operation operation =
                choice(texts, "operation", Operation.values(), Operation::word)
                        .orElseThrow(() -> missing("operation"));
        Optional<String> externalId = Optional.ofNullable(texts.get("externalIdField"));
        if (operation == Operation.UPSERT && externalId.isEmpty()) {
            throw missing("externalIdField");
        }
        Optional<String> keyField =
                switch (operation) {
                    case INSERT -> Optional.empty();
                    case UPSERT -> externalId;
                    case UPDATE, DELETE, HARD_DELETE -> Optional.of("Id");
                };
        return new SinkParameters(
                Optional.ofNullable(texts.get("object")).orElseThrow(() -> missing("object")),
                operation,
                keyField,
                duplicateKeys(texts, operation),
                new ChunkFormat(
                        choice(texts, "columnDelimiter", ColumnDelimiter.values(), Enum::name),
                        choice(texts, "lineEnding", LineEnding.values(), Enum::name),
                        choice(texts, "embeddedLineEnd", EmbeddedLineEnd.values(), Enum::name)
                                .orElse(EmbeddedLineEnd.KEEP)),
                Optional.ofNullable(texts.get("assignmentRuleId")),
                Optional.ofNullable(texts.get("parallelUploads")).map(SinkParameters::uploads),
                choice(texts, "receipts", Receipts.values(), Enum::name).orElse(Receipts.FAILURES),
                Optional.ofNullable(texts.get("retries"))
                        .map(SinkParameters::retries)
                        .orElse(DEFAULT_RETRIES));
    }

    /** The parameters a delivery was registered with. */
    static SinkParameters of(Delivery delivery) {
        return of(delivery.parameters());
    }

    /** Whether the same records go to the same place in the same form. */
    boolean sendsLike(SinkParameters other) {
        return object.equals(other.object)
                && operation == other.operation
                && keyField.equals(other.keyField)
                && duplicateKeys == other.duplicateKeys
                && format.equals(other.format)
                && assignmentRuleId.equals(other.assignmentRuleId);
    }

    private static DuplicateKeys duplicateKeys(Map<String, String> texts, Operation operation) {
        Optional<DuplicateKeys> rule =
                choice(texts, "duplicateKeys", DuplicateKeys.values(), Enum::name);
        if (rule.isPresent() && operation == Operation.INSERT) {
            throw new IllegalArgumentException(
                    "salesforce-bulk-sink duplicateKeys: insert has no key field whose values could"
                            + " occur twice; leave it out");
        }
        return rule.orElse(DuplicateKeys.LAST);
    }

    private static <E extends Enum<E>> Optional<E> choice(
            Map<String, String> texts, String name, E[] choices, Function<E, String> word) {
        String text = texts.get(name);
        if (text == null) {
            return Optional.empty();
        }
        for (E choice : choices) {
            if (word.apply(choice).equalsIgnoreCase(text)) {
                return Optional.of(choice);
            }
        }
        throw new IllegalArgumentException(
                "salesforce-bulk-sink %s: '%s' is none of %s"
                        .formatted(name, text, Arrays.stream(choices).map(word).toList()));
    }

    private static int uploads(String text) {
        if (!text.matches("[1-9]|1[0-6]")) {
            throw new IllegalArgumentException(
                    "salesforce-bulk-sink parallelUploads: '%s' is not a number from 1 to 16"
                            .formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static int retries(String text) {
        if (!text.matches("[0-9]|10")) {
            throw new IllegalArgumentException(
                    "salesforce-bulk-sink retries: '%s' is not a number from 0 to 10"
                            .formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("salesforce-bulk-sink needs the parameter " + name);
    }
}
