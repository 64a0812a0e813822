package io.saltroad.sandbox.rest;

import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.SessionGuard;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What the REST API tells about itself: versions, resources, limits, objects and their fields.
 *
 * <p>Source: REST API Developer Guide, resources_list, resources_limits,
 * resources_sobject_describe.
 */
public final class RestEndpoints {

    private final OrgStore store;
    private final OrgLimits limits;

    public RestEndpoints(OrgStore store, OrgLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** What needs no session. */
    public void serveVersions(Resources resources) {
        resources.at("/services/data").get(call -> ApiVersions.list()).done();
    }

    public void serve(Resources resources) {
        String version = "/services/data/v:version";
        resources.at(version).get(this::resources).done();
        resources.at(version + "/limits").get(call -> Answer.json(limits.resource())).done();
        resources.at(version + "/sobjects").get(this::objects).done();
        resources
                .at(version + "/sobjects/:object/describe")
                .get(call -> Answer.json(Describe.full(object(call), version(call))))
                .done();
    }

    private Answer resources(Call call) {
        String base = "/services/data/v" + version(call);
        return Answer.json(
                new JsonObject()
                        .put("sobjects", base + "/sobjects")
                        .put("query", base + "/query")
                        .put("queryAll", base + "/queryAll")
                        .put("limits", base + "/limits")
                        .put("jobs", base + "/jobs")
                        .put(
                                "identity",
                                "%s/id/%s/%s"
                                        .formatted(
                                                call.base(),
                                                store.organization().id(),
                                                SessionGuard.user(call))));
    }

    private Answer objects(Call call) {
        JsonArray objects = new JsonArray();
        for (ObjectDefinition object : store.catalog().objects()) {
            objects.add(Describe.brief(object, version(call)));
        }
        return Answer.json(
                new JsonObject()
                        .put("encoding", "UTF-8")
                        .put("maxBatchSize", 200)
                        .put("sobjects", objects));
    }

    private ObjectDefinition object(Call call) {
        return store.catalog().find(call.path("object")).orElseThrow(ApiError::notFound);
    }

    private static String version(Call call) {
        return call.path("version");
    }
}
