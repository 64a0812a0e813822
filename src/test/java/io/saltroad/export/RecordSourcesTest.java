package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@DisplayName("Scanning an export and reading it with FastCSV")
class RecordSourcesTest {

    /** Of the scanner. */
    private static final int BUFFER_SIZE = 1 << 18;

    /** Of the reader before FastCSV. */
    private static final int READER_BUFFER_SIZE = 1 << 15;

    private static final CsvFormat SKIPPING_TWO = CsvFormat.of(Map.of("skipLines", "2"));

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> give_the_same_for_an_odd_export() throws IOException {
        try (InputStream in = OddFilesTest.class.getResourceAsStream("odd-files.yaml")) {
            List<?> cases =
                    (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return cases.stream()
                    .map(odd -> new OddFilesTest.Case((Map<?, ?>) odd))
                    .map(odd -> DynamicTest.dynamicTest(odd.name(), () -> check(odd)))
                    .toList()
                    .stream();
        }
    }

    private void check(OddFilesTest.Case odd) throws IOException {
        Path file = Files.write(folder.resolve("odd.csv"), odd.content());
        CsvFormat format = CsvFormat.of(odd.format());
        if (NonAscii.knows(format.charset())
                && FieldScanner.reads(format, Encoding.of(file, format.charset()))) {
            assertThat(scanned(file, format)).isEqualTo(read(file, format));
        }
    }

    @Test
    void give_the_same_whatever_lies_across_the_ends_of_their_buffers() throws IOException {
        Random random = new Random(262_144);
        List<String> bits = List.of("a", "\"\"", "\r\n", "\n", "\r", ",", "ü", "漢", "😀", " ");
        StringBuilder text = new StringBuilder();
        while (text.length() < 3 * BUFFER_SIZE) {
            for (int field = 0; field < 4; field++) {
                text.append(field == 0 ? "\"" : ",\"");
                int length = random.nextInt(200) == 0 ? BUFFER_SIZE : random.nextInt(12);
                for (int i = 0; i < length; i++) {
                    text.append(bits.get(random.nextInt(bits.size())));
                }
                text.append('"');
            }
            text.append(random.nextBoolean() ? ",plain,ü\r\n" : ",,€\n");
        }
        Path file = Files.writeString(folder.resolve("export.csv"), text);
        assertThat(scanned(file, CsvFormat.DEFAULT)).isEqualTo(read(file, CsvFormat.DEFAULT));
    }

    @Test
    void give_the_same_when_a_line_end_or_a_character_is_cut_by_the_end_of_a_buffer()
            throws IOException {
        for (int shift = 0; shift < 16; shift++) {
            int size = shift % 2 == 0 ? BUFFER_SIZE : READER_BUFFER_SIZE;
            String padding = "x".repeat(size - 4 - shift / 2);
            Path file =
                    Files.writeString(
                            folder.resolve("export.csv"),
                            "a\n" + padding + "\r\n\"\r\"\r\n€\r\n😀\r\n\"q\"\"q\"\r\n");
            List<String> records = scanned(file, CsvFormat.DEFAULT);
            assertThat(records)
                    .containsExactly(
                            "1: [a]",
                            "2: [" + padding + "]",
                            "3: [\r]",
                            "4: [€]",
                            "5: [😀]",
                            "6: [q\"q]");
            assertThat(records).isEqualTo(read(file, CsvFormat.DEFAULT));
        }
    }

    @Test
    void give_the_same_behind_lines_that_are_left_out() throws IOException {
        for (int shift = 0; shift < 4; shift++) {
            String first = "x".repeat(shift) + "漢".repeat(BUFFER_SIZE);
            Path file = Files.writeString(folder.resolve("export.csv"), first + "\n\"\na,b\n1,2");
            List<String> records = scanned(file, SKIPPING_TWO);
            assertThat(records).containsExactly("3: [a, b]", "4: [1, 2]");
            assertThat(records).isEqualTo(read(file, SKIPPING_TWO));
        }
    }

    @Test
    void find_a_byte_that_is_no_text_in_a_line_that_is_left_out() throws IOException {
        Path file =
                Files.write(
                        folder.resolve("export.csv"),
                        "title \u00FC\n\na\n1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(scanned(file, SKIPPING_TWO))
                .containsExactly(
                        "export.csv, line 1 (byte 6): FC is no text in UTF-8. Declare the charset the"
                                + " ERP writes, for example windows-1252, in csv-reader-action")
                .isEqualTo(read(file, SKIPPING_TWO));
    }

    @Test
    void refuse_a_record_that_does_not_end_at_the_same_field() throws IOException {
        String lines = "1,2\n".repeat(CsvFormat.LONGEST_RECORD / 4 + 60_000);
        Path open = Files.writeString(folder.resolve("export.csv"), "a,b\n3,\"x\ny\",\"\n" + lines);
        assertThat(scanned(open, CsvFormat.DEFAULT))
                .singleElement()
                .asString()
                .startsWith("export.csv, line 3 ")
                .contains("field 3 does not end");
        assertThat(scanned(open, CsvFormat.DEFAULT)).isEqualTo(read(open, CsvFormat.DEFAULT));
    }

    @Test
    void refuse_a_line_that_does_not_end_whatever_its_number_of_fields() throws IOException {
        String endless = "x".repeat(CsvFormat.LONGEST_RECORD + (1 << 18));
        for (int fields : new int[] {1, 2, 64, 128}) {
            Path file =
                    Files.writeString(
                            folder.resolve("export.csv"), "a\n" + ",".repeat(fields - 1) + endless);
            assertThat(scanned(file, CsvFormat.DEFAULT))
                    .singleElement()
                    .asString()
                    .startsWith("export.csv, line 2 ")
                    .contains("field " + fields + " does not end");
            assertThat(scanned(file, CsvFormat.DEFAULT)).isEqualTo(read(file, CsvFormat.DEFAULT));
        }
    }

    /** The limit counts characters: 1,400,000 of three bytes each are no endless record. */
    @Test
    void take_a_record_with_many_characters_of_several_bytes() throws IOException {
        String wide = "漢".repeat(1_400_000);
        Path file =
                Files.writeString(folder.resolve("export.csv"), "a,b\n1,\"" + wide + "\"\n2,3\n");
        assertThat(scanned(file, CsvFormat.DEFAULT))
                .containsExactly("1: [a, b]", "2: [1, " + wide + "]", "3: [2, 3]");
    }

    private static List<String> scanned(Path file, CsvFormat format) throws IOException {
        return records(ScannedSource::new, file, format);
    }

    private static List<String> read(Path file, CsvFormat format) throws IOException {
        return records(FastCsvSource::new, file, format);
    }

    /** What a source gives; of one that fails only the error, since a reader decodes ahead. */
    private static List<String> records(SourceCursor.Opening opening, Path file, CsvFormat format)
            throws IOException {
        Encoding encoding = Encoding.of(file, format.charset());
        FileFaults faults = new FileFaults(file, encoding);
        List<String> records = new ArrayList<>();
        try (RecordSource source = opening.open(file, format, encoding, faults, Long.MAX_VALUE)) {
            source.skipLines();
            SourceFields fields = source.fields();
            while (source.next()) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < fields.count(); i++) {
                    texts.add(fields.text(i));
                }
                records.add(
                        fields.line()
                                + ": "
                                + texts
                                + (fields.blank() ? " blank" : "")
                                + (fields.bareCr() ? " CR" : "")
                                + (fields.beginsWithMark() ? " mark" : ""));
            }
            return records;
        } catch (ExportException e) {
            return List.of(e.getMessage());
        }
    }
}
