package io.saltroad.delivery;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.salesforce.bulk.FieldRules;
import io.saltroad.salesforce.bulk.ValueRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Looks at each record of a delivery whose export was read before, and tells who has something
 * against it. One record is in memory at a time.
 */
final class RecordLook {

    private final Export export;
    private final Delivery delivery;
    private final Optional<FieldRules> rules;
    private final Findings findings;
    private long read;
    private long rejected;
    private long checked;
    private long refused;

    /**
     * @param rules of the object in Salesforce, if the records go there and they are known
     */
    RecordLook(Export export, Delivery delivery, Optional<FieldRules> rules, Findings findings) {
        this.export = export;
        this.delivery = delivery;
        this.rules = rules;
        this.findings = findings;
    }

    /**
     * Goes through the records.
     *
     * @throws io.saltroad.export.ExportException if the file breaks its format
     */
    void at(Records records) throws IOException {
        Path report = ReportNames.rejected(export, delivery);
        try (RecordCursor cursor = records.open();
                ReportedLines reported = new ReportedLines(report);
                LeftOut leftOut = new LeftOut(ReportNames.leftOut(export, delivery))) {
            List<Optional<ValueRule>> columns =
                    cursor.targetColumns().stream()
                            .map(column -> rules.flatMap(known -> known.of(column)))
                            .toList();
            while (cursor.next()) {
                read++;
                look(cursor, reported, leftOut, columns);
            }
        }
    }

    private void look(
            RecordCursor cursor,
            ReportedLines reported,
            LeftOut leftOut,
            List<Optional<ValueRule>> columns)
            throws IOException {
        if (cursor.rejection().isPresent()) {
            rejected++;
            findings.add(finding(cursor.rejection().get(), by(cursor.rejectedBy())));
            return;
        }
        Optional<Rejection> atSink = reported.at(cursor.line());
        if (atSink.isPresent()) {
            rejected++;
            findings.add(finding(atSink.get(), Finding.By.SINK));
        } else if (rules.isPresent() && !leftOut.contains(cursor.line())) {
            checked++;
            if (hasObjection(cursor, columns)) {
                refused++;
            }
        }
    }

    private boolean hasObjection(RecordCursor cursor, List<Optional<ValueRule>> columns) {
        boolean insert = delivery.operation().equals("insert");
        boolean found = false;
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isEmpty()) {
                continue;
            }
            String value = cursor.target(i);
            Optional<String> objection = columns.get(i).get().objectionTo(value, insert);
            if (objection.isPresent()) {
                found = true;
                findings.add(
                        new Finding(
                                cursor.line(),
                                cursor.targetColumns().get(i),
                                value,
                                objection.get(),
                                Finding.By.DESCRIBE));
            }
        }
        return found;
    }

    private static Finding finding(Rejection rejection, Finding.By by) {
        return new Finding(
                rejection.line(), rejection.column(), rejection.value(), rejection.rule(), by);
    }

    private static Finding.By by(RecordCursor.RejectedBy by) {
        return switch (by) {
            case READER -> Finding.By.READER;
            case MAPPING -> Finding.By.MAPPING;
            case TARGET -> Finding.By.SCHEMA;
        };
    }

    long read() {
        return read;
    }

    long rejected() {
        return rejected;
    }

    /** Records whose values were held against the rules. */
    long checked() {
        return checked;
    }

    /** Records of these that do not fit. */
    long refused() {
        return refused;
    }

    /** The report on rejected records, which is in the order of the export. */
    private static final class ReportedLines implements AutoCloseable {

        private final Optional<CloseableIterator<CsvRecord>> rows;
        private Optional<Rejection> next = Optional.empty();

        ReportedLines(Path report) throws IOException {
            rows =
                    Files.exists(report)
                            ? Optional.of(CsvReader.builder().ofCsvRecord(report).iterator())
                            : Optional.empty();
            // The header is no row.
            rows.filter(CloseableIterator::hasNext).ifPresent(CloseableIterator::next);
            advance();
        }

        Optional<Rejection> at(long line) {
            while (next.isPresent() && next.get().line() < line) {
                advance();
            }
            return next.filter(rejection -> rejection.line() == line);
        }

        private void advance() {
            next =
                    rows.filter(CloseableIterator::hasNext)
                            .map(CloseableIterator::next)
                            .map(
                                    row ->
                                            new Rejection(
                                                    Long.parseLong(row.getField(0)),
                                                    row.getField(1),
                                                    row.getField(2),
                                                    row.getField(3)));
        }

        @Override
        public void close() throws IOException {
            if (rows.isPresent()) {
                rows.get().close();
            }
        }
    }

    /** The records that another one supersedes. */
    private static final class LeftOut implements AutoCloseable {

        private final Optional<LeftOutLines> lines;

        LeftOut(Path list) throws IOException {
            lines = LeftOutLines.open(list);
        }

        boolean contains(long line) throws IOException {
            return lines.isPresent() && lines.get().contains(line);
        }

        @Override
        public void close() throws IOException {
            if (lines.isPresent()) {
                lines.get().close();
            }
        }
    }
}
