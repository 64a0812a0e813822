package io.saltroad.delivery;

import io.saltroad.chunk.ReportFile;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Writes the records that Data Cloud has taken but does not show, with their original text. */
final class UnconfirmedReport implements Closeable {

    private static final List<String> COLUMNS = List.of("saltroad__Line");

    private final BufferedReader lines;
    private final ReportFile report;
    private long next;

    UnconfirmedReport(Export export, Delivery delivery) throws IOException {
        this.lines = Files.newBufferedReader(ReportNames.missing(export, delivery));
        Files.deleteIfExists(ReportNames.unconfirmed(export, delivery));
        this.report = new ReportFile(ReportNames.unconfirmed(export, delivery), COLUMNS);
    }

    /** Writes the record if it is missing. Records must come in the order of the export. */
    void look(RecordCursor record) throws IOException {
        while (next < record.line()) {
            String text = lines.readLine();
            next = text == null ? Long.MAX_VALUE : Long.parseLong(text);
        }
        if (next == record.line()) {
            report.write(List.of(Long.toString(next)), record);
        }
    }

    @Override
    public void close() throws IOException {
        try (lines) {
            report.close();
        }
    }
}
