package io.saltroad.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.chunk.KeyForm;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.MicroBatch;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.ValidationReport;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkSettings;
import io.saltroad.salesforce.bulk.FieldRules;
import io.saltroad.salesforce.bulk.ObjectFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what would become of the records of a delivery, without sending any: it reads, maps and cuts
 * the export as a delivery does, and asks Salesforce or Data Cloud what they think of the values.
 *
 * <p>The deliveries must stand in a ledger that nobody delivers from, since the reading leaves its
 * traces there and in the work folder.
 */
public final class Rehearsal {

    /**
     * How much is asked and told.
     *
     * @param records of each sink that are shown to Data Cloud
     * @param details findings of one kind that are told
     */
    public record Extent(int records, int details) {}

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkSettings bulk;
    private final DataCloudSettings dataCloud;
    private final Questions questions;
    private final Extent extent;
    private final ProgressBoard progress;
    private final ColumnCheck columns;

    public Rehearsal(
            Ledger ledger,
            Recipes recipes,
            BulkSettings bulk,
            DataCloudSettings dataCloud,
            Questions questions,
            Extent extent,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.bulk = bulk;
        this.dataCloud = dataCloud;
        this.questions = questions;
        this.extent = extent;
        this.progress = new ProgressBoard(ledger, clock);
        this.columns = new ColumnCheck(recipes, clock);
    }

    /** Goes through all deliveries of an export, one report for each sink of its feed. */
    public List<SinkReport> of(Export export) throws Exception {
        List<SinkReport> reports = new ArrayList<>();
        for (Delivery delivery : ledger.deliveries().ofExport(export.id())) {
            reports.add(new OneSink(export, delivery).report());
        }
        return reports;
    }

    /** What is found at one sink, as it is found. */
    private final class OneSink {

        private final Export export;
        private final Records records;
        private final SinkParameters parameters;
        private final Findings findings = new Findings(extent.details());
        private final List<String> warnings = new ArrayList<>();
        private final List<String> unchecked = new ArrayList<>();
        private Delivery delivery;
        private Optional<String> problem = Optional.empty();
        private Optional<FieldRules> rules = Optional.empty();
        private long superseded;
        private long shown;
        private long refusedByTenant;

        OneSink(Export export, Delivery delivery) {
            this.export = export;
            this.delivery = delivery;
            this.records = recipes.get(delivery);
            this.parameters = SinkParameters.of(delivery);
        }

        SinkReport report() throws Exception {
            boolean toDataCloud = delivery.lane().toDataCloud();
            try {
                Counts counts = toDataCloud ? readForDataCloud() : readForOrg();
                superseded = counts.superseded();
                if (counts.read() == 0) {
                    warnings.add("the export holds no records");
                }
            } catch (ExportException | FieldRefusedException e) {
                problem = Optional.of(e.getMessage());
            }
            RecordLook look = new RecordLook(export, delivery, rules, findings);
            try {
                look.at(records);
            } catch (ExportException e) {
                problem = problem.or(() -> Optional.of(e.getMessage()));
            }
            if (toDataCloud && problem.isEmpty()) {
                showToTenant();
            }
            return new SinkReport(
                    parameters.sink(),
                    target(),
                    look.read(),
                    look.rejected(),
                    superseded,
                    toDataCloud ? shown : look.checked(),
                    toDataCloud ? refusedByTenant : look.refused(),
                    problem,
                    warnings,
                    unchecked,
                    findings.tallies(),
                    findings.first());
        }

        private String target() {
            String key = parameters.keyField().map(" by "::concat).orElse("");
            String what = "%s %s%s".formatted(delivery.operation(), delivery.object(), key);
            return switch (delivery.lane()) {
                case CRM_BULK -> what;
                case DATA_CLOUD_BULK ->
                        "%s of %s, in bulk".formatted(what, delivery.connector().orElse(""));
                case DATA_CLOUD_STREAM ->
                        "%s of %s, streamed".formatted(what, delivery.connector().orElse(""));
            };
        }

        private Counts readForDataCloud() throws Exception {
            if (ExportSchemas.of(export, delivery).isEmpty()) {
                warnings.add(
                        "there is no %s.schema.yaml beside the feed, so names and types are not checked by us. saltroad schema %s writes one"
                                .formatted(export.feed(), export.feed()));
            }
            new Checking(ledger, recipes, dataCloud, progress).check(new Work.OnDelivery(delivery));
            delivery = ledger.deliveries().get(delivery.id());
            return delivery.counts();
        }

        private Counts readForOrg() throws Exception {
            describe();
            columns.check(new Work.OnDelivery(delivery));
            Path folder = Files.createDirectories(ReportNames.scratchFolder(export, delivery));
            return new ExportReading<>(
                            export,
                            delivery,
                            records,
                            delivery.keyField().isPresent()
                                    ? columns.keyForm(delivery)
                                    : KeyForm.TEXT,
                            folder,
                            new ExportCuts(delivery, records, bulk.chunkSize(), folder),
                            progress)
                    .read(() -> new CheckPasses.OfChunks(ledger, delivery));
        }

