package io.saltroad.delivery;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/**
 * Uploads chunks while they or the next ones are being cut. As many chunks are under way as may be
 * uploaded at once; the cutter waits for a place, so the disk never holds more than one more.
 */
final class ChunkUploads {

    /** The route of CRM, where each chunk has a job. */
    static final String INTO_JOBS_OF_THEIR_OWN = "direct:upload-chunk";

    /** The route of Data Cloud, where chunks share a job. */
    static final String INTO_A_SHARED_JOB = "direct:load-chunk";

    private final ProducerTemplate template;
    private final String route;
    private final ExecutorService threads;
    private final Semaphore places;
    private final int parallel;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param route uploads one chunk
     * @param parallel how many are uploaded at once
     */
    ChunkUploads(ProducerTemplate template, String route, ExecutorService threads, int parallel) {
        this.template = template;
        this.route = route;
        this.threads = threads;
        this.parallel = parallel;
        this.places = new Semaphore(parallel);
    }

    /**
     * Waits for a place and starts the upload.
     *
     * @throws Exception the failure of an earlier upload, if there was one; this one is not started
     */
    void start(ChunkUpload upload) throws Exception {
        if (acquire(1)) {
            begin(() -> upload);
        }
        throwFailure();
    }

    /**
     * Starts an upload if there is a place for it, and no earlier one has failed.
     *
     * @param upload is made only then
     */
    void startIfFree(Supplier<ChunkUpload> upload) {
        if (places.tryAcquire()) {
            begin(upload);
        }
    }

    /** In a place that was taken, which is given back at the end or at once. */
    private void begin(Supplier<ChunkUpload> upload) {
        boolean begun = false;
        try {
            // A pool that is shut down would drop the upload without a word.
            if (failure.get() == null && !threads.isShutdown()) {
                ChunkUpload next = upload.get();
                threads.execute(() -> upload(next));
                begun = true;
            }
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    /**
     * Looks whether all went well so far.
     *
     * @throws Exception the first failure, if any upload failed
     */
    void throwFailure() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
        if (threads.isShutdown()) {
            throw new RejectedExecutionException("the uploads were shut down");
        }
    }

    /**
     * Waits for all uploads.
     *
     * @throws Exception the first failure, if any upload failed
     */
    void finish() throws Exception {
        awaitAll();
        throwFailure();
    }

    /** Waits until no upload is under way, whether they went well or not. */
    void awaitAll() throws InterruptedException {
        if (acquire(parallel)) {
            places.release(parallel);
        }
    }

    /**
     * Waits for places. False if the pool has ended, which gives no place back for what it drops.
     */
    private boolean acquire(int count) throws InterruptedException {
        while (!places.tryAcquire(count, 1, TimeUnit.SECONDS)) {
            if (threads.isTerminated()) {
                return false;
            }
        }
        return true;
    }

    private void upload(ChunkUpload upload) {
        try {
            template.requestBody(route, upload);
            upload.content().discard();
        } catch (CamelExecutionException e) {
            failure.compareAndSet(null, e.getCause() instanceof Exception cause ? cause : e);
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (Error e) {
            failure.compareAndSet(null, new IllegalStateException("an upload ended with " + e, e));
            throw e;
        } finally {
            places.release();
        }
    }
}
