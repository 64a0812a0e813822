package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code GET /jobs/ingest} and {@code GET /jobs/query}: jobs of all types, a thousand at a time.
 *
 * <p>Each of the two has a type that it lists unless it is asked for another; both take the other's
 * locators, since the documentation's samples for one point to the other. Bulk API 1.0 jobs ({@code
 * Classic}) and those for big objects are not there.
 */
public final class JobList {

    private static final int PAGE = 1_000;
    private static final Map<String, String> USUAL =
            Map.of("ingest", "V2Ingest", "query", "V2Query");

    private final Map<String, Supplier<List<? extends StoredJob<?>>>> types = new LinkedHashMap<>();

    /** Adds the jobs of a type, the oldest first. */
    void add(String jobType, Supplier<List<? extends StoredJob<?>>> jobs) {
        types.put(jobType, jobs);
    }

    /**
     * One page of the list.
     *
     * @param resource {@code ingest} or {@code query}
     */
    Answer answer(Call call, String resource) {
        String type = call.query("jobType").orElse(USUAL.get(resource));
        int from = call.query("queryLocator").map(JobList::offset).orElse(0);
        List<JsonObject> page =
                jobs(type)
                        .map(StoredJob::info)
                        .filter(info -> wanted(call, info))
                        .skip(from)
                        .limit(PAGE + 1)
                        .toList();
        boolean done = page.size() <= PAGE;
        JsonArray records = new JsonArray();
        page.stream().limit(PAGE).forEach(records::add);
        return Answer.json(
                new JsonObject()
                        .put("done", done)
                        .put("records", records)
                        .put("nextRecordsUrl", done ? null : next(call, resource, from + PAGE)));
    }

    private Stream<? extends StoredJob<?>> jobs(String type) {
        return types.getOrDefault(type, List::of).get().stream();
    }

    private static boolean wanted(Call call, JsonObject info) {
        boolean pkChunking = info.getBoolean("isPkChunkingSupported", false);
        return call.query("isPkChunkingEnabled")
                .map(wish -> Boolean.parseBoolean(wish) == pkChunking)
                .orElse(true);
    }

    private static String next(Call call, String resource, int from) {
        return "/services/data/v%s/jobs/%s?queryLocator=01gR0000000opRTIAY-%d%s"
                .formatted(
                        call.path("version"),
                        resource,
                        from,
                        call.query("jobType").map(type -> "&jobType=" + type).orElse(""));
    }

    private static int offset(String locator) {
        try {
            return Integer.parseInt(locator.substring(locator.lastIndexOf('-') + 1));
        } catch (NumberFormatException e) {
            throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
        }
    }
}
