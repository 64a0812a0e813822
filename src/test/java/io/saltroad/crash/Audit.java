package io.saltroad.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.crash.Dropped.Ending;
import io.saltroad.crash.Dropped.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Holds a house that has settled against what must have become of its exports, from three sides:
 * the records and the jobs of the org, the ledger, and the files.
 */
final class Audit {

    /**
     * What was found.
     *
     * @param records that were dropped
     * @param lost records, and files, that are not where they must be
     * @param doubled records that were taken or processed more than once
     * @param others everything else that is not as it must be
     */
    record Findings(int records, List<String> lost, List<String> doubled, List<String> others) {

        boolean clean() {
            return lost.isEmpty() && doubled.isEmpty() && others.isEmpty();
        }

        List<String> all() {
            List<String> all = new ArrayList<>();
            lost.forEach(text -> all.add("LOST " + text));
            doubled.forEach(text -> all.add("DOUBLE " + text));
            others.forEach(text -> all.add("WRONG " + text));
            return all;
        }
    }

    /** Fields of Data Cloud's objects that hold the name of a record. */
    private static final List<String> NAMES = List.of("ship_name", "name");

    private record Rested(String name, String state, Path place, String reason) {}

    private record Books(
            String export,
            String state,
            long read,
            long delivered,
            long failed,
            long rejected,
            long unprocessed,
            long superseded,
            long accepted,
            long unconfirmed,
            String reason) {}

    private final House house;
    private final Org org;
    private final List<Dropped> exports;
    private final List<String> lost = new ArrayList<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Map<String, List<Rested>> rested = new HashMap<>();
    private final Map<String, List<Books>> books = new HashMap<>();

    private Audit(House house, Org org, List<Dropped> exports) {
        this.house = house;
        this.org = org;
        this.exports = exports;
    }

    /** Everything that was ever dropped in the house. */
    static Findings of(House house, Org org) throws Exception {
        return of(house, org, house.dropped());
    }

    /**
     * @param exports those to look at; ledger and folders are looked at as a whole
     */
    static Findings of(House house, Org org, List<Dropped> exports) throws Exception {
        Audit audit = new Audit(house, org, exports);
        audit.readLedger();
        audit.records();
        audit.lake();
        audit.files();
        audit.mended();
        audit.leftovers();
        Set<String> keys = new TreeSet<>();
        exports.forEach(export -> keys.addAll(export.outcomes().keySet()));
        return new Findings(keys.size(), audit.lost, audit.doubled, audit.others);
    }

