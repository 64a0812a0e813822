package io.saltroad.delivery;

import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The account of one delivery, seen from three sides: what we counted, what the jobs counted, and
 * what stands in the files of results. If they differ, there are findings, with all figures.
 */
final class Books {

    /** Records whose last result says that Salesforce refused them. */
    long failed;

    /** Records whose last result says that Salesforce did not come to them. */
    long unprocessed;

    /** Results that belong to no record. */
    long left;

    /** What became of the records, once the books are closed. */
    Counts counts = Counts.NONE;

    /** Why the books do not close; empty if they do. */
    final List<String> findings = new ArrayList<>();

    /** What Salesforce counted for the jobs of one round. */
    private static final class Side {
        private long sent;
        private long processed;
        private long failed;
    }

    /**
     * Holds the three sides against each other.
     *
     * @param staged what was counted while the export was read
     * @param tallies of the files of results, one a round
     */
    void close(Counts staged, List<Chunk> chunks, List<Job> jobs, List<ResultTally> tallies) {
        Map<Integer, Chunk> chunkOf =
                chunks.stream().collect(Collectors.toMap(Chunk::number, Function.identity()));
        List<Side> sides = tallies.stream().map(tally -> new Side()).toList();
        long delivered = 0;
        for (Job job : jobs) {
            if (job.uploadedAt().isEmpty()) {
                continue;
            }
            Chunk chunk = chunkOf.get(job.chunkNumber());
            Side side = sides.get(chunk.round());
            side.sent += chunk.records();
            side.processed += job.recordsProcessed().orElse(0L);
            side.failed += job.recordsFailed().orElse(0L);
            delivered += job.recordsProcessed().orElse(0L) - job.recordsFailed().orElse(0L);
        }
        counts =
                new Counts(
                        staged.read(),
                        delivered,
                        failed,
                        staged.rejected(),
                        unprocessed,
                        staged.superseded());
        compare(sides, tallies);
        if (left > 0) {
            say("%,d results belong to no record of the export", left);
        }
        if (!counts.addUp()) {
            say(
                    "read %,d, but delivered %,d + failed %,d + rejected %,d + unprocessed %,d +"
                            + " superseded %,d",
                    counts.read(),
                    counts.delivered(),
                    counts.failed(),
                    counts.rejected(),
                    counts.unprocessed(),
                    counts.superseded());
        }
    }

    private void compare(List<Side> sides, List<ResultTally> tallies) {
        long expected = counts.read() - counts.rejected() - counts.superseded();
        for (int round = 0; round < sides.size(); round++) {
            Side side = sides.get(round);
            ResultTally tally = tallies.get(round);
            String jobs = round == 0 ? "the jobs" : "the follow-up jobs of round " + round;
            if (side.sent != expected) {
                say("%,d records were to be sent in %s, but %,d were", expected, jobs, side.sent);
            }
            if (side.sent != side.processed + tally.unprocessed()) {
                say(
                        "%,d records were sent in %s, but Salesforce counts %,d processed and names"
                                + " %,d unprocessed",
                        side.sent, jobs, side.processed, tally.unprocessed());
            }
            if (side.failed != tally.failed()) {
                say(
                        "Salesforce counts %,d failed records in %s and names %,d",
                        side.failed, jobs, tally.failed());
            }
            // The next round brings again what is not final in this one.
            expected = tally.goingOn();
        }
    }

    private void say(String finding, Object... figures) {
        findings.add(String.format(Locale.ROOT, finding, figures));
    }
}
