package io.saltroad.delivery;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.ProducerTemplate;

/**
 * One pass over the export of a delivery, which uploads its chunks. Chunks that lie in an Open job
 * already are known by number and sha256; other Open jobs are aborted.
 */
final class StagePass implements Pass<ChunkCutter> {

    private final Ledger ledger;
    private final ProgressBoard progress;
    private final Delivery delivery;
    private final ChunkUploads uploads;
    private final ProducerTemplate template;

    /** Open jobs of an earlier attempt or pass whose upload counts, by chunk. */
    private final Map<Integer, Job> reusable = new HashMap<>();

    private final Map<Integer, Chunk> known = new HashMap<>();
    private final Set<Integer> cut = new HashSet<>();
    private ColumnDelimiter columnDelimiter;
    private LineEnding lineEnding;

    /** Begins a pass. No upload of the delivery may be under way. */
    StagePass(
            Ledger ledger,
            ProgressBoard progress,
            Clock clock,
            Delivery delivery,
            ChunkUploads uploads,
            ProducerTemplate template) {
        this.ledger = ledger;
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
        for (Optional<io.saltroad.chunk.Chunk> next = cutter.next();
                next.isPresent();
                next = cutter.next()) {
            io.saltroad.chunk.Chunk chunk = next.get();
            cut.add(chunk.number());
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
            ledger.deliveries().cut(remembered(chunk));
            uploads.start(ChunkUpload.of(delivery, chunk, cutter));
        }
    }

    @Override
    public void await() throws Exception {
        uploads.finish();
    }

    @Override
    public void finish() throws Exception {
        await();
        for (Job superfluous : reusable.values()) {
            abort(template, superfluous);
        }
        ledger.deliveries().forgetChunksExcept(delivery, cut);
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

    private Chunk remembered(io.saltroad.chunk.Chunk chunk) {
        return new Chunk(
                delivery.id(),
                chunk.number(),
                0,
                chunk.firstLine(),
                chunk.records(),
                chunk.bytes(),
                chunk.sha256());
    }
}
