package io.saltroad.delivery;

import io.saltroad.datacloud.TenantKeys;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Delivery;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Asks a tenant for the keys of the records of a delivery, some hundred at a time, and keeps the
 * lines of those that are missing in a file. If that file is there already, only records on its
 * lines are asked for.
 */
final class KeyQuestions implements Closeable {

    /** Keys in one question. How long a query may be is not documented. */
    private static final int MOST_KEYS = 500;

    /** Characters of the keys in one question. */
    private static final int MOST_TEXT = 30_000;

    /**
     * A record that was sent.
     *
     * @param version when the record was changed last, as it was sent; empty if nobody says
     */
    private record Asked(long line, String key, String version) {}

    private final TenantKeys tenant;
    private final boolean delete;
    private final boolean counting;
    private final boolean numeric;
    private final String table;
    private final String keyField;
    private Optional<String> versionField;
    private final Path list;
    private final Path next;
    private final BufferedWriter missingLines;
    private final Optional<BufferedReader> known;
    private final List<Asked> batch = new ArrayList<>(MOST_KEYS);
    private long nextKnown;
    private int text;
    private long missing;
    private int keyColumn = -1;
    private int versionColumn = -1;

    /**
     * @param list of the lines that were missing the last time; need not be there
     */
    KeyQuestions(Delivery delivery, TenantKeys tenant, Path list) throws IOException {
        SinkParameters parameters = SinkParameters.of(delivery);
        IngestionParameters ingestion = parameters.ingestion().orElseThrow();
        this.tenant = tenant;
        this.delete = parameters.operation() == SinkParameters.Operation.DELETE;
        this.counting = ingestion.confirm() == IngestionParameters.Confirm.COUNT;
        this.numeric = ingestion.numericKey();
        this.table = ingestion.table();
        this.keyField = delivery.keyField().orElseThrow();
        this.versionField = counting || delete ? Optional.empty() : ingestion.version();
        this.list = list;
        this.next = list.resolveSibling(list.getFileName() + ".next");
        this.known =
                Files.exists(list) ? Optional.of(Files.newBufferedReader(list)) : Optional.empty();
        this.missingLines = Files.newBufferedWriter(next);
    }

    /** Asks about the record, perhaps together with later ones. */
    void about(RecordCursor record) throws IOException, HttpOperationFailedException {
        if (!isToAsk(record.line())) {
            return;
        }
        if (keyColumn < 0) {
            keyColumn = record.targetColumns().indexOf(keyField);
            versionField = versionField.filter(record.targetColumns()::contains);
            versionColumn = versionField.map(record.targetColumns()::indexOf).orElse(-1);
        }
        String key = record.target(keyColumn);
        batch.add(
                new Asked(
                        record.line(), key, versionColumn < 0 ? "" : record.target(versionColumn)));
        text += key.length() + 3;
        if (batch.size() == MOST_KEYS || text >= MOST_TEXT) {
            ask();
        }
    }

    private boolean isToAsk(long line) throws IOException {
        if (known.isEmpty()) {
            return true;
        }
        while (nextKnown < line) {
            String text = known.get().readLine();
            nextKnown = text == null ? Long.MAX_VALUE : Long.parseLong(text);
        }
        return nextKnown == line;
    }

    /**
     * Asks about the rest.
     *
     * @return how many records are missing
     */
    long finish() throws IOException, HttpOperationFailedException {
        if (!batch.isEmpty()) {
            ask();
        }
        missingLines.close();
        Files.move(next, list, StandardCopyOption.REPLACE_EXISTING);
        return missing;
    }

    private void ask() throws IOException, HttpOperationFailedException {
        List<String> literals =
                batch.stream().map(asked -> TenantKeys.literal(asked.key(), numeric)).toList();
        long expected = delete ? 0 : batch.size();
        if (!counting || tenant.count(table, keyField, literals) != expected) {
            Map<String, String> found = new HashMap<>();
            tenant.find(
                    table,
                    keyField,
                    versionField,
                    literals,
                    (key, version) -> found.put(comparable(key), version));
            for (Asked asked : batch) {
                if (isMissing(asked, found)) {
                    missingLines.write(Long.toString(asked.line()));
                    missingLines.newLine();
                    missing++;
                }
            }
        }
        batch.clear();
        text = 0;
    }

    /** A text with a point and zeros is a key of its own; a number is not. */
    private String comparable(String key) {
        return numeric ? TenantKeys.plainNumber(key) : key;
    }

    /** A record that was to be deleted is missing its deletion if it is there. */
    private boolean isMissing(Asked asked, Map<String, String> found) {
        String version = found.get(comparable(asked.key()));
        if (delete) {
            return version != null;
        }
        return version == null || isOlder(version, asked.version());
    }

    /** What is there may be the record as it was before. */
    private static boolean isOlder(String found, String sent) {
        Optional<Instant> there = TenantKeys.time(found);
        Optional<Instant> asked = TenantKeys.time(sent);
        return there.isPresent() && asked.isPresent() && there.get().isBefore(asked.get());
    }

    @Override
    public void close() throws IOException {
        missingLines.close();
        if (known.isPresent()) {
            known.get().close();
        }
        Files.deleteIfExists(next);
    }
}
