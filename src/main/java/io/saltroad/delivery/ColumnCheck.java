package io.saltroad.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.chunk.KeyForm;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Delivery;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.bulk.ObjectFields;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Holds the columns that would be sent against the object in Salesforce, which itself would report
 * a wrong column only after the commit, and only the first one.
 */
public final class ColumnCheck {

    /** How long a description is good for, so that many small exports cost one request. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /**
     * @param fields empty if Salesforce does not say
     */
    private record Described(Optional<ObjectFields> fields, Instant at) {}

    private final Recipes recipes;
    private final FailureClassifier classifier;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Described> known = new ConcurrentHashMap<>();

    public ColumnCheck(Recipes recipes, Clock clock) {
        this.recipes = recipes;
        this.classifier = new FailureClassifier(clock);
        this.clock = clock;
    }

    /** Whether Salesforce must be asked about the object first. */
    public boolean isUnknown(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return described(work.delivery()).isEmpty();
    }

    /** Remembers how Salesforce describes the object. */
    public void learn(
            @Body InputStream description, @Variable(DueConsumer.WORK) Work.OnDelivery work)
            throws IOException {
        try (InputStream answer = description) {
            known.put(
                    work.delivery().object(),
                    new Described(
                            Optional.of(ObjectFields.of(json.readTree(answer))), clock.instant()));
        }
    }

    /**
     * Remembers that Salesforce refuses to describe the object, as when the user may not see it.
     * That says nothing about the records; if the object cannot be written either, the create says
     * so.
     *
     * @throws Exception the failure, if it is no refusal: limits and sessions are another matter
     */
    public void doWithout(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            Exchange exchange)
            throws Exception {
        if (!(classifier.classify(exchange) instanceof Failure.Refused refused)
                || refused.status() < 400) {
            throw failure;
        }
        known.put(work.delivery().object(), new Described(Optional.empty(), clock.instant()));
    }

    /**
     * Checks the header that would be sent.
     *
     * @throws FieldRefusedException naming every column that Salesforce would not take
     */
    public void check(@Variable(DueConsumer.WORK) Work.OnDelivery work)
            throws FieldRefusedException, IOException {
        Delivery delivery = work.delivery();
        List<String> columns;
        try (RecordCursor cursor = recipes.get(delivery).open()) {
            columns = cursor.targetColumns();
        }
        if (columns.isEmpty()) {
            return;
        }
        Optional<String> key = delivery.keyField();
        if (key.isPresent() && columns.stream().noneMatch(key.get()::equalsIgnoreCase)) {
            throw new FieldRefusedException(
                    "%s by %s needs a column %s, but the columns are %s%s"
                            .formatted(
                                    delivery.operation(),
                                    key.get(),
                                    key.get(),
                                    columns,
                                    NearestName.hint(key.get(), columns)));
        }
        Optional<ObjectFields> fields = fieldsOf(delivery);
        if (fields.isPresent()) {
            check(delivery, columns, fields.get());
        }
    }

    /**
     * How the org compares values of the delivery's key field. If Salesforce does not say, by the
     * field's name: an Id as an Id, anything else as text without regard to case.
     */
    KeyForm keyForm(Delivery delivery) {
        String key = delivery.keyField().orElseThrow();
        if (key.equalsIgnoreCase("Id")) {
            return KeyForm.ID;
        }
        return fieldsOf(delivery).flatMap(fields -> fields.formOf(key)).orElse(KeyForm.TEXT);
    }

    private static void check(Delivery delivery, List<String> columns, ObjectFields fields)
            throws FieldRefusedException {
        List<String> objections =
                columns.stream()
                        .flatMap(
                                column ->
                                        fields
                                                .objectionTo(column, delivery.operation())
                                                .map(no -> no + hint(column, fields))
                                                .stream())
                        .toList();
        if (!objections.isEmpty()) {
            throw new FieldRefusedException(
                    String.join("; ", objections)
                            + ". Map the column to a field of %s, or leave it out of the mapping"
                                    .formatted(delivery.object()));
        }
        if (delivery.operation().equals("upsert")) {
            Optional<String> objection = fields.objectionToKey(delivery.keyField().orElseThrow());
            if (objection.isPresent()) {
                throw new FieldRefusedException(objection.get());
            }
        }
    }

    /**
     * The columns that name another record, which Salesforce locks while it writes this one. What
     * was learnt of the object counts, however long ago.
     */
    List<String> parents(Delivery delivery) throws IOException {
        Optional<ObjectFields> fields =
                Optional.ofNullable(known.get(delivery.object())).flatMap(Described::fields);
        try (RecordCursor cursor = recipes.get(delivery).open()) {
            return cursor.targetColumns().stream()
                    .filter(
                            column ->
                                    column.indexOf('.') > 0
                                            || fields.filter(is -> is.isReference(column))
                                                    .isPresent())
                    .toList();
        }
    }

    private static String hint(String column, ObjectFields fields) {
        return NearestName.to(column, fields.names())
                .map(near -> " (did you mean %s?)".formatted(near))
                .orElse("");
    }

    private Optional<ObjectFields> fieldsOf(Delivery delivery) {
        return described(delivery).flatMap(Described::fields);
    }

    private Optional<Described> described(Delivery delivery) {
        return Optional.ofNullable(known.get(delivery.object()))
                .filter(described -> described.at().plus(KEPT).isAfter(clock.instant()));
    }
}
