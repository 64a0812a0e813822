package io.saltroad.delivery;

import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;

/**
 * Fetches the results of jobs that have ended into a store on disk, each of them once. Only those
 * that are needed: where every record was taken, none is.
 */
public final class ResultsFetch {

    /** Exchange variable with the {@link JobResults} of a delivery. */
    static final String RESULTS = "results";

    private static final String REQUEST = "request";

    /** After so many attempts, results that do not fit their number are believed to be all. */
    private static final int MOST_ATTEMPTS = 5;

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkHttp http;

    public ResultsFetch(Ledger ledger, Recipes recipes, BulkHttp http) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.http = http;
    }

    /** Opens the store of a committed delivery; the body becomes the results that are needed. */
    public List<ResultsRequest> open(Work.OnDelivery work, Exchange exchange) throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.COMMITTED) {
            throw new IllegalStateException("delivery " + delivery.id() + " is not committed");
        }
        Export export = ledger.exports().get(delivery.exportId());
        Files.createDirectories(ReportNames.scratchFolder(export, delivery));
        List<String> targetColumns;
        try (RecordCursor cursor = recipes.get(delivery).open()) {
            targetColumns = cursor.targetColumns();
        }
        ResultStore store = ResultStore.open(ReportNames.resultStore(export, delivery));
        exchange.getExchangeExtension().addOnCompletion(new ClosingAfterwards(store));
        JobResults results =
                new JobResults(
                        store,
                        delivery.keyField(),
                        targetColumns,
                        delivery.columnDelimiter().orElseThrow());
        exchange.setVariable(RESULTS, results);
        return missing(needed(delivery), results);
    }

    /** The results that tell which records were taken, where they are not here yet. */
    public List<ResultsRequest> successful(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Map<Integer, Chunk> chunks = chunks(delivery);
        List<ResultsRequest> requests = new ArrayList<>();
        for (Job job : endedJobs(delivery)) {
            requests.add(
                    new ResultsRequest(
                            job, chunks.get(job.chunkNumber()).round(), Kind.SUCCESSFUL, -1));
        }
        return missing(requests, results);
    }

    private List<ResultsRequest> needed(Delivery delivery) {
        boolean full = SinkParameters.of(delivery).receipts() == SinkParameters.Receipts.FULL;
        Map<Integer, Chunk> chunks = chunks(delivery);
        List<ResultsRequest> requests = new ArrayList<>();
        for (Job job : endedJobs(delivery)) {
            Chunk chunk = chunks.get(job.chunkNumber());
            long processed = job.recordsProcessed().orElse(0L);
            long failed = job.recordsFailed().orElse(0L);
            long unprocessed = chunk.records() - processed;
            if (failed > 0) {
                requests.add(new ResultsRequest(job, chunk.round(), Kind.FAILED, failed));
            }
            if (unprocessed > 0 || job.state() != JobState.JOB_COMPLETE) {
                requests.add(new ResultsRequest(job, chunk.round(), Kind.UNPROCESSED, unprocessed));
            }
            if (full && processed > failed) {
                requests.add(
                        new ResultsRequest(
                                job, chunk.round(), Kind.SUCCESSFUL, processed - failed));
            }
        }
        return requests;
    }

    private static List<ResultsRequest> missing(List<ResultsRequest> requests, JobResults results)
            throws IOException {
        List<ResultsRequest> missing = new ArrayList<>();
        for (ResultsRequest request : requests) {
            if (!results.has(request)) {
                missing.add(request);
            }
        }
        return missing;
    }

    private Map<Integer, Chunk> chunks(Delivery delivery) {
        return ledger.deliveries().chunks(delivery.id()).stream()
                .collect(Collectors.toMap(Chunk::number, Function.identity()));
    }

    private List<Job> endedJobs(Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(job -> job.uploadedAt().isPresent() && job.state().ended())
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
            @Body InputStream body,
            @Variable(RESULTS) JobResults results,
            @Variable(REQUEST) ResultsRequest request,
            @Variable(DueConsumer.WORK) Work.OnDelivery work)
            throws IOException {
        try (InputStream stream = body) {
            long rows = results.read(stream, request);
            if (request.expected() >= 0
                    && rows != request.expected()
                    && !wasIncompleteBefore(work.delivery())) {
                throw new IncompleteResultsException(request, rows);
            }
            results.keep(request, rows);
        }
    }

    /** Other troubles of the same step say nothing of whether results are whole. */
    private static boolean wasIncompleteBefore(Delivery delivery) {
        return delivery.attempt() >= MOST_ATTEMPTS
                && delivery.reason()
                        .filter(reason -> reason.code().equals(IncompleteResultsException.CODE))
                        .isPresent();
    }

    /** Finds out which records the results are of. */
    public void reconcile(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Export export = ledger.exports().get(delivery.exportId());
        results.reconcile(() -> SentRecords.open(recipes.get(delivery), export, delivery));
    }

    /** Whether a delivery whose books do not close has waited long enough for an explanation. */
    public boolean isTooLate(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return work.delivery().attempt() >= MOST_ATTEMPTS;
    }
}
