package io.saltroad.delivery;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows the records that were read but not sent, from the reports about them, which are in the
 * order of the export. Asked with ascending lines, it reads along and holds one line of each.
 */
final class NotSent implements Closeable {

    private static final class Report implements Closeable {
        private final CloseableIterator<CsvRecord> rows;
        private long line;

        Report(Path file) throws IOException {
            rows = CsvReader.builder().ofCsvRecord(file).iterator();
            next();
            next(); // behind the header
        }

        private void next() {
            CsvRecord row = rows.hasNext() ? rows.next() : null;
            line =
                    row == null
                            ? Long.MAX_VALUE
                            : row.getField(0).matches("\\d+") ? Long.parseLong(row.getField(0)) : 0;
        }

        boolean contains(long asked) throws IOException {
            try {
                while (line < asked) {
                    next();
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            return line == asked;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }

    private final List<Report> reports;

    private NotSent(List<Report> reports) {
        this.reports = reports;
    }

    static NotSent of(Export export, Delivery delivery) throws IOException {
        List<Report> reports = new ArrayList<>();
        for (Path file :
                List.of(
                        ReportNames.rejected(export, delivery),
                        ReportNames.superseded(export, delivery))) {
            if (Files.exists(file)) {
                reports.add(new Report(file));
            }
        }
        return new NotSent(reports);
    }

    /**
     * @param line of the first line of a record, not less than the one asked before
     */
    boolean contains(long line) throws IOException {
        boolean contained = false;
        for (Report report : reports) {
            contained |= report.contains(line);
        }
        return contained;
    }

    @Override
    public void close() throws IOException {
        for (Report report : reports) {
            report.close();
        }
    }
}
