package io.saltroad.delivery;

import io.saltroad.chunk.ReportFile;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.salesforce.bulk.BulkHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;

/**
 * Accounts for every record of a delivery whose jobs have all ended.
 *
 * <p>Results are matched to source records by key, never by position. If the accounts do not close,
 * the delivery is disputed, with all figures.
 */
public final class Settlement {

    /** Exchange variables of the settle routes. */
    private static final String RESULTS = "results";

    private static final String REQUEST = "request";

    /** After so many attempts, results that do not fit their number are believed to be all. */
    private static final int MOST_ATTEMPTS = 5;

    private static final List<String> FAILED_COLUMNS =
            List.of("saltroad__Line", "sf__Error", "saltroad__Message");
    private static final List<String> UNPROCESSED_COLUMNS = List.of("saltroad__Line");
    private static final List<String> DELIVERED_COLUMNS =
            List.of("saltroad__Line", "sf__Id", "sf__Created");

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkHttp http;
    private final ProgressBoard progress;

    public Settlement(Ledger ledger, Recipes recipes, BulkHttp http, ProgressBoard progress) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.http = http;
        this.progress = progress;
    }

    /** Opens the accounts; the body becomes the results that are needed. */
    public List<ResultsRequest> open(Work.OnDelivery work, Exchange exchange) throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.COMMITTED) {
            throw new IllegalStateException("delivery " + delivery.id() + " is not due to settle");
        }
        Export export = ledger.exports().get(delivery.exportId());
        var scratch = Files.createDirectories(ReportNames.scratchFolder(export, delivery));
        List<String> targetColumns;
        try (RecordCursor cursor = recipes.get(delivery).open()) {
            targetColumns = cursor.targetColumns();
        }
        ResultStore store = new ResultStore(scratch.resolve("results.db"));
        exchange.setVariable(
                RESULTS,
                new JobResults(
                        store,
                        delivery.keyField(),
                        targetColumns,
                        delivery.columnDelimiter().orElseThrow()));
        exchange.getExchangeExtension().addOnCompletion(new ClosingAfterwards(store));
        return requests(delivery);
    }

    private List<ResultsRequest> requests(Delivery delivery) {
        boolean full = SinkParameters.of(delivery).receipts() == SinkParameters.Receipts.FULL;
        Map<Integer, Chunk> chunks =
                ledger.deliveries().chunks(delivery.id()).stream()
                        .collect(Collectors.toMap(Chunk::number, Function.identity()));
        List<ResultsRequest> requests = new ArrayList<>();
        for (Job job : countingJobs(delivery)) {
            long processed = job.recordsProcessed().orElse(0L);
            long failed = job.recordsFailed().orElse(0L);
            long unprocessed = chunks.get(job.chunkNumber()).records() - processed;
            if (failed > 0) {
                requests.add(new ResultsRequest(job, Kind.FAILED, failed));
            }
            if (unprocessed > 0 || job.state() != JobState.JOB_COMPLETE) {
                requests.add(new ResultsRequest(job, Kind.UNPROCESSED, unprocessed));
            }
            if (full && processed > failed) {
                requests.add(new ResultsRequest(job, Kind.SUCCESSFUL, processed - failed));
            }
        }
        return requests;
    }

    private List<Job> countingJobs(Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(job -> job.uploadedAt().isPresent())
                .toList();
    }

    /** Addresses the HTTP component to the results of a request. */
    public void address(@Body ResultsRequest request, Exchange exchange) {
        exchange.setVariable(REQUEST, request);
        Message message = exchange.getMessage();
        String jobId = request.job().idAtSalesforce();
        message.setHeader(SalesforceEndpointConfig.JOB_ID, jobId);
        switch (request.kind()) {
            case SUCCESSFUL -> http.successfulResults(message, jobId);
            case FAILED -> http.failedResults(message, jobId);
            case UNPROCESSED -> http.unprocessedRecords(message, jobId);
        }
    }

    /**
     * Keeps the results that stream in. A reply that was cut short can look complete, so their
     * number must be what Salesforce says; if it never is, the books will not close.
     *
     * @throws IncompleteResultsException if it is worth while to ask again
     */
    public void keep(
            @Body InputStream results,
            @Variable(RESULTS) JobResults store,
            @Variable(REQUEST) ResultsRequest request,
            @Variable(DueConsumer.WORK) Work.OnDelivery work)
            throws IOException {
        try (InputStream stream = results) {
            long rows = store.keep(stream, request);
            if (rows != request.expected() && work.delivery().attempt() < MOST_ATTEMPTS) {
                throw new IncompleteResultsException(request, rows);
            }
        }
    }

    /** Gives every record its outcome, writes the reports and closes the delivery. */
    public void account(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Tally tally = new Tally();
        long left = 0;
        if (results.any()) {
            results.complete();
            match(delivery, results, tally);
            left = results.left();
        }
        close(delivery, tally, left);
        recipes.forget(delivery);
        progress.ended(delivery);
    }

    private static final class Tally {
        private long failed;
        private long unprocessed;
    }

    private void match(Delivery delivery, JobResults results, Tally tally) throws IOException {
        Export export = ledger.exports().get(delivery.exportId());
        Records records = recipes.get(delivery);
        try (RecordCursor cursor = records.open();
                ReportFile failed =
                        new ReportFile(ReportNames.failed(export, delivery), FAILED_COLUMNS);
                ReportFile unprocessed =
                        new ReportFile(
                                ReportNames.unprocessed(export, delivery), UNPROCESSED_COLUMNS);
                ReportFile delivered =
                        new ReportFile(
                                ReportNames.delivered(export, delivery), DELIVERED_COLUMNS)) {
            while (cursor.next()) {
                if (cursor.rejection().isPresent()) {
                    continue;
                }
                Optional<ResultStore.Result> found = results.take(cursor);
                if (found.isEmpty()) {
                    continue;
                }
                ResultStore.Result result = found.get();
                String line = Long.toString(cursor.line());
                switch (result.kind()) {
                    case FAILED -> {
                        failed.write(List.of(line, result.code(), result.message()), cursor);
                        tally.failed++;
                    }
                    case UNPROCESSED -> {
                        unprocessed.write(List.of(line), cursor);
                        tally.unprocessed++;
                    }
                    case SUCCESSFUL ->
                            delivered.write(List.of(line, result.code(), result.message()), cursor);
                }
            }
        }
    }

    private void close(Delivery delivery, Tally tally, long left) {
        List<Job> jobs = countingJobs(delivery);
        long processed = jobs.stream().mapToLong(job -> job.recordsProcessed().orElse(0L)).sum();
        long failed = jobs.stream().mapToLong(job -> job.recordsFailed().orElse(0L)).sum();
        Counts counts =
                new Counts(
                        delivery.counts().read(),
                        processed - failed,
                        tally.failed,
                        delivery.counts().rejected(),
                        tally.unprocessed);
        if (left > 0 || tally.failed != failed || !counts.addUp()) {
            ledger.deliveries()
                    .ended(
                            delivery,
                            DeliveryState.DISPUTED,
                            counts,
                            Optional.of(dispute(counts, processed, failed, left)));
        } else {
            ledger.deliveries().ended(delivery, DeliveryState.SETTLED, counts, troubleOf(jobs));
        }
    }

    private static Reason dispute(Counts counts, long processed, long failed, long left) {
        return new Reason(
                "record",
                "BOOKS_DO_NOT_CLOSE",
                ("read %,d, but delivered %,d + failed %,d + rejected %,d + unprocessed %,d;"
                                + " Salesforce counts %,d processed and %,d failed; %,d results"
                                + " belong to no record of the export")
                        .formatted(
                                counts.read(),
                                counts.delivered(),
                                counts.failed(),
                                counts.rejected(),
                                counts.unprocessed(),
                                processed,
                                failed,
                                left));
    }

    /** What Salesforce said of the first job that did not run to its end. */
    private static Optional<Reason> troubleOf(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> job.state() != JobState.JOB_COMPLETE)
                .findFirst()
                .map(
                        job ->
                                new Reason(
                                        "refused",
                                        "JOB_"
                                                + job.state()
                                                        .word()
                                                        .toUpperCase(java.util.Locale.ROOT),
                                        "job %s: %s"
                                                .formatted(
                                                        job.salesforceId().orElse("?"),
                                                        job.errorMessage()
                                                                .orElse(
                                                                        "Salesforce gives no reason"))));
    }
}
