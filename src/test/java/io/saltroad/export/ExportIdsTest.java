package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ids and folders of exports")
class ExportIdsTest {

    @Test
    void are_the_time_and_four_characters_that_cannot_be_misheard() {
        ExportIds ids = new ExportIds(new SettableClock("2026-03-01T12:34:56Z"));

        assertThat(ids.next()).matches("20260301-123456-[2-9bcdfghjkmnpqrstvwxz]{4}");
    }

    @Test
    void differ_within_a_second() {
        ExportIds ids = new ExportIds(new SettableClock("2026-03-01T12:34:56Z"));

        Set<String> made = Stream.generate(ids::next).limit(20).collect(Collectors.toSet());

        assertThat(made).hasSizeGreaterThan(18);
    }

    @Test
    void are_absolute_paths_below_the_folders_that_are_set() {
        Folders folders =
                Folders.from(
                        Settings.of(
                                Map.of(
                                        "saltroad.folders.export", "erp/../erp/export",
                                        "saltroad.folders.work", "erp/work",
                                        "saltroad.folders.archive", "/archive",
                                        "saltroad.folders.dead-letter", "erp/dead-letter")));

        Path here = Path.of("").toAbsolutePath();
        assertThat(folders.export()).isEqualTo(here.resolve("erp/export"));
        assertThat(folders.work()).isEqualTo(here.resolve("erp/work"));
        assertThat(folders.archive()).isEqualTo(Path.of("/archive"));
        assertThat(folders.deadLetter()).isEqualTo(here.resolve("erp/dead-letter"));
        assertThat(folders.dropFolder("customers")).isEqualTo(here.resolve("erp/export/customers"));
    }
}
