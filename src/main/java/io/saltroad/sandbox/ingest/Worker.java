package io.saltroad.sandbox.ingest;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes to the lake, so that nothing there meets anything else. */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long PATIENCE_SECONDS = 60;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread made = new Thread(task, "sandbox-lake");
                        made.setDaemon(true);
                        return made;
                    });

    /** Takes a step after a while. What it throws is logged. */
    void later(Runnable step, Duration delay) {
        if (!thread.isShutdown()) {
            // Nobody waits for the future: a step reports its own failure.
            var unused =
                    thread.schedule(
                            () -> take(step), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes a step and waits for it. */
    void now(Runnable step) {
        try {
            thread.submit(() -> take(step)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a step throws nothing", e);
        }
    }

    private static void take(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("A step of the tenant failed", e);
        }
    }

    /** Waits for the step in hand. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The lake was still being written after {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
