package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A recipe")
class RecordsTest {

    @TempDir Path folder;

    @Test
    void can_be_opened_again_and_again() throws IOException {
        Records records = Records.of(export("a,b\n1,2\n3,4\n"));
        assertThat(targets(records)).isEqualTo(targets(records)).containsExactly("1|2", "3|4");
    }

    @Test
    void is_not_changed_by_the_steps_that_follow() throws IOException {
        Records records = Records.of(export("a;b\n1;2\n"));
        Records read = records.read(CsvFormat.of(Map.of("delimiter", "semicolon")));
        Records none = read.filter(row -> false);
        assertThat(records.format()).isEqualTo(CsvFormat.DEFAULT);
        assertThat(targets(read)).containsExactly("1|2");
        assertThat(targets(none)).isEmpty();
        assertThat(read.passThrough()).isTrue();
        assertThat(none.passThrough()).isFalse();
    }

    @Test
    void goes_through_steps_of_the_feeds_own() throws IOException {
        Records records =
                Records.of(export("name,city\nmeier,Bonn\n,Köln\nschmidt,Ulm\n"))
                        .filter(row -> !row.value("name").isEmpty())
                        .map(row -> row.with("name", row.value("name").toUpperCase(Locale.ROOT)));
        assertThat(targets(records)).containsExactly("MEIER|Bonn", "SCHMIDT|Ulm");
    }

    @Test
    void does_not_count_what_a_step_leaves_out() throws IOException {
        Records records =
                Records.of(export("a\n1\n2\n3\n")).filter(row -> row.value("a").equals("2"));
        try (RecordCursor cursor = records.open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.line()).isEqualTo(3);
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.recordsRead()).isEqualTo(1);
        }
    }

    @Test
    void keeps_rejected_records_away_from_the_steps() throws IOException {
        Records records =
                Records.of(export("a,b\n1\n2,3\n")).filter(row -> row.value("b").equals("3"));
        try (RecordCursor cursor = records.open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection()).isPresent();
            assertThat(cursor.sourceCount()).isEqualTo(1);
            assertThat(cursor.source(0)).isEqualTo("1");
            assertThatThrownBy(() -> cursor.target(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void fails_with_the_record_at_which_a_step_fails() throws IOException {
        Records records =
                Records.of(export("a\n1\nx\n"))
                        .map(row -> row.with("a", "" + Integer.parseInt(row.value("a"))));
        assertThat(catchThrowableOfType(ExportException.class, () -> targets(records)))
                .hasMessageContaining("export.csv, line 3 (byte 4): step 1 of the feed failed")
                .hasCauseInstanceOf(NumberFormatException.class)
                .extracting(ExportException::code)
                .isEqualTo(ExportException.Code.STEP_FAILED);
    }

    @Test
    void names_the_nearest_column_when_a_step_asks_for_one_that_is_not_there() throws IOException {
        Records records =
                Records.of(export("NAME1\nx\n")).filter(row -> row.value("NAME").isEmpty());
        assertThatThrownBy(() -> targets(records)).hasMessageContaining("did you mean NAME1?");
    }

    @Test
    void fails_when_the_file_is_gone() {
        Records records = Records.of(folder.resolve("gone.csv"));
        assertThat(catchThrowableOfType(ExportException.class, records::open).code())
                .isEqualTo(ExportException.Code.UNREADABLE_FILE);
    }

    @Test
    void has_a_fingerprint_of_its_format_and_steps() throws IOException {
        Records records = Records.of(export("a\n"));
        assertThat(records.fingerprint())
                .isEqualTo(Records.of(folder.resolve("other.csv")).fingerprint())
                .isNotEqualTo(records.filter(row -> true).fingerprint())
                .isNotEqualTo(records.read(CsvFormat.of(Map.of("quote", "none"))).fingerprint());
    }

    @Test
    void rejects_a_field_or_a_record_that_is_longer_than_salesforce_takes() throws IOException {
        String longest = "x".repeat(RecordRules.LONGEST_FIELD);
        String wide = String.join(",", List.of(longest, longest, longest, "x"));
        Path file =
                export(
                        "a,b,c,d\n"
                                + wide
                                + "\n"
                                + longest
                                + "x,,,\n"
                                + wide
                                + "x".repeat(10_000)
                                + "\n");
        try (RecordCursor cursor = Records.of(file).open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection()).isEmpty();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection().orElseThrow().rule())
                    .isEqualTo("has 131073 characters, Salesforce takes 131072 in a field");
            assertThat(cursor.rejection().orElseThrow().value()).hasSize(60).endsWith("…");
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection().orElseThrow().rule())
                    .isEqualTo("has 403217 characters, Salesforce takes 400000 in a record");
        }
    }

    @Test
    void refuses_a_file_with_a_record_that_does_not_end() throws IOException {
        String lines = "1,2\n".repeat(CsvFormat.LONGEST_RECORD / 4 + 20_000);
        Records records = Records.of(export("a,b\n3,\"\n" + lines));
        ExportException thrown =
                catchThrowableOfType(ExportException.class, () -> targets(records));
        assertThat(thrown.code()).isEqualTo(ExportException.Code.ENDLESS_RECORD);
        assertThat(thrown.line()).isEqualTo(2);
        assertThat(thrown).hasMessageContaining("field 2 does not end");
    }

    private Path export(String text) throws IOException {
        return Files.writeString(folder.resolve("export.csv"), text);
    }

    private static List<String> targets(Records records) throws IOException {
        List<String> targets = new ArrayList<>();
        try (RecordCursor cursor = records.open()) {
            while (cursor.next()) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < cursor.targetColumns().size(); i++) {
                    texts.add(cursor.target(i));
                }
                targets.add(String.join("|", texts));
            }
        }
        return targets;
    }
}
