package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A claim")
class ClaimsTest {

    private static final String HELLO_SHA256 =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private static final ExportTerms TERMS =
            ExportTerms.of(List.of("countries"), Duplicates.DELIVER, true);

    @TempDir Path temporary;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Folders folders;
    private Ledger ledger;
    private Claims claims;

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
        claims = new Claims(folders, ledger.exports(), new ExportIds(clock));
        Files.createDirectories(folders.dropFolder("customers"));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void moves_the_export_into_a_work_folder_of_its_own() throws IOException {
        Path source = drop("CUST.csv", "hello");

        Export export = claim(source, Optional.empty()).orElseThrow();

        assertThat(source).doesNotExist();
        assertThat(export.workPath())
                .isEqualTo(folders.work().resolve(export.id()).resolve("CUST.csv"))
                .hasContent("hello");
        assertThat(export.state()).isEqualTo(ExportState.CLAIMED);
        assertThat(export.bytes()).isEqualTo(5);
        assertThat(export.sha256()).hasValue(HELLO_SHA256);
        assertThat(export.feed()).isEqualTo("customers");
        assertThat(export.afterFeeds()).containsExactly("countries");
        assertThat(export.duplicates()).isEqualTo(Duplicates.DELIVER);
        assertThat(export.ordered()).isTrue();
        assertThat(export.replayOf()).isEmpty();
    }

    @Test
    void moves_nothing_before_it_stands_in_the_ledger() throws IOException {
        Path source = drop("CUST.csv", "hello");
        ledger.close();

        assertThatThrownBy(() -> claim(source, Optional.empty()))
                .isInstanceOf(RuntimeException.class);

        assertThat(source).hasContent("hello");
        assertThat(folders.work()).doesNotExist();
    }

    @Test
    void of_a_file_that_cannot_be_moved_leaves_it_where_it_is() throws IOException {
        Path source = drop("CUST.csv", "hello");
        Files.writeString(folders.work(), "a file where the folder should be");

        assertThatThrownBy(() -> claim(source, Optional.empty())).isInstanceOf(IOException.class);

        assertThat(source).hasContent("hello");
        assertThat(ledger.exports().open()).isEmpty();
    }

    @Test
    void of_a_file_that_has_gone_leaves_nothing_behind() throws IOException {
        Path source = drop("CUST.csv", "hello");
        DropFolder.Candidate candidate = candidate(source, Optional.empty());
        Files.delete(source);

        assertThat(claims.claim("customers", candidate, TERMS)).isEmpty();

        assertThat(ledger.exports().open()).isEmpty();
        assertThat(folders.work()).isEmptyDirectory();
    }

    @Test
    void takes_the_done_file_along() throws IOException {
        Path source = drop("CUST.csv", "hello");
        Path done = drop("CUST.csv.done", "5 bytes");

        Export export = claim(source, Optional.of(done)).orElseThrow();

        assertThat(done).doesNotExist();
        assertThat(export.workFolder().resolve("CUST.csv.done")).hasContent("5 bytes");
    }

    @Test
    void does_not_need_the_done_file_any_more() throws IOException {
        Path source = drop("CUST.csv", "hello");
        Path gone = folders.dropFolder("customers").resolve("CUST.csv.done");

        assertThat(claim(source, Optional.of(gone))).isPresent();
    }

    @Test
    void of_two_exports_with_one_name_keeps_both() throws IOException {
        Export first = claim(drop("CUST.csv", "first"), Optional.empty()).orElseThrow();
        Export second = claim(drop("CUST.csv", "second"), Optional.empty()).orElseThrow();

        assertThat(first.workPath()).hasContent("first");
        assertThat(second.workPath()).hasContent("second");
    }

    @Nested
    @DisplayName("of an export with a manifest")
    class WithManifest {

        private Path source;
        private Path manifest;
        private Companions beside;

        @BeforeEach
        void dropBoth() throws IOException {
            source = drop("CUST.csv", "hello");
            manifest = drop("CUST.ctl", "RECORDS=1");
            beside = new Companions(Optional.empty(), Optional.of(manifest));
        }

        @Test
        void takes_the_manifest_along() throws IOException {
            Export export =
                    claims.claim("customers", candidate(source, beside), TERMS).orElseThrow();

            assertThat(manifest).doesNotExist();
            assertThat(export.workFolder().resolve("CUST.ctl")).hasContent("RECORDS=1");
        }

