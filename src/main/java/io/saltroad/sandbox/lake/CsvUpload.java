package io.saltroad.sandbox.lake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.sandbox.csv.CsvScan;
import io.saltroad.sandbox.csv.LineEnding;
import io.saltroad.sandbox.csv.ReadableCsv;
import io.saltroad.sandbox.org.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;

/**
 * One file of a job.
 *
 * @param file as it was uploaded
 * @param readable where it is written once more if it has malformed records
 * @param header the names in its first line
 */
public record CsvUpload(Path file, Path readable, CsvScan scan, List<String> header) {

    private static final int LONGEST_HEADER = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Looks at a file with a header.
     *
     * @throws UnreadableUploadException if its last quote is never closed or its header is no CSV
     */
    public static CsvUpload of(Path file, Path readable) throws IOException {
        byte[] head = head(file);
        CsvScan scan = CsvScan.of(file, ',', lineEnding(head), Long.MAX_VALUE);
        if (scan.openQuote()) {
            throw new UnreadableUploadException("the last quote is never closed");
        }
        int end = (int) Math.min(head.length, scan.headerEnd());
        return new CsvUpload(file, readable, scan, header(head, end));
    }

    /** The first value of a file; empty if there is none. */
    public static String firstValue(Path file) throws IOException {
        byte[] head = head(file);
        int end = 0;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        List<String> values = header(head, end);
        return values.isEmpty() ? "" : values.get(0);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LONGEST_HEADER);
        }
    }

    private static LineEnding lineEnding(byte[] head) {
        int i = 0;
        while (i < head.length && head[i] != '\n') {
            i++;
        }
        return i > 0 && head[i - 1] == '\r' ? LineEnding.CRLF : LineEnding.LF;
    }

    private static List<String> header(byte[] head, int end) throws IOException {
        String line = new String(head, 0, end, StandardCharsets.UTF_8);
        // Nothing is said about it; here it is tolerated.
        String text = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
            return reader.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
        } catch (CsvParseException e) {
            throw new UnreadableUploadException("the header is no CSV");
        }
    }

    /**
     * Reads the records into the temporary table {@code stage}: {@code c0}, {@code c1} ... and
     * {@code err}, what is wrong with a record as such.
     */
    void stage(Statement sql, long limit) throws SQLException {
        if (header.isEmpty()) {
            sql.execute("CREATE TEMP TABLE stage (err VARCHAR, c0 VARCHAR)");
            return;
        }
        if (scan.malformed() == 0) {
            stage(sql, file, "NULL::VARCHAR AS err, ", "", 1, limit);
            return;
        }
        try {
            ReadableCsv.write(file, readable, scan.headerEnd(), ',', header.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stage(
                sql,
                readable,
                // Its text is made for the core API: code, text, fields.
                "nullif(regexp_replace(e, '^[A-Z]+:(.*):--$', '\\1'), '') AS err, ",
                "'e': 'VARCHAR'",
                0,
                limit);
    }

    private void stage(
            Statement sql, Path csv, String error, String errorColumn, int skip, long limit)
            throws SQLException {
        StringJoiner types = new StringJoiner(", ", "{", "}");
        StringJoiner names = new StringJoiner(", ");
        if (!errorColumn.isEmpty()) {
            types.add(errorColumn);
        }
        for (int i = 0; i < header.size(); i++) {
            types.add("'c%d': 'VARCHAR'".formatted(i));
            names.add("c" + i);
        }
        run(
                sql,
                ("CREATE TEMP TABLE stage AS SELECT %s%s FROM read_csv(%s, header = false, skip ="
                                + " %d, auto_detect = false, delim = ',', quote = '\"', escape ="
                                + " '\"', nullstr = '', columns = %s%s) LIMIT %d")
                        .formatted(
                                error,
                                names,
                                Sql.path(csv),
                                skip,
                                types,
                                errorColumn.isEmpty() ? "" : ", parallel = false",
                                limit));
    }

    /** Reads a file without header: {@code c0}, the key, and {@code c1}, a version or nothing. */
    static void stageKeys(Statement sql, Path file, long limit) throws SQLException {
        run(
                sql,
                ("CREATE TEMP TABLE stage AS SELECT c0, c1 FROM read_csv(%s, header = false,"
                                + " auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
                                + " nullstr = '', null_padding = true, parallel = false, columns ="
                                + " {'c0': 'VARCHAR', 'c1': 'VARCHAR'}) LIMIT %d")
                        .formatted(Sql.path(file), limit));
    }

    /** A file that cannot be read is the client's fault; anything else is ours. */
    private static void run(Statement sql, String read) throws SQLException {
        try {
            sql.execute(read);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("unicode") || message.contains("CSV Error")) {
                throw new UnreadableUploadException(
                        message.contains("unicode")
                                ? "the data is not UTF-8"
                                : message.lines().findFirst().orElse("").strip());
            }
            throw e;
        }
    }
}
