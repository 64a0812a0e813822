package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.Encoding;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.mapping.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Cutting bytes and reading fields")
class LanesTest {

    private static final int FILES = 2_500;
    private static final int LARGE = 1_000_000;

    private static final String MAPPING =
            """
            fields:
              Key__c:   { from: h1, trim: true, required: true, maxLength: 6 }
              Name:     { from: h2, empty: clear }
              City:     { from: h3, trim: true, none: ["12"] }
              Again__c: { from: h3 }
              Source:   { value: "a, b" }
            """;

    /** Weighted towards what breaks parsers. */
    private static final List<String> BITS =
            List.of(
                    "a",
                    "bc",
                    "12",
                    " ",
                    "\t",
                    ",",
                    ",",
                    ";",
                    "|",
                    "\"",
                    "\"\"",
                    "\"x\"",
                    "\"a,b\"",
                    "\"a\nb\"",
                    "\"a\r\nb\"",
                    "\"a\rb\"",
                    "\"q\"\"q\"",
                    "\"\"\"\"",
                    "\n",
                    "\n",
                    "\r\n",
                    "\r\n",
                    "\r",
                    "#N/A",
                    "\"#N/A\"",
                    "ü",
                    "\"ü\"",
                    "€",
                    "漢",
                    "😀",
                    "\uDBFF\uDC00",
                    "\uFFFD",
                    "\uFEFF",
                    "h1",
                    "h1,h2,h3\n",
                    "#",
                    "\u0085",
                    "\u00A0",
                    "\u2003",
                    "\u3000",
                    "  ");

    @TempDir Path folder;

