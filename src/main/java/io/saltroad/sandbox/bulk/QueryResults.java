package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.FileBody;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a query job: {@code /results} page by page, {@code /resultPages} with the addresses
 * of pages that can be read at the same time.
 *
 * <p>Each page begins with the header. {@code Sforce-Locator} leads to the next page and is the
 * four letters {@code null} on the last one: clients stop at nothing else. Both headers are in
 * their own spelling, since Camel looks for it. Without {@code maxRecords} everything is one page
 * unless the sandbox is set otherwise: jsforce ends its stream after the first.
 *
 * <p>A locator is where its page begins and, for parallel pages, how long it is, in base64 that an
 * address may carry as it is.
 */
final class QueryResults {

    private static final String CSV = "text/csv; charset=UTF-8";
    private static final int PAGES_AT_ONCE = 5;
    private static final Pattern LOCATOR = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    private final JobStore<QueryJob> jobs;
    private final OrgLimits limits;

    QueryResults(JobStore<QueryJob> jobs, OrgLimits limits) {
        this.jobs = jobs;
        this.limits = limits;
    }

    /**
     * Where a page begins.
     *
     * @param length how many records it has; 0 if nobody said
     */
    private record Locator(long from, long length) {

        static Locator of(String text) {
            try {
                Matcher parts =
                        LOCATOR.matcher(
                                new String(
                                        Base64.getUrlDecoder().decode(text),
                                        StandardCharsets.US_ASCII));
                if (parts.matches()) {
                    return new Locator(
                            Long.parseLong(parts.group(1)),
                            parts.group(2) == null ? 0 : Long.parseLong(parts.group(2)));
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            // Code and wording are those of the REST API's query.
            throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
        }

        String text() {
            String plain = length == 0 ? String.valueOf(from) : from + "-" + length;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A page, found. */
    private record Page(
            Buffer header, Path file, long begin, long end, long records, String locator) {}

    void send(RoutingContext ctx) {
        ctx.vertx()
                .executeBlocking(() -> page(new Request(ctx)), false)
                .onSuccess(page -> send(ctx, page))
                .onFailure(failure -> Resources.fail(ctx, failure));
    }

    private static void send(RoutingContext ctx, Page page) {
        ctx.response()
                .putHeader("Content-Type", CSV)
                .putHeader("Sforce-Locator", page.locator())
                .putHeader("Sforce-NumberOfRecords", String.valueOf(page.records()));
        new FileBody(page.header(), page.file(), page.begin(), page.end()).send(ctx);
    }

    /** What a client asks for. */
    private record Request(RoutingContext ctx) {

        String path(String name) {
            return ctx.pathParam(name);
        }

        String query(String name) {
            return ctx.queryParams().get(name);
        }
    }

    private Page page(Request request) throws IOException {
        QueryJob job = complete(request.path("id"), request.path("version"));
        String given = request.query("locator");
        Locator from = given == null || given.isEmpty() ? new Locator(0, 0) : Locator.of(given);
        if (from.from() > job.processed()) {
            throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        long most = length(request.query("maxRecords"), from);
        long end = Math.min(job.processed(), from.from() + most);
        JobFiles files = jobs.files(job.id());
        QueryResultFile file = QueryResultFile.in(files.folder());
        return new Page(
                Buffer.buffer(Files.readString(files.header())),
                file.records(),
                file.position(from.from()),
                end == job.processed() ? Files.size(file.records()) : file.position(end),
                end - from.from(),
                end == job.processed() ? "null" : new Locator(end, from.length()).text());
    }

    private long length(String maxRecords, Locator from) {
        if (maxRecords != null) {
            // What a number that is none is answered with is not documented.
            if (!maxRecords.matches("[1-9]\\d{0,8}")) {
                throw ApiError.badRequest(
                        "INVALIDJOB", "maxRecords must be a number over 0, was " + maxRecords);
            }
            return Long.parseLong(maxRecords);
        }
        return from.length() > 0 ? from.length() : limits.queryPageRecords();
    }

    private QueryJob complete(String id, String version) {
        QueryJob job = jobs.get(id);
        if (job.state() != JobState.JOB_COMPLETE) {
            // The documentation says that it must be complete, and no more.
            throw ApiError.badRequest(
                    "INVALIDJOBSTATE",
                    "Job %s is in the state %s, results need JobComplete"
                            .formatted(job.id(), job.state().wire()));
        }
        if (!job.version().equals(version)) {
            // The status is documented, code and wording are ours.
            throw new ApiError(
                    409,
                    "API_ERROR",
                    "Job %s was created with version %s, its results cannot be read with %s"
                            .formatted(job.id(), job.version(), version));
        }
        return job;
    }

    /** Up to five pages and where to ask for more. */
    Answer pages(Call call) {
        String version = call.path("version");
        QueryJob job = complete(call.path("id"), version);
        String base = "/services/data/v%s/jobs/query/%s/".formatted(version, job.id());
        long length = limits.queryParallelRecords();
        long from = call.query("locator").map(Locator::of).map(Locator::from).orElse(0L);
        JsonArray pages = new JsonArray();
        // Without records there is one page all the same, with its header.
        while (pages.size() < PAGES_AT_ONCE && (from < job.processed() || from == 0)) {
            pages.add(
                    new JsonObject()
                            .put(
                                    "resultUrl",
                                    base + "results?locator=" + new Locator(from, length).text()));
            from += length;
        }
        boolean done = from >= job.processed();
        return Answer.json(
                new JsonObject()
                        .put("resultPages", pages)
                        // The documentation's table says nextRecordUrl, its sample this.
                        .put(
                                "nextRecordsUrl",
                                done
                                        ? null
                                        : base
                                                + "resultpages?locator="
                                                + new Locator(from, length).text())
                        .put("done", done));
    }
}
