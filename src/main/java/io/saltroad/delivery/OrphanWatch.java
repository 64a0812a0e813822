package io.saltroad.delivery;

import io.saltroad.ledger.Intent;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Orphan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says when it is worth while to look for jobs whose create was not answered, and which of them may
 * be aborted.
 */
public final class OrphanWatch {

    /** Each look costs calls, and is for all that were not answered until then. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** When the last look did not get to the end of the matter. */
    private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

    private final Ledger ledger;
    private final Holds holds;
    private final boolean exclusiveUser;
    private final Duration patience;
    private final Clock clock;
    private final Instant started;

    /**
     * @param exclusiveUser nobody else makes jobs as the user that we are at Salesforce
     * @param patience how long we wait for the answer to a create at most
     */
    public OrphanWatch(
            Ledger ledger, Holds holds, boolean exclusiveUser, Duration patience, Clock clock) {
        this.ledger = ledger;
        this.holds = holds;
        this.exclusiveUser = exclusiveUser;
        this.patience = patience;
        this.clock = clock;
        this.started = clock.instant();
    }

    boolean isDue() {
        return !holds.holds(Work.OnOrg.KEY) && (!toLookFor().isEmpty() || !toAbort().isEmpty());
    }

    /**
     * Creates that were not answered and whose time is over. None while Salesforce has no job that
     * tells who we are.
     */
    List<UnansweredCreate> toLookFor() {
        List<Intent> intents = ledger.orphans().intents();
        if (intents.isEmpty() || !ledger.orphans().mayKnowUs()) {
            return List.of();
        }
        Instant now = clock.instant();
        return intents.stream()
                .map(intent -> new UnansweredCreate(intent, over(intent)))
                .filter(create -> create.isOver(now))
                .toList();
    }

    /** When nobody waited for the answer any more. What came before our start died with its run. */
    private Instant over(Intent intent) {
        return Stream.concat(
                        intent.endedBy().stream(),
                        Stream.of(started, intent.intendedAt().plus(patience)))
                .filter(end -> !end.isBefore(intent.intendedAt()))
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Orphans that are ours to abort. */
    List<Orphan> toAbort() {
        return exclusiveUser ? ledger.orphans().open() : List.of();
    }

    /** A look has ended. */
    void rest(boolean toTheEnd) {
        Duration pause = toTheEnd && toAbort().isEmpty() ? PAUSE : LONG_PAUSE;
        holds.hold(Work.OnOrg.KEY, 0, clock.instant().plus(pause));
    }
}
