package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.TenantKeys;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Streams.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Accounts for the records of a delivery that Data Cloud has taken, and closes it. Data Cloud gives
 * no results: it says 202 or JobComplete while rows are silently lost. So if the sink wants it, the
 * query API is asked whether the keys are there, until all are or the deadline is over.
 */
public final class Confirmation {

    private static final String MISSING = "missing";

    /** Between two questions about the same keys. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final Ledger ledger;
    private final Recipes recipes;
    private final TenantKeys tenant;
    private final DataCloudSettings settings;
    private final ProgressBoard progress;
    private final Clock clock;

    public Confirmation(
            Ledger ledger,
            Recipes recipes,
            TenantKeys tenant,
            DataCloudSettings settings,
            ProgressBoard progress,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.tenant = tenant;
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /** Whether the records can be asked for, or need not be. */
    boolean isDue(Delivery delivery) {
        return !isWanted(delivery) || !visibleFrom(delivery).isAfter(clock.instant());
    }

    private Instant visibleFrom(Delivery delivery) {
        return takenAt(delivery)
                .plus(
                        switch (delivery.lane()) {
                            case DATA_CLOUD_STREAM -> settings.streamingDelay();
                            default -> settings.bulkDelay();
                        });
    }

    /** When Data Cloud had taken the last of it. */
    private Instant takenAt(Delivery delivery) {
        Optional<Instant> streamed =
                ledger.streams().find(delivery.id()).flatMap(Checkpoint::endedAt);
        Optional<Instant> loaded =
                IngestionBooks.counting(ledger, delivery).stream()
                        .flatMap(job -> job.endedAt().stream())
                        .max(Instant::compareTo);
        return streamed.or(() -> loaded).orElseGet(clock::instant);
    }

    private boolean isWanted(Delivery delivery) {
        return IngestionBooks.confirm(delivery) != IngestionParameters.Confirm.NONE
                && IngestionBooks.of(ledger, delivery).taken() > 0
                && IngestionBooks.of(ledger, delivery).counts().unprocessed() == 0;
    }

    /** Whether the query API is to be asked for what was sent. */
    public boolean isWanted(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return isWanted(work.delivery());
    }

    /** Asks for the keys that have not been found yet; how many are missing becomes a variable. */
    public void ask(@Variable(DueConsumer.WORK) Work.OnDelivery work, Exchange exchange)
            throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        Export export = ledger.exports().get(delivery.exportId());
        recipes.get(delivery).checkFile();
        Files.createDirectories(ReportNames.scratchFolder(export, delivery));
        Path list = ReportNames.missing(export, delivery);
        long missing;
        try (KeyQuestions questions = new KeyQuestions(delivery, tenant, list);
                SentRecords sent = SentRecords.open(recipes.get(delivery), export, delivery)) {
            while (sent.next()) {
                questions.about(sent.cursor());
            }
            missing = questions.finish();
        }
        exchange.setVariable(MISSING, missing);
    }

    /** Whether something is missing that may still come. */
    public boolean mayStillCome(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(MISSING) Long missing) {
        return missing != null && missing > 0 && !isOver(work.delivery());
    }

    private boolean isOver(Delivery delivery) {
        return visibleFrom(delivery).plus(settings.confirmDeadline()).isBefore(clock.instant());
    }

    /** Asks again later. */
    public void later(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(MISSING) Long missing) {
        Delivery delivery = work.delivery();
        Instant now = clock.instant();
        Duration half = Duration.between(visibleFrom(delivery), now).dividedBy(2);
        Duration pause = half.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : half;
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        Instant lastLook = visibleFrom(delivery).plus(settings.confirmDeadline()).plusMillis(1);
        Instant next = now.plus(pause);
        ledger.deliveries()
                .postponed(
                        delivery,
                        delivery.attempt(),
                        next.isAfter(lastLook) ? lastLook : next,
                        new Reason(
                                "transient",
                                "UNCONFIRMED",
                                String.format(
                                        Locale.ROOT,
                                        "%,d records do not show in %s yet",
                                        missing,
                                        delivery.target().name())));
    }

    /**
     * Closes the delivery: settled, disputed if records do not show up, or dead if Data Cloud's
     * jobs have failed with some.
     */
    public void close(
            @Variable(DueConsumer.WORK) Work.OnDelivery work, @Variable(MISSING) Long missing)
            throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        IngestionBooks books = IngestionBooks.of(ledger, delivery);
        Counts counts = books.counts();
        if (missing != null) {
            counts = IngestionBooks.confirmed(counts, missing);
            if (missing > 0) {
                report(delivery);
            }
        }
        if (!books.findings().isEmpty()) {
            end(
                    delivery,
                    DeliveryState.DISPUTED,
                    counts,
                    new Reason(
                            "record", "BOOKS_DO_NOT_CLOSE", String.join("; ", books.findings())));
        } else if (counts.unprocessed() > 0) {
            end(delivery, DeliveryState.DEAD, counts, unprocessed(delivery, counts));
        } else if (counts.unconfirmed() > 0) {
            end(delivery, DeliveryState.DISPUTED, counts, unconfirmed(delivery, counts));
        } else {
            ledger.deliveries().ended(delivery, DeliveryState.SETTLED, counts, Optional.empty());
        }
        recipes.forget(delivery);
        progress.ended(delivery);
    }

    private void end(Delivery delivery, DeliveryState state, Counts counts, Reason reason) {
        ledger.deliveries().ended(delivery, state, counts, Optional.of(reason));
    }

    /** Writes the records that do not show up, with their original text. */
    private void report(Delivery delivery) throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        try (UnconfirmedReport report = new UnconfirmedReport(export, delivery);
                SentRecords sent = SentRecords.open(recipes.get(delivery), export, delivery)) {
            RecordCursor cursor = sent.cursor();
            while (sent.next()) {
                report.look(cursor);
            }
        }
    }

    private Reason unconfirmed(Delivery delivery, Counts counts) {
        List<String> problems =
                tenant.problems(SinkParameters.of(delivery).ingestion().orElseThrow().table());
        return new Reason(
                "record",
                "UNCONFIRMED",
                String.format(
                        Locale.ROOT,
                        "Data Cloud has taken all records, but %,d of %,d do not show in %s %s after they should%s",
                        counts.unconfirmed(),
                        counts.unconfirmed() + counts.delivered(),
                        delivery.target().name(),
                        words(settings.confirmDeadline()),
                        problems.isEmpty()
                                ? ""
                                : ". Problem records of the object, perhaps of others, say: "
                                        + String.join("; ", problems)));
    }

    private static String words(Duration time) {
        return time.toMinutes() > 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    private Reason unprocessed(Delivery delivery, Counts counts) {
        String jobs =
                IngestionBooks.counting(ledger, delivery).stream()
                        .filter(job -> IngestionBooks.isLost(job.state()))
                        .map(Job::idAtSalesforce)
                        .distinct()
                        .reduce((one, other) -> one + ", " + other)
                        .orElse("?");
        return new Reason(
                "refused",
                "INGESTION_JOB_FAILED",
                String.format(
                        Locale.ROOT,
                        "job %s of %s failed, and so did those before it: %,d records were not ingested. Data Cloud gives no reason; look at the data stream there",
                        jobs,
                        delivery.target().name(),
                        counts.unprocessed()));
    }
}
