package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;

/**
 * {@code /services/data/vXX.0/ssot/query-sql}: queries of the lake at the org's own host, with its
 * session.
 *
 * <p>Source: "Query Services" overview, the source of the Python client 2.x. The form of its errors
 * is that of the org's other paths, which is not verified.
 */
public final class ConnectQueryEndpoints implements AutoCloseable {

    private static final String PATH = "/services/data/v:version/ssot/query-sql";

    private final FinishedQueries queries;

    public ConnectQueryEndpoints(Lake lake, TenantSettings settings, Clock clock) {
        this.queries = new FinishedQueries(lake, settings, clock);
    }

    public void serve(Resources resources) {
        resources.at(PATH).post(this::query).done();
        resources
                .at(PATH + "/:id")
                .get(call -> Answer.json(new JsonObject().put("status", status(queries.get(call)))))
                .delete(this::cancel)
                .done();
        resources.at(PATH + "/:id/rows").get(this::rows).done();
    }

    private Answer query(Call call) throws SQLException {
        JsonObject body = call.json();
        JsonArray parameters = body.getJsonArray("sqlParameters");
        OpenResults.Entry entry =
                queries.run(new SqlParameters(parameters).into(FinishedQueries.sql(body)));
        JsonArray data = queries.rows(entry, 0, body.getLong("rowLimit", Long.MAX_VALUE));
        return Answer.json(
                new JsonObject()
                        .put("data", data)
                        .put("metadata", FinishedQueries.columns(entry))
                        .put("returnedRows", data.size())
                        .put("status", status(entry)));
    }

    private JsonObject status(OpenResults.Entry entry) {
        return new JsonObject()
                .put("queryId", entry.queryId())
                .put("completionStatus", "Finished")
                .put("progress", 1.0)
                .put("rowCount", entry.results().rows())
                .put("chunkCount", queries.chunks(entry))
                .put("expirationTime", entry.end().toString());
    }

    private Answer rows(Call call) throws SQLException {
        OpenResults.Entry entry = queries.get(call);
        JsonArray data =
                queries.rows(
                        entry,
                        FinishedQueries.number(call, "offset", 0),
                        FinishedQueries.number(call, "rowLimit", Long.MAX_VALUE));
        JsonObject answer = new JsonObject().put("data", data).put("returnedRows", data.size());
        return Answer.json(
                call.query("omitSchema").map(Boolean::parseBoolean).orElse(false)
                        ? answer
                        : answer.put("metadata", FinishedQueries.columns(entry)));
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
