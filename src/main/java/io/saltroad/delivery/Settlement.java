package io.saltroad.delivery;

import io.saltroad.chunk.ReportFile;
import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Rounds.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Accounts for every record of a delivery whose jobs have all ended, and closes it.
 *
 * <p>Results are matched to source records by key, never by position. If the accounts do not close,
 * the delivery is disputed, with all figures.
 */
public final class Settlement {

    private static final String BOOKS = "books";

    private static final List<String> FAILED_COLUMNS =
            List.of("saltroad__Line", "sf__Error", "saltroad__Message");
    private static final List<String> UNPROCESSED_COLUMNS = List.of("saltroad__Line");
    private static final List<String> DELIVERED_COLUMNS =
            List.of("saltroad__Line", "sf__Id", "sf__Created");
    private static final List<String> DISPUTED_COLUMNS =
            List.of("saltroad__Line", "saltroad__Finding");

    private final Ledger ledger;
    private final Recipes recipes;
    private final ProgressBoard progress;

    public Settlement(Ledger ledger, Recipes recipes, ProgressBoard progress) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.progress = progress;
    }

    /** Gives every record its outcome and writes the reports. The delivery is closed later. */
    public void account(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @Variable(ResultsFetch.RESULTS) JobResults results,
            Exchange exchange)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Books books = new Books();
        results.complete();
        if (results.any()) {
            match(delivery, results, books);
            books.left = results.left();
        } else {
            deleteReports(delivery);
        }
        List<ResultTally> tallies = new ArrayList<>();
        List<Round> rounds = ledger.rounds().of(delivery.id());
        for (int round = 0; round <= rounds.size(); round++) {
            tallies.add(results.tally(round, rounds));
        }
        books.close(
                delivery.counts(),
                ledger.deliveries().chunks(delivery.id()),
                ledger.jobs().ofDelivery(delivery.id()),
                tallies);
        exchange.setVariable(BOOKS, books);
    }

    /** Whether the books do not close, so that somebody must look. */
    public boolean isDisputed(@Variable(BOOKS) Books books) {
        return !books.findings.isEmpty();
    }

    private void match(Delivery delivery, JobResults results, Books books) throws IOException {
        Export export = ledger.exports().get(delivery.exportId());
        deleteReports(delivery);
        Journey journey = new Journey(results, ledger.rounds().of(delivery.id()));
        try (SentRecords sent = SentRecords.open(recipes.get(delivery), export, delivery);
                ReportFile failed =
                        new ReportFile(ReportNames.failed(export, delivery), FAILED_COLUMNS);
                ReportFile unprocessed =
                        new ReportFile(
                                ReportNames.unprocessed(export, delivery), UNPROCESSED_COLUMNS);
                ReportFile delivered =
                        new ReportFile(
                                ReportNames.delivered(export, delivery), DELIVERED_COLUMNS)) {
            RecordCursor cursor = sent.cursor();
            while (sent.next()) {
                Optional<Result> found = journey.end(cursor);
                if (found.isEmpty()) {
                    continue;
                }
                Result result = found.get();
                String line = Long.toString(cursor.line());
                switch (result.kind()) {
                    case FAILED -> {
                        failed.write(List.of(line, result.code(), result.message()), cursor);
                        books.failed++;
                    }
                    case UNPROCESSED -> {
                        unprocessed.write(List.of(line), cursor);
                        books.unprocessed++;
                    }
                    case SUCCESSFUL ->
                            delivered.write(List.of(line, result.code(), result.message()), cursor);
                }
            }
        }
    }

    /** What an earlier account has written. */
    private void deleteReports(Delivery delivery) throws IOException {
        Export export = ledger.exports().get(delivery.exportId());
        Files.deleteIfExists(ReportNames.failed(export, delivery));
        Files.deleteIfExists(ReportNames.unprocessed(export, delivery));
        Files.deleteIfExists(ReportNames.delivered(export, delivery));
        Files.deleteIfExists(ReportNames.disputed(export, delivery));
    }

    /** Writes down which records differ. All results of Salesforce are here now. */
    public void explain(
            @Variable(DueConsumer.WORK) Work.OnDelivery work,
            @Variable(ResultsFetch.RESULTS) JobResults results)
            throws IOException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Export export = ledger.exports().get(delivery.exportId());
        results.complete();
        Journey journey = new Journey(results, ledger.rounds().of(delivery.id()));
        try (SentRecords sent = SentRecords.open(recipes.get(delivery), export, delivery);
                ReportFile disputed =
                        new ReportFile(ReportNames.disputed(export, delivery), DISPUTED_COLUMNS)) {
            RecordCursor cursor = sent.cursor();
            while (sent.next()) {
                if (journey.end(cursor).isEmpty()) {
                    disputed.write(
                            List.of(
                                    Long.toString(cursor.line()),
                                    "was sent, but Salesforce has no result for it"),
                            cursor);
                }
            }
            results.leftovers(
                    (key, result) ->
                            disputed.write(
                                    List.of("", leftover(key, result)),
                                    cursor.sourceColumns(),
                                    List.of()));
        }
    }

    private static String leftover(String key, Result result) {
        return "%s %s: a result of Salesforce that belongs to no record, or to one that has another: %s"
                .formatted(result.kind().name().toLowerCase(Locale.ROOT), result.code(), key)
                .strip();
    }

    /**
     * Closes the delivery: settled, disputed, or dead if Salesforce did not come to some records.
     */
    public void close(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(BOOKS) Books books) {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        List<Job> jobs = ledger.jobs().ofDelivery(delivery.id());
        if (!books.findings.isEmpty()) {
            ledger.deliveries()
                    .ended(
                            delivery,
                            DeliveryState.DISPUTED,
                            books.counts,
                            Optional.of(
                                    new Reason(
                                            "record",
                                            "BOOKS_DO_NOT_CLOSE",
                                            String.join("; ", books.findings))));
        } else if (books.counts.unprocessed() > 0) {
            ledger.deliveries()
                    .ended(
                            delivery,
                            DeliveryState.DEAD,
                            books.counts,
                            Optional.of(unprocessed(books.counts, jobs)));
        } else {
            ledger.deliveries()
                    .ended(delivery, DeliveryState.SETTLED, books.counts, Optional.empty());
        }
        recipes.forget(delivery);
        progress.ended(delivery);
    }

    /** What Salesforce said of the last job that did not run to its end. */
    private static Reason unprocessed(Counts counts, List<Job> jobs) {
        String remain =
                "Salesforce did not come to %,d records, also not in follow-up jobs"
                        .formatted(counts.unprocessed());
        return jobs.stream()
                .filter(job -> job.uploadedAt().isPresent())
                .filter(job -> job.state() == JobState.FAILED || job.state() == JobState.ABORTED)
                .reduce((first, last) -> last)
                .map(
                        job ->
                                new Reason(
                                        "refused",
                                        "JOB_" + job.state().name(),
                                        "job %s: %s. %s"
                                                .formatted(
                                                        job.idAtSalesforce(),
                                                        job.errorMessage()
                                                                .orElse(
                                                                        "Salesforce gives no"
                                                                                + " reason"),
                                                        remain)))
                .orElseGet(() -> new Reason("refused", "UNPROCESSED", remain));
    }

    /** Follows records through the rounds to their last result. */
    static final class Journey {

        private final JobResults results;
        private final List<Round> rounds;

        Journey(JobResults results, List<Round> rounds) {
            this.results = results;
            this.rounds = rounds;
        }

        /** Empty if Salesforce has taken the record, as far as results are here. */
        Optional<Result> end(RecordCursor cursor) throws IOException {
            return results.follow(cursor, rounds.size(), this::goesOn);
        }

        /** The result of the record in the rounds before this one. */
        Optional<Result> before(RecordCursor cursor, Round round) throws IOException {
            return results.follow(cursor, round.number() - 1, this::goesOn);
        }

        /** Whether a record with this result of a round was brought again in the next. */
        boolean goesOn(int round, Result result) {
            return result.kind() == Kind.UNPROCESSED
                    || (result.kind() == Kind.FAILED
                            && rounds.get(round).codes().contains(result.code()));
        }
    }
}
