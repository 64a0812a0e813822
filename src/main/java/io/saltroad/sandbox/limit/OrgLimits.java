package io.saltroad.sandbox.limit;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;

/**
 * What the org allows, and how much of it is used. Every allowance can be changed through the admin
 * endpoint, so that a client meets a limit without sending 150 million records.
 *
 * <p>Source of the defaults: "Bulk API and Bulk API 2.0 Limits and Allocations" and "API Request
 * Limits and Allocations" (v67). 15,000 requests a day belong to a Developer Edition, from general
 * knowledge; here the default is that of a small Enterprise org.
 */
public final class OrgLimits {

    /** Records that Salesforce puts into one of its own batches. */
    private static final long RECORDS_A_BATCH = 10_000;

    private static final long MEGABYTE = 1 << 20;

    /** More records than a result can have. */
    private static final long ONE_PAGE = 1_000_000_000;

    private final RollingDay requestsUsed;
    private final RollingDay batchesUsed;
    private final RollingDay recordsUsed;
    private final RollingDay queryJobsUsed;
    private final RollingDay queryBytesUsed;

    private long dailyApiRequests;
    private long dailyBulkApiBatches;
    private long dailyBulkRecords;
    private long dailyBulkQueryJobs;
    private long dailyBulkQueryMegabytes;
    private long queryPageRecords;
    private long queryParallelRecords;
    private long uploadBytes;
    private Duration openJob;
    private boolean strictLineEndings;
    private boolean hardDelete;
    private Duration queue;
    private boolean processJobs;

    public OrgLimits(Clock clock) {
        this.requestsUsed = new RollingDay(clock);
        this.batchesUsed = new RollingDay(clock);
        this.recordsUsed = new RollingDay(clock);
        this.queryJobsUsed = new RollingDay(clock);
        this.queryBytesUsed = new RollingDay(clock);
        reset();
    }

    /** Sets all allowances back to their defaults and forgets what was used. */
    public synchronized void reset() {
        dailyApiRequests = 1_000_000;
        dailyBulkApiBatches = 15_000;
        dailyBulkRecords = 150_000_000;
        dailyBulkQueryJobs = 10_000;
        dailyBulkQueryMegabytes = 976_562;
        queryPageRecords = ONE_PAGE;
        queryParallelRecords = 50_000;
        // 150 MB after base64, which makes four bytes of three.
        uploadBytes = 150_000_000L / 4 * 3;
        openJob = Duration.ofHours(24);
        strictLineEndings = false;
        hardDelete = true;
        queue = Duration.ofMillis(20);
        processJobs = true;
        requestsUsed.clear();
        batchesUsed.clear();
        recordsUsed.clear();
        queryJobsUsed.clear();
        queryBytesUsed.clear();
    }

    /** Counts a request; false if the day's requests are used up, then it is not counted. */
    public synchronized boolean countRequest() {
        if (requestsUsed.used() >= dailyApiRequests) {
            return false;
        }
        requestsUsed.add(1);
        return true;
    }

    /** {@code api-usage=18/5000}, as the header {@code Sforce-Limit-Info} says it. */
    public synchronized String usage() {
        return "api-usage=%d/%d".formatted(requestsUsed.used(), dailyApiRequests);
    }

    public synchronized boolean bulkLeft() {
        return batchesUsed.used() < dailyBulkApiBatches && recordsUsed.used() < dailyBulkRecords;
    }

    public synchronized long bulkRecordsLeft() {
        return Math.max(0, dailyBulkRecords - recordsUsed.used());
    }

    public synchronized void countBulk(long records) {
        recordsUsed.add(records);
        batchesUsed.add((records + RECORDS_A_BATCH - 1) / RECORDS_A_BATCH);
    }

    /** Counts a query job; false if the day's are used up, then it is not counted. */
    public synchronized boolean countQueryJob() {
        if (queryJobsUsed.used() >= dailyBulkQueryJobs) {
            return false;
        }
        queryJobsUsed.add(1);
        return true;
    }

    /** Counts what a query job has stored. */
    public synchronized void countQueryResult(long bytes) {
        queryBytesUsed.add(bytes);
    }

    /** Whether the day has room for more results of query jobs. */
    public synchronized boolean queryResultsLeft() {
        return queryMegabytesUsed() < dailyBulkQueryMegabytes;
    }

    private long queryMegabytesUsed() {
        return queryBytesUsed.used() / MEGABYTE;
    }

