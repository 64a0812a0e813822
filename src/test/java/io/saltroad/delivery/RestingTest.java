package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.saltroad.SettableClock;
import io.saltroad.export.Folders;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An export comes to rest")
class RestingTest {

    private static final Reason REASON = new Reason("refused", "INVALIDENTITY", "no such object");

    @TempDir Path temporary;

    private final SettableClock clock = new SettableClock("2026-03-01T23:59:00Z");
    private Folders folders;
    private Ledger ledger;
    private Resting resting;
    private Export export;

    @BeforeEach
    void open() throws IOException {
        folders =
                new Folders(
                        temporary.resolve("drop"),
                        temporary.resolve("work"),
                        temporary.resolve("archive"),
                        temporary.resolve("dead-letter"));
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + temporary.resolve("ledger.db")), clock);
        resting = new Resting(ledger, folders, clock);
        Path file = folders.work().resolve("a").resolve("CUST.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "hello");
        ledger.exports()
                .claiming(
                        "a",
                        "customers",
                        folders.dropFolder("customers").resolve("CUST.csv"),
                        file,
                        5,
                        List.of(),
                        Duplicates.SKIP);
        ledger.exports().claimed("a", 5, "sha");
        ledger.exports().sealed("a");
        export = ledger.exports().get("a");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SETTLED, archive, ARCHIVED",
        "SKIPPED, archive, ARCHIVED",
        "ABANDONED, archive, ARCHIVED",
        "DISPUTED, dead-letter, DEAD",
        "DEAD, dead-letter, DEAD"
    })
    void where_the_state_of_its_delivery_says(DeliveryState state, String folder, ExportState rests)
            throws IOException {
        ended(1, state);

        rest();

        Path place = temporary.resolve(folder).resolve("customers/2026-03-01/a");
        assertThat(place.resolve("CUST.csv")).hasContent("hello");
        assertThat(ledger.exports().get("a").state()).isEqualTo(rests);
        assertThat(ledger.exports().get("a").restingPlace()).hasValue(place);
        assertThat(folders.work()).isEmptyDirectory();
    }

    @Test
    void among_the_dead_letters_if_one_of_its_deliveries_needs_a_person() throws IOException {
        ended(1, DeliveryState.SETTLED);
        ended(2, DeliveryState.DEAD);

        rest();

        assertThat(ledger.exports().get("a").state()).isEqualTo(ExportState.DEAD);
    }

    @Test
    void with_all_that_was_written_about_it() throws IOException {
        Delivery delivery = ended(1, DeliveryState.SETTLED);
        Files.writeString(ReportNames.failed(export, delivery), "failed");
        Files.writeString(ReportNames.rejected(export, delivery), "rejected");
        Files.writeString(export.workFolder().resolve("customers.mapping.yaml"), "fields:");

        rest();

        assertThat(names(place()))
                .containsExactly(
                        "CUST.csv",
                        "CUST.csv.failed.csv",
                        "CUST.csv.rejected.csv",
                        "customers.mapping.yaml");
    }

    @Test
    void without_its_scratch_files() throws IOException {
        Delivery delivery = ended(1, DeliveryState.SETTLED);
        Path scratch = Files.createDirectories(ReportNames.scratchFolder(export, delivery));
        Files.writeString(scratch.resolve("results.db"), "x");

        rest();

        assertThat(names(place())).containsExactly("CUST.csv");
    }

    @Test
    void after_a_crash_that_left_it_half_moved() throws IOException {
        Delivery delivery = ended(1, DeliveryState.SETTLED);
        Files.writeString(ReportNames.failed(export, delivery), "failed");
        Files.createDirectories(place());
        Files.move(export.workPath(), place().resolve("CUST.csv"));

        rest();

        assertThat(names(place())).containsExactly("CUST.csv", "CUST.csv.failed.csv");
        assertThat(ledger.exports().get("a").state()).isEqualTo(ExportState.ARCHIVED);
    }

    @Test
    void after_a_crash_that_left_only_the_ledger_behind() throws IOException {
        ended(1, DeliveryState.SETTLED);
        Files.createDirectories(place());
        Files.move(export.workPath(), place().resolve("CUST.csv"));
        Files.delete(export.workFolder());

        rest();

        assertThat(ledger.exports().get("a").restingPlace()).hasValue(place());
    }

    @Test
    void on_the_day_that_it_began_to_although_a_crash_took_it_over_midnight() throws IOException {
        ended(1, DeliveryState.SETTLED);
        Files.createDirectories(place());
        Files.writeString(export.workFolder().resolve("CUST.csv.receipt.json"), "{}");
        Files.move(export.workPath(), place().resolve("CUST.csv"));
        clock.advance(Duration.ofMinutes(2));

        rest();

        assertThat(names(place())).containsExactly("CUST.csv", "CUST.csv.receipt.json");
    }

    @Test
    void only_once() throws IOException {
        ended(1, DeliveryState.SETTLED);
        rest();
        clock.advance(Duration.ofDays(1));

        rest();

        assertThat(ledger.exports().get("a").restingPlace()).hasValue(place());
        assertThat(folders.archive().resolve("customers/2026-03-02")).doesNotExist();
    }

    @Test
    void with_a_receipt_for_each_of_its_deliveries() {
        ended(1, DeliveryState.SETTLED);
        ended(2, DeliveryState.SETTLED);
        ended(3, DeliveryState.SKIPPED);

        assertThat(papers())
                .extracting(Paper::fileName)
                .containsExactly(
                        "a/CUST.csv.receipt.json",
                        "a/CUST.csv.2.receipt.json",
                        "a/CUST.csv.3.receipt.json");
    }

    @Test
    void with_the_reason_if_a_person_must_look() {
        ended(1, DeliveryState.SETTLED);
        ended(2, DeliveryState.DEAD);

        Paper reason = papers().get(2);

        assertThat(reason.fileName()).isEqualTo("a/reason.json");
        assertThat(reason.content())
                .asInstanceOf(type(DeadLetter.class))
                .satisfies(
                        letter -> {
                            assertThat(letter.failureClass()).isEqualTo("refused");
                            assertThat(letter.code()).isEqualTo("INVALIDENTITY");
                            assertThat(letter.message()).isEqualTo("no such object");
                            assertThat(letter.commands())
                                    .containsExactly(
                                            "saltroad replay a.2",
                                            "saltroad abandon a.2 --reason TEXT");
                            assertThat(letter.deliveries())
                                    .extracting(DeadLetter.Stopped::id)
                                    .containsExactly("a.1", "a.2");
                        });
    }

    @Test
    void with_no_reason_if_some_records_alone_were_refused() {
        Delivery delivery = registered(1);
        ledger.deliveries()
                .ended(
                        delivery,
                        DeliveryState.SETTLED,
                        new Counts(2, 1, 1, 0, 0),
                        Optional.of(new Reason("refused", "JOB_FAILED", "job 750")));

        assertThat(papers()).extracting(Paper::fileName).doesNotContain("a/reason.json");
    }

    private List<Paper> papers() {
        return resting.papers(new Work.OnExport(export));
    }

    private void rest() throws IOException {
        resting.rest(new Work.OnExport(export));
    }

    private Path place() {
        return folders.archive().resolve("customers/2026-03-01/a");
    }

    private Delivery registered(int ordinal) {
        return ledger.deliveries()
                .register(
                        export,
                        ordinal,
                        Target.crm("Account", "upsert", Optional.of("ERP__c")),
                        Map.of(),
                        "fingerprint");
    }

    private Delivery ended(int ordinal, DeliveryState state) {
        Delivery delivery = registered(ordinal);
        boolean well = state == DeliveryState.SETTLED || state == DeliveryState.SKIPPED;
        ledger.deliveries()
                .ended(
                        delivery,
                        state,
                        new Counts(1, 1, 0, 0, 0),
                        well
                                ? Optional.empty()
                                : Optional.of(
                                        state == DeliveryState.ABANDONED
                                                ? new Reason("abandoned", "ABANDONED", "no")
                                                : REASON));
        return ledger.deliveries().get(delivery.id());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
