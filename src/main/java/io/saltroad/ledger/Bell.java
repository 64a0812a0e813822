package io.saltroad.ledger;

import java.util.concurrent.TimeUnit;

/**
 * Rung when something may have become due, so that who waits for work need not look all the time.
 * Within this process only: what others write to the ledger is found by looking.
 */
public final class Bell {

    private long rings;

    Bell() {}

    public synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** How often it was rung until now. */
    public synchronized long rings() {
        return rings;
    }

    /**
     * Waits until it has been rung more often than was heard.
     *
     * @param heard {@link #rings()} before the look that found nothing, so that a ring meanwhile
     *     counts
     * @param milliseconds to wait at most
     */
    public synchronized void await(long heard, long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = milliseconds; rings == heard && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }
}
