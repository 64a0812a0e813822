package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds for any export and any chunk size. */
@Label("Chunks of any export")
class ChunkPropertiesTest {

    private static final int TRIES = 150;
    private static final int LARGEST_CHUNK = 300;

    private Path folder;

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("saltroad-chunks");
    }

    @AfterTry
    void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * An export, as the ERP means it.
     *
     * @param records of as many values as there are columns
     */
    record Export(
            String delimiter, LineEnding lineEnding, boolean quoted, List<List<String>> records) {

        List<String> columns() {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < records.get(0).size(); i++) {
                names.add("Column" + i);
            }
            return names;
        }

        CsvFormat format() {
            return CsvFormat.of(Map.of("delimiter", delimiter));
        }

        /** Writes it, and tells which record begins on which line. */
        Map<Long, List<String>> write(Path file) throws IOException {
            Map<Long, List<String>> byLine = new LinkedHashMap<>();
            StringBuilder text = new StringBuilder(line(columns()));
            for (List<String> record : records) {
                byLine.put(1 + text.chars().filter(c -> c == '\n').count(), record);
                text.append(line(record));
            }
            Files.writeString(file, text);
            return byLine;
        }

        private String line(List<String> values) {
            List<String> fields = new ArrayList<>();
            for (String value : values) {
                boolean quotes =
                        quoted
                                || value.isEmpty()
                                || value.contains(delimiter)
                                || value.contains("\"")
                                || value.contains("\n");
                fields.add(quotes ? '"' + value.replace("\"", "\"\"") + '"' : value);
            }
            return String.join(delimiter, fields) + lineEnding.text();
        }
    }

    @Provide
    Arbitrary<Export> exports() {
        return exports(values(LineEnding.LF), LineEnding.LF)
                .flatMap(
                        lf ->
                                Arbitraries.oneOf(
                                        Arbitraries.just(lf),
                                        exports(values(LineEnding.CRLF), LineEnding.CRLF)));
    }

    /** Exports whose first column has the same keys again and again, in several spellings. */
    @Provide
    Arbitrary<Export> exportsWithDuplicateKeys() {
        Arbitrary<String> keys =
                Arbitraries.of(
                        "a", "A", "a ", "b", "B", "Ä", "ä", "\"a\"", "", "7", "07", "7.0", "x,y",
                        "X,Y", "n\nl", "漢");
        return exports(values(LineEnding.LF), LineEnding.LF)
                .flatMap(
                        export ->
                                keys.list()
                                        .ofSize(export.records().size())
                                        .map(
                                                firsts ->
                                                        new Export(
                                                                export.delimiter(),
                                                                export.lineEnding(),
                                                                export.quoted(),
                                                                withFirsts(
                                                                        export.records(),
                                                                        firsts))));
    }

    private static List<List<String>> withFirsts(List<List<String>> records, List<String> firsts) {
        List<List<String>> changed = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            List<String> record = new ArrayList<>(records.get(i));
            record.set(0, firsts.get(i));
            changed.add(record);
        }
        return changed;
    }

    private static Arbitrary<Export> exports(Arbitrary<String> values, LineEnding lineEnding) {
        Arbitrary<List<List<String>>> records =
                Arbitraries.integers()
                        .between(2, 4)
                        .flatMap(
                                columns ->
                                        values.list()
                                                .ofSize(columns)
                                                .list()
                                                .ofMinSize(1)
                                                .ofMaxSize(25));
        return Combinators.combine(
                        Arbitraries.of(",", ";", "\t", "|"), Arbitraries.of(true, false), records)
                .as((delimiter, quoted, all) -> new Export(delimiter, lineEnding, quoted, all));
    }

    /** Weighted towards what breaks parsers; line ends inside are those of the job. */
    private static Arbitrary<String> values(LineEnding lineEnding) {
        Arbitrary<String> bits =
                Arbitraries.of(
                        "a",
                        "bc",
                        "0",
                        " ",
                        "\t",
                        ",",
                        ";",
                        "|",
                        "^",
                        "\"",
                        "\"\"",
                        lineEnding.text(),
                        "ü",
                        "€",
                        "漢",
                        "😀",
                        "#",
                        "Column0",
                        "\u0085",
                        "\u00A0");
        return bits.list().ofMaxSize(5).map(list -> String.join("", list));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @Label("hold all its records in their order, each chunk within its size, in both lanes")
    void hold_all_records(
            @ForAll("exports") Export export,
            @ForAll @IntRange(min = 60, max = LARGEST_CHUNK) int size)
            throws IOException {
        Path file = folder.resolve("export.csv");
        Map<Long, List<String>> expected = export.write(file);
        Records records = Records.of(file).read(export.format());

        Cut cut = cut(records, size, Optional.empty());
        Cut read = cut(records.filter(row -> true), size, Optional.empty());

        assertThat(cut).as("bytes cut, and fields read").isEqualTo(read);
        cut.rejected.forEach(expected::remove);
        assertThat(cut.records(export)).containsExactlyElementsOf(expected.values());
        assertThat(cut.read).isEqualTo(export.records().size());
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @Label("hold one record of each key, the right one, where it would be without the others")
    void hold_one_record_of_each_key(
            @ForAll("exportsWithDuplicateKeys") Export export,
            @ForAll @IntRange(min = 60, max = LARGEST_CHUNK) int size,
            @ForAll DuplicateKeys rule,
            @ForAll KeyForm form)
            throws IOException {
        Path file = folder.resolve("export.csv");
        Map<Long, List<String>> expected = export.write(file);
        Records records = Records.of(file).read(export.format());
        Path list = folder.resolve("left-out");

        KeyIndex index = new KeyIndex("column0", form, folder, 3);
        Cut all = cut(records, size, Optional.of(index));
        index.writeLeftOut(rule, list, "reading");
        index.close();
        all.rejected.forEach(expected::remove);
        Map<Long, Long> leftOut = leftOut(expected, rule, form);
        Cut some = all;
        if (!leftOut.isEmpty()) {
            some = leaveOut(records, size, list);
            assertThat(some)
                    .as("bytes cut, and fields read")
                    .isEqualTo(leaveOut(records.filter(row -> true), size, list));
        }
        assertThat(list.toFile().exists()).isEqualTo(!leftOut.isEmpty());
        assertThat(some.leftOut).isEqualTo(new ArrayList<>(leftOut.keySet()));
        leftOut.keySet().forEach(expected::remove);
        assertThat(some.records(export)).containsExactlyElementsOf(expected.values());
        // Chunks that lose no record are the same bytes under the same number.
        for (Map.Entry<Integer, Piece> chunk : all.chunks.entrySet()) {
            Piece later = some.chunks.get(chunk.getKey());
            if (later == null || later.records() < chunk.getValue().records()) {
                continue;
            }
            assertThat(later).isEqualTo(chunk.getValue());
        }
        assertThat(new TreeSet<>(all.chunks.keySet())).containsAll(some.chunks.keySet());
    }

    /** By the book: which lines are left out, and for which line. */
    private static Map<Long, Long> leftOut(
            Map<Long, List<String>> records, DuplicateKeys rule, KeyForm form) {
        Map<String, List<Long>> lines = new LinkedHashMap<>();
        records.forEach(
                (line, record) ->
                        lines.computeIfAbsent(
                                        form.canonical(record.get(0)), key -> new ArrayList<>())
                                .add(line));
        lines.remove("");
        Map<Long, Long> leftOut = new TreeMap<>();
        for (List<Long> same : lines.values()) {
            long kept = same.get(rule == DuplicateKeys.LAST ? same.size() - 1 : 0);
            if (same.size() > 1) {
                same.stream()
                        .filter(line -> rule == DuplicateKeys.REJECT || line != kept)
                        .forEach(line -> leftOut.put(line, kept));
            }
        }
        return leftOut;
    }

    /** A chunk: what the cutter says of it, and what is in it. */
    private record Piece(long records, String sha256, String text) {}

    private record Cut(
            Map<Integer, Piece> chunks, List<Long> rejected, List<Long> leftOut, long read) {

        /** All records of all chunks, as another parser reads them. */
        List<List<String>> records(Export export) {
            List<List<String>> records = new ArrayList<>();
            for (Piece chunk : chunks.values()) {
                boolean header = true;
                for (CsvRecord row :
                        CsvReader.builder()
                                .fieldSeparator(export.delimiter().charAt(0))
                                .skipEmptyLines(false)
                                .ofCsvRecord(chunk.text())) {
                    if (header) {
                        assertThat(row.getFields()).isEqualTo(export.columns());
                        header = false;
                    } else {
                        records.add(row.getFields());
                    }
                }
            }
            return records;
        }
    }

    private Cut cut(Records records, int size, Optional<KeyIndex> index) throws IOException {
        List<Long> rejected = new ArrayList<>();
        RejectedRecords told = (record, rejection) -> rejected.add(rejection.line());
        ChunkSize chunkSize = new ChunkSize(size);
        try (ChunkCutter cutter =
                index.isPresent()
                        ? ChunkCutter.indexing(
                                records, format(records), chunkSize, folder, told, index.get())
                        : ChunkCutter.open(records, format(records), chunkSize, folder, told)) {
            return new Cut(chunks(cutter, size), rejected, List.of(), cutter.recordsRead());
        }
    }

    private Cut leaveOut(Records records, int size, Path list) throws IOException {
        List<Long> rejected = new ArrayList<>();
        List<Long> leftOut = new ArrayList<>();
        try (LeftOutLines lines = LeftOutLines.open(list).orElseThrow();
                ChunkCutter cutter =
                        ChunkCutter.leavingOut(
                                records,
                                format(records),
                                new ChunkSize(size),
                                folder,
                                (record, rejection) -> rejected.add(rejection.line()),
                                new LeavingOut(
                                        "Column0",
                                        lines,
                                        (record, key, why) -> {
                                            assertThat(key).isEqualTo(record.source(0));
                                            leftOut.add(record.line());
                                        }))) {
            Map<Integer, Piece> chunks = chunks(cutter, size);
            assertThat(cutter.recordsLeftOut()).isEqualTo(leftOut.size());
            return new Cut(chunks, rejected, leftOut, cutter.recordsRead());
        }
    }

    /** Told, since only what is not mapped keeps the export's own. */
    private static ChunkFormat format(Records records) throws IOException {
        boolean crlf = Files.readString(records.file()).contains("\r\n");
        return new ChunkFormat(
                ColumnDelimiter.of(records.format().delimiter()),
                Optional.of(crlf ? LineEnding.CRLF : LineEnding.LF),
                EmbeddedLineEnd.KEEP);
    }

    private static Map<Integer, Piece> chunks(ChunkCutter cutter, int size) throws IOException {
        Map<Integer, Piece> chunks = new TreeMap<>();
        for (Optional<Chunk> next = cutter.next(); next.isPresent(); next = cutter.next()) {
            Chunk chunk = next.get();
            assertThat(chunk.bytes()).isEqualTo(Files.size(chunk.file())).isLessThanOrEqualTo(size);
            chunks.put(
                    chunk.number(),
                    new Piece(chunk.records(), chunk.sha256(), Files.readString(chunk.file())));
            Files.delete(chunk.file());
        }
        return chunks;
    }
}
