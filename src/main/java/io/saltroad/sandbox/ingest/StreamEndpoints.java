package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.LakeCatalog;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /api/v1/ingest/sources}: streaming. 202 is said before anybody looks at a record.
 *
 * <p>Source: "Streaming Ingestion", "Insert Records", "Delete Records", "Synchronous Record
 * Validation". Where they name no status: 413 above the size, 415 for other than JSON, 400 above
 * the number of keys are assumed.
 */
public final class StreamEndpoints {

    private static final String PATH = "/api/v1/ingest/sources/:source/:object";

    private final LakeCatalog catalog;
    private final Streams streams;
    private final TenantSettings settings;
    private final Clock clock;
    private final RequestRate rate;

    public StreamEndpoints(
            LakeCatalog catalog, Streams streams, TenantSettings settings, Clock clock) {
        this.catalog = catalog;
        this.streams = streams;
        this.settings = settings;
        this.clock = clock;
        this.rate = new RequestRate(clock);
    }

    public void serve(Resources resources) {
        resources.at(PATH).post(this::upsert).delete(this::delete).done();
        resources.at(PATH + "/actions/test").post(this::test).done();
    }

    /** Forgets the requests of the last second. */
    public void reset() {
        rate.clear();
    }

    private Answer upsert(Call call) throws IOException {
        Optional<LakeObject> object = object(call);
        byte[] body = body(call);
        if (object.isPresent()) {
            MicroBatch batch = MicroBatch.of(body, object.get());
            streams.of(object.get()).add(batch.lines(), false, batch.records());
        } else {
            MicroBatch.check(body);
        }
        return accepted();
    }

    private Answer test(Call call) throws IOException {
        Optional<LakeObject> object = object(call);
        byte[] body = body(call);
        MicroBatch.check(body);
        if (object.isPresent()) {
            new RecordCheck(object.get()).check(body);
        }
        return accepted();
    }

    private Answer delete(Call call) throws IOException {
        Optional<LakeObject> object = object(call);
        List<String> ids = ids(call);
        if (ids.isEmpty()) {
            throw TenantError.badRequest("ids are missing");
        }
        if (ids.size() > settings.deleteKeys()) {
            throw TenantError.badRequest(
                    "%d ids are over the limit of %d a request"
                            .formatted(ids.size(), settings.deleteKeys()));
        }
        if (object.isPresent()) {
            String line =
                    new JsonObject()
                                    .put("ids", new JsonArray(ids))
                                    .put("time", clock.millis())
                                    .encode()
                            + "\n";
            streams.of(object.get()).add(line.getBytes(StandardCharsets.UTF_8), true, ids.size());
        }
        return accepted();
    }

    private static List<String> ids(Call call) {
        List<String> inQuery = call.context().queryParam("ids");
        if (!inQuery.isEmpty()) {
            return inQuery.stream()
                    .flatMap(keys -> Arrays.stream(keys.split(",", -1)))
                    .filter(key -> !key.isEmpty())
                    .toList();
        }
        if (call.body().length() == 0) {
            return List.of();
        }
        if (call.json().getValue("ids") instanceof JsonArray array) {
            return array.stream().map(String::valueOf).toList();
        }
        throw TenantError.badRequest("an object {\"ids\":[...]} was expected");
    }

    /** The object of the path; empty for an unknown one that is taken nevertheless. */
    private Optional<LakeObject> object(Call call) {
        if (!rate.take(settings.requestsPerSecond())) {
            throw TenantError.tooMany(
                    "Too Many Requests: %d a second over all objects"
                            .formatted(settings.requestsPerSecond()),
                    settings.retryAfter());
        }
        String source = call.path("source");
        String name = call.path("object");
        Optional<LakeObject> object = catalog.byEndpoint(source, name);
        if (object.isEmpty() && !settings.lenientObjects()) {
            throw TenantError.notFound(
                    catalog.hasConnector(source)
                            ? "object %s of source %s".formatted(name, source)
                            : "source " + source);
        }
        return object;
    }

    private byte[] body(Call call) {
        String type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            throw new TenantError(415, "Unsupported Media Type: application/json was expected");
        }
        if (call.body().length() > settings.streamBytes()) {
            throw new TenantError(
                    413,
                    "Payload Too Large: %d bytes, at most %d are allowed"
                            .formatted(call.body().length(), settings.streamBytes()));
        }
        return call.body().getBytes();
    }

    private static Answer accepted() {
        return Answer.json(202, new JsonObject().put("accepted", true));
    }
}
