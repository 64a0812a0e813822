package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFile;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.ProducerTemplate;

/**
 * One pass over the export of a delivery, which uploads its chunks. Chunks that lie in an Open job
 * already are known by number and sha256; other Open jobs are aborted.
 */
final class StagePass implements Pass<ChunkCutter> {

    private final Ledger ledger;
    private final BulkSettings settings;
    private final ProgressBoard progress;
    private final Delivery delivery;
    private final ChunkUploads uploads;
    private final ProducerTemplate template;

    /** Open jobs of an earlier attempt or pass whose upload counts, by chunk. */
    private final Map<Integer, Job> reusable = new HashMap<>();

    private final Map<Integer, io.saltroad.ledger.Chunk> known = new HashMap<>();
    private final Set<Integer> cut = new HashSet<>();
    private ColumnDelimiter columnDelimiter;
    private LineEnding lineEnding;

    /** Begins a pass. No upload of the delivery may be under way. */
    StagePass(
            Ledger ledger,
            BulkSettings settings,
            ProgressBoard progress,
            Clock clock,
            Delivery delivery,
            ChunkUploads uploads,
            ProducerTemplate template) {
        this.ledger = ledger;
        this.settings = settings;
        this.progress = progress;
        this.delivery = delivery;
        this.uploads = uploads;
        this.template = template;
        for (Job job : ledger.jobs().ofDelivery(delivery.id())) {
            if (job.state() != JobState.OPEN) {
                continue;
            }
            if (Staging.isYoung(job, clock.instant()) && job.uploadedAt().isPresent()) {
                reusable.put(job.chunkNumber(), job);
            } else {
                abort(template, job);
            }
        }
        ledger.deliveries().chunks(delivery.id()).forEach(c -> known.put(c.number(), c));
    }

    @Override
    public void run(ChunkCutter cutter) throws Exception {
        columnDelimiter = cutter.columnDelimiter();
        lineEnding = cutter.lineEnding();
        Consumer<ChunkFile> early = file -> beginEarly(file, cutter);
        for (Optional<ChunkFile> next = cutter.next(early);
                next.isPresent();
                next = cutter.next(early)) {
            cut.add(next.get().number());
            if (next.get().isFollowed()) {
                uploads.throwFailure();
            } else {
                upload(next.get().chunk(), cutter);
            }
        }
    }

    /**
     * Begins the upload of a chunk while it is being cut, if it is worth it and there is a place.
     * One that may lie in a job already must be known first.
     */
    private void beginEarly(ChunkFile file, ChunkCutter cutter) {
        if (!file.isFollowed()
                && settings.beginsEarly(file.bytes())
                && !reusable.containsKey(file.number())) {
            uploads.startIfFree(() -> ChunkUpload.early(delivery, file, cutter));
        }
    }

    private void upload(Chunk chunk, ChunkCutter cutter) throws Exception {
        Job uploaded = reusable.remove(chunk.number());
        if (uploaded != null && known.get(chunk.number()).sha256().equals(chunk.sha256())) {
            Files.delete(chunk.file());
            progress.uploaded(delivery, chunk.bytes());
            return;
        }
        if (uploaded != null) {
            abort(template, uploaded);
        }
        ledger.deliveries().cut(ChunkUpload.inLedger(delivery, 0, chunk));
        uploads.start(ChunkUpload.of(delivery, chunk, cutter));
    }

    @Override
    public void await() throws Exception {
        uploads.finish();
    }

    @Override
    public void finish() throws Exception {
        await();
        checkAllAreKnown();
        for (Job superfluous : reusable.values()) {
            abort(template, superfluous);
        }
        ledger.deliveries().forgetChunksExcept(delivery, cut);
    }

    /** What the ledger does not know would be missed by nobody. */
    private void checkAllAreKnown() {
        Set<Integer> missing = new TreeSet<>(cut);
        ledger.deliveries().chunks(delivery.id()).forEach(chunk -> missing.remove(chunk.number()));
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "chunks %s of %s were cut, and nobody knows of an upload"
                            .formatted(missing, delivery.id()));
        }
    }

    /** What the jobs of the pass declare. */
    ColumnDelimiter columnDelimiter() {
        return columnDelimiter;
    }

    /** What the jobs of the pass declare. */
    LineEnding lineEnding() {
        return lineEnding;
    }

    static void abort(ProducerTemplate template, Job job) {
        template.requestBody("direct:abort-job", job);
    }
}
