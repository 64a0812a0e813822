package io.saltroad.sandbox.rest;

import io.saltroad.sandbox.bulk.RecordWriter;
import io.saltroad.sandbox.bulk.RecordWriter.Written;
import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.soql.QueryEndpoints;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;

/**
 * Single records: {@code /sobjects/X}, {@code /sobjects/X/id}, {@code /sobjects/X/field/value}.
 *
 * <p>Source: REST API Developer Guide, resources_sobject_basic_info, resources_sobject_retrieve,
 * resources_sobject_upsert.
 */
public final class RecordEndpoints {

    /** From 46.0 on an upsert that updates is answered with 200 and a body. */
    private static final double UPSERT_ANSWERS = 46.0;

    private final OrgStore store;
    private final QueryEndpoints queries;
    private final RecordWriter writer;

    public RecordEndpoints(OrgStore store, QueryEndpoints queries, RecordWriter writer) {
        this.store = store;
        this.queries = queries;
        this.writer = writer;
    }

    public void serve(Resources resources) {
        String object = "/services/data/v:version/sobjects/:object";
        resources.at(object).get(this::info).post(this::insert).done();
        resources
                .at(object + "/:id")
                .get(call -> read(call, "Id", call.path("id")))
                .patch(this::update)
                .delete(this::delete)
                .done();
        resources
                .at(object + "/:field/:value")
                .get(call -> read(call, key(call).name(), call.path("value")))
                .patch(this::upsert)
                .done();
    }

    private Answer info(Call call) {
        return Answer.json(
                new JsonObject()
                        .put("objectDescribe", Describe.brief(object(call), call.path("version")))
                        .put("recentItems", new JsonArray()));
    }

    private Answer read(Call call, String field, String value) throws SQLException {
        List<String> fields =
                call.query("fields").map(names -> List.of(names.split(",", -1))).orElse(List.of());
        return queries.find(object(call), field, value, fields, call.path("version"))
                .map(Answer::json)
                .orElseThrow(ApiError::notFound);
    }

    private Answer insert(Call call) throws SQLException {
        return Answer.json(201, success(writer.insert(object(call), call.json())));
    }

    private Answer update(Call call) throws SQLException {
        writer.update(object(call), call.path("id"), call.json());
        return Answer.empty(204);
    }

    private Answer delete(Call call) throws SQLException {
        writer.delete(object(call), call.path("id"));
        return Answer.empty(204);
    }

    private Answer upsert(Call call) throws SQLException {
        Written written =
                writer.upsert(object(call), key(call).name(), call.path("value"), call.json());
        if (!written.created() && Double.parseDouble(call.path("version")) < UPSERT_ANSWERS) {
            return Answer.empty(204);
        }
        return Answer.json(
                written.created() ? 201 : 200, success(written).put("created", written.created()));
    }

    private static JsonObject success(Written written) {
        return new JsonObject()
                .put("id", written.id())
                .put("success", true)
                .put("errors", new JsonArray());
    }

    private ObjectDefinition object(Call call) {
        return store.catalog().find(call.path("object")).orElseThrow(ApiError::notFound);
    }

    private FieldDefinition key(Call call) {
        String name = call.path("field");
        return object(call)
                .field(name)
                .filter(FieldDefinition::idLookup)
                .orElseThrow(
                        () ->
                                new ApiError(
                                        404,
                                        "NOT_FOUND",
                                        "Provided external ID field does not exist or is not accessible: "
                                                + name));
    }
}
