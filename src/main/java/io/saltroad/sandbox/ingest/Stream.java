package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.fault.StreamTrouble;
import io.saltroad.sandbox.lake.Counts;
import io.saltroad.sandbox.lake.LakeLoad;
import io.saltroad.sandbox.lake.LakeObject;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is streamed for one object: collected in files, and loaded together when it becomes visible.
 * So a record costs a line in a file and its share of one bulk load.
 *
 * <p>A job of the object that begins cancels it; it goes on when the job has ended. Source: help
 * article 002630830. What was accepted is loaded after a restart, too.
 */
final class Stream {

    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
    private static final String STREAMING = "Streaming";

    private final LakeObject object;
    private final Streams.Parts parts;
    private final Path folder;

    private Deque<SpoolFile> files = new ArrayDeque<>();
    private long lastNumber;
    private Instant due;
    private StreamTrouble trouble = new StreamTrouble(Duration.ZERO, List.of());
    private boolean behindJob;

    private long requests;
    private long records;
    private Counts counts = Counts.NONE;

    Stream(LakeObject object, Streams.Parts parts) throws IOException {
        this.object = object;
        this.parts = parts;
        this.folder =
                Files.createDirectories(
                        parts.folder().resolve(object.connector()).resolve(object.name()));
        try (java.util.stream.Stream<Path> left = Files.list(folder)) {
            left.sorted().map(SpoolFile::left).forEach(files::add);
        }
        if (!files.isEmpty()) {
            lastNumber = files.getLast().number();
            due = parts.clock().instant();
        }
    }

    /** Takes a request, which cannot be lost any more when this returns. */
    synchronized void add(byte[] lines, boolean delete, long howMany) throws IOException {
        if (files.isEmpty() || !files.getLast().takes(delete)) {
            if (!files.isEmpty()) {
                files.getLast().seal();
            }
            lastNumber++;
            files.addLast(SpoolFile.begin(folder, lastNumber, delete));
        }
        files.getLast().add(lines);
        requests++;
        records += howMany;
        if (due == null) {
            trouble = parts.faults().strikeStream(object.name());
            arrange();
        }
    }

    private void arrange() {
        Duration delay = parts.settings().visibility().plus(trouble.delay());
        due = parts.clock().instant().plus(delay);
        parts.worker().later(this::loadIfDue, delay);
    }

    void wakeSoon() {
        parts.worker().later(this::loadIfDue, Duration.ZERO);
    }

    private void loadIfDue() {
        Duration left;
        synchronized (this) {
            if (due == null || behindJob) {
                return;
            }
            left = Duration.between(parts.clock().instant(), due);
        }
        if (left.toMillis() > 0) {
            parts.worker().later(this::loadIfDue, left);
        } else {
            loadNow();
        }
    }

    /** Runs on the worker. */
    void loadNow() {
        Deque<SpoolFile> loading;
        StreamTrouble met;
        synchronized (this) {
            if (files.isEmpty() || behindJob) {
                return;
            }
            loading = files;
            met = trouble;
            files = new ArrayDeque<>();
            due = null;
        }
        for (SpoolFile file : loading) {
            load(file, met);
        }
    }

    private void load(SpoolFile file, StreamTrouble met) {
        LakeLoad load = new LakeLoad(parts.lake(), object, "stream", parts.clock(), met.losses());
        try {
            file.seal();
            Counts done =
                    file.delete() ? load.deleteJson(file.path()) : load.upsertStreamed(file.path());
            file.remove();
            note("Success", done);
        } catch (SQLException | IOException e) {
            // A mistake of ours; the file stays for whoever looks for it.
            LOG.error("Streamed records of {} could not be loaded", object.id(), e);
            note("Failed", Counts.NONE);
        }
    }

    private synchronized void note(String state, Counts done) {
        counts = counts.plus(done);
        parts.history().add(new Refresh(parts.clock().instant(), object, STREAMING, state, done));
    }

    /** Runs on the worker. */
    synchronized void jobBegins() {
        behindJob = true;
        if (!files.isEmpty()) {
            note("Cancelled", Counts.NONE);
        }
    }

    synchronized void jobEnded() {
        behindJob = false;
        if (!files.isEmpty()) {
            arrange();
        }
    }

    synchronized JsonObject json() {
        return new JsonObject()
                .put("requests", requests)
                .put("records", records)
                .put("pending", !files.isEmpty())
                .mergeIn(counts.json());
    }

    synchronized void reset() {
        try {
            for (SpoolFile file : files) {
                file.remove();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.clear();
        due = null;
        behindJob = false;
        requests = 0;
        records = 0;
        counts = Counts.NONE;
    }
}
