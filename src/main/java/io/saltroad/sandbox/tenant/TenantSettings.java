package io.saltroad.sandbox.tenant;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the tenant allows and how it behaves. All of it can be changed through the admin endpoint.
 *
 * <p>Limits that are documented: {@link #streamBytes} (decimal kilobytes are assumed), {@link
 * #requestsPerSecond}, {@link #deleteKeys}, {@link #jobsPerHour}, {@link #jobsAtOnce}, {@link
 * #filesPerJob}, {@link #fileBytes} (decimal megabytes are assumed), {@link #jobLife}, {@link
 * #queryGap}, {@link #queryLife}, {@link #concurrentQueries}. Source: Data Cloud developer
 * documentation, "Ingestion API", "Query API V2", "API Limits".
 */
public final class TenantSettings {

    /** What becomes of a second job of an object while the first is not finished. */
    public static final String SECOND_JOB = "secondJobOfAnObject";

    private static final Map<String, Set<String>> CHOICES =
            Map.of(SECOND_JOB, Set.of("wait", "409", "429"));

    private final String tenantUrl;
    private JsonObject values;

    /**
     * The defaults.
     *
     * @param tenantUrl what the exchange answers as the tenant's address; empty to decide by where
     *     the sandbox listens
     */
    public TenantSettings(String tenantUrl) {
        this.tenantUrl = tenantUrl;
        this.values = defaults();
    }

    private JsonObject defaults() {
        return new JsonObject()
                .put("tenantUrl", tenantUrl)
                .put("tokenSeconds", 7_200)
                .put("visibilityMilliseconds", 200)
                .put("queueMilliseconds", 20)
                .put("streamBytes", 200_000)
                .put("requestsPerSecond", 250)
                .put("deleteKeys", 200)
                .put("lenientObjects", false)
                .put("jobsPerHour", 20)
                .put("jobsAtOnce", 5)
                .put("countOpenJobs", true)
                .put(SECOND_JOB, "wait")
                .put("filesPerJob", 100)
                .put("fileBytes", 150_000_000)
                .put("uploadStatus", 202)
                .put("jobHours", 7 * 24)
                .put("retryAfterSeconds", 0)
                .put("queryBatchRows", 1_000)
                .put("queryGapSeconds", 180)
                .put("querySeconds", 3_600)
                .put("concurrentQueries", 15);
    }

    public synchronized void reset() {
        values = defaults();
    }

    /** All settings as they are. */
    public synchronized JsonObject json() {
        return values.copy();
    }

    /**
     * Changes the settings that are named.
     *
     * @throws IllegalArgumentException if there is no such setting or it takes another value; then
     *     nothing has changed
     */
    public synchronized void change(JsonObject changes) {
        for (String key : changes.fieldNames()) {
            if (!values.containsKey(key)) {
                throw new IllegalArgumentException(
                        "There is no setting '%s'; there are %s"
                                .formatted(key, new TreeSet<>(values.fieldNames())));
            }
            check(key, values.getValue(key), changes.getValue(key));
        }
        values.mergeIn(changes);
    }

    private static void check(String key, Object now, Object wanted) {
        if (CHOICES.containsKey(key)) {
            if (!CHOICES.get(key).contains(String.valueOf(wanted)) || !(wanted instanceof String)) {
                throw new IllegalArgumentException(
                        "%s takes one of %s".formatted(key, new TreeSet<>(CHOICES.get(key))));
            }
        } else if (now instanceof Boolean && !(wanted instanceof Boolean)) {
            throw new IllegalArgumentException(key + " takes true or false");
        } else if (now instanceof Number
                && !((wanted instanceof Integer || wanted instanceof Long)
                        && ((Number) wanted).longValue() >= 0)) {
            throw new IllegalArgumentException(key + " takes a whole number, 0 or more");
        } else if (now instanceof String && !(wanted instanceof String)) {
            throw new IllegalArgumentException(key + " takes a text");
        }
    }

    private synchronized long number(String key) {
        return values.getLong(key);
    }

    private synchronized boolean flag(String key) {
        return values.getBoolean(key);
    }

    private synchronized String text(String key) {
        return values.getString(key);
    }

    String tenantUrl() {
        return text("tenantUrl");
    }

    Duration tokenLife() {
        return Duration.ofSeconds(number("tokenSeconds"));
    }

    /**
     * How long it takes until streamed data can be seen. The documentation says about three
     * minutes; here it is a moment.
     */
    public Duration visibility() {
        return Duration.ofMillis(number("visibilityMilliseconds"));
    }

    /** How long a closed job waits before it is begun. */
    public Duration queue() {
        return Duration.ofMillis(number("queueMilliseconds"));
    }

    /** Most bytes of one streaming request. */
    public long streamBytes() {
        return number("streamBytes");
    }

    /** Of streaming requests, over all objects together. */
    public long requestsPerSecond() {
        return number("requestsPerSecond");
    }

    /** Most keys of one streaming delete. */
    public long deleteKeys() {
        return number("deleteKeys");
    }

    /**
     * Whether an unknown object is taken by the streaming endpoint as if it were known. Reported by
     * a vendor of another client; documented is 404.
     */
    public boolean lenientObjects() {
        return flag("lenientObjects");
    }

    /** Creations. That the documented "requests or jobs" counts those is assumed. */
    public long jobsPerHour() {
        return number("jobsPerHour");
    }

    public long jobsAtOnce() {
        return number("jobsAtOnce");
    }

    /** Whether a job that is Open counts among those at once, which is not documented. */
    public boolean countOpenJobs() {
        return flag("countOpenJobs");
    }

    /**
     * {@code wait}: it is taken and waits, as a vendor's accelerator describes it; {@code 409},
     * {@code 429}: it is refused.
     */
    public String secondJob() {
        return text(SECOND_JOB);
    }

    public long filesPerJob() {
        return number("filesPerJob");
    }

    public long fileBytes() {
        return number("fileBytes");
    }

    /** The reference page says 202, the walkthrough 201. */
    public int uploadStatus() {
        return (int) number("uploadStatus");
    }

    /** How long a job may stay unfinished. */
    public Duration jobLife() {
        return Duration.ofHours(number("jobHours"));
    }

    /** Seconds that a 429 tells; 0 for none. No such header is documented. */
    public long retryAfter() {
        return number("retryAfterSeconds");
    }

    /** Rows of one batch of Query V2. The documentation leaves it open. */
    public int queryBatch() {
        return (int) Math.max(1, number("queryBatchRows"));
    }

    /** Most time between two batches. */
    public Duration queryGap() {
        return Duration.ofSeconds(number("queryGapSeconds"));
    }

    /** Most time for a whole result. */
    public Duration queryLife() {
        return Duration.ofSeconds(number("querySeconds"));
    }

    public long concurrentQueries() {
        return number("concurrentQueries");
    }
}
