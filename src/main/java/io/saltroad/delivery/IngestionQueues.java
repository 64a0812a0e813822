package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says which delivery to Data Cloud may be sent now. Those to one object of a connector go one
 * after another, in the order of their commits, whatever their lane; a job is only made if Data
 * Cloud will take it.
 *
 * <p>Source of the limits: Data Cloud Ingestion API, "Bulk Ingestion". That an object has one
 * unfinished job at a time is known from others, and so is that a job may be created 20 times an
 * hour, rather than requested.
 */
public final class IngestionQueues {

    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * Data Cloud deletes jobs that are unfinished after 7 days. Source: Ingestion API, "Bulk
     * Ingestion".
     */
    private static final Duration OLDEST_OPEN_JOB = Duration.ofDays(6);

    /**
     * So long an open job waits for a delivery that pauses in the middle of its chunks. Jobs are
     * scarce, but others may have chunks in it, too.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final DataCloudSettings settings;
    private final Clock clock;

    public IngestionQueues(Ledger ledger, DataCloudSettings settings, Clock clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
    }

    /** The first delivery of each queue that is to be loaded and may be. */
    List<Delivery> mayLoad() {
        return heads().stream()
                .filter(head -> head.lane() == Lane.DATA_CLOUD_BULK)
                .filter(ledger.deliveries()::isDue)
                .filter(head -> obstacle(head).isEmpty())
                .toList();
    }

    /** The first delivery of each queue that is to be streamed and may be. */
    List<Delivery> mayStream() {
        return heads().stream()
                .filter(head -> head.lane() == Lane.DATA_CLOUD_STREAM)
                .filter(ledger.deliveries()::isDue)
                .filter(head -> obstacle(head).isEmpty())
                .toList();
    }

    /** Open jobs that nothing more goes into. */
    List<IngestionJob> mayClose() {
        Map<IngestionQueue, Delivery> heads = new LinkedHashMap<>();
        heads().forEach(head -> heads.put(IngestionQueue.of(head), head));
        return ledger.ingestionJobs().dueWhileOpen().stream()
                .filter(job -> !isWaitedFor(job, Optional.ofNullable(heads.get(job.queue()))))
                .toList();
    }

    /** Whether more is about to go into an open job. */
    private boolean isWaitedFor(IngestionJob job, Optional<Delivery> head) {
        return head.filter(delivery -> takes(job, delivery)).isPresent()
                && (ledger.deliveries().isDue(head.get())
                        || head.get().notBefore().isBefore(clock.instant().plus(LONGEST_WAIT))
                        || ledger.ingestionJobs().deliveriesIn(job).isEmpty());
    }

    private List<Delivery> heads() {
        Map<IngestionQueue, Delivery> heads = new LinkedHashMap<>();
        for (Delivery delivery : ledger.deliveries().toSend()) {
            heads.putIfAbsent(IngestionQueue.of(delivery), delivery);
        }
        return List.copyOf(heads.values());
    }

    /** The open job that takes the next chunk of a delivery. */
    Optional<IngestionJob> jobFor(Delivery delivery) {
        return ledger.ingestionJobs().unended(IngestionQueue.of(delivery)).stream()
                .filter(job -> takes(job, delivery))
                .findFirst();
    }

    private boolean takes(IngestionJob job, Delivery delivery) {
        return job.state() == JobState.OPEN
                && delivery.lane() == Lane.DATA_CLOUD_BULK
                && job.operation().equals(delivery.operation())
                && room(job) > 0
                && !isGivenUp(job)
                && job.createdAt()
                        .filter(at -> at.plus(OLDEST_OPEN_JOB).isAfter(clock.instant()))
                        .isPresent();
    }

    /** Whether all whose chunks a job holds were given up: nothing of it shall happen. */
    boolean isGivenUp(IngestionJob job) {
        List<Delivery> in = ledger.ingestionJobs().deliveriesIn(job);
        return !in.isEmpty() && in.stream().allMatch(delivery -> delivery.state().closed());
    }

    /** How many more files may be sent into a job. */
    int room(IngestionJob job) {
        return settings.chunksPerJob() - job.uploads();
    }

