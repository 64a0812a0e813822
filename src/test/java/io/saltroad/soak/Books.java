package io.saltroad.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds every record of every export against the results of all jobs, the receipts and the reports.
 * A record takes two bytes here, whatever is in it.
 */
final class Books {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A job that a fault has stopped again and again may end so. */
    private static final Set<String> STOPPED = Set.of("JOB_FAILED", "JOB_ABORTED");

    private static final int MOST_OBJECTIONS = 50;

    private final List<SoakExport> exports;
    private final byte[][] processed;
    private final byte[][] told;
    private final Map<String, Integer> faults;
    private final List<String> objections = new ArrayList<>();
    private final Map<String, Integer> deadLetters = new TreeMap<>();
    private long records;
    private long delivered;
    private long reported;
    private long lost;
    private long twice;
    private long open;
    private long settled;

    /**
     * Empty books.
     *
     * @param faults how often each was played
     */
    Books(List<SoakExport> exports, Map<String, Integer> faults) {
        this.exports = exports;
        this.processed = new byte[exports.size()][];
        this.told = new byte[exports.size()][];
        this.faults = faults;
        for (SoakExport export : exports) {
            processed[export.number()] = new byte[export.records()];
            told[export.number()] = new byte[export.records()];
            records += export.records();
        }
    }

    /** Counts what each job has put into the org. */
    void readJobs(Org org) throws IOException {
        String token = org.token();
        for (JsonNode job : org.jobs()) {
            if (job.path("numberRecordsProcessed").asLong() > 0) {
                try (InputStream results = org.successfulResults(job.path("id").asText(), token)) {
                    count(results, processed);
                }
            }
        }
        long there = org.accounts(token);
        long arrived = 0;
        for (byte[] export : processed) {
            for (byte times : export) {
                arrived += times > 0 ? 1 : 0;
            }
        }
        if (there != arrived + twiceInserted()) {
            object("the org has %d accounts, its jobs made %d".formatted(there, arrived));
        }
    }

    private long twiceInserted() {
        long more = 0;
        for (SoakExport export : exports) {
            if (export.feed() == SoakFeed.INSERTED) {
                for (byte times : processed[export.number()]) {
                    more += Math.max(0, times - 1);
                }
            }
        }
        return more;
    }

    private static void count(InputStream csv, byte[][] counts) throws IOException {
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(csv, StandardCharsets.UTF_8)) {
            count(rows, counts);
        }
    }

    private static void count(CsvReader<NamedCsvRecord> rows, byte[][] counts) {
        String column = null;
        for (NamedCsvRecord row : rows) {
            if (column == null) {
                column = keyColumn(row.getHeader());
            }
            String key = row.getField(column);
            counts[SoakExport.numberIn(key)][SoakExport.recordIn(key)]++;
        }
    }

    private static String keyColumn(List<String> header) {
        for (SoakFeed feed : SoakFeed.values()) {
            for (String column : List.of(feed.keyColumn(), feed.targetKeyColumn())) {
                if (header.contains(column)) {
                    return column;
                }
            }
        }
        throw new IllegalStateException("no key among " + header);
    }

    /** Reads receipts and reports, and holds them against what was counted. */
    void readReceipts(Map<String, Path> receipts) throws IOException {
        for (SoakExport export : exports) {
            Path receipt = receipts.get(export.fileName());
            if (receipt == null) {
                open++;
                object(export.fileName() + " has not come to rest");
                continue;
            }
            for (String report : List.of("failed", "unprocessed", "rejected")) {
                Path file = receipt.resolveSibling(export.fileName() + "." + report + ".csv");
                if (Files.exists(file)) {
                    try (CsvReader<NamedCsvRecord> rows =
                            CsvReader.builder().ofNamedCsvRecord(file)) {
                        count(rows, told);
                    }
                }
            }
            judge(export, JSON.readTree(receipt.toFile()));
        }
    }

    private void judge(SoakExport export, JsonNode receipt) {
        String state = receipt.path("state").asText();
        if (state.equals("DEAD")) {
            judgeDeadLetter(export, receipt);
        } else if (state.equals("SETTLED")) {
            settled++;
        } else {
            object("%s is %s: %s".formatted(export.fileName(), state, receipt.path("reason")));
        }
        long arrived = 0;
        long explained = 0;
        for (int i = 0; i < export.records(); i++) {
            int times = processed[export.number()][i];
            boolean isTold = told[export.number()][i] > 0;
            arrived += times > 0 ? 1 : 0;
            explained += isTold ? 1 : 0;
            if (times > 1) {
                twice++;
                object(export.key(i) + " has arrived " + times + " times");
            }
            if (times > 0 && isTold) {
                object(export.key(i) + " has arrived, but a report says it has not");
            }
            if (times == 0 && !isTold && !state.equals("DEAD")) {
                lost++;
                object(export.key(i) + " is lost");
            }
        }
        delivered += arrived;
        reported += explained;
        if (state.equals("SETTLED")) {
            closeBooks(export, receipt.path("counts"), arrived, explained);
        }
    }

    private void closeBooks(SoakExport export, JsonNode counts, long arrived, long explained) {
        long others = 0;
        for (var count : counts.properties()) {
            boolean other = !Set.of("read", "delivered", "superseded").contains(count.getKey());
            others += other ? count.getValue().asLong() : 0;
        }
        if (counts.path("read").asLong() != export.records()
                || counts.path("delivered").asLong() != arrived
                || others != explained) {
            object(
                    "the books of %s do not close: it has %d records, %d arrived, %d are reported; the receipt says %s"
                            .formatted(
                                    export.fileName(),
                                    export.records(),
                                    arrived,
                                    explained,
                                    counts));
        }
    }

    private void judgeDeadLetter(SoakExport export, JsonNode receipt) {
        String code = receipt.path("reason").path("code").asText();
        deadLetters.merge(code, 1, Integer::sum);
        boolean stopped =
                STOPPED.contains(code)
                        && faults.keySet().stream().anyMatch(name -> name.startsWith("stop-job"));
        if (!code.equals(FaultWeather.REFUSAL) && !stopped) {
            object(
                    "%s is a dead letter without a fault that says so: %s"
                            .formatted(export.fileName(), receipt.path("reason")));
        }
    }

    /** Closes the books. */
    void close() {
        int refusals =
                faults.entrySet().stream()
                        .filter(fault -> fault.getKey().endsWith(FaultWeather.REFUSAL))
                        .mapToInt(Map.Entry::getValue)
                        .sum();
        if (deadLetters.getOrDefault(FaultWeather.REFUSAL, 0) > refusals) {
            object("there are more dead letters than refusals: " + deadLetters);
        }
    }

    private void object(String objection) {
        if (objections.size() < MOST_OBJECTIONS) {
            objections.add(objection);
        }
    }

    long records() {
        return records;
    }

    long delivered() {
        return delivered;
    }

    /** Records that did not arrive, each with the reason in a report. */
    long reported() {
        return reported;
    }

    long lost() {
        return lost;
    }

    long twice() {
        return twice;
    }

    /** Exports that have not come to rest. */
    long open() {
        return open;
    }

    long settled() {
        return settled;
    }

    /** How many, by code. */
    Map<String, Integer> deadLetters() {
        return deadLetters;
    }

    /** What is wrong; nothing if all is well. The first {@value #MOST_OBJECTIONS}. */
    List<String> objections() {
        return objections;
    }
}
