package io.saltroad.export;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/**
 * Splits a file with FastCSV, whatever its charset and its delimiter. Turns its complaints into
 * ours.
 */
final class FastCsvSource implements RecordSource {

    private final CsvFormat format;
    private final FileFaults faults;
    private final StrictReader reader;
    private final FieldBuffer fields;
    private final CsvReader<FieldBuffer> csv;
    private final CloseableIterator<FieldBuffer> iterator;
    private boolean ended;

    FastCsvSource(Path file, CsvFormat format, Encoding encoding, FileFaults faults, long end)
            throws IOException {
        this.format = format;
        this.faults = faults;
        this.reader = new StrictReader(file, encoding, faults, end);
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
    }

    @Override
    public SourceFields fields() {
        return fields;
    }

    @Override
    public void skipLines() throws IOException {
        if (format.skipLines() == 0 || reader.empty()) {
            return;
        }
        try {
            csv.skipLines(format.skipLines());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            throw faults.tooFewLines(format.skipLines());
        }
    }

    @Override
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            iterator.next();
        } catch (NoSuchElementException e) {
            // All of it was skipped, the end mark too.
            throw faults.tooFewLines(format.skipLines());
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

    private IOException translated(UncheckedIOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExportException refused) {
                return refused;
            }
            if (cause instanceof StrictReader.EndlessRecordException) {
                return faults.endlessRecord(fields.nextLine(), fields.count() + 1);
            }
        }
        return e.getCause();
    }

    @Override
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