    @Test
    void give_the_same_chunks_rejections_and_errors_for_whatever_file() throws IOException {
        Random random = new Random(4180);
        int complete = 0;
        int lineEndRejections = 0;
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(folder.resolve("export.csv"), nasty(random));
            CsvFormat format = format(random);
            ChunkFormat chunkFormat = chunkFormat(random);
            int size = 20 + random.nextInt(200);
            Outcome cut = cut(Records.of(file).read(format), chunkFormat, size);
            Outcome read =
                    cut(Records.of(file).read(format).filter(row -> true), chunkFormat, size);
            assertThat(cut)
                    .as("file %d: '%s' in %s", i, visible(Files.readString(file)), format)
                    .isEqualTo(read);
            complete += cut.error.isEmpty() ? 1 : 0;
            lineEndRejections +=
                    cut.rejections.stream().anyMatch(told -> told.contains("line ends inside"))
                            ? 1
                            : 0;
        }
        assertThat(lineEndRejections).isGreaterThan(FILES / 20);
        // Or the files would be too nasty to say much.
        assertThat(complete).isBetween(FILES / 3, FILES - FILES / 10);
    }

    /** UTF-16 is not scanned but read with FastCSV, and its values are texts all the way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void give_the_same_records_as_a_library_for_whatever_file(boolean mapped) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("utf-16"));
        Mapping mapping =
                Mapping.load(Files.writeString(folder.resolve("a.mapping.yaml"), MAPPING));
        Random random = new Random(1604);
        int complete = 0;
        int duplicates = 0;
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(folder.resolve("export.csv"), nasty(random));
            CsvFormat format = named(format(random));
            ChunkFormat chunkFormat = chunkFormat(random);
            Optional<String> text = text(file, format);
            if (text.isEmpty()) {
                continue;
            }
            Path other =
                    Files.writeString(
                            elsewhere.resolve("export.csv"), text.get(), StandardCharsets.UTF_16LE);
            Records records = Records.of(file).read(format);
            Records others = Records.of(other).read(in(StandardCharsets.UTF_16LE, format));
            String key = mapped ? "Key__c" : "h1";
            Outcome scanned = index(mapped ? records.mapped(mapping) : records, chunkFormat, key);
            assertThat(scanned)
                    .as("file %d: '%s' in %s", i, visible(text.get()), format)
                    .isEqualTo(index(mapped ? others.mapped(mapping) : others, chunkFormat, key));
            if (mapped) {
                // A step behind the mapping sees texts.
                Records rows = records.mapped(mapping).map(row -> row);
                assertThat(scanned).isEqualTo(index(rows, chunkFormat, key));
            }
            duplicates += scanned.leftOut.isEmpty() ? 0 : 1;
            complete += scanned.chunks.isEmpty() ? 0 : 1;
        }
        assertThat(complete).isGreaterThan(FILES / 6);
        assertThat(duplicates).isGreaterThan(10);
    }

    /** What a file says; empty if some of its bytes are no text. */
    private static Optional<String> text(Path file, CsvFormat format) throws IOException {
        Encoding encoding = Encoding.of(file, format.charset());
        byte[] bytes = Files.readAllBytes(file);
        try {
            return Optional.of(
                    encoding.charset()
                            .newDecoder()
                            .decode(
                                    ByteBuffer.wrap(
                                            bytes,
                                            encoding.markLength(),
                                            bytes.length - encoding.markLength()))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The format with the columns that the mapping knows. */
    private static CsvFormat named(CsvFormat format) {
        return new CsvFormat(
                format.delimiter(),
                format.quote(),
                format.charset(),
                format.header(),
                format.header() ? List.of() : List.of("h1", "h2", "h3"),
                format.skipLines());
    }

    private static CsvFormat in(Charset charset, CsvFormat format) {
        return new CsvFormat(
                format.delimiter(),
                format.quote(),
                charset,
                format.header(),
                format.columns(),
                format.skipLines());
    }

    @ParameterizedTest
    @EnumSource
    void give_the_same_chunks_whatever_lies_across_the_ends_of_their_buffers(LineEnding lineEnding)
            throws IOException {
        Random random = new Random(817);
        StringBuilder text = new StringBuilder("h1,h2,h3\n");
        for (int i = 0; text.length() < 3_000_000; i++) {
            String field =
                    i % 500 == 0
                            ? ("漢字\"" + lineEnding.text()).repeat(random.nextInt(40_000))
                            : "x" + bit(random);
            text.append('"').append(field.replace("\"", "\"\"")).append("\",ü,\"\"\r\n");
        }
        Path file = Files.writeString(folder.resolve("export.csv"), text);
        Records records = Records.of(file);
        ChunkFormat format =
                new ChunkFormat(
                        Optional.of(ColumnDelimiter.COMMA),
                        Optional.of(lineEnding),
                        EmbeddedLineEnd.KEEP);
        Outcome cut = cut(records, format, 1_000_000);
        assertThat(cut).isEqualTo(cut(records.filter(row -> true), format, 1_000_000));
        assertThat(cut.error).isEmpty();
        assertThat(cut.chunks).hasSizeGreaterThan(1);
        assertThat(cut.rejections).anyMatch(told -> told.contains("has line ends inside"));
    }

    private static String nasty(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(8) == 0) {
            text.append('\uFEFF');
        }
        boolean crlf = random.nextBoolean();
        String lineEnd = crlf ? "\r\n" : "\n";
        text.append(random.nextInt(4) == 0 ? "h1" : "h1,h2,h3").append(lineEnd);
        int records = random.nextInt(8);
        for (int i = 0; i < records; i++) {
            if (random.nextInt(3) == 0) {
                int bits = random.nextInt(12);
                for (int j = 0; j < bits; j++) {
                    text.append(bit(random));
                }
            } else {
                for (int j = 0; j < 3; j++) {
                    text.append(j == 0 ? "" : ",").append(field(random));
                }
            }
            text.append(lineEnd);
        }
        if (random.nextBoolean() && text.length() > 3) {
            text.setLength(text.length() - lineEnd.length());
        }
        return text.toString();
    }

    /** Mostly in order, so that files are read to their end. */
    private static String field(Random random) {
        StringBuilder value = new StringBuilder();
        int bits = random.nextInt(4);
        for (int i = 0; i < bits; i++) {
            value.append(bit(random));
        }
        String text = value.toString();
        return random.nextInt(20) == 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String bit(Random random) {
        return BITS.get(random.nextInt(BITS.size()));
    }

    private static CsvFormat format(Random random) {
        boolean header = random.nextInt(5) != 0;
        return new CsvFormat(
                random.nextInt(6) == 0 ? ";" : ",",
                random.nextInt(8) == 0 ? Optional.empty() : Optional.of('"'),
                charset(random),
                header,
                header ? List.of() : List.of("one", "two", "three"),
                random.nextInt(10) == 0 ? 1 : 0);
    }

    private static Charset charset(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> StandardCharsets.ISO_8859_1;
            case 1 -> Charset.forName("windows-1252");
            case 2 -> StandardCharsets.US_ASCII;
            default -> StandardCharsets.UTF_8;
        };
    }

    private static ChunkFormat chunkFormat(Random random) {
        // Always told, since only what is not mapped keeps the export's own.
        return new ChunkFormat(
                Optional.of(pick(random, ColumnDelimiter.values())),
                Optional.of(pick(random, LineEnding.values())),
                pick(random, EmbeddedLineEnd.values()),
                random.nextInt(4) != 0,
                random.nextInt(4) == 0 ? Dialect.RFC_4180 : Dialect.BULK_API_2);
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /**
     * What comes of an export.
     *
     * @param leftOut the list of what is left out for its key; empty if there is none
     */
    private record Outcome(
            List<String> chunks, List<String> rejections, String leftOut, String error) {}

    /** One large chunk, with an index of the keys. */
    private Outcome index(Records records, ChunkFormat format, String key) throws IOException {
        Path list = folder.resolve("left-out");
        try (KeyIndex index = new KeyIndex(key, KeyForm.TEXT, folder)) {
            Outcome cut = cut(records, format, LARGE, Optional.of(index));
            if (!cut.error.isEmpty() || !index.writeLeftOut(DuplicateKeys.LAST, list, "reading")) {
                return cut;
            }
            String leftOut = HexFormat.of().formatHex(Files.readAllBytes(list));
            Files.delete(list);
            return new Outcome(cut.chunks, cut.rejections, leftOut, "");
        }
    }

    private Outcome cut(Records records, ChunkFormat format, long size) throws IOException {
        return cut(records, format, size, Optional.empty());
    }

    private Outcome cut(Records records, ChunkFormat format, long size, Optional<KeyIndex> index)
            throws IOException {
        List<String> chunks = new ArrayList<>();
        List<String> rejections = new ArrayList<>();
        RejectedRecords rejected =
                (record, rejection) -> {
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < record.sourceCount(); i++) {
                        texts.add(record.source(i));
                    }
                    rejections.add(rejection + " " + texts);
                };
        ChunkSize chunkSize = new ChunkSize(size);
        try (ChunkCutter cutter =
                index.isPresent()
                        ? ChunkCutter.indexing(
                                records, format, chunkSize, folder, rejected, index.get())
                        : ChunkCutter.open(records, format, chunkSize, folder, rejected)) {
            for (Optional<Chunk> chunk = cutter.next(); chunk.isPresent(); chunk = cutter.next()) {
                chunks.add(chunk.get() + visible(Files.readString(chunk.get().file())));
                assertThat(chunk.get().bytes())
                        .isEqualTo(Files.size(chunk.get().file()))
                        .isLessThanOrEqualTo(size);
            }
            rejections.add(cutter.recordsRead() + " read, " + cutter.recordsRejected());
            return new Outcome(chunks, rejections, "", "");
        } catch (ExportException e) {
            // A reader decodes ahead, so it can find a bad byte before records that are bad too.
            return new Outcome(List.of(), List.of(), "", e.code().toString());
        }
    }

    private static String visible(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    }
}
