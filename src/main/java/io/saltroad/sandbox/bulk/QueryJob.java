package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One query job at one moment.
 *
 * @param all whether deleted records are wanted too: {@code queryAll}
 * @param chunked whether the platform could cut it by primary key
 * @param version the version of the API that made it; its results are read with the same
 * @param processed records of the result
 * @param errorMessage why the job failed, or null
 * @param duration milliseconds spent on it
 */
record QueryJob(
        String id,
        String object,
        boolean all,
        String soql,
        boolean chunked,
        ColumnDelimiter delimiter,
        LineEnding lineEnding,
        String version,
        JobState state,
        String createdById,
        Instant createdDate,
        Instant systemModstamp,
        long processed,
        String errorMessage,
        long duration)
        implements StoredJob<QueryJob> {

    @Override
    public QueryJob withState(JobState newState, Instant now) {
        return at(newState, now, processed, errorMessage, duration);
    }

    @Override
    public QueryJob ended(JobState end, JobResult result, Instant now) {
        return at(end, now, result.processed(), result.errorMessage(), result.milliseconds());
    }

    private QueryJob at(
            JobState newState, Instant now, long records, String message, long milliseconds) {
        return new QueryJob(
                id,
                object,
                all,
                soql,
                chunked,
                delimiter,
                lineEnding,
                version,
                newState,
                createdById,
                createdDate,
                now,
                records,
                message,
                milliseconds);
    }

    /** The answer to create and to a change of state. */
    JsonObject brief() {
        return new JsonObject()
                .put("id", id)
                .put("operation", all ? "queryAll" : "query")
                .put("object", object)
                .put("createdById", createdById)
                .put("createdDate", Job.TIME.format(createdDate))
                .put("systemModstamp", Job.TIME.format(systemModstamp))
                .put("state", state.wire())
                .put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", Double.parseDouble(version))
                .put("lineEnding", lineEnding.name())
                .put("columnDelimiter", delimiter.name());
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code errorMessage} is not documented for query jobs; clients have seen it.
     */
    @Override
    public JsonObject info() {
        JsonObject json =
                brief().put("jobType", "V2Query")
                        .put("numberRecordsProcessed", processed)
                        .put("retries", 0)
                        .put("totalProcessingTime", duration)
                        .put("isPkChunkingSupported", chunked);
        if (errorMessage != null) {
            json.put("errorMessage", errorMessage);
        }
        return json;
    }

    @Override
    public JsonObject record() {
        return new JsonObject()
                .put("id", id)
                .put("object", object)
                .put("all", all)
                .put("soql", soql)
                .put("chunked", chunked)
                .put("delimiter", delimiter.name())
                .put("lineEnding", lineEnding.name())
                .put("version", version)
                .put("state", state.name())
                .put("createdById", createdById)
                .put("createdDate", createdDate.toEpochMilli())
                .put("systemModstamp", systemModstamp.toEpochMilli())
                .put("processed", processed)
                .put("errorMessage", errorMessage)
                .put("duration", duration);
    }

    static QueryJob of(JsonObject record) {
        return new QueryJob(
                record.getString("id"),
                record.getString("object"),
                record.getBoolean("all"),
                record.getString("soql"),
                record.getBoolean("chunked"),
                ColumnDelimiter.valueOf(record.getString("delimiter")),
                LineEnding.valueOf(record.getString("lineEnding")),
                record.getString("version"),
                JobState.valueOf(record.getString("state")),
                record.getString("createdById"),
                Instant.ofEpochMilli(record.getLong("createdDate")),
                Instant.ofEpochMilli(record.getLong("systemModstamp")),
                record.getLong("processed"),
                record.getString("errorMessage"),
                record.getLong("duration"));
    }
}
