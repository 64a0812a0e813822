package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.Counts;
import io.saltroad.sandbox.lake.LakeObject;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One entry of the history of an object's data stream.
 *
 * @param kind {@code Streaming} or {@code Bulk}
 * @param state {@code Success}, {@code Failed} or {@code Cancelled}
 */
record Refresh(Instant at, LakeObject object, String kind, String state, Counts counts) {

    JsonObject json() {
        return new JsonObject()
                .put("at", at.toString())
                .put("object", object.id())
                .put("kind", kind)
                .put("state", state)
                .mergeIn(counts.json());
    }
}
