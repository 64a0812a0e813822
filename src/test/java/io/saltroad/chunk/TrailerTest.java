package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.export.ControlTotals;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.ExportException;
import io.saltroad.export.ExportException.Code;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A trailer")
class TrailerTest {

    /** The two ways through: the same is asked of both. */
    enum Lane {
        BYTES,
        FIELDS
    }

    @TempDir Path folder;

    private final Map<String, String> parameters = new TreeMap<>(Map.of("trailer", "T;{count}"));
    private final Map<String, String> format = new TreeMap<>(Map.of("delimiter", ";"));
    private Charset charset = StandardCharsets.UTF_8;

    @Nested
    @DisplayName("is no record")
    class NoRecord {

        @ParameterizedTest
        @EnumSource
        void but_the_lines_before_it_are(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\n1;x\n2;y\nT;2\n")).containsExactly("1;x", "2;y");
        }

        @ParameterizedTest
        @EnumSource
        void with_line_ends_of_windows(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\r\n1;x\r\nT;000001\r\n")).containsExactly("1;x");
        }

        @ParameterizedTest
        @EnumSource
        void without_a_line_end_at_the_end_of_the_file(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\n1;x\nT;1")).containsExactly("1;x");
        }

        @ParameterizedTest
        @EnumSource
        void before_blank_lines_and_with_blanks_behind(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\n1;x\nT;1   \r\n\r\n\n")).containsExactly("1;x");
        }