        @Test
        void leaves_the_manifest_there_if_the_export_has_gone() throws IOException {
            DropFolder.Candidate candidate = candidate(source, beside);
            Files.delete(source);

            assertThat(claims.claim("customers", candidate, TERMS)).isEmpty();

            assertThat(manifest).hasContent("RECORDS=1");
            assertThat(folders.work()).isEmptyDirectory();
        }

        @Test
        void leaves_the_export_there_if_the_manifest_has_gone() throws IOException {
            DropFolder.Candidate candidate = candidate(source, beside);
            Files.delete(manifest);

            assertThat(claims.claim("customers", candidate, TERMS)).isEmpty();

            assertThat(source).hasContent("hello");
            assertThat(ledger.exports().open()).isEmpty();
        }

        @Test
        void is_ended_after_a_crash_between_the_two_moves() throws IOException {
            Path work = folders.work().resolve("a").resolve("CUST.csv");
            ledger.exports().claiming("a", "customers", source, work, 5, TERMS);
            Files.createDirectories(work.getParent());
            Files.move(manifest, work.resolveSibling("CUST.ctl"));

            Optional<Export> export = claims.resume(ledger.exports().get("a"), beside);

            assertThat(export).isPresent();
            assertThat(work).hasContent("hello");
            assertThat(work.resolveSibling("CUST.ctl")).hasContent("RECORDS=1");
        }
    }

    @Nested
    @DisplayName("of a file that is still being written to")
    class BeingWritten {

        @Test
        void puts_it_back_when_it_has_grown_since_the_look() throws IOException {
            Path source = drop("CUST.csv", "hello");
            DropFolder.Candidate candidate = candidate(source, Companions.NONE);
            Files.writeString(source, "hello, world");

            assertThat(claims.claim("customers", candidate, TERMS)).isEmpty();

            assertThat(source).hasContent("hello, world");
            assertThat(ledger.exports().open()).isEmpty();
            assertThat(folders.work()).isEmptyDirectory();
        }

        @Test
        void puts_it_back_when_it_was_cut_short_since_the_look() throws IOException {
            Path source = drop("CUST.csv", "hello");
            DropFolder.Candidate candidate = candidate(source, Companions.NONE);
            Files.writeString(source, "");

            assertThat(claims.claim("customers", candidate, TERMS)).isEmpty();

            assertThat(source).isEmptyFile();
        }
    }

    @Nested
    @DisplayName("that a crash has interrupted")
    class Interrupted {

        private Path source;
        private Path work;

        @BeforeEach
        void interrupt() throws IOException {
            source = drop("CUST.csv", "hello");
            work = folders.work().resolve("a").resolve("CUST.csv");
            ledger.exports()
                    .claiming("a", "customers", source, work, 5, List.of(), Duplicates.SKIP);
        }

        @Test
        void before_the_move_is_ended() throws IOException {
            assertResumed();
        }

        @Test
        void after_the_folder_was_made_is_ended() throws IOException {
            Files.createDirectories(work.getParent());

            assertResumed();
        }

        @Test
        void after_the_move_is_ended() throws IOException {
            Files.createDirectories(work.getParent());
            Files.move(source, work);

            assertResumed();
        }

        @Test
        void after_the_move_spares_a_new_export_of_the_same_name() throws IOException {
            Files.createDirectories(work.getParent());
            Files.move(source, work);
            Files.setLastModifiedTime(work, FileTime.from(Instant.parse("2026-03-01T11:00:00Z")));
            drop("CUST.csv", "newer");

            Export export = resume().orElseThrow();

            assertThat(export.workPath()).hasContent("hello");
            assertThat(source).hasContent("newer");
        }

        @Test
        void in_the_middle_of_a_copy_is_begun_again() throws IOException {
            Files.createDirectories(work.getParent());
            Files.writeString(work.resolveSibling(".CUST.csv.part"), "hel");

            assertResumed();
        }

        @Test
        void after_a_copy_deletes_the_source_which_would_be_delivered_twice() throws IOException {
            Files.createDirectories(work.getParent());
            Files.copy(source, work, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);

            assertResumed();
        }

