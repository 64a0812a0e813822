package io.saltroad.chunk;

/**
 * The most CSV that goes into one upload, in bytes as they are sent.
 *
 * <p>Data Cloud takes files of 150 MB; nobody says whether its MB are of 1,000,000 bytes or more
 * (Ingestion API, Bulk Ingestion, limits).
 */
public record ChunkSize(long bytes) {

    /** What any target takes at the most. */
    static final long MAXIMUM = 150_000_000;

    /**
     * Salesforce takes 150 MB per job after base64, which adds about half, and advises 100 MB.
     * Source: Bulk API 2.0 Developer Guide, "Upload Job Data".
     */
    static final long BULK_API_MAXIMUM = 100_000_000;

    /** Smaller chunks are on their way in no time anyway. */
    private static final long WORTH_EVENING = 10_000_000;

    /** An export may grow by a twentieth without another chunk. */
    private static final long GROWTH = 20;

    public ChunkSize {
        check(bytes, MAXIMUM);
    }

    /**
     * For Bulk API 2.0.
     *
     * @throws IllegalArgumentException if it is more than Salesforce advises
     */
    public static ChunkSize ofBulkApi(long bytes) {
        check(bytes, BULK_API_MAXIMUM);
        return new ChunkSize(bytes);
    }

    /**
     * What chunks of an export should have, so that they are as many as must be and about equal:
     * the first one is on its way the sooner, and nothing waits for a last one that is small.
     *
     * @param exportBytes size of the export, which may grow by a little when it is written anew
     * @return not more than this; this itself if it makes no difference worth a second look
     */
    ChunkSize evenFor(long exportBytes) {
        long chunks = (exportBytes + bytes - 1) / bytes;
        if (chunks < 2 || bytes < WORTH_EVENING) {
            return this;
        }
        long even = exportBytes / chunks + exportBytes / chunks / GROWTH + 1;
        return even < bytes ? new ChunkSize(even) : this;
    }

    private static void check(long bytes, long maximum) {
        if (bytes < 1 || bytes > maximum) {
            throw new IllegalArgumentException(
                    "chunk size must be 1..%d bytes, was %d".formatted(maximum, bytes));
        }
    }
}
