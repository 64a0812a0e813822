package io.saltroad.chunk;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.saltroad.export.SourceRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells people what became of some records of an export: a CSV file (comma, UTF-8, CRLF) with a few
 * columns of the report first and the original columns and texts behind them. Records with too few
 * or too many fields keep what they have.
 *
 * <p>There is a file only if there is a row. For one thread.
 */
public final class ReportFile implements Closeable {

    /**
     * Columns of a report on rejected records. A prefix, since exports have columns named line too.
     */
    public static final List<String> REJECTED =
            List.of("saltroad__Line", "saltroad__Column", "saltroad__Value", "saltroad__Rule");

    /** Columns of a report on records that were not sent since another one has their key. */
    public static final List<String> SUPERSEDED =
            List.of("saltroad__Line", "saltroad__SupersededByLine");

    private final Path file;
    private final List<String> reportColumns;
    private final List<String> row = new ArrayList<>();
    private CsvWriter writer;
    private long rows;

    /**
     * @param file is overwritten with the first row; its folder exists
     * @param reportColumns names of the leading columns
     */
    public ReportFile(Path file, List<String> reportColumns) {
        this.file = file;
        this.reportColumns = List.copyOf(reportColumns);
    }

    /** Writes rejected records to a file as they come; its columns are {@link #REJECTED}. */
    public RejectedRecords asRejectedRecords() {
        return (record, rejection) ->
                write(
                        List.of(
                                Long.toString(rejection.line()),
                                rejection.column(),
                                rejection.value(),
                                rejection.rule()),
                        record);
    }

    /** Writes a record, such as the one a cursor stands on. */
    public void write(List<String> report, SourceRecord record) throws IOException {
        begin(record.sourceColumns(), report);
        for (int i = 0; i < record.sourceCount(); i++) {
            row.add(record.source(i));
        }
        end();
    }

    /** Writes a record whose texts somebody kept. */
    public void write(List<String> report, List<String> columns, List<String> original)
            throws IOException {
        begin(columns, report);
        row.addAll(original);
        end();
    }

    private void begin(List<String> columns, List<String> report) throws IOException {
        if (report.size() != reportColumns.size()) {
            throw new IllegalArgumentException(
                    "%d values for %s".formatted(report.size(), reportColumns));
        }
        if (writer == null) {
            // FastCSV, like the reading: it writes rows of any length, and a million in seconds.
            writer = CsvWriter.builder().build(Files.newOutputStream(file), StandardCharsets.UTF_8);
            row.addAll(reportColumns);
            row.addAll(columns);
            writeRow();
        }
        row.addAll(report);
    }

    private void end() throws IOException {
        writeRow();
        rows++;
    }

    private void writeRow() throws IOException {
        try {
            writer.writeRecord(row);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        row.clear();
    }

    public long rows() {
        return rows;
    }

    /** The file, if there is one. Complete, and safe on the disk, after {@link #close()}. */
    public Optional<Path> file() {
        return Optional.ofNullable(writer).map(written -> file);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }
    }
}
