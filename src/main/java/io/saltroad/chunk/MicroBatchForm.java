package io.saltroad.chunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What is written into micro-batches. */
public final class MicroBatchForm {

    /**
     * The most keys of one delete. Source: Ingestion API, Delete Records ({@code
     * c360a_api_delete_records}).
     */
    static final int MOST_KEYS = 200;

    private static final String END = "]}";

    private final String begin;
    private final Optional<JsonTypes> types;

    private MicroBatchForm(String begin, Optional<JsonTypes> types) {
        this.begin = begin;
        this.types = types;
    }

    /**
     * Whole records: {@code {"data":[{"id":"1","total":77506,"note":null}]}}. A value that is empty
     * is null, a number is written as it stands.
     */
    public static MicroBatchForm upserts(JsonTypes types) {
        return new MicroBatchForm("{\"data\":[", Optional.of(types));
    }

    /**
     * The keys of records that have nothing else: {@code {"ids":["1","2"]}}, at most 200 a time.
     */
    public static MicroBatchForm deletes() {
        return new MicroBatchForm("{\"ids\":[", Optional.empty());
    }

    byte[] begin() {
        return begin.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] end() {
        return END.getBytes(StandardCharsets.US_ASCII);
    }

    int mostRecords() {
        return types.isPresent() ? Integer.MAX_VALUE : MOST_KEYS;
    }

    /**
     * How records of these columns are written.
     *
     * @throws IllegalArgumentException if there should be a key alone
     */
    LineForm lines(List<String> columns) {
        if (types.isPresent()) {
            return new JsonObjectForm(columns, types.get());
        }
        if (columns.size() > 1) {
            throw new IllegalArgumentException(
                    "deletes have one column, the key, but here are " + columns);
        }
        return new JsonKeyForm();
    }
}
