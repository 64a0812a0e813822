package io.saltroad;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or a friendly kill, heard by the thread that made this. The process ends only when this is
 * closed, or after a grace period.
 */
final class StopSignal implements AutoCloseable {

    /** Longer than Camel waits for exchanges under way. */
    private static final int GRACE_SECONDS = 40;

    private final CountDownLatch heard = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread listener = Thread.currentThread();
    private final Thread hook = new Thread(this::ring, "stop");
    private boolean listening;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Something that waits. */
    interface Wait {
        void forIt() throws InterruptedException;
    }

    /** Waits for the signal. */
    void await() {
        during(heard::await);
    }

    /**
     * Waits for something else, or the signal if it comes first.
     *
     * @return whether it was something else
     */
    boolean during(Wait wait) {
        setListening(true);
        try {
            if (heard.getCount() == 0) {
                return false;
            }
            wait.forIt();
            return heard.getCount() > 0;
        } catch (InterruptedException e) {
            return false;
        } finally {
            setListening(false);
        }
    }

    private synchronized void setListening(boolean now) {
        listening = now;
        if (!now) {
            // an interrupt that came too late is not for what is closed next
            var unused = Thread.interrupted();
        }
    }

    private void ring() {
        heard.countDown();
        synchronized (this) {
            if (listening) {
                listener.interrupt();
            }
        }
        try {
            var unused = closed.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end. */
    @Override
    public void close() {
        closed.countDown();
        if (heard.getCount() > 0) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending just now, and the hook has nothing left to wait for
                heard.countDown();
            }
        }
    }
}