    /** Jobs of the delivery's queue whose create was not answered. */
    List<IngestionJob> unanswered(Delivery delivery) {
        return ledger.ingestionJobs().unended(IngestionQueue.of(delivery)).stream()
                .filter(job -> job.state() == JobState.INTENDED)
                .toList();
    }

    /** What a committed delivery that is not sent as a whole waits for; empty if for nothing. */
    public Optional<String> waitsFor(Delivery delivery) {
        List<Delivery> before = new ArrayList<>();
        for (Delivery other : ledger.deliveries().toSend()) {
            if (other.id().equals(delivery.id())) {
                return before.isEmpty() ? obstacle(delivery) : Optional.of(sentence(before));
            }
            if (IngestionQueue.of(other).equals(IngestionQueue.of(delivery))) {
                before.add(other);
            }
        }
        return Optional.empty();
    }

    private static String sentence(List<Delivery> before) {
        return "waits for %d before it in the queue of %s, the first of which is %s"
                .formatted(before.size(), IngestionQueue.of(before.get(0)), before.get(0).id());
    }

    /** Why the first delivery of a queue cannot be sent now. */
    private Optional<String> obstacle(Delivery head) {
        IngestionQueue queue = IngestionQueue.of(head);
        List<IngestionJob> unended =
                ledger.ingestionJobs().unended(queue).stream()
                        .filter(job -> job.state() != JobState.INTENDED)
                        .toList();
        if (!unended.isEmpty()) {
            return unended.stream().anyMatch(job -> takes(job, head))
                    ? Optional.empty()
                    : Optional.of(
                            "waits for job %s of %s, which is %s: Data Cloud works on one job an object"
                                    .formatted(
                                            unended.get(0).idAtSalesforce(),
                                            queue,
                                            unended.get(0).state().word()));
        }
        return unconfirmed(head)
                .or(() -> head.lane() == Lane.DATA_CLOUD_BULK ? noSlot(queue) : Optional.empty());
    }

    /** Keys that are asked for after an upsert must not be deleted before, and the other way. */
    private Optional<String> unconfirmed(Delivery head) {
        IngestionQueue queue = IngestionQueue.of(head);
        return ledger.deliveries().open().stream()
                .filter(other -> other.lane().toDataCloud())
                .filter(other -> other.state() == DeliveryState.COMMITTED)
                .filter(other -> IngestionQueue.of(other).equals(queue))
                .filter(other -> !other.operation().equals(head.operation()))
                .filter(other -> IngestionBooks.confirm(other) != IngestionParameters.Confirm.NONE)
                .filter(ledger.deliveries()::isSent)
                .findFirst()
                .map(
                        other ->
                                "waits until it is confirmed what became of %s, which is another operation on the same object"
                                        .formatted(other.id()));
    }

    private Optional<String> noSlot(IngestionQueue queue) {
        Instant now = clock.instant();
        List<IngestionJob> others =
                ledger.ingestionJobs().unended().stream()
                        .filter(job -> !job.queue().equals(queue))
                        // If it came to be, Data Cloud says so by refusing another one.
                        .filter(
                                job ->
                                        job.state() != JobState.INTENDED
                                                || job.intendedAt().plus(HOUR).isAfter(now))
                        .toList();
        if (others.size() >= settings.jobsAtOnce()) {
            return Optional.of(
                    "waits for a slot: saltroad.data-cloud.jobs-at-once is %d, and these have unfinished jobs: %s"
                            .formatted(
                                    settings.jobsAtOnce(),
                                    others.stream()
                                            .map(job -> job.queue().toString())
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        List<Instant> intents = ledger.ingestionJobs().intentsSince(now.minus(HOUR));
        if (intents.size() < settings.jobsPerHour()) {
            return Optional.empty();
        }
        Instant free = intents.get(intents.size() - settings.jobsPerHour()).plus(HOUR);
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "waits for a slot until %s: %d jobs were created within an hour, and"
                                + " saltroad.data-cloud.jobs-per-hour is %d",
                        free,
                        intents.size(),
                        settings.jobsPerHour()));
    }
}
