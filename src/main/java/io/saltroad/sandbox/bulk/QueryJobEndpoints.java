package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.SessionGuard;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.soql.Extract;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Bulk API 2.0 query: {@code /services/data/vXX.0/jobs/query}.
 *
 * <p>Source: Bulk API 2.0 and Bulk API Developer Guide v66, chapters query_create_job,
 * query_get_one_job, query_get_job_results, query_get_parallel_job_results, query_get_all_jobs,
 * query_abort_job, query_delete_job.
 */
public final class QueryJobEndpoints implements AutoCloseable {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final long KILOBYTES = 1_024;

    private final OrgStore store;
    private final OrgLimits limits;
    private final Clock clock;
    private final JobList list;
    private final JobStore<QueryJob> jobs;
    private final JobRunner<QueryJob> runner;
    private final QueryResults results;

    /**
     * Knows the jobs that lie in the folder; {@link #start} goes on with them.
     *
     * @param list where they are listed
     * @param folder where results are kept
     */
    public QueryJobEndpoints(
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
        this.jobs = new JobStore<>(store, "query_job", QueryJob::of, folder);
        this.runner =
                new JobRunner<>(
                        "sandbox-query-jobs",
                        1,
                        jobs,
                        new QueryJobProcessor(store, jobs, limits, clock),
                        faults::strikeQueryJob,
                        limits,
                        clock);
        this.results = new QueryResults(jobs, limits);
        list.add("V2Query", jobs::all);
    }

    public void serve(Resources resources) {
        String query = "/services/data/v:version/jobs/query";
        resources.at(query).post(this::create).get(call -> list.answer(call, "query")).done();
        resources
                .at(query + "/:id")
                .get(call -> Answer.json(jobs.get(call.path("id")).info()))
                .patch(this::changeState)
                .delete(this::delete)
                .done();
        resources.at(query + "/:id/results").streaming(HttpMethod.GET, results::send).done();
        // The documentation has it in both spellings.
        resources.at(query + "/:id/resultPages").get(results::pages).done();
        resources.at(query + "/:id/resultpages").get(results::pages).done();
    }

    /** Goes on with the jobs of an earlier run. */
    public void start() {
        forgetOld();
        runner.resume();
    }

    private Answer create(Call call) {
        Function<String, QueryJob> wanted = read(call);
        // Codes and texts as clients match them.
        if (!limits.queryResultsLeft()) {
            throw ApiError.badRequest(
                    "LIMIT_EXCEEDED",
                    "Max bulk v2 query result size stored (%d) kb per 24 hrs has been exceeded"
                            .formatted(limits.dailyBulkQueryMegabytes() * KILOBYTES));
        }
        if (!limits.countQueryJob()) {
            throw ApiError.badRequest(
                    "LIMIT_EXCEEDED",
                    "Max bulk v2 query jobs (%1$d) per 24 hrs has been reached (%1$d)"
                            .formatted(limits.dailyBulkQueryJobs()));
        }
        forgetOld();
        QueryJob job = jobs.create(wanted);
        runner.enqueue(job);
        return Answer.json(job.brief());
    }

    /** The job that is asked for, but for its id. */
    private Function<String, QueryJob> read(Call call) {
        JsonObject json = call.json();
        String contentType = JobSpec.text(json, "contentType");
        if (contentType != null && !contentType.equalsIgnoreCase("CSV")) {
            throw ApiError.badRequest(
                    "INVALIDJOB",
                    "ContentType %s is not supported, use CSV".formatted(contentType));
        }
        boolean all = isQueryAll(JobSpec.text(json, "operation"));
        String soql = JobSpec.text(json, "query");
        if (soql == null || soql.isBlank()) {
            throw ApiError.badRequest("INVALIDJOB", "No query specified in the job");
        }
        Extract extract = Extract.of(soql, store.catalog(), all, store.today());
        ColumnDelimiter delimiter = JobSpec.choice(json, "columnDelimiter", ColumnDelimiter.COMMA);
        LineEnding lineEnding = JobSpec.choice(json, "lineEnding", LineEnding.LF);
        Instant now = clock.instant();
        return id ->
                new QueryJob(
                        id,
                        extract.object(),
                        all,
                        soql,
                        extract.canBeChunked(),
                        delimiter,
                        lineEnding,
                        call.path("version"),
                        JobState.UPLOAD_COMPLETE,
                        SessionGuard.user(call),
                        now,
                        now,
                        0,
                        null,
                        0);
    }

    private static boolean isQueryAll(String operation) {
        if (operation == null) {
            throw ApiError.badRequest("INVALIDJOB", "No operation specified in the job");
        }
        if (operation.equalsIgnoreCase("queryAll")) {
            return true;
        }
        if (operation.equalsIgnoreCase("query")) {
            return false;
        }
        throw ApiError.badRequest(
                "INVALIDOPERATION", "Operation %s is not supported".formatted(operation));
    }

    private Answer changeState(Call call) {
        String wanted = String.valueOf(call.json().getValue("state"));
        if (!wanted.equals(JobState.ABORTED.wire())) {
            // A query job can only be aborted; the wording is ours.
            throw ApiError.badRequest(
                    "INVALIDJOBSTATE", "A query job cannot be set to %s".formatted(wanted));
        }
        QueryJob changed =
                jobs.change(
                        jobs.get(call.path("id")).id(),
                        now -> {
                            if (now.state().ended()) {
                                throw ApiError.badRequest(
                                        "INVALIDJOBSTATE",
                                        "Aborting already Completed Job not allowed");
                            }
                            return now.withState(JobState.ABORTED, clock.instant());
                        });
        return Answer.json(changed.brief());
    }

    private Answer delete(Call call) {
        QueryJob job = jobs.get(call.path("id"));
        if (!job.state().ended()) {
            throw ApiError.badRequest(
                    "API_ERROR",
                    "Error encountered when deleting the job because the job is not terminated");
        }
        jobs.delete(job.id());
        return Answer.empty(204);
    }

    private void forgetOld() {
        for (QueryJob job : jobs.all()) {
            if (job.systemModstamp().plus(KEPT).isBefore(clock.instant())) {
                jobs.delete(job.id());
            }
        }
    }

    /** The latest jobs as the API tells of them, the newest first. */
    public List<JsonObject> latest(int atMost) {
        List<QueryJob> all = jobs.all();
        return IntStream.range(0, Math.min(atMost, all.size()))
                .mapToObj(i -> all.get(all.size() - 1 - i).info())
                .toList();
    }

    /** Forgets all jobs that are not in progress. */
    public void reset() {
        for (QueryJob job : jobs.all()) {
            if (job.state() != JobState.IN_PROGRESS) {
                jobs.delete(job.id());
            }
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
