package io.saltroad.delivery;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Rounds.Round;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The results of all jobs of a delivery, kept by the key of their records.
 *
 * <p>Source of the columns: Bulk API 2.0 Developer Guide, "Get Job Successful Record Results", "Get
 * Job Failed Record Results", "Get Job Unprocessed Record Results".
 */
final class JobResults {

    private static final String ID = "sf__id";
    private static final String CREATED = "sf__created";
    private static final String ERROR = "sf__error";
    private static final int LONGEST_PEEK = 16;

    private final ResultStore store;
    private final Optional<String> keyField;
    private final List<String> targetColumns;
    private final char delimiter;
    private int keyColumn = -1;

    JobResults(
            ResultStore store,
            Optional<String> keyField,
            List<String> targetColumns,
            String columnDelimiter) {
        this.store = store;
        this.keyField = keyField;
        this.targetColumns = targetColumns;
        this.delimiter = ColumnDelimiter.valueOf(columnDelimiter).character();
    }

    /** Whether a results file need not be fetched again. */
    boolean has(ResultsRequest request) throws IOException {
        return store.has(request);
    }

    /**
     * Reads the results in a stream of CSV. They stay if {@link #keep} is called after it.
     *
     * @return how many there are
     */
    long read(InputStream stream, ResultsRequest request) throws IOException {
        store.discard();
        BufferedInputStream results = new BufferedInputStream(stream, 1 << 16);
        long rows = 0;
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(delimiterOf(results))
                        .skipEmptyLines(true)
                        .ofCsvRecord(results, StandardCharsets.UTF_8)) {
            Map<String, Integer> columns = null;
            for (CsvRecord row : reader) {
                if (columns == null) {
                    columns = columns(row);
                } else {
                    add(row, columns, request);
                    rows++;
                }
            }
        }
        return rows;
    }

    /**
     * Salesforce does not say which delimiter results have: the job's, as far as is known. Where
     * the header begins with the quoted Id, the character behind it settles the question.
     */
    private char delimiterOf(BufferedInputStream results) throws IOException {
        results.mark(LONGEST_PEEK);
        String start = new String(results.readNBytes(LONGEST_PEEK), StandardCharsets.US_ASCII);
        results.reset();
        String quoted = "\"" + ID + "\"";
        return start.toLowerCase(Locale.ROOT).startsWith(quoted) && start.length() > quoted.length()
                ? start.charAt(quoted.length())
                : delimiter;
    }

    private static Map<String, Integer> columns(CsvRecord header) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < header.getFieldCount(); i++) {
            columns.put(header.getField(i).toLowerCase(Locale.ROOT), i);
        }
        return columns;
    }

    /** The results that were read stay. */
    void keep(ResultsRequest request, long rows) throws IOException {
        store.keep(request, rows);
    }

    /** Whether each results file has as many rows as Salesforce counts. */
    boolean isWhole() throws IOException {
        return store.isWhole();
    }

    /** Opens the records that were sent, for one pass over them. */
    interface Sent {
        SentRecords open() throws IOException;
    }

    /**
     * Finds out which records the results are of, where Salesforce gives values back in another
     * spelling: each then has the spelling of the one record that it can mean. A result that may
     * mean several stays without a record. Done once for results that have come since the last
     * time.
     */
    void reconcile(Sent sent) throws IOException {
        store.complete();
        if (!store.hasUnknown()) {
            return;
        }
        try (SentRecords records = sent.open()) {
            while (records.next()) {
                store.know(key(records.cursor()));
            }
        }
        if (store.lookForSpellings()) {
            try (SentRecords records = sent.open()) {
                while (records.next()) {
                    store.mayMean(key(records.cursor()));
                }
            }
        }
        store.adopt();
    }

    private void add(CsvRecord row, Map<String, Integer> columns, ResultsRequest request)
            throws IOException {
        store.add(request.round(), key(row, columns), result(row, columns, request.kind()));
    }

    private static Result result(CsvRecord row, Map<String, Integer> columns, Kind kind)
            throws IOException {
        return switch (kind) {
            case SUCCESSFUL ->
                    new Result(kind, field(row, columns, ID), field(row, columns, CREATED));
            case FAILED -> {
                String error = field(row, columns, ERROR);
                int colon = error.indexOf(':');
                yield new Result(
                        kind,
                        colon < 0 ? error : error.substring(0, colon),
                        colon < 0 ? "" : error.substring(colon + 1));
            }
            case UNPROCESSED -> new Result(kind, "", "");
        };
    }

    private RecordKey key(CsvRecord row, Map<String, Integer> columns) throws IOException {
        if (keyField.isPresent()) {
            return RecordKey.of(field(row, columns, keyField.get().toLowerCase(Locale.ROOT)));
        }
        List<String> values = new ArrayList<>(targetColumns.size());
        for (String column : targetColumns) {
            values.add(field(row, columns, column.toLowerCase(Locale.ROOT)));
        }
        return RecordKey.ofAll(values);
    }

    private static String field(CsvRecord row, Map<String, Integer> columns, String name)
            throws IOException {
        Integer column = columns.get(name);
        if (column == null || column >= row.getFieldCount()) {
            throw new IOException("the results of Salesforce have no column " + name);
        }
        return row.getField(column);
    }

    boolean any() throws IOException {
        return store.size() > 0;
    }

    /** Counts the results of a round that are here. */
    ResultTally tally(int round, List<Round> rounds) throws IOException {
        return new ResultTally(
                store.count(round, Kind.FAILED),
                store.count(round, Kind.UNPROCESSED),
                round < rounds.size() ? store.retryable(round, rounds.get(round).codes()) : 0);
    }

    /** How many records of a round are worth another try. */
    long retryable(int round, Collection<String> codes) throws IOException {
        return store.retryable(round, codes);
    }

    /** All results are there; they can be taken from now on. */
    void complete() throws IOException {
        store.complete();
    }

    /**
     * Takes the results of the record the cursor stands on, round after round.
     *
     * @param lastRound up to which results are there
     * @param goesOn whether the record was brought again in the round after the one with this
     *     result
     * @return the last one; empty if none was needed or given, which means that it was taken
     */
    Optional<Result> follow(RecordCursor cursor, int lastRound, GoesOn goesOn) throws IOException {
        RecordKey key = key(cursor);
        for (int round = 0; ; round++) {
            Optional<Result> result = store.take(round, key);
            if (result.isEmpty() || round >= lastRound || !goesOn.after(round, result.get())) {
                return result;
            }
        }
    }

    /** Whether a record was brought again after a result. */
    interface GoesOn {
        boolean after(int round, Result result);
    }

    private RecordKey key(RecordCursor cursor) {
        if (keyField.isPresent()) {
            if (keyColumn < 0) {
                keyColumn = columnOf(keyField.get());
            }
            return RecordKey.of(cursor.target(keyColumn));
        }
        List<String> values = new ArrayList<>(targetColumns.size());
        for (int i = 0; i < targetColumns.size(); i++) {
            values.add(cursor.target(i));
        }
        return RecordKey.ofAll(values);
    }

    private int columnOf(String name) {
        for (int i = 0; i < targetColumns.size(); i++) {
            if (targetColumns.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalStateException("no column " + name + " was sent");
    }

    /** How many results belong to no record. */
    long left() throws IOException {
        return store.left();
    }

    /** Goes through the results that belong to no record. */
    void leftovers(ResultStore.Leftover each) throws IOException {
        store.leftovers(each);
    }
}
