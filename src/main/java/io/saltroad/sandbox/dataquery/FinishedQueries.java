package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.PgCatalog;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;

/**
 * Queries whose results are read by offset, as the Connect API and Query V3 do it. Here each is
 * finished when it is answered for the first time.
 */
final class FinishedQueries implements AutoCloseable {

    private final Lake lake;
    private final TenantSettings settings;
    private final OpenResults open;

    FinishedQueries(Lake lake, TenantSettings settings, Clock clock) {
        this.lake = lake;
        this.settings = settings;
        this.open = new OpenResults(clock);
    }

    OpenResults.Entry run(String sql) throws SQLException {
        OpenResults.Entry entry =
                open.begin(
                        UUID.randomUUID().toString(),
                        Results.of(lake, PgCatalog.in(sql)),
                        settings.queryLife());
        open.keep(entry.queryId(), entry);
        return entry;
    }

    /** The query that the path names. */
    OpenResults.Entry get(Call call) {
        return open.find(call.path("id"))
                .orElseThrow(() -> TenantError.notFound("query " + call.path("id")));
    }

    void cancel(Call call) {
        open.take(get(call).queryId()).ifPresent(entry -> entry.results().close());
    }

    /** Most rows of one answer. */
    int chunk() {
        return settings.queryBatch();
    }

    long chunks(OpenResults.Entry entry) {
        return (entry.results().rows() + chunk() - 1) / chunk();
    }

    /** Some rows, never more than one answer takes. */
    JsonArray rows(OpenResults.Entry entry, long offset, long limit) throws SQLException {
        if (offset > entry.results().rows()) {
            // One client takes "out of range" for the end.
            throw TenantError.badRequest(
                    "request out of range: offset %d of %d rows"
                            .formatted(offset, entry.results().rows()));
        }
        return entry.results().page(offset, Math.min(limit, chunk()));
    }

    static JsonArray columns(OpenResults.Entry entry) {
        JsonArray columns = new JsonArray();
        for (ResultColumn column : entry.results().columns()) {
            JsonObject json =
                    new JsonObject()
                            .put("name", column.name())
                            .put("type", column.kind().connect())
                            .put("nullable", true);
            if (column.kind() == ResultColumn.Kind.DECIMAL) {
                json.put("precision", 38).put("scale", 18);
            }
            columns.add(json);
        }
        return columns;
    }

    static long number(Call call, String name, long otherwise) {
        return call.query(name)
                .map(
                        text -> {
                            if (!text.matches("\\d{1,12}")) {
                                throw TenantError.badRequest(name + " must be a whole number");
                            }
                            return Long.parseLong(text);
                        })
                .orElse(otherwise);
    }

    static String sql(JsonObject body) {
        if (body.getValue("sql") instanceof String sql && !sql.isBlank()) {
            return sql;
        }
        throw TenantError.badRequest("the text 'sql' is missing");
    }

    /** Forgets all results. */
    @Override
    public void close() {
        open.close();
    }
}
