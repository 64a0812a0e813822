package io.saltroad.sandbox.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much was used in the last 24 hours, kept by the hour. */
final class RollingDay {

    private static final long HOURS = 24;

    private final Clock clock;
    private final Deque<Hour> hours = new ArrayDeque<>();
    private long sum;

    RollingDay(Clock clock) {
        this.clock = clock;
    }

    private record Hour(long number, long used) {}

    synchronized void add(long amount) {
        forget();
        long now = hour();
        Hour last = hours.peekLast();
        if (last != null && last.number() == now) {
            hours.removeLast();
            hours.addLast(new Hour(now, last.used() + amount));
        } else {
            hours.addLast(new Hour(now, amount));
        }
        sum += amount;
    }

    synchronized long used() {
        forget();
        return sum;
    }

    synchronized void clear() {
        hours.clear();
        sum = 0;
    }

    private void forget() {
        long oldest = hour() - HOURS;
        while (!hours.isEmpty() && hours.peekFirst().number() <= oldest) {
            sum -= hours.removeFirst().used();
        }
    }

    private long hour() {
        return clock.millis() / Duration.ofHours(1).toMillis();
    }
}
