package io.saltroad.delivery;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.RejectedRecords;
import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.export.Records;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.ProducerTemplate;

/** Uploads chunks of a committed delivery that have no job which counts, perhaps again. */
final class Restaging {

    /** They were told when the delivery was staged. */
    private static final RejectedRecords UNTOLD = (record, rejection) -> {};

    private final Ledger ledger;
    private final Delivery delivery;
    private final List<Job> jobs;

    /** The chunks to upload, by number. */
    private final TreeMap<Integer, Chunk> missing = new TreeMap<>();

    Restaging(Ledger ledger, Delivery delivery) {
        this.ledger = ledger;
        this.delivery = delivery;
        this.jobs = ledger.jobs().ofDelivery(delivery.id());
        for (Chunk chunk : ledger.deliveries().chunks(delivery.id())) {
            if (chunk.round() == 0 && jobs.stream().noneMatch(job -> counts(job, chunk))) {
                missing.put(chunk.number(), chunk);
            }
        }
    }

    private static boolean counts(Job job, Chunk chunk) {
        return job.chunkNumber() == chunk.number() && job.uploadedAt().isPresent();
    }

    boolean isNeeded() {
        return !missing.isEmpty();
    }

    /**
     * Cuts the export again, and uploads the first of these chunks.
     *
     * @param most how many are uploaded
     * @throws ExportException if one is not what it was; it has not been sent
     */
    void run(
            Records records,
            ChunkSize size,
            ChunkUploads uploads,
            ProducerTemplate template,
            int most)
            throws Exception {
        while (missing.size() > most) {
            missing.pollLastEntry();
        }
        for (Job job : jobs) {
            if (job.state() == JobState.OPEN
                    && job.ingestionJob().isEmpty()
                    && missing.containsKey(job.chunkNumber())) {
                StagePass.abort(template, job);
            }
        }
        Export export = ledger.exports().get(delivery.exportId());
        Path folder = ReportNames.scratchFolder(export, delivery).resolve("again");
        Trees.delete(folder);
        Files.createDirectories(folder);
        ExportCuts cuts = new ExportCuts(delivery, records, size, folder);
        Optional<LeftOutLines> leftOut = LeftOutLines.open(ReportNames.leftOut(export, delivery));
        if (leftOut.isEmpty()) {
            try (ChunkCutter cutter = cuts.all(UNTOLD)) {
                upload(cutter, records, uploads);
            }
        } else {
            try (LeftOutLines lines = leftOut.get();
                    ChunkCutter cutter = cuts.leavingOut(UNTOLD, lines, (record, key, why) -> {})) {
                upload(cutter, records, uploads);
            }
        }
        Trees.delete(folder);
    }

    private void upload(ChunkCutter cutter, Records records, ChunkUploads uploads)
            throws Exception {
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
            uploads.start(ChunkUpload.of(delivery, chunk, cutter));
        }
        if (!missing.isEmpty()) {
            throw changed(records, missing.values().iterator().next());
        }
        uploads.finish();
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
}
