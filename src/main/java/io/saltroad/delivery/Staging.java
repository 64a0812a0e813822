package io.saltroad.delivery;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ReportFile;
import io.saltroad.export.Records;
import io.saltroad.ledger.Chunk;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;

/**
 * Reads an export and uploads its chunks into Open jobs while it reads.
 *
 * <p>Reading is deterministic, so a chunk that was uploaded before an interruption is known again
 * by its number and sha256, and is not uploaded twice.
 */
public final class Staging implements CamelContextAware {

    /** A job may stay Open for 24 hours; one that is older than this is not trusted to last. */
    private static final Duration OLDEST_OPEN_JOB = Duration.ofHours(20);

    private final Ledger ledger;
    private final Recipes recipes;
    private final BulkSettings settings;
    private final ProgressBoard progress;
    private final Clock clock;
    private CamelContext context;

    public Staging(
            Ledger ledger,
            Recipes recipes,
            BulkSettings settings,
            ProgressBoard progress,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Stages a delivery. After it, all its chunks lie in Open jobs and it stands as staged in the
     * ledger; nothing has happened in Salesforce. If it fails, it can be called again.
     */
    public void stage(Work.OnDelivery work) throws Exception {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.REGISTERED) {
            return;
        }
        SinkParameters parameters = SinkParameters.of(delivery);
        int parallel = parameters.parallelUploads().orElse(settings.parallelUploads());
        ExecutorService threads =
                context.getExecutorServiceManager()
                        .newFixedThreadPool(this, "upload-" + delivery.id(), parallel);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            stage(delivery, parameters, new ChunkUploads(template, threads, parallel), template);
        } finally {
            context.getExecutorServiceManager().shutdownNow(threads);
        }
    }

    private void stage(
            Delivery delivery,
            SinkParameters parameters,
            ChunkUploads uploads,
            ProducerTemplate template)
            throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        Map<Integer, Job> reusable = reusableJobs(delivery, template);
        Map<Integer, Chunk> known = new HashMap<>();
        ledger.deliveries().chunks(delivery.id()).forEach(c -> known.put(c.number(), c));
        Path folder = cleanFolder(ReportNames.scratchFolder(export, delivery));
        Records records = recipes.get(delivery);
        Path rejected = ReportNames.rejected(export, delivery);
        Files.deleteIfExists(rejected);
        try (ReportFile rejections = new ReportFile(rejected, ReportFile.REJECTED);
                ChunkCutter cutter =
                        ChunkCutter.open(
                                records,
                                parameters.format(),
                                settings.chunkSize(),
                                folder,
                                rejections.asRejectedRecords())) {
            progress.reading(delivery, export, cutter);
            try {
                int last = 0;
                for (Optional<io.saltroad.chunk.Chunk> next = cutter.next();
                        next.isPresent();
                        next = cutter.next()) {
                    io.saltroad.chunk.Chunk chunk = next.get();
                    last = chunk.number();
                    Job uploaded = reusable.remove(chunk.number());
                    Chunk before = known.get(chunk.number());
                    if (uploaded != null && before.sha256().equals(chunk.sha256())) {
                        Files.delete(chunk.file());
                        progress.uploaded(delivery, chunk.bytes());
                        continue;
                    }
                    if (uploaded != null) {
                        abort(template, uploaded);
                    }
                    ledger.deliveries().cut(remembered(delivery, chunk));
                    uploads.start(
                            new ChunkUpload(
                                    delivery,
                                    chunk,
                                    cutter.columnDelimiter(),
                                    cutter.lineEnding(),
                                    Optional.empty()));
                }
                uploads.finish();
                for (Job superfluous : reusable.values()) {
                    abort(template, superfluous);
                }
                ledger.deliveries().forgetChunksAfter(delivery, last);
                ledger.deliveries()
                        .staged(
                                delivery,
                                new Counts(cutter.recordsRead(), 0, 0, cutter.recordsRejected(), 0),
                                cutter.columnDelimiter().name(),
                                cutter.lineEnding().name());
            } finally {
                uploads.awaitAll();
            }
        }
    }

    /** Open jobs of an earlier attempt whose upload counts, by chunk; all others are aborted. */
    private Map<Integer, Job> reusableJobs(Delivery delivery, ProducerTemplate template) {
        Map<Integer, Job> reusable = new HashMap<>();
        for (Job job : ledger.jobs().ofDelivery(delivery.id())) {
            if (job.state() != JobState.OPEN) {
                continue;
            }
            if (isYoung(job, clock.instant()) && job.uploadedAt().isPresent()) {
                reusable.put(job.chunkNumber(), job);
            } else {
                abort(template, job);
            }
        }
        return reusable;
    }

    /** Whether Salesforce will surely keep an Open job for long enough. */
    static boolean isYoung(Job job, Instant now) {
        return job.createdAt().filter(at -> at.plus(OLDEST_OPEN_JOB).isAfter(now)).isPresent();
    }

    private static void abort(ProducerTemplate template, Job job) {
        template.requestBody("direct:abort-job", job);
    }

    private static Chunk remembered(Delivery delivery, io.saltroad.chunk.Chunk chunk) {
        return new Chunk(
                delivery.id(),
                chunk.number(),
                0,
                chunk.firstLine(),
                chunk.records(),
                chunk.bytes(),
                chunk.sha256());
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
