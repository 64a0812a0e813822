package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A cutter")
class ChunkCutterTest {

    private static final ChunkSize LARGE = new ChunkSize(1_000_000);

    @TempDir Path folder;

    private Path chunks;
    private final List<String> rejections = new ArrayList<>();

    /** The two ways a record can take; they must not differ. */
    private enum Lane {
        BYTES,
        FIELDS;

        Records take(Records records) {
            return this == BYTES ? records : records.filter(row -> true);
        }
    }

    @BeforeEach
    void make_folder() throws IOException {
        chunks = Files.createDirectory(folder.resolve("chunks"));
    }

    @ParameterizedTest
    @EnumSource
    void gives_each_chunk_the_header_and_whole_records_and_keeps_to_the_size(Lane lane)
            throws IOException {
        StringBuilder text = new StringBuilder("Id,Name\n");
        IntStream.range(0, 100).forEach(i -> text.append(i).append(",\"a\nb\"\n"));
        Records records = lane.take(Records.of(export(text.toString())));
        List<Chunk> cut = cut(records, ChunkFormat.DEFAULT, new ChunkSize(100));
        StringBuilder joined = new StringBuilder("Id,Name\n");
        long line = 2;
        for (Chunk chunk : cut) {
            String content = Files.readString(chunk.file());
            assertThat(content).startsWith("Id,Name\n").endsWith("\"\n");
            assertThat(chunk.bytes()).isEqualTo(content.length()).isBetween(80L, 100L);
            assertThat(chunk.firstLine()).isEqualTo(line);
            assertThat(chunk.records()).isEqualTo(content.split(",\"", -1).length - 1);
            assertThat(chunk.sha256()).isEqualTo(sha256(chunk.file()));
            joined.append(content.substring("Id,Name\n".length()));
            line += 2 * chunk.records();
        }
        assertThat(cut).extracting(Chunk::number).isEqualTo(numbers(cut.size()));
        assertThat(joined).hasToString(text.toString());
    }

    @ParameterizedTest
    @EnumSource
    void fills_a_chunk_to_the_last_byte(Lane lane) throws IOException {
        Records records = lane.take(Records.of(export("A\n12\n34\n5\n")));
        assertThat(cut(records, ChunkFormat.DEFAULT, new ChunkSize(8)))
                .extracting(Chunk::bytes)
                .containsExactly(8L, 4L);
    }

    @ParameterizedTest
    @EnumSource
    void cuts_a_large_export_into_chunks_that_are_about_equal(Lane lane) throws IOException {
        StringBuilder text = new StringBuilder("Id,Name\n");
        IntStream.range(0, 210_000)
                .forEach(i -> text.append("%06d,%s%n".formatted(i, "n".repeat(92))));
        Records records = lane.take(Records.of(export(text.toString())));
        assertThat(cut(records, ChunkFormat.DEFAULT, new ChunkSize(20_000_000)))
                .extracting(Chunk::records)
                .containsExactly(110_249L, 99_751L);
    }

