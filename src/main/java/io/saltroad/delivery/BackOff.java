package io.saltroad.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a failure that may pass: doubled each time, with jitter. */
public final class BackOff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 20;

    private final RandomGenerator random;

    public BackOff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The pause after a failure.
     *
     * @param attempt from 1
     */
    public Duration after(int attempt) {
        long doubled = FIRST.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
        long pause = Math.min(doubled, LONGEST.toMillis());
        // Half of the pause is sure, so that a failing org gets some rest.
        return Duration.ofMillis(pause / 2 + random.nextLong(pause / 2 + 1));
    }
}
