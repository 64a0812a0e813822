package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.lake.Counts;
import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.TenantError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.commons.io.file.PathUtils;

/**
 * The ingestion jobs: what may be done with one in which state, how many there may be, and their
 * way from UploadComplete to the end.
 *
 * <p>Source: "Bulk Ingestion", "Close or Abort a Job", "Delete a Job"; 409 is documented for a
 * state that does not allow what was asked, which states allow what only in part. That a job waits
 * for an earlier one of its object is described by a vendor's accelerator.
 */
public final class Jobs {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TenantSettings settings;
    private final Clock clock;
    private final Faults faults;
    private final Worker worker;
    private final JobTable table;
    private final JobRun run;
    private final Path folder;

    private final Map<String, IngestJob> jobs = new LinkedHashMap<>();
    private final Deque<Instant> creations = new ArrayDeque<>();
    private final Map<String, JobTrouble> ready = new LinkedHashMap<>();
    private final Set<String> arriving = new HashSet<>();
    private long lastNumber;

    public Jobs(
            Lake lake,
            TenantSettings settings,
            Clock clock,
            Faults faults,
            Worker worker,
            Streams streams,
            History history) {
        this.settings = settings;
        this.clock = clock;
        this.faults = faults;
        this.worker = worker;
        this.table = new JobTable(lake);
        this.folder = lake.folder().resolve("jobs");
        this.run = new JobRun(lake, clock, streams, history);
        for (IngestJob job : table.read()) {
            jobs.put(job.id(), job);
            creations.addLast(job.created());
            lastNumber++;
        }
    }

    /** Goes on with jobs that were closed before the sandbox was stopped. */
    public synchronized void start() {
        for (IngestJob job : List.copyOf(jobs.values())) {
            if (run.find(job).isEmpty()) {
                remove(job.id()); // its object is not declared any more
                continue;
            }
            if (job.state() == IngestState.IN_PROGRESS) {
                // Every file was a transaction, and keys make a second time harmless.
                put(job.with(IngestState.UPLOAD_COMPLETE, clock.instant()));
            }
            if (!job.state().finished() && job.state() != IngestState.OPEN) {
                enqueue(job);
            }
        }
    }

    // ---- create ---------------------------------------------------------------------------------

