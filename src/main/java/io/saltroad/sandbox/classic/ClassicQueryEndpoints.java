package io.saltroad.sandbox.classic;

import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.BearerToken;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.SalesforceId;
import io.saltroad.sandbox.rest.ApiVersions;
import io.saltroad.sandbox.soql.JsonExtract;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.FileBody;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /services/async/NN.0/job}: jobs, batches and results of Bulk API 1.0, for queries in JSON.
 * Points in time are milliseconds there. Jobs end with the process; of more than a hundred the
 * oldest gives way.
 *
 * <p>Source: Bulk API 2.0 and Bulk API Developer Guide v66, second part; requests as ingestr, dlt
 * and simple_salesforce send them.
 */
public final class ClassicQueryEndpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicQueryEndpoints.class);
    private static final int MOST_JOBS = 100;

    /** Ids of jobs of Bulk API 2.0 count from 1; here they count from where those never come. */
    private static final long FIRST = 1L << 36;

    private final OrgStore store;
    private final Sessions sessions;
    private final OrgLimits limits;
    private final Path folder;
    private final Clock clock;
    private final Map<String, ClassicJob> jobs = new LinkedHashMap<>();
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "sandbox-classic-jobs");
                        thread.setDaemon(true);
                        return thread;
                    });
    private long last = FIRST;

    /**
     * Keeps results in this folder.
     *
     * @param folder where no results of an earlier run are of use
     */
    public ClassicQueryEndpoints(
            OrgStore store, Sessions sessions, OrgLimits limits, Path folder, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.limits = limits;
        this.folder = folder;
        this.clock = clock;
    }

    public void serve(Resources resources) {
        String job = "/services/async/:version/job";
        resources.at(job).post(this::create).done();
        resources
                .at(job + "/:id")
                .get(call -> Answer.json(job(call).info()))
                .post(this::changeState)
                .done();
        resources
                .at(job + "/:id/batch")
                .get(call -> Answer.json(job(call).batchInfos()))
                .post(this::addBatch)
                .done();
        resources.at(job + "/:id/batch/:batch").get(call -> Answer.json(batch(call).info())).done();
        resources
                .at(job + "/:id/batch/:batch/result")
                .get(call -> Answer.json(new JsonArray().add(resultId(completed(batch(call))))))
                .done();
        resources
                .at(job + "/:id/batch/:batch/result/:result")
                .streaming(HttpMethod.GET, this::sendResult)
                .done();
    }

    private Answer create(Call call) {
        String user = user(call.request());
        String version = call.path("version");
        if (!ApiVersions.isServed(version)) {
            // The code is one of AsyncExceptionCode in force-wsc, the wording is ours.
            throw new ClassicError(
                    "InvalidVersion", "API version %s is not served".formatted(version));
        }
        JsonObject json = call.json();
        String operation = String.valueOf(json.getValue("operation"));
        boolean all = operation.equals("queryAll");
        if (!(all || operation.equals("query")) || !"JSON".equals(json.getValue("contentType"))) {
            throw new ClassicError(
                    "InvalidJob",
                    "The sandbox has Bulk API 1.0 for queries in JSON, and for nothing else");
        }
        String object = String.valueOf(json.getValue("object"));
        ClassicJob job = new ClassicJob(nextId("750"), object, all, version, user, clock.instant());
        keep(job);
        return Answer.json(201, job.info());
    }

    private Answer changeState(Call call) {
        ClassicJob job = job(call);
        String state = String.valueOf(call.json().getValue("state"));
        if (!state.equals("Closed") && !state.equals("Aborted")) {
            throw new ClassicError("InvalidJobState", "A job cannot be set to %s".formatted(state));
        }
        job.change(state);
        return Answer.json(job.info());
    }

    private Answer addBatch(Call call) {
        ClassicJob job = job(call);
        ClassicJob.Batch batch =
                new ClassicJob.Batch(
                        nextId("751"),
                        job.id(),
                        call.body().toString(),
                        "Queued",
                        null,
                        0,
                        clock.instant(),
                        clock.instant());
        job.add(batch);
        try {
            worker.execute(() -> run(job, batch));
        } catch (RejectedExecutionException e) {
            throw new ClassicError("ExceededQuota", "The sandbox is about to stop");
        }
        return Answer.json(201, batch.info());
    }

    private void run(ClassicJob job, ClassicJob.Batch batch) {
        job.put(batch.at("InProgress", null, 0, clock.instant()));
        try {
            Files.createDirectories(folder);
            long records =
                    new JsonExtract(store, job.version())
                            .write(batch.soql(), job.all(), file(batch.id()));
            job.put(batch.at("Completed", null, records, clock.instant()));
        } catch (ApiError refused) {
            job.put(
                    batch.at(
                            "Failed",
                            "InvalidBatch : Failed to process query: %s: %s"
                                    .formatted(refused.code(), refused.getMessage()),
                            0,
                            clock.instant()));
        } catch (Exception e) {
            LOG.error("Batch {} could not be processed", batch.id(), e);
            job.put(
                    batch.at(
                            "Failed",
                            "Unknown : The sandbox could not process the batch",
                            0,
                            clock.instant()));
        }
    }

    private void sendResult(RoutingContext ctx) {
        ctx.vertx()
                .executeBlocking(
                        () -> {
                            user(ctx.request());
                            ClassicJob.Batch batch =
                                    completed(batch(ctx.pathParam("id"), ctx.pathParam("batch")));
                            Path file = file(batch.id());
                            return new FileBody(Buffer.buffer(), file, 0, Files.size(file));
                        },
                        false)
                .onSuccess(
                        body -> {
                            ctx.response()
                                    .putHeader("Content-Type", "application/json;charset=UTF-8");
                            body.send(ctx);
                        })
                .onFailure(failure -> Resources.fail(ctx, failure));
    }

    private ClassicJob job(Call call) {
        user(call.request());
        return job(call.path("id"));
    }

    private synchronized ClassicJob job(String id) {
        return Optional.ofNullable(jobs.get(id))
                .orElseThrow(() -> new ClassicError("InvalidJob", "Unable to find object: " + id));
    }

    private ClassicJob.Batch batch(Call call) {
        user(call.request());
        return batch(call.path("id"), call.path("batch"));
    }

    private ClassicJob.Batch batch(String job, String id) {
        return job(job).batch(id)
                .orElseThrow(
                        () -> new ClassicError("InvalidBatch", "Unable to find object: " + id));
    }

    private static ClassicJob.Batch completed(ClassicJob.Batch batch) {
        if (!batch.completed()) {
            throw new ClassicError("InvalidBatch", "Batch not completed");
        }
        return batch;
    }

    /** A batch has one result, which has its number. */
    private static String resultId(ClassicJob.Batch batch) {
        return SalesforceId.withCheck("752" + batch.id().substring(3, 15));
    }

    private Path file(String batch) {
        return folder.resolve(batch + ".json");
    }

    /** The session is in a header of its own; Data Loader writes Bearer before it. */
    private String user(HttpServerRequest request) {
        limits.countRequest();
        return Optional.ofNullable(request.getHeader("X-SFDC-Session"))
                .map(token -> token.replaceFirst("^Bearer ", ""))
                .or(() -> BearerToken.of(request))
                .flatMap(sessions::use)
                .orElseThrow(ClassicError::deadSession)
                .userId();
    }

    private synchronized String nextId(String prefix) {
        last++;
        return SalesforceId.of(prefix, last);
    }

    private synchronized void keep(ClassicJob job) {
        jobs.put(job.id(), job);
        Iterator<ClassicJob> oldest = jobs.values().iterator();
        while (jobs.size() > MOST_JOBS) {
            forget(oldest.next());
            oldest.remove();
        }
    }

    private void forget(ClassicJob job) {
        try {
            for (Object batch : job.batchInfos().getJsonArray("batchInfo")) {
                Files.deleteIfExists(file(((JsonObject) batch).getString("id")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
