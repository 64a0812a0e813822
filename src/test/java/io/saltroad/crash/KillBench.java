package io.saltroad.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.crash.Audit.Findings;
import io.saltroad.crash.Child.Errand;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills the program again and again, restarts it, and counts what was lost and what was done twice.
 * Started by {@code bench/kill}.
 */
@Command(
        name = "bench/kill",
        description = "Kills saltroad with SIGKILL, restarts it, and counts losses and doubles.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was lost, nothing was done twice, all books close",
            "1:something was not as it must be, or a point that must be reached was not"
        })
final class KillBench implements Callable<Integer> {

    @Option(names = "--points", description = "Kill once at every named point.")
    private boolean points;

    @Option(names = "--rehearse", description = "Kill nowhere; say to which points no story leads.")
    private boolean rehearsal;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only points whose name holds this.")
    private Pattern only = Pattern.compile("");

    @Option(
            names = "--story",
            split = ",",
            paramLabel = "NAME",
            description = "Only kills that follow this story: ${COMPLETION-CANDIDATES}.")
    private List<Story> stories = List.of(Story.values());

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Kill so often, at random points and times. Default 200.",
            defaultValue = "200")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what is random. Without it, another one each time.")
    private Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Stop after so long, however many kills there were. Default 60.",
            defaultValue = "60")
    private int minutes;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Where the page with the result goes. Default target/kill.html.",
            defaultValue = "target/kill.html")
    private Path page;

    @Option(names = "--json", description = "Write the result as JSON to stdout, not as a table.")
    private boolean json;

    private final PrintStream out = System.out;
    private final PrintStream progress = System.err;
    private final Map<Story, Map<String, Integer>> passed = new EnumMap<>(Story.class);
    private final List<KillRow> rows = new ArrayList<>();
    private Instant end;
    private Path folder;
    private Sandbox sandbox;
    private Org org;
    private Duration typical = Duration.ofSeconds(5);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KillBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Instant start = Instant.now();
        end = start.plus(Duration.ofMinutes(minutes));
        folder = Files.createTempDirectory("saltroad-kill");
        long used = seed == null ? new Random().nextInt(1_000_000) : seed;
        try (Sandbox started =
                Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null))) {
            sandbox = started;
            org = new Org(sandbox);
            if (points || rehearsal) {
                everyPoint();
            } else {
                random(new Random(used));
            }
        } finally {
            delete(folder);
        }
        KillResult result =
                new KillResult(
                        rehearsal ? "rehearsal" : points ? "every point" : "random",
                        used,
                        Duration.between(start, Instant.now()),
                        rows);
        if (page.toAbsolutePath().getParent() != null) {
            Files.createDirectories(page.toAbsolutePath().getParent());
        }
        Files.writeString(page, result.page());
        out.print(
                json
                        ? new ObjectMapper()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(result.json())
                                + "\n"
                        : result.table());
        return result.clean() ? 0 : 1;
    }

    /** Runs each story once without a kill, to see which points it passes, and how often. */
    private void rehearse(Iterable<Story> wanted) throws Exception {
        for (Story story : wanted) {
            if (!story.possible() || !stories.contains(story)) {
                continue;
            }
            Path counts = folder.resolve("counts");
            Files.deleteIfExists(counts);
            Instant start = Instant.now();
            KillRow row = tell(story, "", 0, story.dress(Errand.none().counting(counts)));
            if (story == Story.PLAIN) {
                typical = Duration.between(start, Instant.now());
            }
            show(row);
            Map<String, Integer> read = new TreeMap<>();
            if (Files.exists(counts)) {
                for (String line : Files.readAllLines(counts)) {
                    String[] parts = line.split(" ", 2);
                    read.put(parts[1], Integer.valueOf(parts[0]));
                }
            }
            passed.put(story, read);
        }
    }

    private void everyPoint() throws Exception {
        rehearse(List.of(Story.values()));
        TreeSet<String> names = new TreeSet<>(PointWeaver.known());
        Set<String> called = PointWeaver.called();
        passed.values().forEach(counts -> names.addAll(counts.keySet()));
        names.removeIf(point -> !only.matcher(point).find());
        names.stream()
                .filter(point -> passed.values().stream().noneMatch(p -> p.containsKey(point)))
                .forEach(point -> progress.println("no story leads to " + point));
        for (String point : names) {
            if (Instant.now().isAfter(end)) {
                show(KillRow.notTried(point));
                continue;
            }
            List<Story> ways =
                    passed.entrySet().stream()
                            .filter(entry -> entry.getValue().containsKey(point))
                            .map(Map.Entry::getKey)
                            .toList();
            if (ways.isEmpty()) {
                show(
                        point.startsWith("ledger ") && !called.contains(point)
                                ? KillRow.notCalled(point)
                                : KillRow.notReached(point));
                continue;
            }
            if (!rehearsal) {
                killAt(point, ways);
            }
        }
    }

    /**
     * What a run passes is a matter of time, too: if one story misses the point, the next one is
     * told.
     */
    private void killAt(String point, List<Story> ways) throws Exception {
        boolean killed = false;
        for (Story story : ways) {
            if (killed && !story.insistsOn(point)) {
                continue;
            }
            int occurrence = (passed.get(story).get(point) + 1) / 2;
            Errand errand = story.dress(Errand.dieAt(point, occurrence));
            KillRow row = tell(story, point, occurrence, errand);
            killed |= row.kills() > 0;
            boolean last = story == ways.get(ways.size() - 1);
            if (row.kills() > 0 || !row.findings().clean() || (last && !killed)) {
                show(row);
            }
        }
    }

    /** One story in a house of its own, with a kill, or with none if there is no point. */
    private KillRow tell(Story story, String point, int occurrence, Errand errand)
            throws Exception {
        Instant start = Instant.now();
        String id = "s" + rows.size();
        Path home = folder.resolve(id);
        Path work;
        boolean reached = false;
        Findings findings;
        try (House house = new House(home, sandbox)) {
            org.forgetAll();
            try {
                story.prepare(house, org);
                List<Dropped> exports = story.exports(id);
                org.expect(exports);
                house.dropAll(exports);
                story.begin(house, org);
                String[] command = story.command(house);
                if (point.isEmpty()) {
                    house.live(errand, command);
                } else {
                    reached = house.killAt(errand, command);
                }
                story.goOn(house, org);
                findings = Audit.of(house, org);
            } catch (AssertionError e) {
                findings = new Findings(0, List.of(), List.of(), List.of(e.getMessage()));
            }
            if (!findings.clean()) {
                keep(house, id);
            }
            work = house.folder("work");
        }
        delete(work);
        delete(home);
        return new KillRow(
                point.isEmpty() ? "(none)" : point,
                story.description(),
                occurrence,
                reached ? 1 : 0,
                point.isEmpty() || reached,
                findings,
                Duration.between(start, Instant.now()));
    }

    private void random(Random random) throws Exception {
        rehearse(List.of(Story.PLAIN, Story.TROUBLED, Story.FAR, Story.LAKE, Story.LAKE_TROUBLED));
        List<String> names =
                passed.values().stream()
                        .flatMap(counts -> counts.keySet().stream())
                        .filter(name -> only.matcher(name).find())
                        .distinct()
                        .sorted()
                        .toList();
        Path home = folder.resolve("random");
        int killed = 0;
        Path far =
                Files.isWritable(Path.of("/dev/shm"))
                        ? Files.createTempDirectory(Path.of("/dev/shm"), "saltroad-kill")
                        : folder.resolve("far");
        try (House house = new House(home, sandbox)) {
            org.forgetAll();
            for (int round = 1; killed < kills && Instant.now().isBefore(end); round++) {
                Instant start = Instant.now();
                List<Dropped> exports = randomExports("r" + round, random);
                house.workIn(random.nextInt(3) == 0 ? far : home.resolve("erp/work"));
                org.expect(exports);
                house.dropAll(exports);
                if (random.nextInt(3) == 0) {
                    Story.TROUBLED.begin(house, org);
                    Story.LAKE_TROUBLED.begin(house, org);
                }
                List<String> places = new ArrayList<>();
                Findings findings;
                try {
                    int most = Math.min(1 + random.nextInt(9), kills - killed);
                    while (places.size() < most && killOnce(house, names, random, places)) {
                        // again
                    }
                    house.settle();
                    findings = Audit.of(house, org, exports);
                } catch (AssertionError e) {
                    findings = new Findings(0, List.of(), List.of(), List.of(e.getMessage()));
                }
                org.forgetFaults();
                killed += places.size();
                show(
                        new KillRow(
                                String.join("; ", places),
                                "round " + round,
                                0,
                                places.size(),
                                true,
                                findings,
                                Duration.between(start, Instant.now())));
                if (!findings.clean()) {
                    keep(house, "r" + round);
                    // What is wrong stays wrong: the rounds after it would all say so.
                    break;
                }
            }
        } finally {
            delete(far);
        }
    }

    private static List<Dropped> randomExports(String id, Random random) {
        List<Dropped> exports = new ArrayList<>();
        int many = 1 + random.nextInt(3);
        for (int i = 1; i <= many; i++) {
            String name = id + (char) ('a' + i);
            switch (random.nextInt(8)) {
                case 0 -> exports.addAll(SampleExports.all(name));
                case 1 -> exports.add(SampleExports.customers(name, 30 + random.nextInt(90)));
                case 2 -> exports.add(SampleExports.products(name, 10 + random.nextInt(60)));
                case 3 -> {
                    exports.add(SampleExports.contacts(name, "a"));
                    exports.add(SampleExports.contacts(name, "b"));
                }
                case 4 -> exports.addAll(SampleExports.lake(name));
                case 5 -> {
                    exports.add(SampleExports.orders(name, 20 + random.nextInt(90)));
                    exports.add(SampleExports.orders(name + "-a", 1 + random.nextInt(9)));
                }
                case 6 -> {
                    exports.add(SampleExports.changes(name, 20 + random.nextInt(190)));
                    exports.add(SampleExports.leavers(name, 10 + random.nextInt(90)));
                }
                default -> {
                    exports.add(SampleExports.customers(name, 20 + random.nextInt(30)));
                    exports.add(SampleExports.broken(name));
                }
            }
        }
        return exports;
    }

    /** Starts the program and kills it; false if it was done before. */
    private boolean killOnce(House house, List<String> names, Random random, List<String> places)
            throws Exception {
        if (random.nextInt(3) == 0) {
            Duration life = Duration.ofMillis(random.nextLong(typical.toMillis()));
            try (Child child = house.run(Errand.none())) {
                if (child.ends(life)) {
                    return false;
                }
            }
            places.add("after %,d ms".formatted(life.toMillis()));
            return true;
        }
        String point = names.get(random.nextInt(names.size()));
        int most =
                passed.values().stream()
                        .mapToInt(counts -> counts.getOrDefault(point, 0))
                        .max()
                        .orElse(1);
        double share = random.nextDouble();
        int occurrence = 1 + (int) (share * share * most);
        if (!house.killAt(point, occurrence)) {
            return false;
        }
        places.add(occurrence == 1 ? point : point + " (" + occurrence + ".)");
        return true;
    }

    private void show(KillRow row) {
        rows.add(row);
        progress.println(row.line());
        row.findings().all().forEach(text -> progress.println("      " + text));
    }

    /** What went wrong stays to be looked at. */
    private void keep(House house, String id) throws IOException {
        Path kept = Path.of("target/kill-" + id + ".log").toAbsolutePath();
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, house.log());
        progress.println("      the log is kept in " + kept);
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        PathUtils.deleteDirectory(root);
    }
}
