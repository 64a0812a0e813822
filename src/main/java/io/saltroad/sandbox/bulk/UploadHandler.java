package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.StreamedBody;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code PUT .../batches}: the one upload of a job, written to its file as it arrives.
 *
 * <p>201 and an empty body, exactly: simple_salesforce takes nothing else. An upload that breaks
 * off has not happened; what the platform makes of one is not documented.
 */
final class UploadHandler implements Handler<RoutingContext> {

    private final JobStore<Job> jobs;
    private final OrgLimits limits;
    private final Clock clock;
    private final Set<String> arriving = ConcurrentHashMap.newKeySet();

    UploadHandler(JobStore<Job> jobs, OrgLimits limits, Clock clock) {
        this.jobs = jobs;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Job job;
        try {
            job = accept(jobs.get(ctx.pathParam("id")));
            refuseTooLong(request);
        } catch (ApiError error) {
            // What the client still sends is read and dropped, so that it gets to see the answer.
            error.answer().send(ctx);
            return;
        }
        if (!arriving.add(job.id())) {
            secondUpload(job.id()).answer().send(ctx);
            return;
        }
        receive(ctx, job);
    }

    private static Job accept(Job job) {
        if (job.state() != JobState.OPEN) {
            // The code is documented, the wording is ours.
            throw ApiError.badRequest(
                    "INVALIDJOBSTATE",
                    "Job %s is in the state %s, uploads need Open"
                            .formatted(job.id(), job.state().wire()));
        }
        if (job.uploaded()) {
            throw secondUpload(job.id());
        }
        return job;
    }

    /**
     * The sentence, "multipe" included, is seen in the field; at the PUT in one report, at the
     * close in an older one.
     */
    private static ApiError secondUpload(String id) {
        return ApiError.badRequest(
                "INVALIDJOB",
                "Found multipe contents for job: <%s>, please 'Close' / 'Abort' / 'Delete' the"
                                .formatted(id)
                        + " current Job then create a new Job and make sure you only do 'PUT' once"
                        + " on a given Job.");
    }

    private void refuseTooLong(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > limits.uploadBytes()) {
            throw tooLong();
        }
    }

    /** The limit is documented; status and wording are ours. */
    private ApiError tooLong() {
        return new ApiError(
                413,
                "CLIENTINPUTERROR",
                "The upload is over the limit of 150 MB after base64: at most %d bytes before it"
                        .formatted(limits.uploadBytes()));
    }

    private void receive(RoutingContext ctx, Job job) {
        new StreamedBody(
                        ctx,
                        jobs.files(job.id()).incoming(),
                        limits.uploadBytes(),
                        this::tooLong,
                        new StreamedBody.Taker() {
                            @Override
                            public Answer keep(long bytes) {
                                return UploadHandler.this.keep(job, bytes);
                            }

                            @Override
                            public void discarded() {
                                arriving.remove(job.id());
                            }
                        })
                .receive();
    }

    private Answer keep(Job job, long bytes) {
        JobFiles files = jobs.files(job.id());
        jobs.change(
                job.id(),
                now -> {
                    accept(now);
                    try {
                        Files.move(files.incoming(), files.upload());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return now.withUpload(bytes, clock.instant());
                });
        arriving.remove(job.id());
        return Answer.empty(201);
    }
}
