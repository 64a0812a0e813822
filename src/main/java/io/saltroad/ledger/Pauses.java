package io.saltroad.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends pauses that were meant to be short and would be long, because the clock was set back. To do
 * a step early is always safe: gates stay closed.
 */
public final class Pauses {

    /** No back-off, and few looks at a job, wait for longer. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** Clocks are adjusted by a little all the time. */
    private static final Duration ADJUSTMENT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final Jdbi jdbi;
    private final Clock clock;
    private Instant last;

    Pauses(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** For the start of a run: nobody knows how far the clock was set back since the last one. */
    public void endThoseOfEarlierRuns() {
        endThoseAfter(clock.instant());
    }

    /**
     * Looks at the clock. If it was set back since the last look, nothing in the ledger waits for a
     * time that is far away.
     *
     * @return whether it was set back
     */
    public synchronized boolean endIfClockWentBack() {
        Instant now = clock.instant();
        boolean back = now.isBefore(last.minus(ADJUSTMENT));
        if (back) {
            LOG.warn("The clock was set back from {} to {}", last, now);
            endThoseAfter(now);
        }
        last = now;
        return back;
    }

    private void endThoseAfter(Instant now) {
        long furthest = now.plus(LONGEST).toEpochMilli();
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update delivery set not_before = ? where not_before > ?",
                            now.toEpochMilli(),
                            furthest);
                    handle.execute(
                            "update job set not_before = ? where not_before > ?",
                            now.toEpochMilli(),
                            furthest);
                    handle.execute(
                            "update ingestion_job set not_before = ? where not_before > ?",
                            now.toEpochMilli(),
                            furthest);
                });
    }
}