    private void readLedger() throws SQLException {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + house.ledger());
                Statement statement = ledger.createStatement()) {
            try (ResultSet row = statement.executeQuery("pragma integrity_check")) {
                if (!row.getString(1).equals("ok")) {
                    others.add("the ledger is broken: " + row.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery("select * from export")) {
                while (row.next()) {
                    String place = row.getString("resting_place");
                    rested.computeIfAbsent(row.getString("file_name"), n -> new ArrayList<>())
                            .add(
                                    new Rested(
                                            row.getString("file_name"),
                                            row.getString("state"),
                                            place == null ? null : Path.of(place),
                                            row.getString("reason_message")));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select d.*, e.file_name from delivery d join export e on e.id ="
                                    + " d.export_id")) {
                while (row.next()) {
                    books.computeIfAbsent(row.getString("file_name"), n -> new ArrayList<>())
                            .add(
                                    new Books(
                                            row.getString("id"),
                                            row.getString("state"),
                                            row.getLong("records_read"),
                                            row.getLong("records_delivered"),
                                            row.getLong("records_failed"),
                                            row.getLong("records_rejected"),
                                            row.getLong("records_unprocessed"),
                                            row.getLong("records_superseded"),
                                            row.getLong("records_accepted"),
                                            row.getLong("records_unconfirmed"),
                                            row.getString("reason_message")));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select count(*) from job where uploaded_at is not null and state not"
                                    + " in ('JOB_COMPLETE', 'FAILED', 'ABORTED')")) {
                if (row.getLong(1) > 0) {
                    others.add(row.getLong(1) + " uploaded jobs have not ended");
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select * from ingestion_job where state not in ('JOB_COMPLETE',"
                                    + " 'FAILED', 'ABORTED')")) {
                while (row.next()) {
                    others.add(
                            "job %s of %s is still %s"
                                    .formatted(
                                            row.getString("salesforce_id"),
                                            row.getString("object"),
                                            row.getString("state")));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select d.id from delivery d join stream s on s.delivery_id = d.id where"
                                    + " d.state = 'SETTLED' and (s.ended_at is null or s.records <>"
                                    + " d.records_delivered + d.records_accepted)")) {
                while (row.next()) {
                    others.add("the stream of " + row.getString(1) + " ends before its records");
                }
            }
        }
    }

    private void records() throws IOException, InterruptedException {
        org.readJobs(
                Map.of(
                        "Account",
                        "ERP_Number__c",
                        "Product2",
                        "ERP_Number__c",
                        "Contact",
                        "LastName"));
        Map<String, Map<String, Integer>> present = new TreeMap<>();
        for (Dropped export : exports.stream().filter(one -> !one.isForDataCloud()).toList()) {
            if (!present.containsKey(export.object())) {
                present.put(export.object(), org.present(export.object(), export.keyColumn(), ""));
            }
            if (export.outcomes().isEmpty()) {
                String text = export.text();
                long there =
                        Arrays.stream(text.split("\n", -1))
                                .map(line -> line.split("[;,]", -1)[0])
                                .filter(present.get(export.object())::containsKey)
                                .count();
                if (there > 0) {
                    others.add(there + " records of " + export.name() + ", of which none may be");
                }
            }
            export.outcomes()
                    .forEach(
                            (key, outcome) ->
                                    record(
                                            export,
                                            key,
                                            outcome,
                                            present.get(export.object()).getOrDefault(key, 0)));
        }
    }

    private void record(Dropped export, String key, Outcome outcome, int there) {
        Org.Processed processed = org.processed(export.object(), key);
        String what =
                "%s of %s: %d times there, %d times taken, %d times refused"
                        .formatted(
                                key, export.name(), there, processed.taken(), processed.refused());
        switch (outcome) {
            case DELIVERED -> {
                if (there == 0) {
                    lost.add(what);
                } else if (there > 1 || processed.taken() != 1) {
                    doubled.add(what);
                }
            }
            case FAILED -> {
                if (there > 0 || processed.refused() == 0) {
                    others.add(what + ", but it had to fail");
                } else if (processed.refused() > 1) {
                    doubled.add(what);
                }
            }
            case DELETED, UNCONFIRMED -> throw new IllegalStateException("not in the org: " + what);
            // Whether it is there is asked of the export that brings it mended.
            case CORRECTED -> {
                if (processed.refused() != 1) {
                    others.add(what + ", but it had to fail once");
                }
            }
            case REJECTED, SUPERSEDED -> {
                if (there + processed.taken() + processed.refused() > 0) {
                    others.add(what + ", but it must not be sent");
                }
            }
        }
    }

    /** What is in Data Cloud, where a repeated upsert leaves no trace. */
    private void lake() throws IOException, InterruptedException {
        Map<String, Map<String, List<JsonNode>>> objects = new HashMap<>();
        for (Dropped export : exports.stream().filter(Dropped::isForDataCloud).toList()) {
            if (!objects.containsKey(export.object())) {
                objects.put(export.object(), org.lake(export.object(), export.keyColumn()));
            }
            export.outcomes()
                    .forEach(
                            (key, outcome) ->
                                    row(
                                            export,
                                            key,
                                            outcome,
                                            objects.get(export.object())
                                                    .getOrDefault(key, List.of())));
        }
    }

    private void row(Dropped export, String key, Outcome outcome, List<JsonNode> rows) {
        String what = "%s of %s: %d times there".formatted(key, export.name(), rows.size());
        switch (outcome) {
            case DELIVERED -> {
                if (rows.isEmpty()) {
                    lost.add(what);
                } else if (rows.size() > 1) {
                    doubled.add(what);
                } else if (!NAMES.stream()
                        .map(name -> rows.get(0).path(name).asText())
                        .toList()
                        .contains(Dropped.nameOf(key))) {
                    others.add(what + ", with other values: " + rows);
                }
            }
            case DELETED -> {
                if (!rows.isEmpty()) {
                    lost.add("deletion of " + what);
                }
            }
            case REJECTED, UNCONFIRMED -> {
                if (!rows.isEmpty()) {
                    others.add(what + ", but it is " + outcome);
                }
            }
            case SUPERSEDED -> {
                // its key is another record's, which is looked at
            }
            case FAILED, CORRECTED ->
                    throw new IllegalStateException("Data Cloud refuses no record: " + what);
        }
    }

    private void files() throws IOException {
        Map<String, Integer> settledTwins = new HashMap<>();
        for (Dropped export : exports) {
            List<Rested> claims = rested.getOrDefault(export.name(), List.of());
            if (claims.size() != 1) {
                (claims.isEmpty() ? lost : others)
                        .add(
                                "%s: %d exports in the ledger"
                                        .formatted(export.name(), claims.size()));
                continue;
            }
            Rested claim = claims.get(0);
            boolean dead = export.ending().needsPerson();
            if (!claim.state().equals(dead ? "DEAD" : "ARCHIVED")) {
                others.add("%s is %s: %s".formatted(export.name(), claim.state(), claim.reason()));
            }
            if (claim.place() == null
                    || !Files.exists(claim.place().resolve(export.name()))
                    || !Arrays.equals(
                            Files.readAllBytes(claim.place().resolve(export.name())),
                            export.content())) {
                lost.add(export.name() + " is not whole in " + claim.place());
                continue;
            }
            reports(export, claim.place(), settledTwins);
        }
        settledTwins.forEach(
                (twins, settled) -> {
                    if (settled > 1) {
                        doubled.add(twins + " was delivered by " + settled + " exports");
                    }
                });
    }

    private void reports(Dropped export, Path place, Map<String, Integer> settledTwins)
            throws IOException {
        String receipt = export.name() + ".receipt.json";
        if (books.containsKey(export.name()) && !Files.exists(place.resolve(receipt))) {
            lost.add("%s of %s".formatted(receipt, export.name()));
        }
        if (Files.exists(place.resolve("reason.json")) != export.ending().needsPerson()) {
            others.add("reason.json of %s is missing, or too much".formatted(export.name()));
        }
        if (export.done() && !Files.exists(place.resolve(export.name() + ".done"))) {
            others.add("the done file of %s does not rest with it".formatted(export.name()));
        }
        try (Stream<Path> files = Files.list(place)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".") || name.startsWith("delivery-"))
                    .forEach(name -> others.add("%s rests with %s".formatted(name, export.name())));
        }
        for (Books book : books.getOrDefault(export.name(), List.of())) {
            book(export, place, book, settledTwins);
        }
    }

    private void book(Dropped export, Path place, Books book, Map<String, Integer> settledTwins)
            throws IOException {
        String what = "%s: %s".formatted(export.name(), book);
        if (export.ending().needsPerson() || export.ending() == Ending.ABANDONED) {
            if (!book.state().equals(export.ending().name())
                    || book.unconfirmed() != export.count(Outcome.UNCONFIRMED)) {
                others.add(what);
            }
            rows(export, place, "unconfirmed", book.unconfirmed());
            return;
        }
        if (book.state().equals("SKIPPED") && export.ending() == Ending.SETTLED_OR_SKIPPED) {
            return;
        }
        if (export.ending() == Ending.SETTLED_OR_SKIPPED) {
            settledTwins.merge(export.outcomes().keySet().iterator().next(), 1, Integer::sum);
        }
        boolean closes =
                book.state().equals("SETTLED")
                        && book.read() == export.outcomes().size()
                        && book.delivered() + book.accepted()
                                == export.count(Outcome.DELIVERED) + export.count(Outcome.DELETED)
                        && book.failed()
                                == export.count(Outcome.FAILED) + export.count(Outcome.CORRECTED)
                        && book.rejected() == export.count(Outcome.REJECTED)
                        && book.superseded() == export.count(Outcome.SUPERSEDED)
                        && book.unprocessed() + book.unconfirmed() == 0;
        if (!closes) {
            others.add("the books do not close: " + what);
        }
        rows(export, place, "failed", book.failed());
        rows(export, place, "rejected", book.rejected());
        rows(export, place, "superseded", book.superseded());
    }

    private void rows(Dropped export, Path place, String kind, long expected) throws IOException {
        Path file = place.resolve(export.name() + "." + kind + ".csv");
        long rows = Files.exists(file) ? Files.readAllLines(file).size() - 1L : 0;
        if (rows != expected) {
            others.add("%s has %d rows, not %d".formatted(file.getFileName(), rows, expected));
        }
    }

    /** What people hand us with corrected records stays theirs. */
    private void mended() throws IOException {
        Path folder = house.mended();
        for (Dropped export : exports) {
            Path file = folder.resolve(export.name());
            if (export.name().startsWith("MENDED_") && !Files.exists(file)) {
                lost.add(file + ", which is not ours");
            }
        }
    }

    private void leftovers() throws IOException {
        for (String folder : List.of("work", "export")) {
            Path root = house.folder(folder);
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> !file.equals(root))
                        .filter(file -> folder.equals("work") || !Files.isDirectory(file))
                        .filter(file -> !file.getFileName().toString().equals(".lock"))
                        .forEach(
                                file ->
                                        others.add(
                                                "left behind: "
                                                        + root.relativize(file)
                                                        + " in "
                                                        + folder));
            }
        }
        rested.forEach(
                (name, claims) ->
                        claims.stream()
                                .filter(
                                        claim ->
                                                !Set.of("ARCHIVED", "DEAD").contains(claim.state()))
                                .forEach(claim -> others.add(name + " is still " + claim.state())));
    }
}
