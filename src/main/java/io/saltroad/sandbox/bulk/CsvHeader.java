package io.saltroad.sandbox.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.sandbox.csv.RecordScanner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The names of an upload's columns, as they were written.
 *
 * @param names in their order
 */
record CsvHeader(List<String> names) {

    /** Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files". */
    private static final int MOST_CHARACTERS = 32_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** At most four bytes a character, and a line end. */
    private static final int MOST_BYTES = MOST_CHARACTERS * 4 + 2;

    /**
     * Reads the first line.
     *
     * @param end where it ends, in bytes
     * @throws JobFailure if it cannot be read
     */
    static CsvHeader read(Path csv, long end, ColumnDelimiter delimiter) throws IOException {
        byte[] begin = begin(csv);
        return read(begin, (int) Math.min(end, begin.length), delimiter);
    }

    /**
     * Reads the first line of an upload that nobody has looked at yet.
     *
     * @throws JobFailure if it cannot be read
     */
    static CsvHeader read(Path csv, JobSpec spec) throws IOException {
        byte[] begin = begin(csv);
        int end =
                new RecordScanner(spec.delimiter().character(), spec.lineEnding())
                        .next(begin, 0, begin.length);
        return read(begin, end < 0 ? begin.length : end, spec.delimiter());
    }

    private static byte[] begin(Path csv) throws IOException {
        try (InputStream in = Files.newInputStream(csv)) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    private static CsvHeader read(byte[] begin, int end, ColumnDelimiter delimiter) {
        String line = new String(begin, 0, end, StandardCharsets.UTF_8);
        if (line.stripTrailing().length() > MOST_CHARACTERS) {
            // The limit is documented, the wording is ours.
            throw JobFailure.invalidBatch(
                    "The header has more than %d characters".formatted(MOST_CHARACTERS));
        }
        if (line.length() > 1 && line.charAt(0) == BYTE_ORDER_MARK && line.charAt(1) == '"') {
            throw unescapedQuote();
        }
        return new CsvHeader(parse(line, delimiter));
    }

    /** The sentence is seen in the field. */
    static JobFailure unescapedQuote() {
        return JobFailure.invalidBatch(
                "Failed to parse CSV. Found unescaped quote. A value with quote should be within a"
                        + " quote");
    }

    private static List<String> parse(String line, ColumnDelimiter delimiter) {
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(delimiter.character())
                        .skipEmptyLines(false)
                        .ofCsvRecord(line)) {
            return reader.stream().findFirst().map(CsvRecord::getFields).orElse(List.of(""));
        } catch (CsvParseException e) {
            throw unescapedQuote();
        } catch (IOException e) {
            throw new IllegalStateException("a text does not fail", e);
        }
    }

    /** The line again, plain names without quotes, after other columns that have them. */
    String line(List<String> before, JobSpec spec) {
        String delimiter = String.valueOf(spec.delimiter().character());
        List<String> columns =
                new ArrayList<>(before.stream().map(name -> '"' + name + '"').toList());
        columns.addAll(names.stream().map(name -> written(name, delimiter)).toList());
        return columns.stream()
                .collect(Collectors.joining(delimiter, "", spec.lineEnding().characters()));
    }

    private static String written(String name, String delimiter) {
        boolean plain =
                !name.contains(delimiter)
                        && !name.contains("\"")
                        && !name.contains("\n")
                        && !name.contains("\r");
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
