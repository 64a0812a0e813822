package io.saltroad.sandbox.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many bytes a second, for all together who take some: whoever takes bytes owes the time that
 * they need, and nobody should take more before it has passed.
 */
final class Pace {

    /** What is made up for of time in which nobody took anything; else late timers would add up. */
    private static final long MADE_UP = TimeUnit.MILLISECONDS.toNanos(50);

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private long bytesPerSecond;
    private long due;

    /**
     * Without a limit.
     *
     * @param nanos the time, as {@link System#nanoTime}
     */
    Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.due = nanos.getAsLong();
    }

    /** Changes it, from now on. 0 is no limit. */
    synchronized void change(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        due = nanos.getAsLong();
    }

    synchronized void take(long bytes) {
        if (bytesPerSecond > 0) {
            long earliest = nanos.getAsLong() - MADE_UP;
            due = (due - earliest < 0 ? earliest : due) + (long) (bytes * SECOND / bytesPerSecond);
        }
    }

    /** Nanoseconds until more may be taken; 0 if it is time. */
    synchronized long left() {
        return bytesPerSecond == 0 ? 0 : Math.max(0, due - nanos.getAsLong());
    }
}
