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

    private static void check(long bytes, long maximum) {
        if (bytes < 1 || bytes > maximum) {
            throw new IllegalArgumentException(
                    "chunk size must be 1..%d bytes, was %d".formatted(maximum, bytes));
        }
    }
}