        @Test
        void is_forgotten_if_the_file_is_nowhere() throws IOException {
            Files.delete(source);

            assertThat(resume()).isEmpty();

            assertThat(ledger.exports().open()).isEmpty();
            assertThat(work.getParent()).doesNotExist();
        }

        @Test
        void takes_the_done_file_that_was_left_behind() throws IOException {
            Path done = drop("CUST.csv.done", "");

            claims.resume(ledger.exports().get("a"), beside(Optional.of(done)));

            assertThat(done).doesNotExist();
        }

        @Test
        void after_everything_but_the_done_file_takes_that_too() throws IOException {
            Path done = drop("CUST.csv.done", "");
            resume();

            Optional<Export> export =
                    claims.resume(ledger.exports().get("a"), beside(Optional.of(done)));

            assertThat(export).isPresent();
            assertThat(done).doesNotExist();
        }

        @Test
        void leaves_the_done_file_of_a_new_export_of_the_same_name() throws IOException {
            resume();
            drop("CUST.csv", "newer");
            Path done = drop("CUST.csv.done", "");

            claims.resume(ledger.exports().get("a"), beside(Optional.of(done)));

            assertThat(done).exists();
            assertThat(source).hasContent("newer");
        }

        @Test
        void is_not_touched_any_more_once_it_is_ended() throws IOException {
            Export claimed = resume().orElseThrow();
            clock.set("2026-03-01T13:00:00Z");

            assertThat(resume()).hasValue(claimed);
        }

        private void assertResumed() throws IOException {
            Export export = resume().orElseThrow();

            assertThat(export.state()).isEqualTo(ExportState.CLAIMED);
            assertThat(export.sha256()).hasValue(HELLO_SHA256);
            assertThat(source).doesNotExist();
            assertThat(work).hasContent("hello");
            assertThat(work.getParent())
                    .isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
        }

        private Optional<Export> resume() throws IOException {
            return claims.resume(ledger.exports().get("a"), Companions.NONE);
        }
    }

    @Nested
    @DisplayName("across file systems")
    class AcrossFileSystems {

        private static final Path OTHER = Path.of("/dev/shm");

        @Test
        void copies_verifies_and_then_deletes() throws IOException {
            Path source = drop("CUST.csv", "hello");
            FileTime time = FileTime.from(Instant.parse("2026-02-28T08:00:00Z"));
            Files.setLastModifiedTime(source, time);
            Path target = Files.createDirectories(folders.work().resolve("a")).resolve("CUST.csv");

            Claims.moveAcrossFileSystems(source, target);

            assertThat(target).hasContent("hello");
            assertThat(Files.getLastModifiedTime(target)).isEqualTo(time);
            assertThat(source).doesNotExist();
            assertThat(target.getParent())
                    .isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
        }

        @Test
        void ends_like_any_other() throws IOException {
            assumeTrue(
                    Files.isWritable(OTHER)
                            && !Files.getFileStore(OTHER).equals(Files.getFileStore(temporary)),
                    "there is no second file system here");
            Path elsewhere = Files.createTempDirectory(OTHER, "saltroad");
            try {
                Path source = Files.writeString(elsewhere.resolve("CUST.csv"), "hello");

                Export export = claim(source, Optional.empty()).orElseThrow();

                assertThat(export.workPath()).hasContent("hello");
                assertThat(source).doesNotExist();
            } finally {
                Files.deleteIfExists(elsewhere.resolve("CUST.csv"));
                Files.delete(elsewhere);
            }
        }
    }

    private Path drop(String name, String text) throws IOException {
        return Files.writeString(folders.dropFolder("customers").resolve(name), text);
    }

    private Optional<Export> claim(Path source, Optional<Path> done) throws IOException {
        return claims.claim("customers", candidate(source, done), TERMS);
    }

    private static DropFolder.Candidate candidate(Path source, Optional<Path> done)
            throws IOException {
        return candidate(source, beside(done));
    }

    private static DropFolder.Candidate candidate(Path source, Companions companions)
            throws IOException {
        return new DropFolder.Candidate(
                source, companions, Files.size(source), Files.getLastModifiedTime(source));
    }

    private static Companions beside(Optional<Path> done) {
        return new Companions(done, Optional.empty());
    }
}
