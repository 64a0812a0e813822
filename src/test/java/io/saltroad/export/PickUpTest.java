package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The pick-up of a feed")
class PickUpTest {

    @TempDir Path temporary;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Folders folders;
    private Ledger ledger;

    @BeforeEach
    void open() {
        folders =
                new Folders(
                        temporary.resolve("drop"),
                        temporary.resolve("work"),
                        temporary.resolve("archive"),
                        temporary.resolve("dead-letter"));
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + temporary.resolve("ledger.db")), clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void gives_each_complete_export_once() throws IOException {
        PickUp pickUp = pickUp(null);
        drop("a.csv");
        assertThat(pickUp.look(false)).isEmpty();

        clock.advance(Duration.ofSeconds(2));

        assertThat(names(pickUp.look(false))).containsExactly("a.csv");
        assertThat(pickUp.look(false)).isEmpty();
    }

    @Test
    void is_quiet_when_nothing_only_needs_more_time() throws IOException {
        PickUp pickUp = pickUp(null);
        drop("a.csv");
        assertThat(pickUp.isQuiet()).as("before the first look").isFalse();
        pickUp.look(false);
        assertThat(pickUp.isQuiet()).isFalse();

        clock.advance(Duration.ofSeconds(2));
        pickUp.look(false);

        assertThat(pickUp.isQuiet()).isTrue();
    }

    @Nested
    @DisplayName("after a restart")
    class AfterARestart {

        @Test
        void gives_what_is_still_open_once_more() throws IOException {
            drop("a.csv");
            PickUp before = pickUp(null);
            before.look(false);
            clock.advance(Duration.ofSeconds(2));
            Export claimed = before.look(false).get(0);

            PickUp after = pickUp(null);

            assertThat(after.look(false)).extracting(Export::id).containsExactly(claimed.id());
            assertThat(after.look(false)).isEmpty();
        }

        @Test
        void does_not_give_what_has_come_to_rest() throws IOException {
            Export closed = open("a", "customers");
            ledger.exports().closed(closed.id(), ExportState.ARCHIVED, temporary);

            assertThat(pickUp(null).look(false)).isEmpty();
        }

        @Test
        void does_not_give_what_only_has_to_come_to_rest() throws IOException {
            Export refused = open("a", "customers");
            ledger.exports().refused(refused.id(), new Reason("export", "ANY", "it is no good"));

            assertThat(pickUp(null).look(false)).isEmpty();
        }

        @Test
        void gives_only_what_is_its_own() throws IOException {
            open("a", "orders");

            assertThat(pickUp(null).look(false)).isEmpty();
        }

        @Test
        void gives_what_is_open_although_no_window_is() throws IOException {
            open("a", "customers");

            assertThat(pickUp("0 30 1 * * ?").look(false)).hasSize(1);
        }
    }

    @Nested
    @DisplayName("of an export that was put back to open")
    class PutBack {

        @Test
        void gives_it_once_more_if_a_look_has_seen_it_closed() throws IOException {
            PickUp pickUp = pickUp(null);
            Export export = open("a", "customers");
            pickUp.look(false);
            ledger.exports().closed(export.id(), ExportState.DEAD, temporary);
            pickUp.look(false);

            putBack(export);

            assertThat(pickUp.look(false)).extracting(Export::id).containsExactly("a");
            assertThat(pickUp.look(false)).isEmpty();
        }

        @Test
        void gives_it_once_more_if_it_is_told_so() throws IOException {
            PickUp pickUp = pickUp(null);
            Export export = open("a", "customers");
            pickUp.look(false);
            ledger.exports().closed(export.id(), ExportState.DEAD, temporary);

            putBack(export);
            assertThat(pickUp.look(false)).as("nobody has said so").isEmpty();
            pickUp.sendAgain("a");

            assertThat(pickUp.look(false)).extracting(Export::id).containsExactly("a");
        }

        /** As a replay does. */
        private void putBack(Export export) {
            ledger.exports().claimed(export.id(), 5, "sha");
        }
    }

    @Nested
    @DisplayName("on a schedule")
    class OnASchedule {

        @Test
        void leaves_the_folder_alone_while_no_window_is_open() throws IOException {
            PickUp pickUp = pickUp("0 30 1 * * ?");
            drop("a.csv");

            pickUp.look(false);
            clock.advance(Duration.ofSeconds(2));

            assertThat(pickUp.look(false)).isEmpty();
        }

