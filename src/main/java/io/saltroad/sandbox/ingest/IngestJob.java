package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.Counts;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One ingestion job as it is now. Never changes; a later state is another instance.
 *
 * @param source the connector
 * @param object as the client named it
 * @param objectId the object of the lake
 * @param files how many were uploaded
 * @param milliseconds that its processing took
 * @param counts what became of its records; no client is told
 * @param message why it failed, or what somebody should know; no client is told. May be null
 */
record IngestJob(
        String id,
        String source,
        String object,
        String objectId,
        boolean delete,
        String userId,
        Instant created,
        Instant modified,
        IngestState state,
        int files,
        long bytes,
        long milliseconds,
        Counts counts,
        String message) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    IngestJob with(IngestState next, Instant now) {
        return new IngestJob(
                id,
                source,
                object,
                objectId,
                delete,
                userId,
                created,
                now,
                next,
                files,
                bytes,
                milliseconds,
                counts,
                message);
    }

    IngestJob withFile(long length, Instant now) {
        return new IngestJob(
                id,
                source,
                object,
                objectId,
                delete,
                userId,
                created,
                now,
                state,
                files + 1,
                bytes + length,
                milliseconds,
                counts,
                message);
    }

    IngestJob ended(IngestState end, Counts result, String why, long took, Instant now) {
        return new IngestJob(
                id, source, object, objectId, delete, userId, created, now, end, files, bytes, took,
                result, why);
    }

    /**
     * The job as create, close and abort answer it.
     *
     * <p>Source: the samples of "Create a Job", "Get Job Info", which differ; {@code apiVersion} is
     * {@code v1} here and {@code contentUrl} is gone after the close.
     */
    JsonObject brief() {
        JsonObject json =
                new JsonObject()
                        .put("id", id)
                        .put("object", object)
                        .put("sourceName", source)
                        .put("operation", delete ? "delete" : "upsert")
                        .put("createdById", userId)
                        .put("createdDate", TIME.format(created))
                        .put("systemModstamp", TIME.format(modified))
                        .put("state", state.wire())
                        .put("contentType", "CSV")
                        .put("apiVersion", "v1");
        return state == IngestState.OPEN
                ? json.put("contentUrl", "/api/v1/ingest/jobs/" + id + "/batches")
                : json;
    }

    /** The job as info and list answer it. There are no counts, and no reason. */
    JsonObject info() {
        return brief().put("retries", 0).put("totalProcessingTime", milliseconds);
    }

    /** All there is to know, for whoever runs the sandbox. */
    JsonObject full() {
        return info().put("files", files)
                .put("bytes", bytes)
                .put("message", message)
                .mergeIn(counts.json());
    }

    /** As it is kept over restarts. */
    JsonObject record() {
        return new JsonObject()
                .put("id", id)
                .put("source", source)
                .put("object", object)
                .put("objectId", objectId)
                .put("delete", delete)
                .put("userId", userId)
                .put("created", created.toString())
                .put("modified", modified.toString())
                .put("state", state.name())
                .put("files", files)
                .put("bytes", bytes)
                .put("milliseconds", milliseconds)
                .put("counts", counts.json())
                .put("message", message);
    }

    static IngestJob of(JsonObject record) {
        return new IngestJob(
                record.getString("id"),
                record.getString("source"),
                record.getString("object"),
                record.getString("objectId"),
                record.getBoolean("delete"),
                record.getString("userId"),
                Instant.parse(record.getString("created")),
                Instant.parse(record.getString("modified")),
                IngestState.valueOf(record.getString("state")),
                record.getInteger("files"),
                record.getLong("bytes"),
                record.getLong("milliseconds"),
                Counts.of(record.getJsonObject("counts")),
                record.getString("message"));
    }
}
