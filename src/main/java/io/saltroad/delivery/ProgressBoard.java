package io.saltroad.delivery;

import io.saltroad.chunk.CutCounters;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How far each open delivery of this process is, for people who watch. */
public final class ProgressBoard {

    private static final class Reading {
        private final CutCounters cutter;
        private final AtomicLong uploaded = new AtomicLong();

        private Reading(CutCounters cutter) {
            this.cutter = cutter;
        }
    }

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    public ProgressBoard(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    void reading(Delivery delivery, CutCounters cutter) {
        readings.put(delivery.id(), new Reading(cutter));
    }

    void uploaded(Delivery delivery, long bytes) {
        Reading reading = readings.get(delivery.id());
        if (reading != null) {
            reading.uploaded.addAndGet(bytes);
        }
    }

    void ended(Delivery delivery) {
        readings.remove(delivery.id());
    }

    /** The open deliveries, oldest first. */
    public List<DeliveryProgress> snapshot() {
        return ledger.deliveries().open().stream().map(this::progressOf).toList();
    }

    private DeliveryProgress progressOf(Delivery delivery) {
        Export export = ledger.exports().get(delivery.exportId());
        List<Job> jobs =
                ledger.jobs().ofDelivery(delivery.id()).stream()
                        .filter(job -> job.state() != JobState.ABORTED)
                        .toList();
        int jobsDone = (int) jobs.stream().filter(job -> job.state().ended()).count();
        Reading reading = readings.get(delivery.id());
        boolean read = delivery.state() != DeliveryState.REGISTERED;
        long bytesRead = reading == null ? 0 : reading.cutter.bytesRead();
        return new DeliveryProgress(
                delivery.feed(),
                export.fileName(),
                step(delivery, jobsDone == jobs.size()),
                read ? export.bytes() : Math.min(bytesRead, export.bytes()),
                export.bytes(),
                read
                        ? delivery.counts().read()
                        : reading == null ? 0 : reading.cutter.recordsRead(),
                jobs.size(),
                jobsDone,
                reading == null ? 0 : reading.uploaded.get(),
                Duration.between(
                        export.claimedAt(), delivery.stagedAt().orElseGet(clock::instant)));
    }

    private String intoDataCloud(Delivery delivery) {
        if (ledger.deliveries().isSent(delivery)) {
            return "confirming";
        }
        if (delivery.lane() == Lane.DATA_CLOUD_STREAM) {
            return ledger.streams().find(delivery.id()).isPresent() ? "streaming" : "queued";
        }
        List<Job> places = IngestionBooks.counting(ledger, delivery);
        if (places.isEmpty()) {
            return "queued";
        }
        return places.size() < ledger.deliveries().chunks(delivery.id()).size()
                ? "loading"
                : "tracking";
    }

    private String step(Delivery delivery, boolean allJobsDone) {
        return switch (delivery.state()) {
            case REGISTERED -> readings.containsKey(delivery.id()) ? "staging" : "waiting";
            case STAGED -> "staged";
            case COMMITTED ->
                    delivery.lane().toDataCloud()
                            ? intoDataCloud(delivery)
                            : allJobsDone ? "settling" : "tracking";
            default -> delivery.state().name().toLowerCase(Locale.ROOT);
        };
    }
}
