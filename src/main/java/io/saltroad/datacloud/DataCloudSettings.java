package io.saltroad.datacloud;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code saltroad.data-cloud.*}: how Data Cloud is used. Source of the limits: Data Cloud Ingestion
 * API, "Bulk Ingestion" and "Streaming Ingestion".
 *
 * @param dataspace API name; empty for the default one
 * @param instanceUrl wins over the address that comes with the token
 * @param exclusiveConnector whether nobody but us makes jobs with our connectors
 * @param jobsAtOnce how many of our jobs may be unfinished at the same time, 1 to 100
 * @param jobsPerHour how many jobs we may create within an hour, 1 to 1,000
 * @param chunkSize the most bytes of one upload, up to 150,000,000
 * @param chunksPerJob how many uploads a job gets at most, 1 to 100
 * @param microBatchSize the most bytes of one streaming request's body, up to 200,000
 * @param microBatchRecords the most records of one streaming request
 * @param microBatchAge how long a message waits for others to go with it
 * @param requestsPerSecond how many streaming requests a tenant gets within a second, 1 to 250
 * @param parallelRequests how many streaming requests are under way at once, 1 to 64
 * @param pollDelay until a closed job is looked at for the first time
 * @param pollMaxDelay what the delay between two looks grows to
 * @param bulkDelay how long after a job's end its records can be asked for
 * @param streamingDelay how long after its acknowledgement a record can be asked for
 * @param confirmDeadline how long we go on asking for records that do not show up
 * @param deletesPerRequest how many keys a streaming delete takes, 1 to 200
 */
public record DataCloudSettings(
        Optional<String> dataspace,
        Optional<URI> instanceUrl,
        boolean exclusiveConnector,
        int jobsAtOnce,
        int jobsPerHour,
        long chunkSize,
        int chunksPerJob,
        int microBatchSize,
        int microBatchRecords,
        Duration microBatchAge,
        int requestsPerSecond,
        int parallelRequests,
        Duration pollDelay,
        Duration pollMaxDelay,
        Duration bulkDelay,
        Duration streamingDelay,
        Duration confirmDeadline,
        int deletesPerRequest) {

    static final String PREFIX = "saltroad.data-cloud.";
    static final String INSTANCE_URL = PREFIX + "instance-url";

    /** Whether MB are binary or decimal is not documented, so the smaller ones. */
    private static final long LARGEST_CHUNK = 150_000_000;

    private static final long SMALLEST_CHUNK = 1_000;
    private static final int LARGEST_MICRO_BATCH = 200_000;
    private static final int SMALLEST_MICRO_BATCH = 1_000;

    /** The ledger does not believe in a step that is due later: a clock was wrong then. */
    private static final Duration LONGEST_DELAY = Duration.ofHours(24);

    public DataCloudSettings {
        between("jobs-at-once", jobsAtOnce, 1, 100);
        between("jobs-per-hour", jobsPerHour, 1, 1_000);
        between("chunk-size", chunkSize, SMALLEST_CHUNK, LARGEST_CHUNK);
        between("chunks-per-job", chunksPerJob, 1, 100);
        between("micro-batch-size", microBatchSize, SMALLEST_MICRO_BATCH, LARGEST_MICRO_BATCH);
        between("micro-batch-records", microBatchRecords, 1, 100_000);
        between("requests-per-second", requestsPerSecond, 1, 250);
        between("parallel-requests", parallelRequests, 1, 64);
        between("deletes-per-request", deletesPerRequest, 1, 200);
        atMostADay("poll-max-delay", pollMaxDelay);
        atMostADay("bulk-delay", bulkDelay);
        atMostADay("streaming-delay", streamingDelay);
        if (pollDelay.isZero() || pollMaxDelay.compareTo(pollDelay) < 0) {
            throw new SettingsException(
                    "%spoll-delay must be more than 0 and at most %spoll-max-delay"
                            .formatted(PREFIX, PREFIX));
        }
        if (microBatchAge.isZero() || microBatchAge.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new SettingsException(
                    "%smicro-batch-age must be more than 0 and at most 10m".formatted(PREFIX));
        }
        if (confirmDeadline.isZero()) {
            throw new SettingsException("%sconfirm-deadline must be more than 0".formatted(PREFIX));
        }
    }

    /**
     * Reads the properties.
     *
     * @throws SettingsException naming the key that does not fit
     */
    public static DataCloudSettings from(Settings settings) {
        return new DataCloudSettings(
                settings.optional(PREFIX + "dataspace"),
                settings.optional(INSTANCE_URL).map(DataCloudSettings::address),
                settings.flag(PREFIX + "exclusive-connector"),
                settings.number(PREFIX + "jobs-at-once"),
                settings.number(PREFIX + "jobs-per-hour"),
                settings.size(PREFIX + "chunk-size"),
                settings.number(PREFIX + "chunks-per-job"),
                (int) Math.min(settings.size(PREFIX + "micro-batch-size"), Integer.MAX_VALUE),
                settings.number(PREFIX + "micro-batch-records"),
                settings.duration(PREFIX + "micro-batch-age"),
                settings.number(PREFIX + "requests-per-second"),
                settings.number(PREFIX + "parallel-requests"),
                settings.duration(PREFIX + "poll-delay"),
                settings.duration(PREFIX + "poll-max-delay"),
                settings.duration(PREFIX + "bulk-delay"),
                settings.duration(PREFIX + "streaming-delay"),
                settings.duration(PREFIX + "confirm-deadline"),
                settings.number(PREFIX + "deletes-per-request"));
    }

    /**
     * The delay until the next look at a job that was closed so long ago: half of that time, so
     * that its end is noticed within half of the time it took.
     */
    public Duration delayAfter(Duration sinceClosed) {
        Duration half = sinceClosed.dividedBy(2);
        if (half.compareTo(pollDelay) < 0) {
            return pollDelay;
        }
        return half.compareTo(pollMaxDelay) > 0 ? pollMaxDelay : half;
    }

    private static URI address(String text) {
        return TenantAddress.of(text)
                .orElseThrow(
                        () ->
                                new SettingsException(
                                        "%s = %s is not the address of a tenant, such as abc123.c360a.salesforce.com (a host, with or without scheme and port, no path)"
                                                .formatted(INSTANCE_URL, text)));
    }

    private static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new SettingsException(
                    "%s%s must be %d..%d, was %d".formatted(PREFIX, name, least, most, value));
        }
    }

    private static void atMostADay(String name, Duration value) {
        if (value.compareTo(LONGEST_DELAY) > 0) {
            throw new SettingsException("%s%s must be at most 24h".formatted(PREFIX, name));
        }
    }
}