    public synchronized long dailyBulkQueryJobs() {
        return dailyBulkQueryJobs;
    }

    public synchronized long dailyBulkQueryMegabytes() {
        return dailyBulkQueryMegabytes;
    }

    /** Records of one page of a query's result if the client does not say how many. */
    public synchronized long queryPageRecords() {
        return queryPageRecords;
    }

    /** Records of one of the pages that can be read at the same time. */
    public synchronized long queryParallelRecords() {
        return queryParallelRecords;
    }

    /** Most bytes of one upload, before base64. */
    public synchronized long uploadBytes() {
        return uploadBytes;
    }

    /** How long a job may stay open. */
    public synchronized Duration openJob() {
        return openJob;
    }

    /** Whether line ends inside of quotes, or a missing last one, fail a job. */
    public synchronized boolean strictLineEndings() {
        return strictLineEndings;
    }

    /** Whether the user has the permission "Bulk API Hard Delete". */
    public synchronized boolean hardDelete() {
        return hardDelete;
    }

    /** How long a closed job waits before it is begun. */
    public synchronized Duration queue() {
        return queue;
    }

    /** Whether the records of a new job reach the org; else they are only looked at. */
    public synchronized boolean processJobs() {
        return processJobs;
    }

    /** The answer of {@code /limits}. */
    public synchronized JsonObject resource() {
        return new JsonObject()
                .put("DailyApiRequests", entry(dailyApiRequests, requestsUsed.used()))
                .put("DailyBulkApiBatches", entry(dailyBulkApiBatches, batchesUsed.used()))
                .put("DailyBulkV2QueryJobs", entry(dailyBulkQueryJobs, queryJobsUsed.used()))
                .put(
                        "DailyBulkV2QueryFileStorageMB",
                        entry(dailyBulkQueryMegabytes, queryMegabytesUsed()))
                .put("DataStorageMB", entry(1_024, 0))
                .put("FileStorageMB", entry(1_024, 0));
    }

    private static JsonObject entry(long max, long used) {
        return new JsonObject().put("Max", max).put("Remaining", Math.max(0, max - used));
    }

    /** The settings as the admin endpoint shows them. */
    public synchronized JsonObject settings() {
        return new JsonObject()
                .put("dailyApiRequests", dailyApiRequests)
                .put("dailyBulkApiBatches", dailyBulkApiBatches)
                .put("dailyBulkRecords", dailyBulkRecords)
                .put("dailyBulkQueryJobs", dailyBulkQueryJobs)
                .put("dailyBulkQueryMegabytes", dailyBulkQueryMegabytes)
                .put("queryPageRecords", queryPageRecords)
                .put("queryParallelRecords", queryParallelRecords)
                .put("uploadBytes", uploadBytes)
                .put("openJobSeconds", openJob.toSeconds())
                .put("strictLineEndings", strictLineEndings)
                .put("hardDelete", hardDelete)
                .put("queueMilliseconds", queue.toMillis())
                .put("processJobs", processJobs);
    }

    /**
     * Changes the settings that are named.
     *
     * @throws ClassCastException if one has a value of another type
     */
    public synchronized void change(JsonObject changes) {
        dailyApiRequests = changes.getLong("dailyApiRequests", dailyApiRequests);
        dailyBulkApiBatches = changes.getLong("dailyBulkApiBatches", dailyBulkApiBatches);
        dailyBulkRecords = changes.getLong("dailyBulkRecords", dailyBulkRecords);
        dailyBulkQueryJobs = changes.getLong("dailyBulkQueryJobs", dailyBulkQueryJobs);
        dailyBulkQueryMegabytes =
                changes.getLong("dailyBulkQueryMegabytes", dailyBulkQueryMegabytes);
        queryPageRecords = Math.max(1, changes.getLong("queryPageRecords", queryPageRecords));
        queryParallelRecords =
                Math.max(1, changes.getLong("queryParallelRecords", queryParallelRecords));
        uploadBytes = changes.getLong("uploadBytes", uploadBytes);
        openJob = Duration.ofSeconds(changes.getLong("openJobSeconds", openJob.toSeconds()));
        strictLineEndings = changes.getBoolean("strictLineEndings", strictLineEndings);
        hardDelete = changes.getBoolean("hardDelete", hardDelete);
        queue = Duration.ofMillis(changes.getLong("queueMilliseconds", queue.toMillis()));
        processJobs = changes.getBoolean("processJobs", processJobs);
    }
}