    synchronized IngestJob create(LakeObject object, String asked, boolean delete, String user) {
        expire();
        refuseSecond(object);
        refuseTooMany();
        Instant now = clock.instant();
        IngestJob job =
                new IngestJob(
                        UUID.randomUUID().toString(),
                        object.connector(),
                        asked,
                        object.id(),
                        delete,
                        user,
                        now,
                        now,
                        IngestState.OPEN,
                        0,
                        0,
                        0,
                        Counts.NONE,
                        null);
        try {
            Files.createDirectories(folder(job.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastNumber++;
        table.insert(job, lastNumber);
        jobs.put(job.id(), job);
        creations.addLast(now);
        return job;
    }

    private void refuseSecond(LakeObject object) {
        boolean unfinished =
                jobs.values().stream()
                        .anyMatch(
                                job ->
                                        job.objectId().equals(object.id())
                                                && !job.state().finished());
        if (unfinished && settings.secondJob().equals("409")) {
            throw new TenantError(
                    409, "Conflict: there is an unfinished job of object " + object.name());
        }
        if (unfinished && settings.secondJob().equals("429")) {
            throw tooMany("there is an unfinished job of object " + object.name());
        }
    }

    private void refuseTooMany() {
        Instant hourAgo = clock.instant().minus(HOUR);
        while (!creations.isEmpty() && !creations.peekFirst().isAfter(hourAgo)) {
            creations.removeFirst();
        }
        if (creations.size() >= settings.jobsPerHour()) {
            throw tooMany("%d jobs an hour are allowed".formatted(settings.jobsPerHour()));
        }
        long unfinished =
                jobs.values().stream()
                        .filter(job -> !job.state().finished())
                        .filter(job -> job.state() != IngestState.OPEN || settings.countOpenJobs())
                        .count();
        if (unfinished >= settings.jobsAtOnce()) {
            throw tooMany("%d jobs at one time are allowed".formatted(settings.jobsAtOnce()));
        }
    }

    private TenantError tooMany(String why) {
        return TenantError.tooMany("Too Many Requests: " + why, settings.retryAfter());
    }

    // ---- look -----------------------------------------------------------------------------------

    synchronized IngestJob get(String id) {
        expire();
        IngestJob job = jobs.get(id);
        if (job == null) {
            throw TenantError.notFound("job " + id);
        }
        return job;
    }

    /** All jobs, in the order of their creation. */
    synchronized List<IngestJob> all() {
        expire();
        return new ArrayList<>(jobs.values());
    }

    /** Jobs that were unfinished, or kept, for too long are gone. */
    synchronized void expire() {
        Instant oldest = clock.instant().minus(settings.jobLife());
        for (IngestJob job : List.copyOf(jobs.values())) {
            if (job.state() != IngestState.IN_PROGRESS && job.created().isBefore(oldest)) {
                remove(job.id());
            }
        }
    }

    /** Looks at what has become too old, since the clock was moved. */
    public void wake() {
        expire();
        worker.later(this::begin, Duration.ZERO);
    }

    Path folder(String id) {
        return folder.resolve(id);
    }

    // ---- upload, close, abort, delete -----------------------------------------------------------

    /**
     * Sets the place for an upload aside: one after the other.
     *
     * @throws TenantError if the job takes none
     */
    synchronized void beginUpload(String id) {
        IngestJob job = get(id);
        require(job, IngestState.OPEN, "take data");
        if (job.files() >= settings.filesPerJob()) {
            throw TenantError.badRequest(
                    "%d files a job are allowed".formatted(settings.filesPerJob()));
        }
        if (!arriving.add(id)) {
            // That files go one at a time is documented, what happens otherwise is not.
            throw new TenantError(
                    409, "Conflict: another file of job %s is arriving".formatted(id));
        }
    }

    synchronized void endUpload(String id) {
        arriving.remove(id);
    }

    /** Takes a file that has arrived. */
    synchronized void keep(String id, Path incoming, long bytes) throws IOException {
        IngestJob job = get(id);
        require(job, IngestState.OPEN, "take data");
        Files.move(incoming, JobRun.file(folder(id), job.files()));
        put(job.withFile(bytes, clock.instant()));
        arriving.remove(id);
    }

    synchronized IngestJob close(String id) {
        IngestJob job = get(id);
        require(job, IngestState.OPEN, "be closed");
        IngestJob closed = put(job.with(IngestState.UPLOAD_COMPLETE, clock.instant()));
        enqueue(closed);
        return closed;
    }

    /** What was uploaded is discarded. */
    synchronized IngestJob abort(String id) {
        IngestJob job = get(id);
        if (job.state() != IngestState.OPEN && job.state() != IngestState.UPLOAD_COMPLETE) {
            throw conflict(job, "be aborted");
        }
        IngestJob aborted = put(job.with(IngestState.ABORTED, clock.instant()));
        ready.remove(id);
        deleteFiles(id);
        worker.later(this::begin, Duration.ZERO);
        return aborted;
    }

    synchronized void delete(String id) {
        IngestJob job = get(id);
        if (job.state() == IngestState.OPEN || job.state() == IngestState.IN_PROGRESS) {
            throw conflict(job, "be deleted");
        }
        remove(id);
    }

    private void remove(String id) {
        jobs.remove(id);
        ready.remove(id);
        table.delete(id);
        deleteFiles(id);
        worker.later(this::begin, Duration.ZERO);
    }

    private static void require(IngestJob job, IngestState state, String wanted) {
        if (job.state() != state) {
            throw conflict(job, wanted);
        }
    }

    private static TenantError conflict(IngestJob job, String wanted) {
        return new TenantError(
                409,
                "Conflict: job %s is %s and cannot %s"
                        .formatted(job.id(), job.state().wire(), wanted));
    }

    private IngestJob put(IngestJob job) {
        table.update(job);
        jobs.put(job.id(), job);
        return job;
    }

    // ---- the way to the end ---------------------------------------------------------------------

    private void enqueue(IngestJob job) {
        LakeObject object = run.object(job);
        JobTrouble trouble = faults.strikeTenantJob(object.name());
        worker.later(
                () -> {
                    becomeReady(job.id(), trouble);
                    begin();
                },
                settings.queue().plus(trouble.queued()));
    }

    private synchronized void becomeReady(String id, JobTrouble trouble) {
        if (jobs.containsKey(id) && jobs.get(id).state() == IngestState.UPLOAD_COMPLETE) {
            ready.put(id, trouble);
        }
    }

    /** Begins whatever waits for nothing any more. Runs on the worker. */
    private void begin() {
        for (Map.Entry<String, JobTrouble> next : takeReady().entrySet()) {
            String id = next.getKey();
            run.begins(get(id));
            worker.later(() -> process(id, next.getValue()), next.getValue().inProgress());
        }
    }

    private synchronized Map<String, JobTrouble> takeReady() {
        Map<String, JobTrouble> taken = new LinkedHashMap<>();
        Set<String> busy = new HashSet<>();
        for (IngestJob job : List.copyOf(jobs.values())) {
            boolean first = job.state().finished() || busy.add(job.objectId());
            if (first && ready.containsKey(job.id())) {
                taken.put(job.id(), ready.remove(job.id()));
                put(job.with(IngestState.IN_PROGRESS, clock.instant()));
            }
        }
        return taken;
    }

    private void process(String id, JobTrouble trouble) {
        IngestJob job;
        synchronized (this) {
            job = jobs.get(id);
        }
        if (job == null) {
            return; // all data was deleted meanwhile
        }
        UnaryOperator<IngestJob> end = run.process(job, folder(id), trouble);
        synchronized (this) {
            if (jobs.containsKey(id)) {
                put(end.apply(jobs.get(id)));
                deleteFiles(id);
            }
        }
        run.ended(job);
        begin();
    }

    private void deleteFiles(String id) {
        Path files = folder(id);
        if (!Files.exists(files)) {
            return;
        }
        try {
            PathUtils.deleteDirectory(files);
        } catch (IOException e) {
            throw new UncheckedIOException("Deleting " + files + " failed", e);
        }
    }

    /** Forgets all jobs and what was created in the last hour. */
    public void reset() {
        worker.now(
                () -> {
                    synchronized (this) {
                        for (String id : List.copyOf(jobs.keySet())) {
                            jobs.remove(id);
                            table.delete(id);
                            deleteFiles(id);
                        }
                        ready.clear();
                        arriving.clear();
                        creations.clear();
                    }
                });
    }
}