        @Test
        void is_quiet_while_no_window_is_open() throws IOException {
            PickUp pickUp = pickUp("0 30 1 * * ?");
            drop("a.csv");

            pickUp.look(false);

            assertThat(pickUp.isQuiet()).isTrue();
        }

        @Test
        void takes_what_has_gathered_when_the_window_opens() throws IOException {
            PickUp pickUp = pickUp("0 30 1 * * ?");
            drop("a.csv");
            pickUp.look(false);

            clock.set("2026-03-02T01:30:00Z");
            pickUp.look(false);
            clock.advance(Duration.ofSeconds(2));

            assertThat(names(pickUp.look(false))).containsExactly("a.csv");
        }

        @Test
        void takes_it_at_once_if_it_is_told_to() throws IOException {
            PickUp pickUp = pickUp("0 30 1 * * ?");
            drop("a.csv");
            pickUp.look(true);
            clock.advance(Duration.ofSeconds(2));

            assertThat(names(pickUp.look(true))).containsExactly("a.csv");
        }
    }

    @Nested
    @DisplayName("when an export cannot be taken")
    class CannotBeTaken {

        private PickUp pickUp;

        @BeforeEach
        void block() throws IOException {
            pickUp = pickUp(null);
            drop("a.csv");
            pickUp.look(false);
            clock.advance(Duration.ofSeconds(2));
            Files.writeString(folders.work(), "a file where the folder should be");
            assertThat(pickUp.look(false)).isEmpty();
        }

        @Test
        void leaves_it_where_it_is_and_claims_nothing() {
            assertThat(folders.dropFolder("customers").resolve("a.csv")).exists();
            assertThat(ledger.exports().open()).isEmpty();
        }

        @Test
        void is_not_quiet() {
            assertThat(pickUp.isQuiet()).isFalse();
        }

        @Test
        void says_after_some_looks_that_it_is_stuck_and_why() throws IOException {
            assertThat(pickUp.stuck()).as("it may pass").isEmpty();

            for (int look = 0; look < 5; look++) {
                pickUp.look(false);
            }

            assertThat(pickUp.stuck())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "feed customers: " + folders.dropFolder("customers").resolve("a.csv"))
                    .contains("cannot be taken and stays where it is");
        }

        @Test
        void is_not_stuck_while_something_else_is_still_to_come() throws IOException {
            for (int look = 0; look < 5; look++) {
                pickUp.look(false);
            }
            drop("young.csv");

            pickUp.look(false);

            assertThat(pickUp.stuck()).isEmpty();
        }

        @Test
        void takes_it_as_soon_as_that_is_possible() throws IOException {
            Files.delete(folders.work());

            assertThat(names(pickUp.look(false))).containsExactly("a.csv");
            assertThat(pickUp.isQuiet()).isTrue();
            assertThat(pickUp.stuck()).isEmpty();
        }
    }

    private PickUp pickUp(String schedule) {
        return new PickUp(
                "customers",
                new DropFolder(
                        folders.dropFolder("customers"),
                        new PickUpRules(
                                Pattern.compile(".*\\.csv"),
                                Optional.empty(),
                                Duration.ofSeconds(2),
                                Optional.empty(),
                                Optional.empty()),
                        clock),
                Optional.ofNullable(schedule)
                        .map(
                                cron ->
                                        new PickUpSchedule(
                                                "customers",
                                                cron,
                                                Optional.empty(),
                                                ZoneOffset.UTC,
                                                ledger.pickUpWindows())),
                ExportTerms.of(List.of(), Duplicates.SKIP, false),
                new Claims(folders, ledger.exports(), new ExportIds(clock)),
                ledger.exports(),
                clock);
    }

    private void drop(String name) throws IOException {
        Files.createDirectories(folders.dropFolder("customers"));
        Files.writeString(folders.dropFolder("customers").resolve(name), "hello");
    }

    private Export open(String id, String feed) throws IOException {
        Path work = Files.createDirectories(folders.work().resolve(id)).resolve("a.csv");
        Files.writeString(work, "hello");
        ledger.exports()
                .claiming(
                        id,
                        feed,
                        folders.dropFolder(feed).resolve("a.csv"),
                        work,
                        5,
                        List.of(),
                        Duplicates.SKIP);
        ledger.exports().claimed(id, 5, "sha");
        return ledger.exports().get(id);
    }

    private static List<String> names(List<Export> exports) {
        return exports.stream().map(Export::fileName).toList();
    }
}
