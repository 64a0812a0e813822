package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One ingest job at one moment. A change makes another one; {@link JobStore} keeps the latest.
 *
 * @param uploaded whether the one upload there may be has been taken in full
 * @param processed records that were tried, failed ones included
 * @param errorMessage why the job failed, or null
 * @param duration milliseconds spent on it
 * @param scanOnly whether its records go nowhere; then the database must not be touched for it
 */
record Job(
        String id,
        JobSpec spec,
        JobState state,
        String createdById,
        Instant createdDate,
        Instant systemModstamp,
        boolean uploaded,
        long uploadedBytes,
        long processed,
        long failed,
        String errorMessage,
        long duration,
        boolean scanOnly)
        implements StoredJob<Job> {

    /** How the API writes points in time in JSON. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static Job create(String id, JobSpec spec, String user, Instant now, boolean scanOnly) {
        return new Job(id, spec, JobState.OPEN, user, now, now, false, 0, 0, 0, null, 0, scanOnly);
    }

    @Override
    public String object() {
        return spec.object();
    }

    @Override
    public boolean inMemory() {
        return scanOnly;
    }

    @Override
    public Job withState(JobState newState, Instant now) {
        return new Job(
                id,
                spec,
                newState,
                createdById,
                createdDate,
                now,
                uploaded,
                uploadedBytes,
                processed,
                failed,
                errorMessage,
                duration,
                scanOnly);
    }

    Job withUpload(long bytes, Instant now) {
        return new Job(
                id,
                spec,
                state,
                createdById,
                createdDate,
                now,
                true,
                bytes,
                processed,
                failed,
                errorMessage,
                duration,
                scanOnly);
    }

    @Override
    public Job ended(JobState end, JobResult result, Instant now) {
        return new Job(
                id,
                spec,
                end,
                createdById,
                createdDate,
                now,
                uploaded,
                uploadedBytes,
                result.processed(),
                result.failed(),
                result.errorMessage(),
                result.milliseconds(),
                scanOnly);
    }

    /**
     * The answer to create and to a change of state: no counters, and {@code contentUrl} only while
     * the job is open. It has no leading slash.
     */
    JsonObject brief() {
        JsonObject json =
                new JsonObject()
                        .put("id", id)
                        .put("operation", spec.operation().wire())
                        .put("object", spec.object())
                        .put("createdById", createdById)
                        .put("createdDate", TIME.format(createdDate))
                        .put("systemModstamp", TIME.format(systemModstamp))
                        .put("state", state.wire());
        if (spec.externalIdFieldName() != null) {
            json.put("externalIdFieldName", spec.externalIdFieldName());
        }
        if (spec.assignmentRuleId() != null) {
            json.put("assignmentRuleId", spec.assignmentRuleId());
        }
        json.put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                // A number, although the documentation's table says text.
                .put("apiVersion", spec.apiVersion());
        if (state == JobState.OPEN) {
            json.put(
                    "contentUrl",
                    "services/data/v%s/jobs/ingest/%s/batches".formatted(spec.apiVersion(), id));
        }
        return json.put("lineEnding", spec.lineEnding().name())
                .put("columnDelimiter", spec.delimiter().name());
    }

    /** The answer to "get job info". An open job has no record counters. */
    @Override
    public JsonObject info() {
        JsonObject json = brief().put("jobType", "V2Ingest");
        if (state != JobState.OPEN) {
            json.put("numberRecordsProcessed", processed).put("numberRecordsFailed", failed);
        }
        json.put("retries", 0)
                .put("totalProcessingTime", duration)
                .put("apiActiveProcessingTime", duration)
                .put("apexProcessingTime", 0);
        if (errorMessage != null) {
            json.put("errorMessage", errorMessage);
        }
        return json;
    }

    @Override
    public JsonObject record() {
        return new JsonObject()
                .put("id", id)
                .put("object", spec.object())
                .put("operation", spec.operation().name())
                .put("externalIdFieldName", spec.externalIdFieldName())
                .put("delimiter", spec.delimiter().name())
                .put("lineEnding", spec.lineEnding().name())
                .put("apiVersion", spec.apiVersion())
                .put("assignmentRuleId", spec.assignmentRuleId())
                .put("state", state.name())
                .put("createdById", createdById)
                .put("createdDate", createdDate.toEpochMilli())
                .put("systemModstamp", systemModstamp.toEpochMilli())
                .put("uploaded", uploaded)
                .put("uploadedBytes", uploadedBytes)
                .put("processed", processed)
                .put("failed", failed)
                .put("errorMessage", errorMessage)
                .put("duration", duration);
    }

    static Job of(JsonObject record) {
        JobSpec spec =
                new JobSpec(
                        record.getString("object"),
                        Operation.valueOf(record.getString("operation")),
                        record.getString("externalIdFieldName"),
                        ColumnDelimiter.valueOf(record.getString("delimiter")),
                        LineEnding.valueOf(record.getString("lineEnding")),
                        record.getDouble("apiVersion"),
                        record.getString("assignmentRuleId"));
        return new Job(
                record.getString("id"),
                spec,
                JobState.valueOf(record.getString("state")),
                record.getString("createdById"),
                Instant.ofEpochMilli(record.getLong("createdDate")),
                Instant.ofEpochMilli(record.getLong("systemModstamp")),
                record.getBoolean("uploaded"),
                record.getLong("uploadedBytes"),
                record.getLong("processed"),
                record.getLong("failed"),
                record.getString("errorMessage"),
                record.getLong("duration"),
                false);
    }
}
