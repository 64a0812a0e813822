package io.saltroad.delivery;

import io.saltroad.chunk.KeyForm;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an export and uploads its chunks into Open jobs while it reads.
 *
 * <p>Reading is deterministic, so a chunk that was uploaded before an interruption is known again
 * by its number and sha256, and is not uploaded twice.
 *
 * <p>Keys that occur twice are known only at the end. Then a second pass leaves the records out
 * that must not be sent; only the chunks concerned have another sha256, and are uploaded again. The
 * list of these records stays: if it is there, the next attempt begins with the second pass.
 */
public final class Staging implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

    /** A job may stay Open for 24 hours; one that is older than this is not trusted to last. */
    private static final Duration OLDEST_OPEN_JOB = Duration.ofHours(20);

    private final Ledger ledger;
    private final Recipes recipes;
    private final ColumnCheck columns;
    private final BulkSettings settings;
    private final ProgressBoard progress;
    private final Clock clock;
    private CamelContext context;

    public Staging(
            Ledger ledger,
            Recipes recipes,
            ColumnCheck columns,
            BulkSettings settings,
            ProgressBoard progress,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.columns = columns;
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Stages a delivery. After it, all its chunks lie in Open jobs and it stands as staged in the
     * ledger; nothing has happened in Salesforce. If it fails, it can be called again. If the
     * delivery was ended meanwhile, it stays so, and no job of it is left Open.
     */
    public void stage(Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.REGISTERED) {
            return;
        }
        Records records = recipes.get(delivery);
        records.checkFile();
        boolean staged = false;
        try {
            uploading(delivery, (uploads, template) -> stage(delivery, uploads, template));
            staged = true;
        } catch (ExportException e) {
            // A file that changes while it is read breaks its format in any way.
            records.checkFile();
            throw e;
        } finally {
            if (!staged) {
                clear(delivery);
            }
            abortIfEnded(delivery);
        }
    }

    /**
     * Uploads the chunks of a committed delivery that have no job which counts, as when a job could
     * no longer be closed, into new jobs. The other jobs stay as they are, and so does the
     * delivery. If it fails, it can be called again. Nothing happens to a delivery in any other
     * state.
     *
     * @throws ExportException if a chunk is not what it was when the delivery was staged; it has
     *     not been sent
     */
    public void restage(Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.COMMITTED) {
            return;
        }
        Restaging again = new Restaging(ledger, delivery);
        if (again.isNeeded()) {
            uploading(
                    delivery,
                    (uploads, template) ->
                            again.run(
                                    recipes.get(delivery),
                                    Fingerprint.chunkSize(delivery).orElse(settings.chunkSize()),
                                    uploads,
                                    template,
                                    Integer.MAX_VALUE));
        }
    }

    private interface Uploads {
        void start(ChunkUploads uploads, ProducerTemplate template) throws Exception;
    }

    /** Lends threads for the uploads of a delivery. */
    private void uploading(Delivery delivery, Uploads work) throws Exception {
        int parallel =
                SinkParameters.of(delivery).parallelUploads().orElse(settings.parallelUploads());
        ExecutorService threads =
                context.getExecutorServiceManager()
                        .newFixedThreadPool(this, "upload-" + delivery.id(), parallel);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            ChunkUploads uploads =
                    new ChunkUploads(
                            template, ChunkUploads.INTO_JOBS_OF_THEIR_OWN, threads, parallel);
            try {
                work.start(uploads, template);
            } finally {
                uploads.awaitAll();
            }
        } finally {
            context.getExecutorServiceManager().shutdownNow(threads);
        }
    }

    private void stage(Delivery delivery, ChunkUploads uploads, ProducerTemplate template)
            throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        Records records = recipes.get(delivery);
        Path folder = cleanFolder(scratch(delivery));
        AtomicReference<StagePass> last = new AtomicReference<>();
        Counts counts =
                new ExportReading<>(
                                export,
                                delivery,
                                records,
                                delivery.keyField().isPresent()
                                        ? columns.keyForm(delivery)
                                        : KeyForm.TEXT,
                                folder,
                                new ExportCuts(delivery, records, settings.chunkSize(), folder),
                                progress)
                        .read(
                                () -> {
                                    last.set(begin(delivery, uploads, template));
                                    return last.get();
                                });
        ledger.deliveries()
                .staged(
                        delivery,
                        counts,
                        last.get().columnDelimiter().name(),
                        last.get().lineEnding().name());
    }

    /** The next attempt cuts its chunks anew, and may wait until the disk has room for them. */
    private void clear(Delivery delivery) {
        Path folder = scratch(delivery);
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted, and is when the delivery is over: {}", folder, e);
        }
    }

    private Path scratch(Delivery delivery) {
        return ReportNames.scratchFolder(ledger.exports().get(delivery.exportId()), delivery);
    }

    /** Another sink of the feed may have failed, and ended all its deliveries, meanwhile. */
    private void abortIfEnded(Delivery delivery) throws IOException {
        if (!ledger.deliveries().get(delivery.id()).state().closed()) {
            return;
        }
        try (ProducerTemplate template = context.createProducerTemplate()) {
            ledger.jobs().ofDelivery(delivery.id()).stream()
                    .filter(job -> job.state() == JobState.OPEN)
                    .forEach(job -> StagePass.abort(template, job));
        }
    }

    private StagePass begin(Delivery delivery, ChunkUploads uploads, ProducerTemplate template) {
        return new StagePass(ledger, settings, progress, clock, delivery, uploads, template);
    }

    /** Whether Salesforce will surely keep an Open job for long enough. */
    static boolean isYoung(Job job, Instant now) {
        return job.createdAt().filter(at -> at.plus(OLDEST_OPEN_JOB).isAfter(now)).isPresent();
    }

    private static Path cleanFolder(Path folder) throws IOException {
        Trees.delete(folder);
        return Files.createDirectories(folder);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }
}