        private void describe() throws IOException, FieldRefusedException {
            Optional<JsonNode> description;
            try {
                description = questions.describe(delivery.object());
            } catch (NotAskedException e) {
                unchecked.add(
                        "fields and values, since Salesforce does not describe %s: %s"
                                .formatted(delivery.object(), e.getMessage()));
                return;
            }
            if (description.isEmpty()) {
                throw new FieldRefusedException(
                        "Salesforce has no object %s, or the user may not see it"
                                .formatted(delivery.object()));
            }
            columns.learn(
                    new ByteArrayInputStream(
                            description.get().toString().getBytes(StandardCharsets.UTF_8)),
                    new Work.OnDelivery(delivery));
            rules = Optional.of(FieldRules.of(description.get()));
            List<String> names = targetColumns();
            checkRelationships(names);
            checkRequired(names);
        }

        private List<String> targetColumns() throws IOException {
            try (var cursor = records.open()) {
                return cursor.targetColumns();
            }
        }

        private void checkRelationships(List<String> names) throws FieldRefusedException {
            for (String name : names) {
                Optional<FieldRules.Parent> parent = rules.orElseThrow().parent(name);
                if (parent.isPresent()) {
                    checkParent(name, parent.get());
                }
            }
        }

        /** One of the objects it may lead to is enough. */
        private void checkParent(String name, FieldRules.Parent parent)
                throws FieldRefusedException {
            Optional<String> objection = Optional.empty();
            for (String object : parent.objects()) {
                try {
                    Optional<JsonNode> description = questions.describe(object);
                    objection =
                            description.isEmpty()
                                    ? Optional.of("Salesforce has no object " + object)
                                    : ObjectFields.of(description.get())
                                            .objectionToKey(parent.field());
                } catch (NotAskedException e) {
                    unchecked.add(
                            "column %s, since Salesforce does not describe %s: %s"
                                    .formatted(name, object, e.getMessage()));
                    return;
                }
                if (objection.isEmpty()) {
                    return;
                }
            }
            if (objection.isPresent()) {
                throw new FieldRefusedException("column %s: %s".formatted(name, objection.get()));
            }
        }

        private void checkRequired(List<String> names) throws FieldRefusedException {
            boolean insert = parameters.operation() == SinkParameters.Operation.INSERT;
            List<String> missing = rules.orElseThrow().missing(names);
            if (missing.isEmpty()
                    || !(insert || parameters.operation() == SinkParameters.Operation.UPSERT)) {
                return;
            }
            String sentence =
                    "%s requires %s, and nothing is sent for it"
                            .formatted(delivery.object(), String.join(", ", missing));
            if (insert) {
                throw new FieldRefusedException(
                        sentence + ": Salesforce would refuse all records. Map it");
            }
            warnings.add(sentence + ": Salesforce would refuse records that are new there");
        }

        /** The first records that would be sent, in requests as full as can be. */
        private void showToTenant() throws Exception {
            if (parameters.operation() == SinkParameters.Operation.DELETE) {
                warnings.add("Data Cloud validates no deletes: keys were checked by us alone");
                return;
            }
            IngestionParameters ingestion = parameters.ingestion().orElseThrow();
            MicroBatchCuts cuts =
                    new MicroBatchCuts(export, delivery, records, dataCloud).oneByOne();
            Optional<LeftOutLines> leftOut =
                    LeftOutLines.open(ReportNames.leftOut(export, delivery));
            try {
                if (leftOut.isEmpty()) {
                    try (MicroBatchCutter cutter = cuts.all((record, why) -> {})) {
                        show(cutter, ingestion);
                    }
                } else {
                    try (LeftOutLines lines = leftOut.get();
                            MicroBatchCutter cutter =
                                    cuts.leavingOut(
                                            (record, why) -> {}, lines, (record, k, by) -> {})) {
                        show(cutter, ingestion);
                    }
                }
            } catch (NotAskedException e) {
                unchecked.add("what Data Cloud says to the values: " + e.getMessage());
            }
        }

        private void show(MicroBatchCutter cutter, IngestionParameters ingestion)
                throws IOException, NotAskedException {
            ValidationRequest request = request();
            for (int i = 0; i < extent.records(); i++) {
                Optional<MicroBatch> record = cutter.next();
                if (record.isEmpty()) {
                    break;
                }
                if (!request.takes(record.get())) {
                    ask(request, ingestion);
                    request = request();
                }
                request.add(record.get());
            }
            ask(request, ingestion);
        }

        private ValidationRequest request() {
            return new ValidationRequest(
                    delivery.keyField().orElseThrow(),
                    delivery.lane() == Lane.DATA_CLOUD_BULK,
                    dataCloud.microBatchSize());
        }

        private void ask(ValidationRequest request, IngestionParameters ingestion)
                throws NotAskedException {
            if (request.isEmpty()) {
                return;
            }
            Optional<ValidationReport> report =
                    questions.validate(ingestion.connector(), ingestion.endpoint(), request.body());
            if (report.isEmpty()) {
                throw unknown(ingestion);
            }
            refusedByTenant += request.read(report.get(), findings);
            shown += request.records();
        }

        /** A bulk job is made by the object's name; only the validation needs the other one. */
        private NotAskedException unknown(IngestionParameters ingestion) {
            String sentence =
                    "Data Cloud knows no endpoint %s of a connector %s"
                            .formatted(ingestion.endpoint(), ingestion.connector());
            if (delivery.lane() == Lane.DATA_CLOUD_STREAM) {
                problem =
                        Optional.of(
                                sentence
                                        + ". Correct connector and endpoint: the connector's page in"
                                        + " Data Cloud names both");
            }
            return new NotAskedException(sentence);
        }
    }
}
