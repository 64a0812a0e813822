package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Rounds.Cut;
import io.saltroad.ledger.Rounds.Round;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds for any results that Salesforce gives, in whatever order. */
@Label("The outcomes of any export")
class OutcomePropertiesTest {

    private static final int TRIES = 100;
    private static final String LOCKED = "UNABLE_TO_LOCK_ROW";
    private static final List<String> COLUMNS = List.of("ERP__c", "Name");

    /** Two rounds of follow-up jobs, for what was locked or not come to. */
    private static final List<Round> ROUNDS = List.of(round(1), round(2));

    private Path folder;

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("saltroad-outcomes");
    }

    @AfterTry
    void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What Salesforce does with a record when it is brought. */
    enum Answer {
        TAKEN,
        LOCKED,
        REFUSED,
        NOT_COME_TO;

        boolean isFinal() {
            return this == TAKEN || this == REFUSED;
        }
    }

    /**
     * A record and what becomes of it, round after round.
     *
     * @param answers one for each round, of which only those up to the first final one are asked
     */
    record Fate(String key, String name, List<Answer> answers) {

        /** Empty if it was taken. */
        Optional<Answer> end() {
            return answers.stream()
                    .filter(Answer::isFinal)
                    .findFirst()
                    .or(() -> Optional.of(answers.get(answers.size() - 1)))
                    .filter(answer -> answer != Answer.TAKEN);
        }

        boolean isBroughtIn(int round) {
            return answers.subList(0, round).stream().noneMatch(Answer::isFinal);
        }

        Fate with(String otherKey) {
            return new Fate(otherKey, name, answers);
        }
    }

    @Property(tries = TRIES)
    void are_found_by_key_in_any_order(
            @ForAll("fates") List<Fate> fates, @ForAll boolean full, @ForAll long seed)
            throws IOException {
        List<Fate> records =
                IntStream.range(0, fates.size())
                        .mapToObj(i -> fates.get(i).with(keyNumber(i, fates.get(i).key())))
                        .toList();

        List<Optional<Answer>> ends = ends(records, Optional.of("ERP__c"), full, seed);

        assertThat(ends).containsExactlyElementsOf(records.stream().map(Fate::end).toList());
    }

    @Property(tries = TRIES)
    void are_found_as_often_as_they_are_there_without_a_key(
            @ForAll("fates") List<Fate> fates, @ForAll boolean full, @ForAll long seed)
            throws IOException {
        List<Optional<Answer>> ends = ends(fates, Optional.empty(), full, seed);

        // Records that look alike cannot be told apart, and need not be.
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < fates.size(); i++) {
            String record =
                    (fates.get(i).key() + "|" + fates.get(i).name()).toLowerCase(Locale.ROOT);
            expected.add(record + fates.get(i).end());
            found.add(record + ends.get(i));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Provide
    Arbitrary<List<Fate>> fates() {
        Arbitrary<String> keys =
                Arbitraries.of("1", "1.0", "1.5", "abc", "ABC", "0815", "K-1", "ä", "a\"b");
        Arbitrary<String> names =
                Arbitraries.of("Adam", "ADAM", "Eva, the first", "two\nlines", "");
        Arbitrary<List<Answer>> answers =
                Arbitraries.of(Answer.class).list().ofSize(ROUNDS.size() + 1);
        return net.jqwik.api.Combinators.combine(keys, names, answers)
                .as(Fate::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    /**
     * Keys that an org may well take for several, though they look alike: by case, by blanks, as
     * numbers.
     */
    private static String keyNumber(int number, String like) {
        int group = number / 4;
        return switch (number % 4) {
            case 0 -> like + "-" + group;
            case 1 -> like.toUpperCase(Locale.ROOT) + " -" + group;
            case 2 -> group + 1 + "2E3";
            default -> group + 1 + "2000";
        };
    }

    private List<Optional<Answer>> ends(
            List<Fate> records, Optional<String> keyField, boolean full, long seed)
            throws IOException {
        Path export = folder.resolve("CUST.csv");
        StringBuilder text = new StringBuilder("ERP__c,Name\n");
        records.forEach(record -> text.append(line(record.key(), record.name())));
        Files.writeString(export, text);
        List<Optional<Answer>> ends = new ArrayList<>();
        try (ResultStore store = ResultStore.open(folder.resolve("results.db"))) {
            JobResults results = new JobResults(store, keyField, COLUMNS, "COMMA");
            fill(results, records, full, new Random(seed));
            results.reconcile(() -> SentRecords.all(Records.of(export).read(CsvFormat.DEFAULT)));
            results.complete();
            Settlement.Journey journey = new Settlement.Journey(results, ROUNDS);
            try (RecordCursor cursor = Records.of(export).read(CsvFormat.DEFAULT).open()) {
                while (cursor.next()) {
                    ends.add(
                            journey.end(cursor)
                                    .filter(result -> result.kind() != Kind.SUCCESSFUL)
                                    .map(OutcomePropertiesTest::answer));
                }
            }
            assertThat(results.left()).as("results that nobody took").isZero();
        }
        return ends;
    }

    private static Answer answer(Result result) {
        return result.kind() == Kind.UNPROCESSED
                ? Answer.NOT_COME_TO
                : result.code().equals(LOCKED) ? Answer.LOCKED : Answer.REFUSED;
    }

    private static void fill(JobResults results, List<Fate> records, boolean full, Random random)
            throws IOException {
        for (int round = 0; round <= ROUNDS.size(); round++) {
            for (Kind kind : Kind.values()) {
                if (kind == Kind.SUCCESSFUL && !full) {
                    continue;
                }
                List<String> rows = new ArrayList<>();
                for (Fate record : records) {
                    if (record.isBroughtIn(round) && kindOf(record.answers().get(round)) == kind) {
                        rows.add(row(kind, record, record.answers().get(round)));
                    }
                }
                Collections.shuffle(rows, random);
                String file = header(kind) + String.join("", rows);
                ResultsRequest request = new ResultsRequest(JOB, round, kind, rows.size());
                assertThat(
                                results.read(
                                        new ByteArrayInputStream(
                                                file.getBytes(StandardCharsets.UTF_8)),
                                        request))
                        .isEqualTo(rows.size());
                results.keep(request, rows.size());
            }
        }
    }

    private static Kind kindOf(Answer answer) {
        return switch (answer) {
            case TAKEN -> Kind.SUCCESSFUL;
            case LOCKED, REFUSED -> Kind.FAILED;
            case NOT_COME_TO -> Kind.UNPROCESSED;
        };
    }

    private static String header(Kind kind) {
        return switch (kind) {
            case SUCCESSFUL -> "\"sf__Id\",\"sf__Created\",\"ERP__c\",\"Name\"\n";
            case FAILED -> "\"sf__Id\",\"sf__Error\",\"ERP__c\",\"Name\"\n";
            case UNPROCESSED -> "\"ERP__c\",\"Name\"\n";
        };
    }

    private static String row(Kind kind, Fate record, Answer answer) {
        String own =
                switch (kind) {
                    case SUCCESSFUL -> "\"001\",\"true\",";
                    case FAILED ->
                            answer == Answer.LOCKED
                                    ? "\"\",\"UNABLE_TO_LOCK_ROW:locked:--\","
                                    : "\"\",\"STRING_TOO_LONG:too long:--\",";
                    case UNPROCESSED -> "";
                };
        return own + line(record.key(), record.name());
    }

    private static String line(String... values) {
        StringBuilder line = new StringBuilder();
        for (String value : values) {
            line.append(line.isEmpty() ? "" : ",")
                    .append('"')
                    .append(value.replace("\"", "\"\""))
                    .append('"');
        }
        return line.append('\n').toString();
    }

    private static Round round(int number) {
        return new Round(
                "a.1",
                number,
                Set.of(LOCKED),
                new Cut(1000, List.of()),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH));
    }

    private static final Job JOB =
            new Job(
                    "a.1/1-1",
                    "a.1",
                    1,
                    Optional.of("750000000000001AAA"),
                    JobState.JOB_COMPLETE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
}
