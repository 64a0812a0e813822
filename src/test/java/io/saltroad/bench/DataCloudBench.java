package io.saltroad.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.demo.CustomerGenerator;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Streams.Checkpoint;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import io.saltroad.terminal.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Delivers an export into Data Cloud with {@code saltroad run --once} as a process, in each lane,
 * against a sandbox in this process. Started by {@code bench/data-cloud}.
 */
@Command(
        name = "bench/data-cloud",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Delivers generated customers into the sandbox's Data Cloud tenant, each time by a fresh"
                    + " process with -Xmx128m, and measures time, CPU, memory and requests.",
            "Needs some hundred bytes a record as free disk, below target/bench, and leaves nothing"
                    + " behind."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything has arrived, micro-batches are at least 95 % full",
            "1:something of that is not so",
        })
final class DataCloudBench implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String OBJECT = "bench/customers";

    /** Below this, requests are wasted, of which a tenant takes 250 a second. */
    private static final double FULL_ENOUGH = 95;

    private static final int MICRO_BATCH = 190_000;
    private static final int CHUNK = 140_000_000;

    enum Lane {
        STREAM("bench-streamed"),
        BULK("bench-loaded");

        private final String feed;

        Lane(String feed) {
            this.feed = feed;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--records",
            defaultValue = "1000000",
            description = "How many, of about 140 bytes each. Default: ${DEFAULT-VALUE}")
    private long records;

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            description = "stream or bulk. Default: both, in turns")
    private Lane lane;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "How often each lane delivers the export. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--json", description = "Writes the result as JSON")
    private boolean json;

    @Option(names = "--home", required = true, hidden = true)
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path work;

    public static void main(String... arguments) {
        System.exit(
                new CommandLine(new DataCloudBench())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        work = home.resolve("target/bench");
        delete(work);
        Files.createDirectories(work);
        try {
            return measure();
        } finally {
            delete(work);
        }
    }

    private int measure() throws Exception {
        Path export = work.resolve("customers.csv");
        try (OutputStream out = Files.newOutputStream(export)) {
            new CustomerGenerator(records).write(out);
        }
        System.err.printf(
                Locale.ROOT,
                "export: %,d records, %.1f MB; %d cores, load %.1f%n",
                records,
                Files.size(export) / 1e6,
                Runtime.getRuntime().availableProcessors(),
                load());
        Map<Lane, List<LaneFigures>> figures = new EnumMap<>(Lane.class);
        List<Double> loads = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Lane each : lane == null ? Lane.values() : new Lane[] {lane}) {
                LaneFigures measured = round(each, export);
                loads.add(load());
                figures.computeIfAbsent(each, key -> new ArrayList<>()).add(measured);
                System.err.printf(
                        Locale.ROOT,
                        "round %d, %s: sent in %.1f s, process %.1f s, CPU %.1f s, load %.1f%n",
                        round,
                        each.word(),
                        measured.sendSeconds(),
                        measured.processSeconds(),
                        measured.cpuSeconds(),
                        load());
            }
        }
        Map<Lane, LaneFigures> medians = new EnumMap<>(Lane.class);
        figures.forEach((each, measured) -> medians.put(each, LaneFigures.median(measured)));
        System.out.println(json ? json(figures, medians, loads) : table(medians));
        return passed(medians) ? 0 : 1;
    }

    /** One delivery, by a fresh process into an empty tenant. */
    private LaneFigures round(Lane each, Path export) throws Exception {
        Path house = work.resolve("house");
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, work.resolve("sandbox"))
                        .withDataCloud(home.resolve("bench/data-cloud.objects.yaml"));
        try (Sandbox sandbox = Sandbox.start(settings)) {
            Path drop = Files.createDirectories(house.resolve("erp/export").resolve(each.feed));
            Files.createLink(drop.resolve("customers.csv"), export);
            Files.writeString(
                    house.resolve("bench.properties"),
                    """
                    saltroad.salesforce.login-url=%s
                    saltroad.salesforce.client-id=%s
                    saltroad.salesforce.client-secret=%s
                    saltroad.data-cloud.micro-batch-size=%dB
                    saltroad.data-cloud.chunk-size=%dB
                    saltroad.data-cloud.poll-delay=1s
                    """
                            .formatted(
                                    sandbox.uri(),
                                    sandbox.credentials().clientId(),
                                    sandbox.credentials().clientSecret(),
                                    MICRO_BATCH,
                                    CHUNK));
            Usage usage = run(house);
            return figures(each, house, usage, sandbox);
        } finally {
            delete(house);
            delete(work.resolve("sandbox"));
        }
    }

    /** What a process took, as GNU time says. */
    private record Usage(double seconds, double cpuSeconds, double peakMegabytes) {}

    private Usage run(Path house) throws IOException, InterruptedException {
        Path time = house.resolve("time.txt");
        Process process =
                new ProcessBuilder(
                                "/usr/bin/time",
                                "-o",
                                time.toString(),
                                "-f",
                                "%e %U %S %M",
                                home.resolve("saltroad").toString(),
                                "run",
                                "--once",
                                "--config",
                                "bench.properties",
                                "--routes",
                                home.resolve("bench/routes").toString())
                        .directory(house.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(house.resolve("run.log").toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(
                    "saltroad run has failed:\n" + Files.readString(house.resolve("run.log")));
        }
        String[] parts = Files.readString(time).strip().split(" ", -1);
        return new Usage(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]) / 1000);
    }

    private LaneFigures figures(Lane each, Path house, Usage usage, Sandbox sandbox)
            throws Exception {
        LedgerSettings settings =
                new LedgerSettings("jdbc:sqlite:" + house.resolve("erp/ledger.db"));
        try (Ledger ledger = Ledger.open(settings, Clock.systemUTC())) {
            Delivery delivery = ledger.deliveries().newest(1).get(0);
            if (delivery.state() != DeliveryState.SETTLED) {
                throw new IOException("the delivery is " + delivery);
            }
            Export export = ledger.exports().get(delivery.exportId());
            Sent sent = each == Lane.STREAM ? streamed(ledger, delivery) : loaded(ledger, delivery);
            long arrived = arrived(sandbox);
            return new LaneFigures(
                    arrived,
                    seconds(export.claimedAt(), delivery.committedAt().orElseThrow()),
                    seconds(sent.from(), sent.to()),
                    usage.seconds(),
                    usage.cpuSeconds(),
                    usage.peakMegabytes(),
                    sent.requests(),
                    requests(sandbox),
                    sent.bytes() / 1e6,
                    each == Lane.STREAM ? MICRO_BATCH : CHUNK);
        }
    }

    private record Sent(Instant from, Instant to, long requests, long bytes) {}

    private static Sent streamed(Ledger ledger, Delivery delivery) {
        Checkpoint stream = ledger.streams().find(delivery.id()).orElseThrow();
        return new Sent(
                stream.startedAt(),
                stream.endedAt().orElseThrow(),
                stream.requests(),
                stream.bytes());
    }

    private static Sent loaded(Ledger ledger, Delivery delivery) {
        List<Job> jobs = ledger.jobs().ofDelivery(delivery.id());
        return new Sent(
                delivery.committedAt().orElseThrow(),
                jobs.stream()
                        .map(job -> job.uploadedAt().orElseThrow())
                        .max(Instant::compareTo)
                        .orElseThrow(),
                jobs.size(),
                ledger.deliveries().chunks(delivery.id()).stream().mapToLong(Chunk::bytes).sum());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    /** Records in the tenant, once all that was sent is visible. */
    private long arrived(Sandbox sandbox) throws Exception {
        http.send(
                HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/tenant/flush"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
        return get(sandbox, "/sandbox/tenant/objects").path(OBJECT).path("records").asLong();
    }

    private long requests(Sandbox sandbox) throws Exception {
        long sum = 0;
        for (var counter : get(sandbox, "/sandbox/counters").properties()) {
            sum += counter.getKey().contains("/sandbox") ? 0 : counter.getValue().asLong();
        }
        return sum;
    }

    private JsonNode get(Sandbox sandbox, String path) throws Exception {
        return JSON.readTree(
                http.send(
                                HttpRequest.newBuilder(sandbox.uri().resolve(path)).build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private boolean passed(Map<Lane, LaneFigures> medians) {
        boolean complete =
                medians.values().stream().allMatch(figures -> figures.records() == records);
        boolean full =
                !medians.containsKey(Lane.STREAM)
                        || medians.get(Lane.STREAM).percentFull() >= FULL_ENOUGH;
        if (!complete) {
            System.err.println("Some records have not arrived.");
        }
        if (!full) {
            System.err.println("Micro-batches are full to less than 95 percent.");
        }
        return complete && full;
    }

    private static String table(Map<Lane, LaneFigures> medians) {
        Table table =
                new Table()
                        .words("lane")
                        .numbers("records")
                        .numbers("check s")
                        .numbers("send s")
                        .numbers("MB sent")
                        .numbers("MB/s")
                        .numbers("records/s")
                        .numbers("requests")
                        .numbers("bytes each")
                        .numbers("full")
                        .numbers("all requests")
                        .numbers("process s")
                        .numbers("CPU s")
                        .numbers("peak MB");
        medians.forEach(
                (lane, figures) ->
                        table.row(
                                lane.word(),
                                text("%,.0f", figures.records()),
                                text("%.1f", figures.checkSeconds()),
                                text("%.1f", figures.sendSeconds()),
                                text("%.0f", figures.megabytesSent()),
                                text("%.1f", figures.megabytesASecond()),
                                text("%,.0f", figures.recordsASecond()),
                                text("%,.0f", figures.requests()),
                                text("%,.0f", figures.bytesARequest()),
                                text("%.1f %%", figures.percentFull()),
                                text("%,.0f", figures.allRequests()),
                                text("%.1f", figures.processSeconds()),
                                text("%.1f", figures.cpuSeconds()),
                                text("%.0f", figures.peakMegabytes())));
        return String.join("\n", table.lines());
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private static String json(
            Map<Lane, List<LaneFigures>> rounds, Map<Lane, LaneFigures> medians, List<Double> loads)
            throws IOException {
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(
                        Map.of(
                                "cores",
                                Runtime.getRuntime().availableProcessors(),
                                "java",
                                Runtime.version().toString(),
                                "load",
                                loads,
                                "rounds",
                                rounds,
                                "medians",
                                medians));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
