import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The exports of the running app, made up. Needs nothing but a JDK:
 *
 * <pre>
 * java NorthernTrail.java backfill 2000     # 90 days of 2,000 runners
 * java NorthernTrail.java changes 2000 1    # what has changed on the first day after them
 * </pre>
 *
 * Files appear below {@code erp/export}, or the folder of a last argument, whole. The same arguments
 * always give the same bytes.
 */
public final class NorthernTrail {

    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 8, 24);
    private static final int DAYS = 90;

    /** Written by people into an app: anything at all. */
    private static final List<String> FIRST_NAMES =
            List.of(
                    "Åse", "Zoë", "Jürgen", "Siobhán", "Łukasz", "李雷", "أمل", "Nguyễn",
                    "Robert \"Bob\"", "Anna,Maria", "Max\n(Buddy)", "🏃 Kim", "  Ole", "null");

    private static final List<String> LAST_NAMES =
            List.of(
                    "Sørensen", "O'Neill", "Müller-Lüdenscheidt", "García y Núñez", "Yılmaz", "東京",
                    "van der Berg", "\"\"", "Smith; Jones", "C:\\temp", "Øygard\r\nAas", "Ivanová");

    private static final List<String> KINDS =
            List.of(
                    "run", "trail run", "Fartlek \"Tuesday\"", "intervals\n8 × 400 m, 90 s rest",
                    "Läufchen", "treadmill");

    private final long runners;
    private final Path exports;

    private NorthernTrail(long runners, Path exports) {
        this.runners = runners;
        this.exports = exports;
    }

    public static void main(String... arguments) throws IOException {
        String what = arguments.length < 2 ? "" : arguments[0];
        int folder = what.equals("changes") ? 3 : 2;
        NorthernTrail app =
                new NorthernTrail(
                        what.isEmpty() ? 0 : Long.parseLong(arguments[1]),
                        Path.of(arguments.length > folder ? arguments[folder] : "erp/export"));
        switch (what) {
            case "backfill" -> app.backfill();
            case "changes" -> app.changes(Integer.parseInt(arguments[2]));
            default -> {
                System.err.println(
                        "java NorthernTrail.java backfill RUNNERS [FOLDER]\n"
                                + "java NorthernTrail.java changes RUNNERS DAY [FOLDER]");
                System.exit(2);
            }
        }
    }

    private void backfill() throws IOException {
        drop(
                "runner-profiles",
                "runner-profiles.csv",
                out -> {
                    out.write(PROFILE_COLUMNS);
                    for (long runner = 0; runner < runners; runner++) {
                        profile(out, runner, 0);
                    }
                });
        drop(
                "activity-logs",
                "activity-logs.csv",
                out -> {
                    out.write(ACTIVITY_COLUMNS);
                    for (int day = 0; day < DAYS; day++) {
                        activities(out, day);
                    }
                });
    }

    /** Of each twentieth runner the profile has changed, a few are new. All have run, or not. */
    private void changes(int after) throws IOException {
        drop(
                "runner-changes",
                "runner-changes-%03d.csv".formatted(after),
                out -> {
                    out.write(PROFILE_COLUMNS);
                    for (long runner = after % 20; runner < runners; runner += 20) {
                        profile(out, runner, after);
                    }
                    for (long joined = 0; joined <= runners / 500; joined++) {
                        profile(out, 1_000_000L * after + joined, after);
                    }
                });
        drop(
                "activity-changes",
                "activity-changes-%03d.csv".formatted(after),
                out -> {
                    out.write(ACTIVITY_COLUMNS);
                    activities(out, DAYS - 1 + after);
                    // Some runs of the day before were measured anew.
                    for (long runner = after % 10; runner < runners; runner += 10) {
                        activity(out, runner, DAYS - 2 + after, true);
                    }
                });
    }

    private interface Content {
        void write(Writer out) throws IOException;
    }

    /** Under another name first, so that nobody takes half a file. */
    private void drop(String feed, String name, Content content) throws IOException {
        Path folder = Files.createDirectories(exports.resolve(feed));
        Path part = exports.resolve(name + ".part");
        try (Writer out = Files.newBufferedWriter(part)) {
            content.write(out);
        }
        Path file = Files.move(part, folder.resolve(name));
        System.out.printf(Locale.ROOT, "%s  %.1f MB%n", file, Files.size(file) / 1e6);
    }

    // ---- profiles -----------------------------------------------------------------------------

    private static final String PROFILE_COLUMNS =
            "advertising_id,first_name,last_name,mail,born,metres_run,premium,changed\n";

    private static void profile(Writer out, long runner, int version) throws IOException {
        SplittableRandom random = new SplittableRandom(31 * runner + version);
        OffsetDateTime changed =
                FIRST_DAY
                        .plusDays(version == 0 ? random.nextInt(DAYS) : DAYS - 1L + version)
                        .atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60))
                        .plusNanos(random.nextInt(1000) * 1_000_000L)
                        .atOffset(home(runner));
        record(
                out,
                advertisingId(runner),
                one(random, FIRST_NAMES),
                random.nextInt(12) == 0 ? "" : one(random, LAST_NAMES),
                random.nextInt(6) == 0 ? "" : "runner%d@trail.example".formatted(runner),
                random.nextInt(4) == 0
                        ? ""
                        : LocalDate.of(1940, 1, 1).plusDays(random.nextInt(25_000)).toString(),
                random.nextInt(10) == 0
                        ? ""
                        : String.format(Locale.ROOT, "%,.1f", random.nextInt(90_000_000) / 10.0),
                random.nextInt(5) == 0 ? "t" : "f",
                changed.format(TIME));
    }

    /** Where a runner lives, and looks at the clock. */
    private static ZoneOffset home(long runner) {
        return ZoneOffset.ofHours(new SplittableRandom(runner).nextInt(-8, 10));
    }

    /** A version 4 UUID, the same for the same runner. */
    private static String advertisingId(long runner) {
        SplittableRandom random = new SplittableRandom(~runner);
        return new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() >>> 2 | Long.MIN_VALUE)
                .toString();
    }

    // ---- activities ---------------------------------------------------------------------------

    private static final String ACTIVITY_COLUMNS =
            "log,advertising_id,start,kind,km,seconds,pulse,track,in_group\n";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxxx", Locale.ROOT);

    private void activities(Writer out, int day) throws IOException {
        for (long runner = 0; runner < runners; runner++) {
            activity(out, runner, day, false);
        }
    }

    /** Nobody runs every day: about 4 days in 9. What is measured anew keeps its start. */
    private static void activity(Writer out, long runner, int day, boolean anew)
            throws IOException {
        SplittableRandom random = new SplittableRandom(1_000_003L * runner + day);
        if (random.nextInt(9) >= 4) {
            return;
        }
        OffsetDateTime start =
                FIRST_DAY
                        .plusDays(day)
                        .atTime(5 + random.nextInt(16), random.nextInt(60), random.nextInt(60))
                        .atOffset(home(runner));
        String kind = one(random, KINDS);
        int metres = 400 + random.nextInt(42_000);
        int seconds = metres * (230 + random.nextInt(250)) / 1000;
        int pulse = 95 + random.nextInt(90);
        boolean tracked = random.nextInt(3) > 0;
        boolean together = random.nextInt(8) == 0;
        record(
                out,
                "L%04d-%07d".formatted(day, runner),
                advertisingId(runner),
                start.format(TIME),
                kind,
                String.format(Locale.ROOT, "%.3f", (anew ? metres + 7 : metres) / 1000.0),
                Integer.toString(seconds),
                pulse < 100 ? "" : Integer.toString(pulse),
                tracked ? "https://trail.example/t/%d/%d?a=b&c=%%C3%%A5".formatted(runner, day) : "",
                together ? "t" : "f");
    }

    // ---- both ---------------------------------------------------------------------------------

    private static String one(SplittableRandom random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static void record(Writer out, String... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            out.write(i == 0 ? "" : ",");
            String value = values[i];
            boolean quoted = value.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
            out.write(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        out.write('\n');
    }
}
