package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.LakeCatalog;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.tenant.TenantGuard;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /api/v1/ingest/jobs}.
 *
 * <p>Source: "Create a Job", "Upload Job Data", "Close or Abort a Job", "Get Job Info", "Get All
 * Jobs", "Delete a Job". Not documented, and decided here: an unknown source or object is 404, an
 * unknown state 400; the list begins with the latest.
 */
public final class JobEndpoints {

    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    private static final Map<String, Comparator<IngestJob>> ORDERS =
            Map.of(
                    "systemModstamp", Comparator.comparing(IngestJob::modified),
                    "createdDate", Comparator.comparing(IngestJob::created),
                    "object", Comparator.comparing(IngestJob::object),
                    "state", Comparator.comparing(IngestJob::state));

    private final LakeCatalog catalog;
    private final Jobs jobs;
    private final TenantSettings settings;

    public JobEndpoints(LakeCatalog catalog, Jobs jobs, TenantSettings settings) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.settings = settings;
    }

    public void serve(Resources resources) {
        String path = "/api/v1/ingest/jobs";
        resources.at(path).post(this::create).get(this::list).done();
        resources
                .at(path + "/:id")
                .get(call -> Answer.json(jobs.get(call.path("id")).info()))
                .patch(this::changeState)
                .delete(this::delete)
                .done();
        resources
                .at(path + "/:id/batches")
                .streaming(HttpMethod.PUT, new JobUpload(jobs, settings))
                .done();
    }

    /** The latest jobs with all that no client is told, the latest first. */
    public List<JsonObject> latest(int atMost) {
        List<IngestJob> all = jobs.all();
        return all.subList(Math.max(0, all.size() - atMost), all.size()).stream()
                .map(IngestJob::full)
                .sorted(
                        Comparator.comparing(
                                (JsonObject job) -> job.getString("createdDate"),
                                Comparator.reverseOrder()))
                .toList();
    }

    private Answer create(Call call) {
        JsonObject wish = call.json();
        String operation = text(wish, "operation");
        if (!operation.equals("upsert") && !operation.equals("delete")) {
            throw TenantError.badRequest(
                    "operation is '%s'; there are upsert and delete".formatted(operation));
        }
        String source = text(wish, "sourceName");
        String object = text(wish, "object");
        Optional<LakeObject> found = catalog.byName(source, object);
        if (found.isEmpty()) {
            throw TenantError.notFound("object %s of source %s".formatted(object, source));
        }
        IngestJob job =
                jobs.create(
                        found.get(), object, operation.equals("delete"), TenantGuard.user(call));
        return Answer.json(201, job.brief());
    }

    private static String text(JsonObject json, String key) {
        if (json.getValue(key) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw TenantError.badRequest("the text '%s' is missing".formatted(key));
    }

    private Answer changeState(Call call) {
        String id = call.path("id");
        String wanted = text(call.json(), "state");
        return switch (wanted) {
            case "UploadComplete" -> Answer.json(jobs.close(id).brief());
            case "Aborted" -> Answer.json(jobs.abort(id).brief());
            default -> {
                jobs.get(id);
                throw TenantError.badRequest(
                        "state is '%s'; a job can be set to UploadComplete and Aborted"
                                .formatted(wanted));
            }
        };
    }

    private Answer delete(Call call) {
        jobs.delete(call.path("id"));
        return Answer.empty(204);
    }

    // ---- list -----------------------------------------------------------------------------------

    private Answer list(Call call) {
        int limit = number(call, "limit", PAGE);
        if (limit > LARGEST_PAGE) {
            throw TenantError.badRequest("limit is at most " + LARGEST_PAGE);
        }
        Comparator<IngestJob> order = ORDERS.get(call.query("orderBy").orElse("systemModstamp"));
        if (order == null) {
            throw TenantError.badRequest("orderBy is one of " + ORDERS.keySet());
        }
        List<IngestState> states = states(call);
        JsonArray data = new JsonArray();
        jobs.all().stream()
                .filter(job -> states.isEmpty() || states.contains(job.state()))
                .sorted(order.reversed())
                .skip(number(call, "offset", 0))
                .limit(limit)
                .forEach(job -> data.add(job.info()));
        return Answer.json(new JsonObject().put("data", data));
    }

    private static List<IngestState> states(Call call) {
        return call.query("states")
                .map(
                        names ->
                                Arrays.stream(names.split(",", -1))
                                        .map(String::strip)
                                        .filter(name -> !name.isEmpty())
                                        .map(JobEndpoints::state)
                                        .toList())
                .orElse(List.of());
    }

    private static IngestState state(String name) {
        return IngestState.named(name)
                .orElseThrow(() -> TenantError.badRequest("there is no state " + name));
    }

    private static int number(Call call, String name, int otherwise) {
        return call.query(name)
                .map(
                        text -> {
                            if (!text.matches("\\d{1,9}")) {
                                throw TenantError.badRequest(name + " must be a whole number");
                            }
                            return Integer.parseInt(text);
                        })
                .orElse(otherwise);
    }
}
