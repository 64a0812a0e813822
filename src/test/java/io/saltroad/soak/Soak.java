package io.saltroad.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets the real process deliver for a while in bad weather, and counts every record. */
@Command(
        name = "bench/soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Drops exports of mixed size while the sandbox misbehaves at random, watches the memory",
            "of \"saltroad run\" (-Xmx128m), and then counts every record of every export.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:memory is flat, books are closed, nothing is lost, nothing came twice",
            "1:something of that is not so",
        })
final class Soak implements Callable<Integer> {

    /** How many faults are planned for each export that is dropped. */
    private static final int FAULTS_AN_EXPORT = 2;

    /** The sandbox keeps no more faults than this, played or not. */
    private static final int MOST_FAULTS = 950;

    @Option(names = "--exports", defaultValue = "500", description = "How many. Default: 500")
    private int exports;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "Over how long they are dropped. Default: 10")
    private double minutes;

    @Option(
            names = "--seed",
            description = "Chooses sizes, feeds and faults. Default: another one each time")
    private Long seed;

    @Option(
            names = "--patience",
            defaultValue = "10",
            description = "Minutes to wait for the last export to come to rest. Default: 10")
    private double patience;

    @Option(names = "--json", description = "Writes the result as JSON")
    private boolean json;

    @Option(names = "--home", required = true, hidden = true)
    private Path home;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
        Path folder = home.resolve("target/soak");
        delete(folder);
        Files.createDirectories(folder);
        SandboxSettings settings =
                new SandboxSettings(
                        "127.0.0.1", 0, SandboxSettings.NO_TLS, folder.resolve("sandbox"));
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SoakResult result = soak(sandbox, folder, chosen);
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(folder.resolve("soak.json").toFile(), result);
            System.out.println(
                    json ? Files.readString(folder.resolve("soak.json")) : result.table());
            System.err.println("The page: " + folder.resolve("soak.html"));
            if (result.passed()) {
                delete(folder.resolve("house"));
            } else {
                System.err.println("Exports, receipts and logs: " + folder.resolve("house"));
            }
            return result.passed() ? 0 : 1;
        } finally {
            delete(folder.resolve("sandbox"));
        }
    }

    private SoakResult soak(Sandbox sandbox, Path folder, long chosen) throws Exception {
        Org org = new Org(sandbox);
        List<SoakExport> dropped = new ArrayList<>();
        Path house = Files.createDirectories(folder.resolve("house"));
        List<String> objections = new ArrayList<>();
        try (Program program = Program.start(home, house, sandbox.uri(), sandbox.credentials());
                MemoryWatch memory = MemoryWatch.over(program.pid(), program.gcLog())) {
            Instant start = Instant.now();
            drop(program, org, chosen, dropped);
            awaitRest(program, dropped.size());
            Instant end = Instant.now();
            if (!program.isAlive()) {
                objections.add("the program has ended by itself, see run.log");
            }
            List<MemoryWatch.Sample> resident = memory.resident();
            List<MemoryWatch.Sample> heap = memory.heap();
            Map<String, Integer> faults = FaultWeather.played(org);
            org.endAllFaults();
            Books books = new Books(dropped, faults);
            books.readJobs(org);
            books.readReceipts(program.receipts());
            books.close();
            objections.addAll(books.objections());
            if (books.open() == 0 && program.filesAtWork() > 0) {
                objections.add("files are left in the work folder");
            }
            SoakResult result =
                    new SoakResult(
                            chosen,
                            dropped.size(),
                            Duration.between(start, end).toMillis() / 60_000.0,
                            books.records(),
                            books.delivered(),
                            books.reported(),
                            books.lost(),
                            books.twice(),
                            books.settled(),
                            books.deadLetters(),
                            org.requests(),
                            faults,
                            SoakResult.Memory.of(resident),
                            SoakResult.Memory.of(heap),
                            objections);
            Files.writeString(folder.resolve("soak.html"), SoakPage.of(result, resident, heap));
            return result;
        }
    }

    /** Drops the exports evenly over the time, each with some faults on its way. */
    private void drop(Program program, Org org, long chosen, List<SoakExport> dropped)
            throws Exception {
        Random random = new Random(chosen);
        FaultWeather weather = new FaultWeather(random);
        Instant start = Instant.now();
        int planned = 0;
        for (int number = 0; number < exports && program.isAlive(); number++) {
            for (int i = 0; i < FAULTS_AN_EXPORT && planned < MOST_FAULTS; i++) {
                org.fault(weather.next());
                planned++;
            }
            SoakExport export = SoakExport.random(number, random);
            export.drop(Files.createDirectories(program.exports()));
            dropped.add(export);
            long due = (long) (minutes * 60_000 * (number + 1) / exports);
            Thread.sleep(Math.max(0, due - Duration.between(start, Instant.now()).toMillis()));
        }
    }

    private void awaitRest(Program program, int expected) throws Exception {
        Instant until = Instant.now().plusMillis((long) (patience * 60_000));
        while (program.isAlive()
                && program.receipts().size() < expected
                && Instant.now().isBefore(until)) {
            Thread.sleep(1_000);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
