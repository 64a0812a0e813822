package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A drop folder")
class DropFolderTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @TempDir Path temporary;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void is_made_if_it_is_not_there() throws IOException {
        DropFolder.Look look = waiting().look();

        assertThat(look.complete()).isEmpty();
        assertThat(look.young()).isZero();
        assertThat(folder()).isDirectory();
    }

    @Nested
    @DisplayName("without done files")
    class ByAge {

        @Test
        void gives_a_file_that_has_not_changed_for_the_minimum_age() throws IOException {
            DropFolder drop = waiting();
            write("a.csv", "1");
            assertThat(names(drop.look())).isEmpty();

            clock.advance(TWO_SECONDS.minusMillis(1));
            assertThat(names(drop.look())).isEmpty();

            clock.advance(Duration.ofMillis(1));
            assertThat(names(drop.look())).containsExactly("a.csv");
        }

        @Test
        void says_how_many_only_need_more_time() throws IOException {
            DropFolder drop = waiting();
            write("a.csv", "1");
            write("b.csv", "1");
            write("notes.txt", "1");

            assertThat(drop.look().young()).isEqualTo(2);

            clock.advance(TWO_SECONDS);
            assertThat(drop.look().young()).isZero();
        }

        @Test
        void waits_again_when_the_size_has_changed() throws IOException {
            DropFolder drop = waiting();
            Path file = write("a.csv", "1");
            drop.look();
            clock.advance(TWO_SECONDS);
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, "2", StandardOpenOption.APPEND);
            Files.setLastModifiedTime(file, before);

            assertThat(names(drop.look())).isEmpty();

            clock.advance(TWO_SECONDS);
            assertThat(names(drop.look())).containsExactly("a.csv");
        }

        @Test
        void waits_again_when_the_time_has_changed() throws IOException {
            DropFolder drop = waiting();
            Path file = write("a.csv", "1");
            drop.look();
            clock.advance(TWO_SECONDS);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T11:00:00Z")));

            assertThat(names(drop.look())).isEmpty();
        }

        @Test
        void does_not_trust_the_old_time_of_a_copy_that_is_being_made() throws IOException {
            DropFolder drop = waiting();
            Path file = write("a.csv", "half of i");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

            assertThat(names(drop.look())).isEmpty();
        }

        @Test
        void waits_anew_for_a_file_that_went_away_and_came_back() throws IOException {
            DropFolder drop = waiting();
            Path file = write("a.csv", "1");
            FileTime time = Files.getLastModifiedTime(file);
            drop.look();
            Files.delete(file);
            drop.look();
            clock.advance(TWO_SECONDS);
            Files.setLastModifiedTime(write("a.csv", "1"), time);

            assertThat(names(drop.look())).isEmpty();
        }

        @Test
        void gives_the_oldest_first_and_then_by_name() throws IOException {
            DropFolder drop = waiting();
            for (String name : List.of("c.csv", "a.csv", "b.csv", "d.csv")) {
                Files.setLastModifiedTime(
                        write(name, "1"),
                        FileTime.from(
                                Instant.parse(
                                        name.startsWith("d")
                                                ? "2026-03-01T08:00:00Z"
                                                : "2026-03-01T09:00:00Z")));
            }
            drop.look();
            clock.advance(TWO_SECONDS);

            assertThat(names(drop.look())).containsExactly("d.csv", "a.csv", "b.csv", "c.csv");
        }

        @Test
        void tells_size_and_time_of_what_it_gives() throws IOException {
            DropFolder drop = drop(".*", null, Duration.ZERO, null);
            Path file = write("a.csv", "12345");

            DropFolder.Candidate found = drop.look().complete().get(0);

            assertThat(found.file()).isEqualTo(file);
            assertThat(found.bytes()).isEqualTo(5);
            assertThat(found.modified()).isEqualTo(Files.getLastModifiedTime(file));
            assertThat(found.companions().done()).isEmpty();
        }
    }

    @Nested
    @DisplayName("leaves alone")
    class LeavesAlone {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ".hidden.csv",
                    "a.csv.tmp",
                    "a.csv.part",
                    "a.csv.partial",
                    "a.csv.filepart",
                    "a.csv.crdownload",
                    "~$a.csv"
                })
        void what_is_named_like_something_unfinished(String name) throws IOException {
            write(name, "1");

            assertThat(names(drop(".*", null, Duration.ZERO, null).look())).isEmpty();
        }

        @Test
        void what_its_pattern_matches_only_in_part() throws IOException {
            write("CUST_1.csv", "1");
            write("xCUST_1.csv", "1");
            write("CUST_1.csv.bak", "1");

            assertThat(names(drop("CUST_.*\\.csv", null, Duration.ZERO, null).look()))
                    .containsExactly("CUST_1.csv");
        }

        @Test
        void what_is_excluded_by_its_whole_name() throws IOException {
            write("CUST_1.csv", "1");
            write("CUST_1_TEST.csv", "1");
            write("TEST_2.csv", "1");

            assertThat(names(drop(".*", ".*_TEST\\.csv", Duration.ZERO, null).look()))
                    .containsExactlyInAnyOrder("CUST_1.csv", "TEST_2.csv");
        }

        @Test
        void folders_and_what_is_in_them() throws IOException {
            Files.createDirectories(folder().resolve("old.csv"));
            Files.writeString(folder().resolve("old.csv/a.csv"), "1");

            assertThat(names(drop(".*", null, Duration.ZERO, null).look())).isEmpty();
        }
    }

    @Nested
    @DisplayName("with done files")
    class ByCompanionFile {

        @ParameterizedTest
        @ValueSource(strings = {"${file:name}.done", "${file:name.noext}.trg", "${file:name}.OK"})
        void gives_an_export_as_soon_as_its_done_file_is_there(String pattern) throws IOException {
            DropFolder drop = drop(".*", null, Duration.ofHours(1), pattern);
            write("CUST_1.csv", "1");
            assertThat(names(drop.look())).isEmpty();

            Path done =
                    write(
                            pattern.replace("${file:name}", "CUST_1.csv")
                                    .replace("${file:name.noext}", "CUST_1"),
                            "");

            DropFolder.Look look = drop.look();
            assertThat(names(look)).containsExactly("CUST_1.csv");
            assertThat(look.complete().get(0).companions().done()).hasValue(done);
            assertThat(drop.companionsOf("CUST_1.csv").done()).hasValue(done);
        }

        @ParameterizedTest
        @CsvSource({"${file:name}.done, a.csv.done", "${file:name.noext}.trg, a.trg"})
        void never_takes_the_done_file_for_an_export(String pattern, String done)
                throws IOException {
            DropFolder drop = drop(".*", null, Duration.ZERO, pattern);
            write("a.csv", "1");
            write(done, "");

            assertThat(names(drop.look())).containsExactly("a.csv");
        }

        @Test
        void does_not_wait_for_an_export_whose_done_file_is_missing() throws IOException {
            DropFolder drop = drop(".*", null, Duration.ZERO, "${file:name}.done");
            write("a.csv", "1");

            assertThat(drop.look().young()).isZero();
        }

        @Test
        void does_not_take_a_done_file_without_its_export() throws IOException {
            DropFolder drop = drop(".*\\.csv", null, Duration.ZERO, "${file:name}.done");
            write("a.csv.done", "");

            assertThat(names(drop.look())).isEmpty();
        }
    }

    @Nested
    @DisplayName("with manifests")
    class WithManifests {

        private DropFolder drop;

        @BeforeEach
        void make() {
            drop = drop(".*", null, TWO_SECONDS, null, "${file:name.noext}.ctl");
        }

        @Test
        void gives_an_export_when_it_and_its_manifest_have_the_minimum_age() throws IOException {
            write("CUST.csv", "1");
            assertThat(names(drop.look())).isEmpty();
            clock.advance(TWO_SECONDS);
            Path manifest = write("CUST.ctl", "RECORDS=1");
            assertThat(names(drop.look())).as("the manifest is young").isEmpty();
            clock.advance(TWO_SECONDS);

            DropFolder.Look look = drop.look();

            assertThat(names(look)).containsExactly("CUST.csv");
            assertThat(look.complete().get(0).companions().manifest()).hasValue(manifest);
        }

        @Test
        void does_not_count_an_export_that_waits_for_its_manifest_as_young() throws IOException {
            write("CUST.csv", "1");

            assertThat(drop.look().young()).isZero();
        }

        @Test
        void counts_an_export_with_a_manifest_that_is_being_written_as_young() throws IOException {
            write("CUST.csv", "1");
            write("CUST.ctl", "RECORDS=");

            assertThat(drop.look().young()).isOne();
        }

        @Test
        void does_not_take_a_manifest_for_an_export() throws IOException {
            DropFolder atOnce = drop(".*", null, Duration.ZERO, null, "${file:name.noext}.ctl");
            write("CUST.csv", "1");
            write("CUST.ctl", "RECORDS=1");

            assertThat(names(atOnce.look())).containsExactly("CUST.csv");
        }

        @Test
        void waits_for_the_done_file_too_if_the_feed_has_both() throws IOException {
            DropFolder both =
                    drop(".*csv", null, TWO_SECONDS, "${file:name}.done", "${file:name}.ctl");
            write("CUST.csv", "1");
            write("CUST.csv.done", "");
            assertThat(names(both.look())).isEmpty();

            write("CUST.csv.ctl", "RECORDS=1");

            assertThat(names(both.look())).containsExactly("CUST.csv");
        }
    }

    private DropFolder waiting() {
        return drop(".*\\.csv", null, TWO_SECONDS, null);
    }

    private DropFolder drop(String include, String exclude, Duration minAge, String done) {
        return drop(include, exclude, minAge, done, null);
    }

    private DropFolder drop(
            String include, String exclude, Duration minAge, String done, String manifest) {
        return new DropFolder(
                folder(),
                new PickUpRules(
                        Pattern.compile(include),
                        Optional.ofNullable(exclude).map(Pattern::compile),
                        minAge,
                        Optional.ofNullable(done).map(text -> new CompanionFile(context, text)),
                        Optional.ofNullable(manifest)
                                .map(text -> new CompanionFile(context, text))),
                clock);
    }

    private Path folder() {
        return temporary.resolve("drop/customers");
    }

    private Path write(String name, String text) throws IOException {
        Files.createDirectories(folder());
        return Files.writeString(folder().resolve(name), text);
    }

    private static List<String> names(DropFolder.Look look) {
        return look.complete().stream()
                .map(export -> export.file().getFileName().toString())
                .toList();
    }
}
