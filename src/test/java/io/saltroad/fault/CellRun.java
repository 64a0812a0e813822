package io.saltroad.fault;

import static org.awaitility.Awaitility.await;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.saltroad.TestFeed;
import io.saltroad.TestHouse;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.sandbox.Sandbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Delivers one export while one kind of request is met by one kind of fault. */
final class CellRun {

    private static final String FEED = "accounts";
    private static final String EXPORT = "accounts.csv";

    /** Many cells run at once, on machines that may have other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Sandbox org;
    private final HttpClient http = HttpClient.newHttpClient();

    CellRun(Sandbox org) {
        this.org = org;
    }

    Finding find(Cell cell, Path folder) {
        try (TestHouse house = house(cell, folder)) {
            house.forgetAll();
            for (String circumstance : cell.request().circumstances()) {
                house.fault(circumstance);
            }
            house.fault(cell.fault().at(cell.request(), cell.times()));
            house.open();
            Instant start = Instant.now();
            house.drop(FEED, EXPORT, cell.request().export());
            Rested rested = house.rested(FEED, EXPORT);
            awaitLateEffects(start.plus(cell.fault().lasts()));
            if (cell.request().leavesOrphan()) {
                await("the orphan")
                        .atMost(PATIENCE)
                        .until(() -> house.ledger().orphans().open().size() == 1);
            }
            return finding(cell, house, rested);
        } catch (Exception | AssertionError e) {
            return Finding.broken(e);
        }
    }

    private TestHouse house(Cell cell, Path folder) throws IOException {
        TestHouse house =
                new TestHouse(folder, org)
                        .patient(PATIENCE)
                        .set("saltroad.bulk.chunk-size", "1kB")
                        .set("saltroad.bulk.poll-max-delay", "200ms")
                        .set("saltroad.gate.first-pause", "200ms")
                        .set("saltroad.gate.max-pause", "2s")
                        .set("saltroad.delivery.follow-up-pause", "100ms");
        cell.request().settings().forEach(house::set);
        cell.fault().settings().forEach(house::set);
        return house.add(TestFeed.named(FEED).into(cell.request().sink()));
    }

    /** What the org does late must not do harm either. */
    private static void awaitLateEffects(Instant until) {
        Duration left = Duration.between(Instant.now(), until);
        if (!left.isNegative()) {
            await().pollDelay(left)
                    .atMost(left.plusSeconds(5))
                    .until(() -> Instant.now().isAfter(until));
        }
    }

    private Finding finding(Cell cell, TestHouse house, Rested rested) throws Exception {
        String end =
                rested.state() == DeliveryState.SETTLED && !rested.isDeadLetter()
                        ? "delivered"
                        : rested.state() == DeliveryState.DEAD
                                ? "dead: " + rested.delivery().reason().orElseThrow().code()
                                : rested.state().toString();
        return new Finding(end, requests(), played(), objections(cell.request(), house, rested));
    }

    /** Holds the org against the export. */
    private static List<String> objections(RequestKind request, TestHouse house, Rested rested)
            throws Exception {
        List<String> objections = new ArrayList<>();
        Set<String> arrived = new HashSet<>();
        for (List<String> row : house.query("SELECT AccountNumber FROM Account")) {
            if (!arrived.add(row.get(0))) {
                objections.add("arrived twice: " + row.get(0));
            }
        }
        Set<String> told = new HashSet<>();
        for (String report : List.of("failed.csv", "unprocessed.csv")) {
            for (String key : keysIn(rested.folder().resolve(EXPORT + "." + report))) {
                if (!told.add(key)) {
                    objections.add("reported twice: " + key);
                }
                if (arrived.contains(key)) {
                    objections.add("arrived, though reported: " + key);
                }
            }
        }
        if (rested.state() == DeliveryState.SETTLED) {
            Set<String> lost = new TreeSet<>(RequestKind.keys());
            lost.removeAll(arrived);
            lost.removeAll(told);
            if (told.isEmpty() == request.hasRefusedRecords()) {
                objections.add("reported: " + new TreeSet<>(told));
            }
            if (!lost.isEmpty()) {
                objections.add("lost: " + lost);
            }
            if (rested.counts().delivered() != arrived.size()) {
                objections.add("counts " + rested.counts() + ", arrived " + arrived.size());
            }
        } else if (!committed(house, rested) && !arrived.isEmpty()) {
            objections.add("arrived without a commit: " + new TreeSet<>(arrived));
        }
        return objections;
    }

    private static boolean committed(TestHouse house, Rested rested) {
        return house.ledger().jobs().ofDelivery(rested.delivery().id()).stream()
                .anyMatch(job -> job.closedAt().isPresent());
    }

    private static List<String> keysIn(Path report) throws IOException {
        if (!Files.exists(report)) {
            return List.of();
        }
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(report)) {
            return reader.stream().map(row -> row.getField("AccountNumber")).toList();
        }
    }

    /**
     * All requests of the delivery but its looks at a job's state, whose number is a matter of
     * time.
     */
    private int requests() throws Exception {
        JsonObject counters = new JsonObject(ask("/sandbox/counters"));
        return counters.fieldNames().stream()
                .filter(name -> name.contains("/services/") && !name.contains("/query"))
                .filter(name -> !name.endsWith("/jobs/ingest/{id}") || !name.startsWith("GET"))
                .mapToInt(counters::getInteger)
                .sum();
    }

    private int played() throws Exception {
        JsonArray faults = new JsonArray(ask("/sandbox/faults"));
        return faults.getJsonObject(faults.size() - 1).getInteger("played");
    }

    private String ask(String path) throws Exception {
        URI uri = org.uri().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
}
