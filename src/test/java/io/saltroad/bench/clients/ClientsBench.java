package io.saltroad.bench.clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets Saltroad and the clients that people use today upsert the same export into the same org, in
 * turns. Started by {@code bench/clients}.
 */
@Command(
        name = "bench/clients",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Upserts the same generated customers with Saltroad, curl, jsforce, simple-salesforce and"
                    + " the Salesforce CLI, in turns, and compares time, CPU, memory and API calls.",
            "What was uploaded is read back and compared with the export: a round whose content"
                    + " differs does not count. Needs about a kilobyte a record as free disk, below"
                    + " target/bench, and leaves nothing there but the results."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every round of every client counts",
            "1:some do not, or a client is not installed that was not left out by --client",
            "2:no client is left",
        })
final class ClientsBench implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--records",
            split = ",",
            paramLabel = "N",
            defaultValue = "100000,1000000,10000000",
            description = "How many, of about 130 bytes each. Default: ${DEFAULT-VALUE}")
    private List<Long> records;

    @Option(
            names = "--speed",
            split = ",",
            paramLabel = "MB/s",
            defaultValue = "0,50",
            description = "What the org takes; 0 is all it can. Default: ${DEFAULT-VALUE}")
    private List<Integer> speeds;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each client delivers. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--client",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only clients whose name holds this.")
    private Pattern wanted;

    @Option(names = "--json", description = "Writes the result as JSON, not as tables.")
    private boolean json;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Where the picture goes. Default: target/bench-clients.svg")
    private Path picture;

    @Option(
            names = "--installed",
            paramLabel = "DIR",
            description =
                    "Where src/test/clients/install has put the clients of others. Default:"
                            + " SANDBOX_CLIENTS, else target/clients")
    private Path installed;

    @Option(names = "--home", required = true, hidden = true)
    private Path home;

    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<String> notInstalled = new ArrayList<>();
    private Path work;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new ClientsBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        work = home.resolve("target/bench");
        delete(work);
        Files.createDirectories(work);
        List<Client> clients = clients();
        if (clients.isEmpty()) {
            progress("no client is left");
            return 2;
        }
        try (BenchOrg org = new BenchOrg(work.resolve("sandbox"))) {
            for (long size : records) {
                BenchExport export = BenchExport.write(work.resolve("export"), size);
                progress(
                        "export: %s, %.1f MB plain, %.1f MB as an ERP writes it, %d pieces",
                        export.plainDigest(),
                        Files.size(export.plain()) / 1e6,
                        Files.size(export.erp()) / 1e6,
                        export.pieces().size());
                warmUp(clients.get(0), export, org);
                for (int speed : speeds) {
                    compare(new Setting(size, speed), clients, export, org);
                }
                delete(work.resolve("export"));
            }
        } finally {
            delete(work);
        }
        if (json) {
            System.out.println(
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(
                                    Map.of(
                                            "cores",
                                            Runtime.getRuntime().availableProcessors(),
                                            "java",
                                            Runtime.version().toString(),
                                            "comparisons",
                                            comparisons)));
        } else {
            comparisons.forEach(one -> System.out.println(ComparisonTable.of(one)));
        }
        return notInstalled.isEmpty() && comparisons.stream().allMatch(Comparison::clean) ? 0 : 1;
    }

    private List<Client> clients() {
        List<Client> there = new ArrayList<>();
        for (Client client : new Clients(home, installed()).all()) {
            if (!wanted.matcher(client.name()).find()) {
                continue;
            }
            List<Path> missing = Clients.missing(client);
            if (missing.isEmpty()) {
                there.add(client);
            } else {
                notInstalled.add(client.name());
                progress(
                        "%s is left out: there is no %s. Install it with src/test/clients/install",
                        client.name(), missing.get(0));
            }
        }
        return there;
    }

    private Path installed() {
        if (installed != null) {
            return installed;
        }
        String named = System.getenv("SANDBOX_CLIENTS");
        return named == null ? home.resolve("target/clients") : Path.of(named);
    }

    /**
     * Whoever delivers an export first meets a sandbox that has not seen its size. So it is done
     * once without counting.
     */
    private void warmUp(Client client, BenchExport export, BenchOrg org) throws Exception {
        Path folder = Files.createDirectories(work.resolve("client"));
        try {
            org.take(0);
            org.reset();
            progress(
                    "not counted, %-28s %7.2f s",
                    client.name(), client.deliver(export, org, folder).seconds());
        } catch (IOException e) {
            progress("not counted, %s: %s", client.name(), e.getMessage());
        } finally {
            delete(folder);
        }
    }

    /**
     * Each round begins with another client, so that none is always first after a pause, and every
     * second one goes the other way round, so that none always follows the same.
     */
    private void compare(Setting setting, List<Client> clients, BenchExport export, BenchOrg org)
            throws Exception {
        progress("%s", setting);
        org.take(setting.megabytesPerSecond() * 1_000_000L);
        Comparison comparison = new Comparison(setting, clients);
        comparisons.add(comparison);
        for (int round = 0; round < rounds; round++) {
            for (Client client : turn(clients, round)) {
                deliver(client, round + 1, comparison, export, org);
            }
            write();
        }
    }

    private static List<Client> turn(List<Client> clients, int round) {
        int step = round % 2 == 0 ? 1 : -1;
        return IntStream.range(0, clients.size())
                .mapToObj(i -> clients.get(Math.floorMod(round + step * i, clients.size())))
                .toList();
    }

    private void deliver(
            Client client, int round, Comparison comparison, BenchExport export, BenchOrg org)
            throws Exception {
        Path folder = Files.createDirectories(work.resolve("client"));
        double load = load();
        Instant start = Instant.now();
        try {
            org.reset();
            bringIntoMemory(export);
            ClientFigures figures = client.deliver(export, org, folder);
            RecordsDigest arrived = org.digest(client.columns());
            RecordsDigest expected = client.maps() ? export.erpDigest() : export.plainDigest();
            if (!arrived.equals(expected)) {
                throw new IOException("%s arrived, not %s".formatted(arrived, expected));
            }
            comparison.add(client, round, figures, load);
            progress(
                    "round %d, %-32s %7.2f s %7.2f CPU s %6.0f MB %4.0f calls   load %.1f, %d s with"
                            + " all",
                    round,
                    client.name(),
                    figures.seconds(),
                    figures.cpuSeconds(),
                    figures.peakMegabytes(),
                    figures.apiCalls(),
                    load,
                    Duration.between(start, Instant.now()).toSeconds());
        } catch (IOException | RuntimeException e) {
            String why = e instanceof IOException ? e.getMessage() : e.toString();
            comparison.failed(client, round, why);
            progress("round %d, %s does not count: %s", round, client.name(), why);
        } finally {
            delete(folder);
        }
    }

    /**
     * What was not read for minutes may have been dropped from memory, and would be read from the
     * disk by this client alone.
     */
    private static void bringIntoMemory(BenchExport export) throws IOException {
        for (Path file : export.files()) {
            Files.copy(file, OutputStream.nullOutputStream());
        }
    }

    /** What is there so far: a long run may be stopped. */
    private void write() throws IOException {
        Path file = picture == null ? home.resolve("target/bench-clients.svg") : picture;
        Files.writeString(file, ComparisonPicture.of(comparisons));
        StringBuilder tables = new StringBuilder();
        comparisons.forEach(one -> tables.append(ComparisonTable.of(one)).append('\n'));
        notInstalled.forEach(client -> tables.append(client).append(" is not installed.\n"));
        Files.writeString(home.resolve("target/bench-clients.md"), tables);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void progress(String format, Object... arguments) {
        System.err.printf(Locale.ROOT, format + "%n", arguments);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
