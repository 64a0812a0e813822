package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;

/**
 * {@code /api/v3/query}: the newest way to query, in JSON.
 *
 * <p>Source: "Query API V3". What the header {@code x-hyperdb-status} looks like, what a POST
 * answers beside rows, and the errors (here those of V2, without SQLSTATE) are not verified.
 */
public final class QueryV3Endpoints implements AutoCloseable {

    private static final String PATH = "/api/v3/query";
    private static final String STATUS = "x-hyperdb-status";

    private final FinishedQueries queries;

    public QueryV3Endpoints(Lake lake, TenantSettings settings, Clock clock) {
        this.queries = new FinishedQueries(lake, settings, clock);
    }

    public void serve(Resources resources) {
        resources.at(PATH).post(this::query).done();
        resources
                .at(PATH + "/:id")
                .get(call -> Answer.json(status(queries.get(call))))
                .delete(this::cancel)
                .done();
        resources.at(PATH + "/:id/rows").get(this::rows).done();
        resources.at(PATH + "/:id/chunks/:chunk").get(this::chunk).done();
        resources.at(PATH + "/:id/metadata").get(this::metadata).done();
    }

    private Answer query(Call call) throws SQLException {
        JsonObject body = call.json();
        String sql =
                new SqlParameters(body.getJsonArray("parameters")).into(FinishedQueries.sql(body));
        if (body.getValue("queryRowLimit") instanceof Number most) {
            sql =
                    "SELECT * FROM (%s%n) AS limited LIMIT %d"
                            .formatted(sql.strip().replaceAll(";\\s*$", ""), most.longValue());
        }
        OpenResults.Entry entry = queries.run(sql);
        JsonObject status = status(entry);
        boolean later = "ASYNC".equals(body.getString("transferMode"));
        JsonObject range = body.getJsonObject("resultRange", new JsonObject());
        return Answer.json(
                        later
                                ? status
                                : page(entry, 0, range.getLong("rowLimit", Long.MAX_VALUE), false))
                .with(STATUS, status.encode());
    }

    private JsonObject status(OpenResults.Entry entry) {
        return new JsonObject()
                .put("queryId", entry.queryId())
                .put("completionStatus", "FINISHED")
                .put("chunkCount", queries.chunks(entry))
                .put("rowCount", entry.results().rows())
                .put("progress", 1.0)
                .put("expirationTime", entry.end().toString())
                .put(
                        "executionStats",
                        new JsonObject()
                                .put("wallClockTime", 0.0)
                                .put("rowsProcessed", entry.results().rows()));
    }

    private Answer rows(Call call) throws SQLException {
        if (call.query("offset").isEmpty()) {
            throw TenantError.badRequest("offset is missing");
        }
        return Answer.json(
                page(
                        queries.get(call),
                        FinishedQueries.number(call, "offset", 0),
                        FinishedQueries.number(call, "limit", Long.MAX_VALUE),
                        omitSchema(call)));
    }

    private Answer chunk(Call call) throws SQLException {
        OpenResults.Entry entry = queries.get(call);
        String number = call.path("chunk");
        if (!number.matches("\\d{1,9}") || Long.parseLong(number) >= queries.chunks(entry)) {
            throw TenantError.notFound("chunk " + number);
        }
        long from = Long.parseLong(number) * queries.chunk();
        return Answer.json(page(entry, from, Long.MAX_VALUE, omitSchema(call)));
    }

    private Answer metadata(Call call) {
        return Answer.json(schema(queries.get(call)));
    }

    private static boolean omitSchema(Call call) {
        return call.query("omitSchema").map(Boolean::parseBoolean).orElse(false);
    }

    private JsonObject page(OpenResults.Entry entry, long offset, long limit, boolean omitSchema)
            throws SQLException {
        JsonArray data = queries.rows(entry, offset, limit);
        JsonObject page = new JsonObject();
        if (!omitSchema) {
            page.put("metadata", schema(entry));
        }
        return page.put("data", data).put("returnedRows", data.size());
    }

    private static JsonObject schema(OpenResults.Entry entry) {
        return new JsonObject().put("columns", FinishedQueries.columns(entry));
    }

    private Answer cancel(Call call) {
        queries.cancel(call);
        return Answer.empty(204);
    }

    /** Forgets all results. */
    @Override
    public void close() {
        queries.close();
    }
}