        @ParameterizedTest
        @EnumSource
        void behind_a_record_with_line_ends_in_quotes(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\n1;\"x\nT;9\"\nT;1\n")).containsExactly("1;\"x", "T;9\"");
        }

        @ParameterizedTest
        @EnumSource
        void of_an_export_without_records(Lane lane) throws IOException {
            assertThat(records(lane, "a;b\nT;0\n")).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void of_an_export_without_anything_else(Lane lane) throws IOException {
            assertThat(records(lane, "T;0")).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void of_an_export_without_a_header(Lane lane) throws IOException {
            format.putAll(Map.of("header", "false", "columns", "a,b"));

            assertThat(records(lane, "1;x\n2;y\nT;2\n")).containsExactly("1;x", "2;y");
            assertThat(records(lane, "T;0\n")).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void behind_a_header_record_that_is_passed_over(Lane lane) throws IOException {
            format.put("skipLines", "1");

            assertThat(records(lane, "H;ERP01;20240101\na;b\n1;x\nT;1\n")).containsExactly("1;x");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "windows-1252", "IBM273"})
        void in_other_charsets(String name) throws IOException {
            charset = Charset.forName(name);
            format.put("charset", name);

            assertThat(records(Lane.BYTES, "a;b\r\n1;ü\r\n2;ä\r\nT;2\r\n"))
                    .containsExactly("1;ü", "2;ä");
        }

        @ParameterizedTest
        @EnumSource
        void behind_a_byte_order_mark(Lane lane) throws IOException {
            assertThat(records(lane, "\uFEFFa;b\n1;x\nT;1\n")).containsExactly("1;x");
        }

        @ParameterizedTest
        @EnumSource
        void whatever_lies_across_the_ends_of_buffers(Lane lane) throws IOException {
            Random random = new Random(830);
            for (int i = 0; i < 20; i++) {
                StringBuilder text = new StringBuilder("a;b\n");
                int count = 20_000 + random.nextInt(8_000);
                for (int line = 0; line < count; line++) {
                    text.append(line).append(";\"").append("x".repeat(random.nextInt(9)));
                    text.append("\"\r\n");
                }
                text.append("T;").append(count).append(i % 2 == 0 ? "\r\n" : "");

                assertThat(records(lane, text.toString())).hasSize(count);
            }
        }
    }

    @Nested
    @DisplayName("is written as its template says")
    class Written {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "#EOF {count} | #EOF 1",
                    "T;{count}{any} | T;1;;;;",
                    "TRAILER;{any};{count} | TRAILER;20241007;0001",
                    "*** {count} records written to {file} *** | *** 1 records written to export.csv ***",
                    "\"T\";\"{count}\" | \"T\";\"000001\"",
                    "9{count+2} | 93",
                    "T;{count} | T;  1 "
                })
        void in_many_ways(String template, String line) throws IOException {
            parameters.put("trailer", template);

            assertThat(records(Lane.BYTES, "a;b\n1;x\n" + line + "\n")).containsExactly("1;x");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "END | has neither {count} nor {sum}",
                    "T;{records} | has {records}, which is none of {count}, {sum}, {file} and {any}",
                    "T;{count}{sum} | has two numbers with nothing between them",
                    "T;{count};{count} | has {count} twice",
                    "T;{count | has a brace that belongs to no placeholder"
                })
        void or_the_template_is_refused(String template, String problem) {
            assertThat(
                            catchThrowableOfType(
                                    IllegalArgumentException.class,
                                    () -> ControlTotals.of(Map.of("trailer", template))))
                    .hasMessageStartingWith("csv-reader-action: trailer '" + template + "'")
                    .hasMessageContaining(problem);
        }
    }

    @Nested
    @DisplayName("refuses the export")
    class Refuses {

        @ParameterizedTest
        @EnumSource
        void when_it_is_missing(Lane lane) {
            ExportException refused = refused(lane, "a;b\n1;x\n2;y\n");

            assertThat(refused.code()).isEqualTo(Code.TRAILER_MISSING);
            assertThat(refused)
                    .hasMessage(
                            "export.csv, line 3 (byte 8): the last line should be a trailer like"
                                    + " 'T;{count}', but is '2;y'. The export is not complete: let"
                                    + " the ERP write it again");
        }

        @ParameterizedTest
        @EnumSource
        void when_it_is_not_understood(Lane lane) {
            assertThat(refused(lane, "a;b\n1;x\nT;one\n").code()).isEqualTo(Code.TRAILER_MALFORMED);
        }

        @ParameterizedTest
        @EnumSource
        void when_there_is_nothing_at_all(Lane lane) {
            assertThat(refused(lane, "").code()).isEqualTo(Code.TRAILER_MISSING);
        }

        @ParameterizedTest
        @EnumSource
        void when_records_are_missing(Lane lane) {
            ExportException refused = refused(lane, "a;b\n1;x\n2;y\nT;000830\n");

            assertThat(refused.code()).isEqualTo(Code.COUNT_MISMATCH);
            assertThat(refused)
                    .hasMessage(
                            "export.csv, line 4 (byte 12): the trailer says 830 records, the"
                                    + " export has 2. Records are missing or were added on the way:"
                                    + " let the ERP write the file again");
        }

        @ParameterizedTest
        @EnumSource
        void when_it_seems_to_count_other_lines_too_and_says_what_to_write(Lane lane) {
            assertThat(refused(lane, "a;b\n1;x\nT;3\n"))
                    .hasMessageEndingWith("write {count+2} in csv-reader-action");
        }

        @ParameterizedTest
        @EnumSource
        void when_it_stands_inside_quotes(Lane lane) {
            assertThat(refused(lane, "a;b\n1;\"x\nT;1\n").code())
                    .isEqualTo(Code.UNTERMINATED_QUOTE);
        }

        @ParameterizedTest
        @EnumSource
        void although_the_number_is_that_of_the_records_that_may_be_sent(Lane lane) {
            assertThat(refused(lane, "a;b\n1;x\n2\nT;1\n").code()).isEqualTo(Code.COUNT_MISMATCH);
        }

        private ExportException refused(Lane lane, String text) {
            return catchThrowableOfType(ExportException.class, () -> records(lane, text));
        }
    }

    @ParameterizedTest
    @EnumSource
    void counts_records_that_are_rejected(Lane lane) {
        assertThatCode(() -> records(lane, "a;b\n1;x\n2\nT;2\n")).doesNotThrowAnyException();
    }

    @Test
    void counts_records_that_a_step_leaves_out() throws IOException {
        Records records = recipe("a;b\n1;x\n2;y\nT;2\n").filter(row -> row.value("a").equals("2"));

        assertThat(cut(records)).containsExactly("2;y");
    }

    @Nested
    @DisplayName("with a sum")
    class WithSum {

        private void sums(String sumFormat) {
            parameters.put("trailer", "T;{count};{sum}");
            parameters.put("sumColumn", "UMSAT");
            parameters.put("sumFormat", sumFormat);
        }

        @Test
        void holds_it_against_the_exact_sum_of_the_column() throws IOException {
            sums("1.234,56-");

            assertThat(
                            records(
                                    Lane.BYTES,
                                    "KUNNR;UMSAT\n1;1.234.567,89\n2;0,10-\n3;\n4;0,20\nT;000004;1234567,99\n"))
                    .hasSize(4);
        }

        @ParameterizedTest
        @CsvSource({"1234.56, -0.5, -1234.05", "'(1,234.56)', (0.50), '(1,234.05)'"})
        void may_be_negative(String example, String first, String stated) throws IOException {
            sums(example);
            String second = example.startsWith("(") ? "(1,233.55)" : "-1233.55";

            assertThat(
                            records(
                                    Lane.BYTES,
                                    "KUNNR;UMSAT\n1;%s\n2;%s\nT;2;%s\n"
                                            .formatted(first, second, stated)))
                    .hasSize(2);
        }

        @Test
        void refuses_the_export_when_the_sum_is_another() {
            sums("1.234,56-");

            assertThat(refused("KUNNR;UMSAT\n1;1.234,50\n2;0,10-\nT;2;1.234,60\n"))
                    .hasMessage(
                            "export.csv, line 4 (byte 31): the trailer says that UMSAT adds up to"
                                    + " 1234.60, the records add up to 1234.40. Values were changed"
                                    + " or are missing: let the ERP write the file again")
                    .extracting(ExportException::code)
                    .isEqualTo(Code.SUM_MISMATCH);
        }

        @Test
        void refuses_the_export_at_a_value_that_is_no_number() {
            sums("1.234,56-");

            assertThat(refused("KUNNR;UMSAT\n1;1.234,50\n2;12.5\nT;2;1.234,60\n"))
                    .hasMessageStartingWith(
                            "export.csv, line 3 (byte 23): '12.5' is no number written like"
                                    + " 1.234,56-, so UMSAT cannot be added up")
                    .extracting(ExportException::code)
                    .isEqualTo(Code.SUM_UNREADABLE);
        }

        @Test
        void refuses_the_export_at_a_record_that_is_not_complete() {
            sums("1.234,56-");

            assertThat(refused("KUNNR;UMSAT\n1\nT;1;0,00\n").code()).isEqualTo(Code.SUM_UNREADABLE);
        }

        @Test
        void refuses_the_export_without_that_column() {
            sums("1.234,56-");

            assertThat(refused("KUNNR;UMSATZ\n1;2\nT;1;2\n"))
                    .hasMessageContaining("sumColumn is UMSAT, the export has no such column")
                    .hasMessageContaining("UMSATZ")
                    .extracting(ExportException::code)
                    .isEqualTo(Code.UNKNOWN_COLUMN);
        }

        @Test
        void sends_the_same_chunks_as_without() throws IOException {
            String text = "KUNNR;UMSAT\r\n1;\"1.000,00\"\r\n2;5,00-\r\n";
            List<String> plain = cut(Records.of(write(text)).read(CsvFormat.of(format)));
            sums("1.234,56-");

            assertThat(records(Lane.BYTES, text + "T;2;995,00\r\n")).isEqualTo(plain);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "trailer | T;{sum} | no sumColumn says which column it is of",
                    "sumColumn | UMSAT | neither trailer nor manifestFormat has a {sum}",
                    "sumFormat | 1.234,56 | there is a sumFormat, but no sumColumn",
                    "sumFormat | 12x | sumFormat '12x' has a character that no number has"
                })
        void needs_all_that_belongs_to_it(String parameter, String value, String problem) {
            assertThat(
                            catchThrowableOfType(
                                    IllegalArgumentException.class,
                                    () -> ControlTotals.of(Map.of(parameter, value))))
                    .hasMessageContaining(problem);
        }

        private ExportException refused(String text) {
            return catchThrowableOfType(ExportException.class, () -> records(Lane.BYTES, text));
        }
    }

    private List<String> records(Lane lane, String text) throws IOException {
        Records records = recipe(text);
        return cut(lane == Lane.BYTES ? records : records.filter(row -> true));
    }

    private Records recipe(String text) throws IOException {
        return Records.of(write(text)).read(CsvFormat.of(format), ControlTotals.of(parameters));
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("export.csv"), text.getBytes(charset));
    }

    /** The lines of all chunks without their headers. */
    private List<String> cut(Records records) throws IOException {
        List<String> lines = new ArrayList<>();
        ChunkFormat chunks =
                new ChunkFormat(
                        Optional.of(ColumnDelimiter.SEMICOLON),
                        Optional.of(LineEnding.LF),
                        EmbeddedLineEnd.KEEP);
        try (ChunkCutter cutter =
                ChunkCutter.open(
                        records,
                        chunks,
                        new ChunkSize(1_000_000),
                        folder,
                        (record, rejection) -> {})) {
            for (Optional<Chunk> chunk = cutter.next(); chunk.isPresent(); chunk = cutter.next()) {
                List<String> all = Files.readAllLines(chunk.get().file());
                lines.addAll(all.subList(1, all.size()));
                Files.delete(chunk.get().file());
            }
        }
        return lines;
    }
}
