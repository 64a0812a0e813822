package io.saltroad.sandbox.ingest;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** The streaming requests of the last second. */
final class RequestRate {

    private static final long SECOND = 1_000;

    private final Clock clock;
    private final Deque<Long> taken = new ArrayDeque<>();

    RequestRate(Clock clock) {
        this.clock = clock;
    }

    /** Counts a request, unless there were as many as are allowed. */
    synchronized boolean take(long most) {
        long now = clock.millis();
        while (!taken.isEmpty() && taken.peekFirst() <= now - SECOND) {
            taken.removeFirst();
        }
        if (taken.size() >= most) {
            return false;
        }
        taken.addLast(now);
        return true;
    }

    synchronized void clear() {
        taken.clear();
    }
}
