package io.saltroad.delivery;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ReportFile;
import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        uploading(delivery, (uploads, template) -> stage(delivery, uploads, template));
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
        List<Job> jobs = ledger.jobs().ofDelivery(delivery.id());
        Map<Integer, Chunk> missing = new TreeMap<>();
        for (Chunk chunk : ledger.deliveries().chunks(delivery.id())) {
            if (chunk.round() == 0 && jobs.stream().noneMatch(job -> counts(job, chunk))) {
                missing.put(chunk.number(), chunk);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        uploading(
                delivery,
                (uploads, template) -> {
                    jobs.stream()
                            .filter(job -> job.state() == JobState.OPEN)
                            .filter(job -> missing.containsKey(job.chunkNumber()))
                            .forEach(job -> abort(template, job));
                    restage(delivery, missing, uploads);
                });
    }

    private static boolean counts(Job job, Chunk chunk) {
        return job.chunkNumber() == chunk.number() && job.uploadedAt().isPresent();
    }

    private void restage(Delivery delivery, Map<Integer, Chunk> missing, ChunkUploads uploads)
            throws Exception {
        Export export = ledger.exports().get(delivery.exportId());
        Path folder = cleanFolder(ReportNames.scratchFolder(export, delivery).resolve("again"));
        Records records = recipes.get(delivery);
        try (ChunkCutter cutter =
                ChunkCutter.open(
                        records,
                        SinkParameters.of(delivery).format(),
                        settings.chunkSize(),
                        folder,
                        // They were told when the delivery was staged.
                        (record, rejection) -> {})) {
            try {
                for (Optional<io.saltroad.chunk.Chunk> next = cutter.next();
                        next.isPresent() && !missing.isEmpty();
                        next = cutter.next()) {
                    io.saltroad.chunk.Chunk chunk = next.get();
                    Chunk before = missing.remove(chunk.number());
                    if (before == null) {
                        Files.delete(chunk.file());
                        continue;
                    }
                    if (!before.sha256().equals(chunk.sha256())) {
                        throw changed(records, before);
                    }
                    uploads.start(upload(delivery, chunk, cutter));
                }
                if (!missing.isEmpty()) {
                    throw changed(records, missing.values().iterator().next());
                }
                uploads.finish();
            } finally {
                uploads.awaitAll();
            }
        }
        Trees.delete(folder);
    }

    private static ExportException changed(Records records, Chunk chunk) throws IOException {
        Encoding encoding = Encoding.of(records.file(), records.format().charset());
        return ExportException.at(
                records.file(),
                FilePosition.ofLine(records.file(), encoding.charset(), chunk.firstLine()),
                ExportException.Code.EXPORT_CHANGED,
                "chunk %d, which has to be uploaded again, is not what it was when the delivery was staged"
                        .formatted(chunk.number()),
                "The export, its mapping, the chunk size or the program has changed since: its"
                        + " records are not sent. Put back what it was, then replay the delivery");
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
            work.start(new ChunkUploads(template, threads, parallel), template);
        } finally {
            context.getExecutorServiceManager().shutdownNow(threads);
        }
    }

    private void stage(Delivery delivery, ChunkUploads uploads, ProducerTemplate template)
            throws Exception {
        SinkParameters parameters = SinkParameters.of(delivery);
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
                    uploads.start(upload(delivery, chunk, cutter));
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

    private static ChunkUpload upload(
            Delivery delivery, io.saltroad.chunk.Chunk chunk, ChunkCutter cutter) {
        return new ChunkUpload(
                delivery, chunk, cutter.columnDelimiter(), cutter.lineEnding(), Optional.empty());
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
