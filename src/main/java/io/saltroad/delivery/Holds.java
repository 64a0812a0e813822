package io.saltroad.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps exports that could not come to rest from being tried again at once. Not in the ledger: a
 * restart is as good a reason as any to try again.
 */
public final class Holds {

    private record Hold(int attempts, Instant until) {}

    /** No pause is longer. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Clock clock;
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    public Holds(Clock clock) {
        this.clock = clock;
    }

    void hold(String exportId, int attempts, Instant until) {
        holds.put(exportId, new Hold(attempts, until));
    }

    boolean holds(String exportId) {
        Hold hold = holds.get(exportId);
        Instant now = clock.instant();
        // A hold that ends later than any pause comes from a clock that has been set back since.
        return hold != null
                && hold.until().isAfter(now)
                && !hold.until().isAfter(now.plus(LONGEST));
    }

    /** The clock was set back: nobody knows any more how long they would be. */
    void endAll() {
        holds.clear();
    }

    int attempts(String exportId) {
        Hold hold = holds.get(exportId);
        return hold == null ? 0 : hold.attempts();
    }

    void release(String key) {
        holds.remove(key);
    }
}