    @ParameterizedTest
    @EnumSource
    void rejects_a_record_that_is_larger_than_a_chunk(Lane lane) throws IOException {
        Records records = lane.take(Records.of(export("A,B\n1,2\n123,45678\n3,4\n")));
        List<Chunk> cut = cut(records, ChunkFormat.DEFAULT, new ChunkSize(12));
        assertThat(cut).hasSize(1);
        assertThat(cut.get(0).file()).content().isEqualTo("A,B\n1,2\n3,4\n");
        assertThat(rejections)
                .containsExactly(
                        "3: takes 10 bytes, a chunk with its header takes 12 [123, 45678]");
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "'A,B\n', false",
        "'A,B', false",
        "'A,B\n\n\n', false",
        "'A,B\n1\n2,3,4\n', true"
    })
    void makes_no_chunk_of_nothing(String text, boolean rejected) throws IOException {
        assertThat(cut(Records.of(export(text)), ChunkFormat.DEFAULT, LARGE)).isEmpty();
        assertThat(rejections.isEmpty()).isNotEqualTo(rejected);
        assertThat(chunks).isEmptyDirectory();
    }

    @Test
    void keeps_the_delimiter_and_line_end_of_an_export_that_is_not_mapped() throws IOException {
        CsvFormat format = CsvFormat.of(Map.of("delimiter", "semicolon"));
        Records records = Records.of(export("A;B\r\n1;2,5\r\n3;4")).read(format);
        assertThat(content(records, ChunkFormat.DEFAULT)).isEqualTo("A;B\r\n1;2,5\r\n3;4\r\n");
    }

    @Test
    void uses_comma_for_a_delimiter_that_salesforce_does_not_take() throws IOException {
        CsvFormat format = CsvFormat.of(Map.of("delimiter", "~"));
        Records records = Records.of(export("A~B\n1,0~2\n")).read(format);
        assertThat(content(records, ChunkFormat.DEFAULT)).isEqualTo("A,B\n\"1,0\",2\n");
    }

    @ParameterizedTest
    @EnumSource(ColumnDelimiter.class)
    void writes_the_delimiter_and_line_end_it_is_asked_for(ColumnDelimiter delimiter)
            throws IOException {
        ChunkFormat asked =
                new ChunkFormat(
                        Optional.of(delimiter), Optional.of(LineEnding.CRLF), EmbeddedLineEnd.KEEP);
        char d = delimiter.character();
        Records records = Records.of(export("A,B\n\"x" + d + "y\",z\n"));
        assertThat(content(records, asked)).isEqualTo("A%cB\r\n\"x%cy\"%cz\r\n".formatted(d, d, d));
    }

    @ParameterizedTest
    @CsvSource({
        "BYTES, LF, '\"a\nb\nc\nd\"'",
        "BYTES, SPACE, a b c d",
        "FIELDS, LF, '\"a\nb\nc\nd\"'",
        "FIELDS, SPACE, a b c d"
    })
    void does_with_line_ends_in_values_what_it_is_asked_for(
            Lane lane, EmbeddedLineEnd embedded, String expected) throws IOException {
        ChunkFormat asked = new ChunkFormat(Optional.empty(), Optional.of(LineEnding.LF), embedded);
        Records records = lane.take(Records.of(export("A,B\n\"a\r\nb\rc\nd\",x\n")));
        assertThat(content(records, asked)).isEqualTo("A,B\n" + expected + ",x\n");
    }

    @ParameterizedTest
    @CsvSource({
        "LF, KEEP, \\n, \\n",
        "CRLF, KEEP, \\r\\n, \\r\\n",
        "CRLF, KEEP, \\r\\n\\r\\n, \\r\\n\\r\\n",
        "LF, LF, \\r\\n, \\n",
        "LF, LF, \\r, \\n",
        "CRLF, SPACE, \\n, ' '",
    })
    void sends_line_ends_in_values_that_the_job_takes(
            LineEnding lineEnding, EmbeddedLineEnd embedded, String inside, String sent)
            throws IOException {
        for (Lane lane : Lane.values()) {
            assertThat(cutOneWith(lane, lineEnding, embedded, unescape(inside)))
                    .as("%s", lane)
                    .contains("a" + unescape(sent) + "b");
            assertThat(rejections).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LF, KEEP, \\r\\n",
        "LF, KEEP, \\r",
        "LF, KEEP, \\n\\r",
        "CRLF, KEEP, \\n",
        "CRLF, KEEP, \\r",
        "CRLF, KEEP, \\n\\r\\n",
        "CRLF, KEEP, \\r\\r\\n",
        "CRLF, KEEP, \\r\\n\\n",
        "CRLF, LF, \\n",
        "CRLF, LF, \\r\\n",
        "CRLF, LF, \\r"
    })
    void rejects_a_record_whose_line_ends_would_fail_the_whole_job(
            LineEnding lineEnding, EmbeddedLineEnd embedded, String inside) throws IOException {
        String advice =
                lineEnding == LineEnding.LF ? "lf or space" : "space, or to lf with lineEnding LF";
        for (Lane lane : Lane.values()) {
            rejections.clear();
            String end = lineEnding.text();
            assertThat(cutOneWith(lane, lineEnding, embedded, unescape(inside)))
                    .isEqualTo("A,B" + end + "1,2" + end);
            assertThat(rejections)
                    .as("%s", lane)
                    .containsExactly(
                            "2: has line ends inside that are not %s, for which Salesforce fails the whole job: set embeddedLineEnd to %s [x, a%sb]"
                                    .formatted(lineEnding, advice, unescape(inside)));
        }
    }

    private String cutOneWith(
            Lane lane, LineEnding lineEnding, EmbeddedLineEnd embedded, String inside)
            throws IOException {
        Records records = lane.take(Records.of(export("A,B\nx,\"a" + inside + "b\"\n1,2\n")));
        return content(
                records, new ChunkFormat(Optional.empty(), Optional.of(lineEnding), embedded));
    }

    private static String unescape(String text) {
        return text.translateEscapes();
    }

    @Test
    void ends_lines_with_lf_if_values_shall_have_lf() throws IOException {
        ChunkFormat asked = new ChunkFormat(Optional.empty(), Optional.empty(), EmbeddedLineEnd.LF);
        Records records = Records.of(export("A,B\r\n1,\"a\r\nb\"\r\n"));
        assertThat(content(records, asked)).isEqualTo("A,B\n1,\"a\nb\"\n");
        assertThat(rejections).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void quotes_only_what_needs_it(Lane lane) throws IOException {
        Records records =
                lane.take(
                        Records.of(
                                export(
                                        "A,B,C\n\"a\",\"\",\"x,y\"\n\" b\",5\" pipe,c \n"
                                                + "\"\"\"q\"\"\",ü,\t\n")));
        assertThat(content(records, ChunkFormat.DEFAULT))
                .isEqualTo(
                        "A,B,C\na,,\"x,y\"\n\" b\",\"5\"\" pipe\",\"c \"\n"
                                + "\"\"\"q\"\"\",ü,\"\t\"\n");
    }

    @ParameterizedTest
    @EnumSource
    void shows_an_empty_record_of_one_column_with_quotes(Lane lane) throws IOException {
        Records records = lane.take(Records.of(export("A\n1\n\n2\n")));
        assertThat(content(records, ChunkFormat.DEFAULT)).isEqualTo("A\n1\n\"\"\n2\n");
    }

    @Test
    void writes_utf_8_without_a_mark_whatever_the_export_is_written_in() throws IOException {
        byte[] utf16 = "\uFEFFA,B\n1,Ромашка 😀\n".getBytes(StandardCharsets.UTF_16LE);
        Path file = Files.write(folder.resolve("export.csv"), utf16);
        assertThat(content(Records.of(file), ChunkFormat.DEFAULT)).isEqualTo("A,B\n1,Ромашка 😀\n");
        byte[] latin = "A,B\n1,\"Köln; \"\"Süd\"\"\"\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, latin);
        Records records = Records.of(file).read(CsvFormat.of(Map.of("charset", "ISO-8859-1")));
        assertThat(content(records, ChunkFormat.DEFAULT))
                .isEqualTo("A,B\n1,\"Köln; \"\"Süd\"\"\"\n");
    }

    @Test
    void counts_what_it_has_read_and_rejected() throws IOException {
        Path file = export("A,B\n1,2\n3\n4,#N/A\n5,6\n");
        try (ChunkCutter cutter = open(Records.of(file), ChunkFormat.DEFAULT, LARGE)) {
            assertThat(cutter.targetColumns()).containsExactly("A", "B");
            assertThat(cutter.columnDelimiter()).isEqualTo(ColumnDelimiter.COMMA);
            assertThat(cutter.lineEnding()).isEqualTo(LineEnding.LF);
            assertThat(cutter.next()).isPresent();
            assertThat(cutter.next()).isEmpty();
            assertThat(cutter.next()).isEmpty();
            assertThat(cutter.recordsRead()).isEqualTo(4);
            assertThat(cutter.recordsRejected()).isEqualTo(2);
            assertThat(cutter.bytesRead()).isEqualTo(Files.size(file));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaves_no_half_chunk_behind_when_the_export_breaks_off(Lane lane) throws IOException {
        Records records = lane.take(Records.of(export("A,B\n1,2\n3,\"4\n")));
        try (ChunkCutter cutter = open(records, ChunkFormat.DEFAULT, LARGE)) {
            assertThatThrownBy(cutter::next).isInstanceOf(ExportException.class);
        }
        assertThat(chunks).isEmptyDirectory();
    }

    @Test
    void cuts_the_same_chunks_each_time() throws IOException {
        Records records = Records.of(export("A,B\n1,2\n3,4\n5,6\n"));
        List<Chunk> first = cut(records, ChunkFormat.DEFAULT, new ChunkSize(12));
        assertThat(cut(records, ChunkFormat.DEFAULT, new ChunkSize(12)))
                .isEqualTo(first)
                .hasSize(2);
    }

    @Test
    void refuses_more_columns_than_salesforce_takes() throws IOException {
        String header = String.join(",", IntStream.range(0, 5_001).mapToObj(i -> "F" + i).toList());
        Records records = Records.of(export(header + "\n"));
        ExportException thrown =
                catchThrowableOfType(
                        ExportException.class, () -> open(records, ChunkFormat.DEFAULT, LARGE));
        assertThat(thrown.code()).isEqualTo(ExportException.Code.HEADER_TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void has_no_header_where_none_is_wanted(Lane lane) throws IOException {
        Records records = lane.take(Records.of(export("A,B\n1,2\n3,4\n")));
        List<Chunk> cut = cut(records, ChunkFormat.rfc4180(false), new ChunkSize(4));
        assertThat(cut).extracting(Chunk::bytes).containsExactly(4L, 4L);
        assertThat(Files.readString(cut.get(0).file())).isEqualTo("1,2\n");
        assertThat(Files.readString(cut.get(1).file())).isEqualTo("3,4\n");
    }

    @ParameterizedTest
    @EnumSource
    void has_commas_and_any_line_ends_inside_in_rfc_4180(Lane lane) throws IOException {
        CsvFormat format = CsvFormat.of(Map.of("delimiter", "semicolon"));
        Records records =
                lane.take(Records.of(export("A;B\r\n\"a\r\nb\rc\nd\";x,y\r\n")).read(format));
        assertThat(content(records, ChunkFormat.rfc4180(true)))
                .isEqualTo("A,B\n\"a\r\nb\rc\nd\",\"x,y\"\n");
    }

    @Test
    void may_have_a_header_longer_than_a_job_takes_in_rfc_4180() throws IOException {
        String header = "x".repeat(40_000);
        Records records = Records.of(export(header + "\n1\n"));
        assertThat(content(records, ChunkFormat.rfc4180(true))).isEqualTo(header + "\n1\n");
        assertThat(
                        catchThrowableOfType(
                                ExportException.class,
                                () ->
                                        open(
                                                records,
                                                ChunkFormat.rfc4180(true),
                                                new ChunkSize(1_000))))
                .hasMessageContaining("A chunk takes 1000 bytes");
    }

    private List<Chunk> cut(Records records, ChunkFormat format, ChunkSize size)
            throws IOException {
        try (ChunkCutter cutter = open(records, format, size)) {
            List<Chunk> cut = new ArrayList<>();
            for (Optional<Chunk> chunk = cutter.next(); chunk.isPresent(); chunk = cutter.next()) {
                cut.add(chunk.get());
            }
            return cut;
        }
    }

    private String content(Records records, ChunkFormat format) throws IOException {
        List<Chunk> cut = cut(records, format, LARGE);
        assertThat(cut).hasSize(1);
        return Files.readString(cut.get(0).file());
    }

    /** Who follows the chunk would wait for the rest of it for ever. */
    @Test
    void gives_a_chunk_up_whatever_stops_it() throws IOException {
        Records records = Records.of(export("Id,Name\n" + "4711,Schmidt\n".repeat(20_000)));
        AtomicReference<ChunkFile> begun = new AtomicReference<>();
        try (ChunkCutter cutter = open(records, ChunkFormat.DEFAULT, LARGE)) {
            assertThatThrownBy(
                            () ->
                                    cutter.next(
                                            file -> {
                                                begun.set(file);
                                                throw new OutOfMemoryError("of the test");
                                            }))
                    .isInstanceOf(OutOfMemoryError.class);

            assertThat(begun.get().isGivenUp()).isTrue();
            assertThat(chunks).isEmptyDirectory();
        }
    }

    private ChunkCutter open(Records records, ChunkFormat format, ChunkSize size)
            throws IOException {
        return ChunkCutter.open(
                records,
                format,
                size,
                chunks,
                (record, rejection) ->
                        rejections.add(
                                "%d: %s %s"
                                        .formatted(
                                                rejection.line(),
                                                rejection.rule(),
                                                Stream.iterate(0, i -> i + 1)
                                                        .limit(record.sourceCount())
                                                        .map(record::source)
                                                        .toList())));
    }

    private Path export(String text) throws IOException {
        return Files.writeString(folder.resolve("export.csv"), text);
    }

    private static List<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
