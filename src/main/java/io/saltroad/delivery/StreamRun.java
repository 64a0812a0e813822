package io.saltroad.delivery;

import io.saltroad.chunk.MicroBatch;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Streams.Checkpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/**
 * Sends the micro-batches of one delivery, several at once, and notes how far it has come. As many
 * as may be under way are held in memory, and no more.
 */
final class StreamRun {

    /** A crash makes as many seconds of requests be sent again, which does no harm. */
    private static final Duration BETWEEN_NOTES = Duration.ofMillis(500);

    private final Ledger ledger;
    private final ProgressBoard progress;
    private final Delivery delivery;
    private final ProducerTemplate template;
    private final ExecutorService threads;
    private final Semaphore places;
    private final int parallel;
    private final Clock clock;
    private final AcknowledgedPrefix prefix;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Map<String, Object> headers;
    private Instant noted;
    private long number;

    StreamRun(
            Ledger ledger,
            ProgressBoard progress,
            Delivery delivery,
            Checkpoint before,
            ProducerTemplate template,
            ExecutorService threads,
            int parallel,
            Clock clock) {
        this.ledger = ledger;
        this.progress = progress;
        this.delivery = delivery;
        this.template = template;
        this.threads = threads;
        this.places = new Semaphore(parallel);
        this.parallel = parallel;
        this.clock = clock;
        this.prefix = new AcknowledgedPrefix(before);
        this.headers = StreamTarget.of(delivery).headers();
        this.noted = clock.instant();
    }

    /**
     * Waits for a place and sends the micro-batch.
     *
     * @throws Exception the failure of an earlier one, if there was one; this one is not sent
     */
    void send(MicroBatch batch) throws Exception {
        places.acquire();
        if (failure.get() != null) {
            places.release();
            throw failure.get();
        }
        long mine = number++;
        threads.execute(() -> send(batch, mine));
    }

    private void send(MicroBatch batch, long mine) {
        try {
            template.requestBodyAndHeaders("direct:send-micro-batch", batch.body(), headers);
            progress.uploaded(delivery, batch.body().length);
            if (prefix.acknowledged(mine, batch.records(), batch.body().length)) {
                noteNowAndThen();
            }
        } catch (CamelExecutionException e) {
            failure.compareAndSet(null, e.getCause() instanceof Exception cause ? cause : e);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (Error e) {
            // Else it would leave a gap that nobody knows of.
            failure.compareAndSet(null, new IllegalStateException(e));
            throw e;
        } finally {
            places.release();
        }
    }

    private synchronized void noteNowAndThen() {
        Instant now = clock.instant();
        if (Duration.between(noted, now).abs().compareTo(BETWEEN_NOTES) >= 0) {
            noted = now;
            note();
        }
    }

    /** Writes down how far it has come. */
    synchronized void note() {
        ledger.streams()
                .acknowledged(delivery.id(), prefix.records(), prefix.requests(), prefix.bytes());
    }

    /**
     * Waits for all that is under way.
     *
     * @throws Exception the first failure, if any request failed
     */
    void finish() throws Exception {
        awaitAll();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Waits until nothing is under way, whether it went well or not. */
    void awaitAll() throws InterruptedException {
        places.acquire(parallel);
        places.release(parallel);
    }
}
