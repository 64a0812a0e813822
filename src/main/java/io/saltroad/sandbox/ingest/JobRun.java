package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.lake.Counts;
import io.saltroad.sandbox.lake.CsvUpload;
import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeLoad;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.lake.UnreadableUploadException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the files of a job into the lake, one after the other, each as a whole.
 *
 * <p>Not documented, and decided here: a file that is no CSV fails the job, and what came before it
 * stays.
 */
final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final String BULK = "Bulk";

    private final Lake lake;
    private final Clock clock;
    private final Streams streams;
    private final History history;

    JobRun(Lake lake, Clock clock, Streams streams, History history) {
        this.lake = lake;
        this.clock = clock;
        this.streams = streams;
        this.history = history;
    }

    /** The file of a job with this number, from 0. */
    static Path file(Path folder, int number) {
        return folder.resolve("%03d.csv".formatted(number));
    }

    Optional<LakeObject> find(IngestJob job) {
        return lake.catalog().byId(job.objectId());
    }

    LakeObject object(IngestJob job) {
        return find(job)
                .orElseThrow(() -> new IllegalStateException("no object is declared for " + job));
    }

    void begins(IngestJob job) {
        streams.of(object(job)).jobBegins();
    }

    void ended(IngestJob job) {
        streams.of(object(job)).jobEnded();
    }

    /** Takes the job's files and says what the job is after that. */
    UnaryOperator<IngestJob> process(IngestJob job, Path folder, JobTrouble trouble) {
        long start = System.nanoTime();
        Progress progress = new Progress();
        IngestState end = IngestState.JOB_COMPLETE;
        String message = null;
        try {
            load(job, folder, trouble, progress);
            message = progress.warning;
            if (trouble.stopAfter().isPresent()) {
                end = trouble.aborted() ? IngestState.ABORTED : IngestState.FAILED;
                message = trouble.message();
            }
        } catch (UnreadableUploadException e) {
            end = IngestState.FAILED;
            message = "file %d: %s".formatted(progress.file + 1, e.getMessage());
        } catch (SQLException | IOException | RuntimeException e) {
            // A mistake of ours must not leave the client waiting.
            LOG.error("Job {} could not be processed", job.id(), e);
            end = IngestState.FAILED;
            message = "the sandbox could not process the job: " + e.getMessage();
        }
        history.add(
                new Refresh(
                        clock.instant(),
                        object(job),
                        BULK,
                        end == IngestState.JOB_COMPLETE ? "Success" : "Failed",
                        progress.counts));
        IngestState state = end;
        String why = message;
        long took = (System.nanoTime() - start) / 1_000_000;
        return now -> now.ended(state, progress.counts, why, took, clock.instant());
    }

    private static final class Progress {
        private int file;
        private Counts counts = Counts.NONE;
        private String warning;
    }

    private void load(IngestJob job, Path folder, JobTrouble trouble, Progress progress)
            throws SQLException, IOException {
        LakeObject object = object(job);
        LakeLoad load = new LakeLoad(lake, object, "job " + job.id(), clock, trouble.losses());
        long left = trouble.stopAfter().orElse(Long.MAX_VALUE);
        for (int i = 0; i < job.files() && left > 0; i++) {
            progress.file = i;
            Path csv = file(folder, i);
            Counts done;
            if (job.delete()) {
                done = load.deleteCsv(csv, left);
                warnOfHeader(csv, object, progress);
            } else {
                done = load.upsertCsv(CsvUpload.of(csv, folder.resolve("readable.csv")), left);
            }
            progress.counts = progress.counts.plus(done);
            left -= done.read();
        }
    }

    /** A header line of a delete is read as a key, which nobody would notice. */
    private static void warnOfHeader(Path csv, LakeObject object, Progress progress)
            throws IOException {
        String first = CsvUpload.firstValue(csv);
        if (first.equals(object.primaryKey().name())) {
            progress.warning =
                    "the first line of file %d looks like a header; a delete has none"
                            .formatted(progress.file + 1);
        }
    }
}
