package io.saltroad.sandbox.classic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One job with its batches. A batch is one query and has one result. */
final class ClassicJob {

    private static final int MOST_BATCHES = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String id;
    private final String object;
    private final boolean all;
    private final String version;
    private final String user;
    private final Instant created;
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private String state = "Open";

    ClassicJob(
            String id, String object, boolean all, String version, String user, Instant created) {
        this.id = id;
        this.object = object;
        this.all = all;
        this.version = version;
        this.user = user;
        this.created = created;
    }

    /**
     * One query at one moment.
     *
     * @param message why it failed, or null
     */
    record Batch(
            String id,
            String job,
            String soql,
            String state,
            String message,
            long records,
            Instant created,
            Instant changed) {

        Batch at(String newState, String newMessage, long newRecords, Instant now) {
            return new Batch(id, job, soql, newState, newMessage, newRecords, created, now);
        }

        boolean completed() {
            return state.equals("Completed");
        }

        JsonObject info() {
            return new JsonObject()
                    .put("apexProcessingTime", 0)
                    .put("apiActiveProcessingTime", 0)
                    .put("createdDate", TIME.format(created))
                    .put("id", id)
                    .put("jobId", job)
                    .put("numberRecordsFailed", 0)
                    .put("numberRecordsProcessed", records)
                    .put("state", state)
                    .put("stateMessage", message)
                    .put("systemModstamp", TIME.format(changed))
                    .put("totalProcessingTime", 0);
        }
    }

    String id() {
        return id;
    }

    boolean all() {
        return all;
    }

    String version() {
        return version;
    }

    synchronized void change(String newState) {
        state = newState;
    }

    /** Takes a batch; code and wording of the refusal are ours. */
    synchronized void add(Batch batch) {
        if (!state.equals("Open")) {
            throw new ClassicError("InvalidJobState", "Job %s is %s".formatted(id, state));
        }
        if (batches.size() >= MOST_BATCHES) {
            throw new ClassicError(
                    "ExceededQuota",
                    "The sandbox takes %d batches of a job".formatted(MOST_BATCHES));
        }
        batches.put(batch.id(), batch);
    }

    synchronized void put(Batch batch) {
        batches.put(batch.id(), batch);
    }

    synchronized Optional<Batch> batch(String batch) {
        return Optional.ofNullable(batches.get(batch));
    }

    synchronized JsonObject batchInfos() {
        JsonArray infos = new JsonArray();
        batches.values().forEach(batch -> infos.add(batch.info()));
        return new JsonObject().put("batchInfo", infos);
    }

    synchronized JsonObject info() {
        return new JsonObject()
                .put("apexProcessingTime", 0)
                .put("apiActiveProcessingTime", 0)
                .put("apiVersion", Double.parseDouble(version))
                .put("assignmentRuleId", null)
                .put("concurrencyMode", "Parallel")
                .put("contentType", "JSON")
                .put("createdById", user)
                .put("createdDate", TIME.format(created))
                .put("externalIdFieldName", null)
                .put("fastPathEnabled", false)
                .put("id", id)
                .put("numberBatchesCompleted", count("Completed"))
                .put("numberBatchesFailed", count("Failed"))
                .put("numberBatchesInProgress", count("InProgress"))
                .put("numberBatchesQueued", count("Queued"))
                .put("numberBatchesTotal", batches.size())
                .put("numberRecordsFailed", 0)
                .put(
                        "numberRecordsProcessed",
                        batches.values().stream().mapToLong(Batch::records).sum())
                .put("numberRetries", 0)
                .put("object", object)
                .put("operation", all ? "queryAll" : "query")
                .put("state", state)
                .put("systemModstamp", TIME.format(created))
                .put("totalProcessingTime", 0);
    }

    private long count(String wanted) {
        return batches.values().stream().filter(batch -> batch.state().equals(wanted)).count();
    }
}
