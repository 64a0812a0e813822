package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.SessionGuard;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Bulk API 2.0 ingest: {@code /services/data/vXX.0/jobs/ingest}.
 *
 * <p>Source: Bulk API 2.0 and Bulk API Developer Guide v66, chapters create_job, upload_job_data,
 * close_job, get_job_info, get_all_jobs, delete_job and those on results.
 */
public final class IngestEndpoints implements AutoCloseable {

    private static final int MULTIPART_CHARACTERS = 100_000;
    private static final Duration KEPT = Duration.ofDays(7);

    /** Most that one uploads at the same time, so that none waits for another. */
    private static final int SCANS_AT_ONCE = 16;

    private final OrgStore store;
    private final OrgLimits limits;
    private final Clock clock;
    private final JobList list;
    private final JobStore<Job> jobs;
    private final JobRunner<Job> runner;
    private final JobRunner<Job> scans;
    private final UploadHandler uploads;
    private final ResultsHandler results;

    /**
     * Knows the jobs that lie in the folder; {@link #start} goes on with them.
     *
     * @param list where they are listed
     * @param folder where uploads and results are kept
     */
    public IngestEndpoints(
            OrgStore store,
            OrgLimits limits,
            Faults faults,
            JobList list,
            Path folder,
            Clock clock) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.list = list;
        this.jobs = new JobStore<>(store, "job", Job::of, folder);
        this.runner =
                new JobRunner<>(
                        "sandbox-jobs",
                        1,
                        jobs,
                        new JobProcessor(store, jobs, limits, clock),
                        faults::strikeJob,
                        limits,
                        clock);
        this.scans =
                new JobRunner<>(
                        "sandbox-scans",
                        SCANS_AT_ONCE,
                        jobs,
                        new ScanProcessor(store.catalog(), jobs, limits, clock),
                        faults::strikeScan,
                        limits,
                        clock);
        list.add("V2Ingest", () -> jobs.all().stream().map(this::expired).toList());
        this.uploads = new UploadHandler(jobs, limits, clock);
        this.results = new ResultsHandler(jobs, store.catalog());
    }

    public void serve(Resources resources) {
        String ingest = "/services/data/v:version/jobs/ingest";
        resources.at(ingest).post(this::create).get(call -> list.answer(call, "ingest")).done();
        resources
                .at(ingest + "/:id")
                .get(call -> Answer.json(current(call).info()))
                .patch(this::changeState)
                .delete(this::delete)
                .done();
        resources.at(ingest + "/:id/batches").streaming(HttpMethod.PUT, uploads).done();
        resources.at(ingest + "/:id/:results").streaming(HttpMethod.GET, results).done();
    }

    /** Goes on with the jobs of an earlier run. */
    public void start() {
        forgetOld();
        runner.resume();
    }

    // ---- create ---------------------------------------------------------------------------------

    private Answer create(Call call) throws IOException {
        if (!limits.bulkLeft()) {
            // The code is documented, the wording is ours.
            throw ApiError.badRequest(
                    "EXCEEDEDQUOTA", "The daily number of batches or records is used up");
        }
        forgetOld();
        boolean multipart =
                call.header("Content-Type").filter(t -> t.startsWith("multipart/")).isPresent();
        return Answer.json((multipart ? createWithData(call) : create(call, call.json())).brief());
    }

    private Job create(Call call, JsonObject json) {
        JobSpec spec =
                JobSpec.read(json, store.catalog(), Double.parseDouble(call.path("version")));
        if (spec.operation() == Operation.HARD_DELETE && !limits.hardDelete()) {
            throw ApiError.badRequest(
                    "FEATURENOTENABLED",
                    "hardDelete operation requires special user profile permission, please contact"
                            + " your system administrator");
        }
        String user = SessionGuard.user(call);
        boolean scanOnly = !limits.processJobs();
        Function<String, Job> make = id -> Job.create(id, spec, user, clock.instant(), scanOnly);
        return scanOnly ? jobs.createInMemory(clock.instant(), make) : jobs.create(make);
    }

    /** Job and data in one call; the job is closed at once. */
    private Job createWithData(Call call) throws IOException {
        String json = part(call, "job");
        String content = part(call, "content");
        if (content.length() > MULTIPART_CHARACTERS) {
            // The limit is documented, the answer is ours.
            throw ApiError.badRequest(
                    "CLIENTINPUTERROR",
                    "A multipart request takes at most %d characters"
                            .formatted(MULTIPART_CHARACTERS));
        }
        Job job;
        try {
            job = create(call, new JsonObject(json));
        } catch (DecodeException e) {
            throw ApiError.malformedJson("The part 'job' is not readable as JSON");
        }
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files.write(jobs.files(job.id()).upload(), bytes);
        Job closed =
                jobs.change(
                        job.id(),
                        now ->
                                now.withUpload(bytes.length, clock.instant())
                                        .withState(JobState.UPLOAD_COMPLETE, clock.instant()));
        enqueue(closed);
        return closed;
    }

    private void enqueue(Job job) {
        (job.scanOnly() ? scans : runner).enqueue(job);
    }

    private static String part(Call call, String name) throws IOException {
        String value = call.form().get(name);
        if (value != null) {
            return value;
        }
        Optional<FileUpload> file =
                call.context().fileUploads().stream()
                        .filter(upload -> upload.name().equals(name))
                        .findFirst();
        if (file.isPresent()) {
            return Files.readString(Path.of(file.get().uploadedFileName()));
        }
        throw ApiError.badRequest("INVALIDJOB", "The part '%s' is missing".formatted(name));
    }

    // ---- close, abort, info, list, delete -------------------------------------------------------

    private Answer changeState(Call call) {
        String wanted = String.valueOf(call.json().getValue("state"));
        JobState state =
                JobState.named(wanted)
                        .orElseThrow(
                                () ->
                                        ApiError.badRequest(
                                                "INVALIDJOBSTATE",
                                                "State %s is not known".formatted(wanted)));
        Job job = current(call);
        Job changed =
                jobs.change(
                        job.id(),
                        now ->
                                switch (state) {
                                    case UPLOAD_COMPLETE -> close(now);
                                    case ABORTED -> abort(now);
                                    default ->
                                            throw ApiError.badRequest(
                                                    "INVALIDJOBSTATE",
                                                    "A job cannot be set to %s".formatted(wanted));
                                });
        if (state == JobState.UPLOAD_COMPLETE) {
            if (changed.uploaded()) {
                enqueue(changed);
            } else {
                finishWithoutData(changed);
            }
        }
        return Answer.json(changed.brief());
    }

    /** The code is documented, the wording is ours. */
    private Job close(Job job) {
        if (job.state() != JobState.OPEN) {
            throw ApiError.badRequest(
                    "INVALIDJOBSTATE",
                    "Job %s is in the state %s and cannot be closed"
                            .formatted(job.id(), job.state().wire()));
        }
        return job.withState(JobState.UPLOAD_COMPLETE, clock.instant());
    }

    private Job abort(Job job) {
        if (job.state().ended()) {
            // Documented for query jobs, seen on ingest jobs.
            throw ApiError.badRequest(
                    "INVALIDJOBSTATE", "Aborting already Completed Job not allowed");
        }
        return job.withState(JobState.ABORTED, clock.instant());
    }

    /** Closed with nothing uploaded. What the platform does then is not documented. */
    private void finishWithoutData(Job job) {
        jobs.change(
                job.id(),
                now ->
                        now.ended(
                                JobState.JOB_COMPLETE,
                                new JobResult(0, 0, null, 0),
                                clock.instant()));
    }

    /** The job as it is now; one that stood open for too long is not open any more. */
    private Job current(Call call) {
        return expired(jobs.get(call.path("id")));
    }

    private Job expired(Job job) {
        if (job.state() != JobState.OPEN
                || job.createdDate().plus(limits.openJob()).isAfter(clock.instant())) {
            return job;
        }
        // That a job may stay open for 24 hours is documented; what then happens is not.
        return jobs.change(
                job.id(),
                now ->
                        now.state() == JobState.OPEN
                                ? now.ended(
                                        JobState.FAILED,
                                        JobResult.refused(
                                                "ClientInputError : The job was open for over %d hours"
                                                        .formatted(limits.openJob().toHours()),
                                                0),
                                        clock.instant())
                                : now);
    }

    private Answer delete(Call call) {
        Job job = current(call);
        if (!job.state().ended() && job.state() != JobState.UPLOAD_COMPLETE) {
            throw ApiError.badRequest(
                    "API_ERROR",
                    "Error encountered when deleting the job because the job is not terminated");
        }
        jobs.delete(job.id());
        return Answer.empty(204);
    }

    private void forgetOld() {
        for (Job job : jobs.all()) {
            if (job.systemModstamp().plus(KEPT).isBefore(clock.instant())) {
                jobs.delete(job.id());
            }
        }
    }

    // ---- for the page and the admin endpoint ----------------------------------------------------

    /** The latest jobs as the API tells of them, the newest first. */
    public List<JsonObject> latest(int atMost) {
        List<Job> all = jobs.all();
        return IntStream.range(0, Math.min(atMost, all.size()))
                .mapToObj(i -> all.get(all.size() - 1 - i).info())
                .toList();
    }

    /**
     * Sends the upload of a job as it came. A job has it until it was processed, and one that is
     * only scanned until it is deleted.
     */
    public void sendUpload(RoutingContext ctx) {
        ctx.vertx()
                .executeBlocking(() -> upload(ctx.pathParam("id")), false)
                .onSuccess(upload -> send(ctx, upload))
                .onFailure(failure -> Resources.fail(ctx, failure));
    }

    private Path upload(String id) {
        Path upload = jobs.files(jobs.get(id).id()).upload();
        if (!Files.exists(upload)) {
            throw ApiError.notFound();
        }
        return upload;
    }

    private static void send(RoutingContext ctx, Path upload) {
        ctx.response()
                .putHeader("Content-Type", "text/csv")
                .sendFile(upload.toString())
                .onFailure(failure -> ctx.request().connection().close());
    }

    /** Forgets all jobs that are not in progress. */
    public void reset() {
        for (Job job : jobs.all()) {
            if (job.state() != JobState.IN_PROGRESS) {
                jobs.delete(job.id());
            }
        }
    }

    @Override
    public void close() {
        runner.close();
        scans.close();
    }
}
