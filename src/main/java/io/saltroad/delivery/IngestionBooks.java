package io.saltroad.delivery;

import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Streams.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The account of a delivery to Data Cloud: what we counted while the export was checked, against
 * what was in the chunks or requests that Data Cloud has acknowledged. It counts nothing itself.
 *
 * @param counts with all that was taken as accepted
 * @param findings why the books do not close; empty if they do
 */
record IngestionBooks(Counts counts, List<String> findings) {

    static IngestionBooks of(Ledger ledger, Delivery delivery) {
        long taken = 0;
        long lost = 0;
        if (delivery.lane() == Lane.DATA_CLOUD_STREAM) {
            taken = ledger.streams().find(delivery.id()).map(Checkpoint::records).orElse(0L);
        } else {
            Map<Integer, Chunk> chunks =
                    ledger.deliveries().chunks(delivery.id()).stream()
                            .collect(Collectors.toMap(Chunk::number, Function.identity()));
            for (Job place : counting(ledger, delivery)) {
                long records = chunks.get(place.chunkNumber()).records();
                if (isLost(place.state())) {
                    lost += records;
                } else if (place.state() != JobState.OPEN) {
                    // What lies in an open job may still be aborted with it.
                    taken += records;
                }
            }
        }
        Counts read = delivery.counts();
        Counts counts =
                new Counts(read.read(), 0, 0, read.rejected(), lost, read.superseded(), taken, 0);
        return new IngestionBooks(counts, findings(counts));
    }

    private static List<String> findings(Counts counts) {
        List<String> findings = new ArrayList<>();
        if (!counts.addUp()) {
            findings.add(
                    String.format(
                            Locale.ROOT,
                            "read %,d, but accepted %,d + rejected %,d + unprocessed %,d +"
                                    + " superseded %,d",
                            counts.read(),
                            counts.accepted(),
                            counts.rejected(),
                            counts.unprocessed(),
                            counts.superseded()));
        }
        return findings;
    }

    /** Records that Data Cloud has acknowledged. */
    long taken() {
        return counts.accepted();
    }

    /** What was accepted has been asked for: it is there, but for those that are missing. */
    static Counts confirmed(Counts counts, long missing) {
        return new Counts(
                counts.read(),
                counts.accepted() - missing,
                counts.failed(),
                counts.rejected(),
                counts.unprocessed(),
                counts.superseded(),
                0,
                missing);
    }

    /** The places of its chunks in jobs that count. */
    static List<Job> counting(Ledger ledger, Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(job -> job.uploadedAt().isPresent())
                .toList();
    }

    static boolean isLost(JobState state) {
        return state == JobState.FAILED || state == JobState.ABORTED;
    }

    static IngestionParameters.Confirm confirm(Delivery delivery) {
        return SinkParameters.of(delivery).ingestion().orElseThrow().confirm();
    }
}
