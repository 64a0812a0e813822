package io.saltroad.delivery;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.export.ExportException;
import io.saltroad.export.FilePosition;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Knows the records that were read but not sent, though their mapping says nothing against them:
 * those left out for their key, and those rejected while chunks were cut. Asked with ascending
 * lines, it reads along and holds one line of each list.
 */
final class NotSent implements Closeable {

    static final NotSent NONE = new NotSent(Optional.empty(), Optional.empty());

    private final Optional<LeftOutLines> leftOut;
    private final Optional<Rejected> rejected;

    private NotSent(Optional<LeftOutLines> leftOut, Optional<Rejected> rejected) {
        this.leftOut = leftOut;
        this.rejected = rejected;
    }

    /**
     * Opens what staging has written about a delivery.
     *
     * @throws ExportException if records were left out for their key, and nobody knows which: they
     *     would be taken for records that Salesforce did not come to, and be sent
     */
    static NotSent of(Export export, Delivery delivery) throws IOException {
        Path list = ReportNames.leftOut(export, delivery);
        Optional<LeftOutLines> leftOut = LeftOutLines.open(list);
        if (leftOut.isEmpty() && delivery.counts().superseded() > 0) {
            throw ExportException.at(
                    export.workPath(),
                    FilePosition.START,
                    ExportException.Code.EXPORT_CHANGED,
                    String.format(
                            Locale.ROOT,
                            "%,d of its records were left out for their key, and the list of them"
                                    + " is gone: there is no %s",
                            delivery.counts().superseded(),
                            list),
                    "Nobody but saltroad may write into the work folder. Put the list back, then"
                            + " replay the delivery");
        }
        Path report = ReportNames.rejected(export, delivery);
        try {
            return new NotSent(
                    leftOut,
                    Files.exists(report) ? Optional.of(new Rejected(report)) : Optional.empty());
        } catch (IOException | RuntimeException e) {
            if (leftOut.isPresent()) {
                leftOut.get().close();
            }
            throw e;
        }
    }

    /**
     * Whether the record was not sent.
     *
     * @param line of the first line of a record, not less than the one asked before
     */
    boolean contains(long line) throws IOException {
        return (leftOut.isPresent() && leftOut.get().contains(line))
                || (rejected.isPresent() && rejected.get().contains(line));
    }

    @Override
    public void close() throws IOException {
        if (leftOut.isPresent()) {
            leftOut.get().close();
        }
        if (rejected.isPresent()) {
            rejected.get().close();
        }
    }

    /** Lines of the report on rejected records, which is in the order of the export. */
    private static final class Rejected implements Closeable {

        private final CloseableIterator<CsvRecord> rows;
        private long line;

        Rejected(Path report) throws IOException {
            rows = CsvReader.builder().ofCsvRecord(report).iterator();
            if (rows.hasNext()) {
                // the header
                rows.next();
            }
        }

        boolean contains(long asked) throws IOException {
            try {
                while (line < asked) {
                    line = rows.hasNext() ? lineOf(rows.next()) : Long.MAX_VALUE;
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            return line == asked;
        }

        /** Somebody may have saved the report in another form since; it only saves a look. */
        private static long lineOf(CsvRecord row) {
            String text = row.getField(0);
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
