package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeObject;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What arrived at the tenant, for whoever runs the sandbox. */
public final class Arrivals {

    private final Lake lake;
    private final Streams streams;
    private final JobEndpoints jobs;
    private final History history;

    public Arrivals(Lake lake, Streams streams, JobEndpoints jobs, History history) {
        this.lake = lake;
        this.streams = streams;
        this.jobs = jobs;
        this.history = history;
    }

    /** Per object: its table, counts of records and problem records, what was streamed. */
    public JsonObject objects() {
        JsonObject streamed = streams.json();
        JsonObject objects = new JsonObject();
        for (LakeObject object : lake.catalog().objects()) {
            objects.put(
                    object.id(),
                    new JsonObject()
                            .put("table", object.table())
                            .put("records", lake.count(object))
                            .put("problems", lake.problems(object))
                            .put("streamed", streamed.getJsonObject(object.id())));
        }
        return objects;
    }

    /** The latest jobs with what became of their records, the latest first. */
    public List<JsonObject> jobs(int atMost) {
        return jobs.latest(atMost);
    }

    /** The refreshes of the data streams. */
    public History history() {
        return history;
    }
}
