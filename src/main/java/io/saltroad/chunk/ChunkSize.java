package io.saltroad.chunk;

/**
 * The most CSV that goes into one Bulk API 2.0 job, in bytes before base64.
 *
 * <p>Salesforce takes 150 MB per job after base64, which adds about half, and advises 100 MB.
 * Source: Bulk API 2.0 Developer Guide, "Upload Job Data".
 */
public record ChunkSize(long bytes) {

    static final long ADVISED_MAXIMUM = 100_000_000;

    public ChunkSize {
        if (bytes < 1 || bytes > ADVISED_MAXIMUM) {
            throw new IllegalArgumentException(
                    "chunk size must be 1..%d bytes, was %d".formatted(ADVISED_MAXIMUM, bytes));
        }
    }
}
