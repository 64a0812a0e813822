package io.saltroad.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the records of a file as they stand there, behind its header. */
final class SourceCursor implements Closeable {

    private final Path file;
    private final FileFaults faults;
    private final RecordSource source;
    private final SourceFields fields;
    private final TotalsCheck totals;
    private final List<String> columns;
    private long records;

    /** Opens a kind of source. */
    @FunctionalInterface
    interface Opening {
        RecordSource open(
                Path file, CsvFormat format, Encoding encoding, FileFaults faults, long end)
                throws IOException;
    }

    private SourceCursor(Records recipe, Encoding encoding, Opening opening) throws IOException {
        CsvFormat format = recipe.format();
        this.file = recipe.file();
        this.faults = new FileFaults(file, encoding);
        this.totals = recipe.openTotals(encoding);
        this.source = opening.open(file, format, encoding, faults, totals.end());
        this.fields = source.fields();
        try {
            source.skipLines();
            this.columns = format.header() ? readHeader() : format.columns();
            totals.columns(columns);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    static SourceCursor open(Records recipe) throws ExportException {
        try {
            Encoding encoding = Encoding.of(recipe.file(), recipe.format().charset());
            return new SourceCursor(
                    recipe,
                    encoding,
                    FieldScanner.reads(recipe.format(), encoding)
                            ? ScannedSource::new
                            : FastCsvSource::new);
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

    SourceFields fields() {
        return fields;
    }

    long bytesRead() {
        return source.bytesRead();
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
            source.close();
        } catch (IOException e) {
            // It was only read.
            throw new UncheckedIOException(e);
        }
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
        try {
            return source.next();
        } catch (ExportException e) {
            throw e;
        } catch (IOException e) {
            throw FileFaults.unreadable(file, e);
        }
    }
}
