package io.saltroad.delivery;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/**
 * Uploads chunks while the next one is being cut. As many chunks are under way as may be uploaded
 * at once; the cutter waits for a place, so the disk never holds more than one more.
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
        places.acquire();
        if (failure.get() != null) {
            places.release();
            throw failure.get();
        }
        threads.execute(() -> upload(upload));
    }

    /**
     * Waits for all uploads.
     *
     * @throws Exception the first failure, if any upload failed
     */
    void finish() throws Exception {
        awaitAll();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Waits until no upload is under way, whether they went well or not. */
    void awaitAll() throws InterruptedException {
        places.acquire(parallel);
        places.release(parallel);
    }

    private void upload(ChunkUpload upload) {
        try {
            template.requestBody(route, upload);
            java.nio.file.Files.deleteIfExists(upload.chunk().file());
        } catch (CamelExecutionException e) {
            failure.compareAndSet(null, e.getCause() instanceof Exception cause ? cause : e);
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            places.release();
        }
    }
}
