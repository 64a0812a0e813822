package io.saltroad.chunk;

/**
 * The most that goes into one micro-batch.
 *
 * <p>Data Cloud takes bodies of less than 200 KB; nobody says whether these are of 1,000 bytes or
 * of 1,024. The number of records is not limited. Source: Ingestion API, Streaming Ingestion
 * ({@code c360a_api_streaming_ingestion}).
 *
 * @param bytes of the whole body, in UTF-8
 * @param records of upserts; a delete takes 200 keys at the most
 */
public record MicroBatchSize(int bytes, int records) {

    static final int MAXIMUM = 200_000;

    public MicroBatchSize {
        if (bytes < 1 || bytes > MAXIMUM) {
            throw new IllegalArgumentException(
                    "micro-batch size must be 1..%d bytes, was %d".formatted(MAXIMUM, bytes));
        }
        if (records < 1) {
            throw new IllegalArgumentException(
                    "a micro-batch must take a record, not %d".formatted(records));
        }
    }

    /** As many records as go into these bytes. */
    public static MicroBatchSize of(int bytes) {
        return new MicroBatchSize(bytes, Integer.MAX_VALUE);
    }
}
