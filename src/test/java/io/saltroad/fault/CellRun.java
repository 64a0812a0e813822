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
import java.util.regex.Pattern;

/** Delivers one export while one kind of request is met by one kind of fault. */
final class CellRun {

    /** Many cells run at once, on machines that may have other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern LOOK_AT_A_JOB =
            Pattern.compile("GET .*/(jobs/ingest|ingest/jobs)/\\{id\\}");

    private final Sandbox org;
    private final HttpClient http = HttpClient.newHttpClient();

    CellRun(Sandbox org) {
        this.org = org;
    }

    Finding find(Cell cell, Path folder) {
        RequestKind request = cell.request();
        Way way = request.way();
        try (TestHouse house = house(cell, folder)) {
            house.forgetAll();
            int before = 0;
            if (request.before().isPresent()) {
                house.open();
                house.drop(Way.DATA_CLOUD_STREAM.feed(), "before.csv", request.before().get());
                house.rested(Way.DATA_CLOUD_STREAM.feed(), "before.csv");
                before = requests();
            }
            for (String circumstance : request.circumstances()) {
                house.fault(circumstance);
            }
            house.fault(cell.fault().at(request, cell.times()));
            if (request.before().isEmpty()) {
                house.open();
            }
            Instant start = Instant.now();
            house.drop(way.feed(), way.export(), request.export());
            Rested rested = house.rested(way.feed(), way.export());
            awaitLateEffects(start.plus(cell.fault().lasts()));
            if (request.leavesOrphan()) {
                await("the orphan")
                        .atMost(PATIENCE)
                        .until(() -> house.ledger().orphans().open().size() == 1);
            }
            return finding(cell, house, rested, before);
        } catch (Exception | AssertionError e) {
            return Finding.broken(e);
        }
    }

    private TestHouse house(Cell cell, Path folder) throws IOException {
        RequestKind request = cell.request();
        TestHouse house =
                new TestHouse(folder, org)
                        .patient(PATIENCE)
                        .set("saltroad.bulk.chunk-size", "1kB")
                        .set("saltroad.bulk.poll-max-delay", "200ms")
                        .set("saltroad.data-cloud.chunk-size", "1kB")
                        .set("saltroad.data-cloud.micro-batch-records", "10")
                        .set("saltroad.data-cloud.deletes-per-request", "10")
                        .set("saltroad.data-cloud.poll-max-delay", "200ms")
                        .set("saltroad.data-cloud.exclusive-connector", "true")
                        .set("saltroad.gate.first-pause", "200ms")
                        .set("saltroad.gate.max-pause", "2s")
                        .set("saltroad.delivery.follow-up-pause", "100ms");
        request.settings().forEach(house::set);
        cell.fault().settings().forEach(house::set);
        if (request.before().isPresent()) {
            house.add(Orders.feed(Way.DATA_CLOUD_STREAM, RequestKind.STREAM.sink()));
        }
        return house.add(
                switch (request.way()) {
                    case CRM -> TestFeed.named(request.way().feed()).into(request.sink());
                    // Its export has the columns of orders, which nobody needs.
                    case DATA_CLOUD_DELETE ->
                            TestFeed.named(request.way().feed())
                                    .into(request.way().kamelet(), request.sink());
                    default -> Orders.feed(request.way(), request.sink());
                });
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

    private Finding finding(Cell cell, TestHouse house, Rested rested, int before)
            throws Exception {
        String end =
                rested.state() == DeliveryState.SETTLED && !rested.isDeadLetter()
                        ? "delivered"
                        : (rested.state() == DeliveryState.DEAD ? "dead" : "disputed")
                                + ": "
                                + rested.delivery().reason().orElseThrow().code();
        List<String> objections =
                cell.request().way().toDataCloud()
                        ? new Arrivals(house, cell, rested).objections()
                        : objections(cell.request(), house, rested);
        return new Finding(end, requests() - before, played(), objections);
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
            for (String key :
                    keysIn(
                            rested.folder().resolve(Way.CRM.export() + "." + report),
                            "AccountNumber")) {
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

    static List<String> keysIn(Path report, String column) throws IOException {
        if (!Files.exists(report)) {
            return List.of();
        }
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(report)) {
            return reader.stream().map(row -> row.getField(column)).toList();
        }
    }

    /**
     * All requests of the delivery but its looks at a job's state and its queries, whose number is
     * a matter of time.
     */
    private int requests() throws Exception {
        JsonObject counters = new JsonObject(ask("/sandbox/counters"));
        return counters.fieldNames().stream()
                .filter(name -> name.contains("/services/") || name.contains("/api/"))
                .filter(name -> !name.contains("/query"))
                .filter(name -> !LOOK_AT_A_JOB.matcher(name).matches())
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
