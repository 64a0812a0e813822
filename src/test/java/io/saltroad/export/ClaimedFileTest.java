package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that was claimed")
class ClaimedFileTest {

    private static final FileTime LATER = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));

    @TempDir Path folder;
    private Path file;
    private Export export;

    @BeforeEach
    void claim() throws IOException {
        file = Files.writeString(folder.resolve("CUST.csv"), "hello");
        try (Ledger ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")),
                        new SettableClock("2026-03-01T12:00:00Z"))) {
            ledger.exports().claiming("a", "customers", file, file, 5, List.of(), Duplicates.SKIP);
            ledger.exports().claimed("a", 5, Sha256.of(file));
            export = ledger.exports().get("a");
        }
    }

    @Test
    void is_right_while_nobody_touches_it() {
        assertThatCode(() -> ClaimedFile.fresh(export).check()).doesNotThrowAnyException();
        assertThatCode(() -> ClaimedFile.unsure(export).check()).doesNotThrowAnyException();
    }

    @Test
    void is_right_with_another_time_if_its_bytes_are_the_same() throws IOException {
        ClaimedFile claimed = ClaimedFile.fresh(export);
        Files.setLastModifiedTime(file, LATER);

        assertThatCode(claimed::check).doesNotThrowAnyException();
    }

    @Test
    void is_refused_with_another_size() throws IOException {
        ClaimedFile claimed = ClaimedFile.fresh(export);
        Files.writeString(file, "hell");

        ExportException refused = catchThrowableOfType(ExportException.class, claimed::check);

        assertThat(refused.code()).isEqualTo(ExportException.Code.EXPORT_CHANGED);
        assertThat(refused).hasMessageContaining("it has 4 bytes instead of 5");
    }

    @Test
    void is_refused_with_other_bytes() throws IOException {
        ClaimedFile claimed = ClaimedFile.fresh(export);
        Files.writeString(file, "HELLO");
        Files.setLastModifiedTime(file, LATER);

        assertThat(catchThrowableOfType(ExportException.class, claimed::check))
                .hasMessageContaining("it has sha256 3733cd977ff8eb18b987357e22ced99f46097f31ec");
    }

    @Test
    void is_refused_with_other_bytes_after_a_restart_whatever_its_time() throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, "HELLO");
        Files.setLastModifiedTime(file, before);

        assertThat(
                        catchThrowableOfType(
                                ExportException.class, () -> ClaimedFile.unsure(export).check()))
                .extracting(ExportException::code)
                .isEqualTo(ExportException.Code.EXPORT_CHANGED);
    }

    @Test
    void is_missed_when_it_is_gone_and_right_when_it_is_back() throws IOException {
        ClaimedFile claimed = ClaimedFile.fresh(export);
        Path away = Files.move(file, folder.resolve("away"));

        assertThat(catchThrowableOfType(ExportException.class, claimed::check).code())
                .isEqualTo(ExportException.Code.UNREADABLE_FILE);

        Files.move(away, file);
        assertThatCode(claimed::check).doesNotThrowAnyException();
    }
}
