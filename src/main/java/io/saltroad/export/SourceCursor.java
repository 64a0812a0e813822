package io.saltroad.export;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.saltroad.export.ExportException.Code;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads the records of a file as they stand there, with FastCSV. Turns its complaints into ours.
 */
final class SourceCursor implements Closeable {

    private final Path file;
    private final CsvFormat format;
    private final FileFaults faults;
    private final StrictReader reader;
    private final FieldBuffer fields;
    private final CsvReader<FieldBuffer> csv;
    private final CloseableIterator<FieldBuffer> iterator;
    private final TotalsCheck totals;
    private final List<String> columns;
    private long records;
    private boolean ended;

    private SourceCursor(Records recipe) throws IOException {
        this.file = recipe.file();
        this.format = recipe.format();
        Encoding encoding = Encoding.of(file, format.charset());
        this.faults = new FileFaults(file, encoding);
        this.totals = recipe.openTotals(encoding);
        this.reader = new StrictReader(file, encoding, faults, totals.end());
        this.fields = new FieldBuffer(reader);
        this.csv =
                CsvReader.builder()
                        .fieldSeparator(format.delimiter())
                        .quoteCharacter(format.quote().orElse(StrictReader.NO_QUOTE))
                        .skipEmptyLines(false)
                        // The reader gives up first.
                        .maxBufferSize(2 * CsvFormat.LONGEST_RECORD)
                        .build(fields, reader);
        this.iterator = csv.iterator();
        try {
            skipLines();
            this.columns = format.header() ? readHeader() : format.columns();
            totals.columns(columns);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static SourceCursor open(Records recipe) throws ExportException {
        try {
            return new SourceCursor(recipe);
        } catch (ExportException e) {
            throw e;
        } catch (IOException e) {
            throw FileFaults.unreadable(recipe.file(), e);
        }
    }

    /** Column names; empty for a file without a header where one should be. */
    List<String> columns() {
        return columns;
    }

    FieldBuffer fields() {
        return fields;
    }

    long bytesRead() {
        return reader.bytesRead();
    }

    boolean next() throws ExportException {
        do {
            if (!advance()) {
                totals.complete(records);
                return false;
            }
        } while (fields.blank() && columns.size() != 1);
        records++;
        if (totals.adds()) {
            totals.add(fields.line(), fields.count(), fields::text);
        }
        return true;
    }

    FileFaults faults() {
        return faults;
    }

    /** Where a line begins. */
    FilePosition position(long line) throws ExportException {
        try {
            return faults.position(line);
        } catch (IOException e) {
            throw FileFaults.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException e) {
            // It was only read.
            throw new UncheckedIOException(e);
        }
    }

    private void skipLines() throws IOException {
        if (format.skipLines() == 0 || reader.empty()) {
            return;
        }
        try {
            csv.skipLines(format.skipLines());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            throw tooFewLines();
        }
    }

    private ExportException tooFewLines() {
        return ExportException.at(
                file,
                FilePosition.START,
                Code.TOO_FEW_LINES,
                "the file ends within the first %d lines, which skipLines leaves out"
                        .formatted(format.skipLines()),
                "Correct skipLines in csv-reader-action, or let the ERP write the file again");
    }

    private List<String> readHeader() throws ExportException {
        do {
            if (!advance()) {
                return List.of();
            }
        } while (fields.blank());
        List<String> names = new ArrayList<>(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            names.add(fields.text(i));
        }
        return List.copyOf(names);
    }

    private boolean advance() throws ExportException {
        if (ended) {
            return false;
        }
        try {
            iterator.next();
        } catch (NoSuchElementException e) {
            // All of it was skipped, the end mark too.
            throw tooFewLines();
        } catch (CsvParseException e) {
            throw faults.misplacedQuote(fields.nextLine(), fields.count() + 1);
        } catch (UncheckedIOException e) {
            throw translated(e);
        }
        ended = fields.atEnd();
        if (fields.endInside()) {
            throw faults.unterminatedQuote(fields.lastLine(), fields.count());
        }
        return !ended;
    }

    private ExportException translated(UncheckedIOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExportException refused) {
                return refused;
            }
            if (cause instanceof StrictReader.EndlessRecordException) {
                return faults.endlessRecord(fields.nextLine(), fields.count() + 1);
            }
        }
        return FileFaults.unreadable(file, e.getCause());
    }
}
