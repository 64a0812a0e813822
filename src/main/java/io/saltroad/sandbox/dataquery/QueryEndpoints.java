package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Endpoint;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Query V1 ({@code /api/v1/query}, rows are objects) and V2 ({@code /api/v2/query}, rows are
 * arrays, batches follow by a cursor that only goes forward).
 *
 * <p>Source: "Query API V1", "Query API V2"; {@code query-config} from the source of the JDBC
 * driver, which cannot do without it.
 */
public final class QueryEndpoints implements AutoCloseable {

    private static final long MOST_ROWS = 49_999;
    private static final DateTimeFormatter QUERY_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Lake lake;
    private final TenantSettings settings;
    private final Clock clock;
    private final OpenResults cursors;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong last = new AtomicLong();

    public QueryEndpoints(Lake lake, TenantSettings settings, Clock clock) {
        this.lake = lake;
        this.settings = settings;
        this.clock = clock;
        this.cursors = new OpenResults(clock);
    }

    public void serve(Resources resources) {
        resources.at("/api/v1/query").post(limited(this::v1)).done();
        resources.at("/api/v2/query").post(limited(this::v2)).done();
        resources.at("/api/v2/query/:batch").get(limited(this::next)).done();
        resources.at("/api/v1/metadata").get(new MetadataEndpoint(lake.catalog())).done();
        resources
                .at("/api/v1/query-config")
                // "hyper" would make the driver speak gRPC, which is not served.
                .get(call -> Answer.json(new JsonObject().put("queryengine", "trino")))
                .done();
    }

    private Endpoint limited(Endpoint endpoint) {
        return call -> {
            try {
                if (running.incrementAndGet() > settings.concurrentQueries()) {
                    throw TenantError.tooMany(
                            "Too Many Requests: %d queries at once"
                                    .formatted(settings.concurrentQueries()),
                            settings.retryAfter());
                }
                return endpoint.answer(call);
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private static String sql(Call call) {
        if (call.json().getValue("sql") instanceof String sql && !sql.isBlank()) {
            return sql;
        }
        throw TenantError.badRequest("the text 'sql' is missing");
    }

    private String queryId() {
        return "%s_%05d_salt1"
                .formatted(QUERY_ID.format(clock.instant()), last.incrementAndGet() % 100_000);
    }

    // ---- V1 -------------------------------------------------------------------------------------

    private Answer v1(Call call) throws SQLException {
        Instant start = clock.instant();
        long limit = Math.min(MOST_ROWS, number(call, "limit", MOST_ROWS));
        long offset = number(call, "offset", 0);
        String query = sql(call).strip().replaceAll(";\\s*$", "");
        String order = call.query("orderby").filter(text -> !text.isBlank()).orElse("");
        String ordered =
                order.isEmpty()
                        ? query
                        : "SELECT * FROM (%s%n) AS ordered ORDER BY %s".formatted(query, order);
        try (Results results = Results.of(lake, ordered)) {
            JsonArray data = new JsonArray();
            for (Object row : results.page(offset, limit)) {
                JsonObject record = new JsonObject();
                results.columns()
                        .forEach(
                                column ->
                                        record.put(
                                                column.name(),
                                                ((JsonArray) row).getValue(column.place())));
                data.add(record);
            }
            boolean done = offset + data.size() >= results.rows();
            return Answer.json(
                    answer(start, data, queryId())
                            .put("done", done)
                            .put("metadata", metadata(results, true)));
        }
    }

    private static long number(Call call, String name, long otherwise) {
        return call.query(name)
                .filter(text -> !text.isEmpty())
                .map(
                        text -> {
                            if (!text.matches("\\d{1,12}")) {
                                throw TenantError.badRequest(name + " must be a whole number");
                            }
                            return Long.parseLong(text);
                        })
                .orElse(otherwise);
    }

    // ---- V2 -------------------------------------------------------------------------------------

    private Answer v2(Call call) throws SQLException {
        if (call.header("enable-arrow-stream").map(Boolean::parseBoolean).orElse(false)) {
            throw TenantError.badRequest(
                    "this sandbox does not write Arrow; leave enable-arrow-stream out");
        }
        Instant start = clock.instant();
        Results results = Results.of(lake, sql(call));
        return batch(start, cursors.begin(queryId(), results, settings.queryLife()));
    }

    private Answer next(Call call) throws SQLException {
        Optional<OpenResults.Entry> entry = cursors.take(call.path("batch"));
        if (entry.isEmpty()) {
            throw TenantError.notFound(
                    "the batch was read before, or too late: within %d s, the whole within %d s"
                            .formatted(
                                    settings.queryGap().toSeconds(),
                                    settings.queryLife().toSeconds()));
        }
        return batch(clock.instant(), entry.get());
    }

    private Answer batch(Instant start, OpenResults.Entry entry) throws SQLException {
        Results results = entry.results();
        JsonArray data = results.page(entry.from(), settings.queryBatch());
        long next = entry.from() + data.size();
        boolean done = next >= results.rows();
        JsonObject answer = answer(start, data, entry.queryId());
        if (done) {
            results.close();
        } else {
            String batch = UUID.randomUUID().toString();
            cursors.keep(batch, entry.at(next, clock.instant().plus(settings.queryGap())));
            answer.put("nextBatchId", batch);
        }
        return Answer.json(answer.put("done", done).put("metadata", metadata(results, false)));
    }

    // ---- both -----------------------------------------------------------------------------------

    private JsonObject answer(Instant start, JsonArray data, String queryId) {
        return new JsonObject()
                .put("data", data)
                .put("startTime", start.toString())
                .put("endTime", clock.instant().toString())
                .put("rowCount", data.size())
                .put("queryId", queryId);
    }

    private static JsonObject metadata(Results results, boolean v1) {
        JsonObject metadata = new JsonObject();
        for (ResultColumn column : results.columns()) {
            // The sample of V1 has another code for times with a zone.
            boolean zoned = v1 && column.kind() == ResultColumn.Kind.TIMESTAMPTZ;
            metadata.put(
                    column.name(),
                    new JsonObject()
                            .put("type", column.kind().legacy())
                            .put("placeInOrder", column.place())
                            .put(
                                    "typeCode",
                                    zoned
                                            ? ResultColumn.Kind.TIMESTAMP.code()
                                            : column.kind().code()));
        }
        return metadata;
    }

    /** Forgets all cursors. */
    public void reset() {
        cursors.close();
    }

    @Override
    public void close() {
        cursors.close();
    }
}
