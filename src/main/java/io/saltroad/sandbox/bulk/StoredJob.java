package io.saltroad.sandbox.bulk;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** One job at one moment, of whatever type. A change makes another one. */
interface StoredJob<J extends StoredJob<J>> {

    String id();

    String object();

    JobState state();

    Instant createdDate();

    Instant systemModstamp();

    /** Whether it ends with the process: the database knows nothing of it. */
    default boolean inMemory() {
        return false;
    }

    J withState(JobState newState, Instant now);

    J ended(JobState end, JobResult result, Instant now);

    /** As the API tells of it. */
    JsonObject info();

    /** All of it, for the sandbox's own memory. */
    JsonObject record();
}
