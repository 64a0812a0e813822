package io.saltroad.chunk;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.Encoding;
import io.saltroad.export.FieldScanner;
import io.saltroad.export.FileFaults;
import io.saltroad.export.RecordRules;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import io.saltroad.export.TotalsCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lines of an export that is not mapped, cut from its bytes: a record is copied, not read. It
 * answers byte for byte what {@link CursorLines} would. A record that is somehow special is judged
 * by the same {@link RecordRules}.
 */
final class PassThroughLines implements RecordLines {

    /** What makes a field one that is written anew, if it stands there without quotes. */
    private static final int NEEDS_QUOTES = FieldScanner.QUOTES | FieldScanner.MARKED;

    /** What quotes around a field are there for. */
    private static final int IN_QUOTES =
            NEEDS_QUOTES | FieldScanner.LINE_FEED | FieldScanner.CARRIAGE_RETURN;

    private final FieldScanner scanner;
    private final CsvFormat format;
    private final FileFaults faults;
    private final List<String> columns;
    private final RecordRules rules;
    private final TotalsCheck totals;

    /** What of a field's content makes it one that is not just copied. */
    private final int lookedAt;

    private final byte separator;
    private final byte newSeparator;
    private final byte[] lineEnd;
    private final byte[] header;
    private final LineStyle style;
    private final boolean crlf;
    private final EmbeddedLineEnd embedded;
    private final FieldWriter writer;
    private final int keyColumn;
    private final SourceRecord record = new Scanned();

    /** How much of the current record is in the line. */
    private int copied;

    private boolean doubtful;
    private long recordsRead;
    private Optional<Rejection> rejection = Optional.empty();

    private PassThroughLines(
            Records records,
            Encoding encoding,
            List<String> columns,
            LineStyle style,
            int keyColumn)
            throws IOException {
        this.format = records.format();
        this.faults = new FileFaults(records.file(), encoding);
        this.columns = columns;
        this.rules = new RecordRules(columns, format.header());
        boolean translates = !encoding.charset().equals(StandardCharsets.UTF_8);
        this.lookedAt = translates ? ~0 : ~FieldScanner.NOT_ASCII;
        this.separator = (byte) format.delimiter().charAt(0);
        this.newSeparator = (byte) style.columnDelimiter().character();
        this.lineEnd = style.lineEnd();
        this.header = style.header(columns);
        this.style = style;
        this.crlf = style.lineEnding() == LineEnding.CRLF;
        this.embedded = style.embeddedLineEnd();
        this.writer = style.fieldWriter();
        this.keyColumn = keyColumn;
        this.totals = records.openTotals(encoding);
        this.scanner =
                new FieldScanner(
                        records.file(),
                        format,
                        encoding,
                        faults,
                        totals.end(),
                        style.columnDelimiter().character());
    }

    /** Whether the bytes of these records can be cut without reading them. */
    static boolean fits(Records records, Encoding encoding) {
        return records.passThrough()
                && !records.adds()
                && FieldScanner.reads(records.format(), encoding);
    }

    /**
     * Opens the export behind its header, which a cursor has read and checked before.
     *
     * @param columns the names in the header
     * @param keyColumn among them; -1 if nobody asks for keys
     */
    static PassThroughLines open(
            Records records,
            Encoding encoding,
            List<String> columns,
            LineStyle style,
            int keyColumn)
            throws IOException {
        PassThroughLines lines = new PassThroughLines(records, encoding, columns, style, keyColumn);
        try {
            lines.skipToRecords();
            return lines;
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private void skipToRecords() throws IOException {
        if (!scanner.skipLines(format.skipLines())) {
            throw new IllegalStateException("the header was read before");
        }
        if (format.header()) {
            while (scanner.next() && scanner.blank()) {
                // A header may follow blank lines.
            }
        }
    }

    @Override
    public Step next(LineBuffer out) throws IOException {
        do {
            if (!scanner.next()) {
                totals.complete(recordsRead);
                return Step.END;
            }
        } while (scanner.blank() && columns.size() != 1);
        recordsRead++;
        write(out);
        rejection =
                doubtful || scanner.count() != columns.size() || repeatsHeader(out)
                        ? judge()
                        : Optional.empty();
        return rejection.isPresent() ? Step.REJECTED : Step.LINE;
    }

    private boolean repeatsHeader(LineBuffer out) {
        return format.header()
                && out.length == header.length
                && Arrays.equals(out.bytes, 0, out.length, header, 0, header.length);
    }

    private Optional<Rejection> judge() throws IOException {
        long line = scanner.line();
        if (RecordRules.joins(scanner.text(0))) {
            throw faults.joined(line);
        }
        return rules.checkShape(line, scanner.count(), this::is, scanner.bareCr())
                .or(() -> rules.checkClear(line, this::is))
                .or(() -> RecordRules.checkTexts(line, columns, scanner::text))
                .or(() -> style.checkLineEnds(line, columns, scanner::text));
    }

    private boolean is(int field, String text) {
        return scanner.text(field).equals(text);
    }

    /** Copies the record into the line, but for what must be written otherwise. */
    private void write(LineBuffer out) {
        final int count = scanner.count();
        out.clear();
        copied = scanner.begin();
        doubtful = scanner.bareCr() || scanner.end() - scanner.begin() > RecordRules.LONGEST_FIELD;
        for (int i = 0; i < count; i++) {
            if (i > 0 && separator != newSeparator) {
                int at = scanner.outerBegin(i) - 1;
                out.append(scanner.bytes(), copied, at);
                out.append(newSeparator);
                copied = at + 1;
            }
            int content = scanner.content(i) & lookedAt;
            if (content != 0) {
                field(i, content, out);
            }
        }
        out.append(scanner.bytes(), copied, scanner.end());
        LineStyle.showEmpty(out);
        out.append(lineEnd);
    }

    private void field(int field, int content, LineBuffer out) {
        final byte[] bytes = scanner.bytes();
        final int begin = scanner.begin(field);
        final int end = scanner.end(field);
        boolean quoted = (content & FieldScanner.QUOTED) != 0;
        boolean translated = (content & FieldScanner.NOT_ASCII) != 0;
        boolean edged = (content & FieldScanner.EDGED) != 0;
        if (quoted) {
            if (translated || !keepsLineEnds(content, begin, end)) {
                rewrite(field, out);
            } else if ((content & IN_QUOTES) == 0 && !(edged && hasBlankEnd(bytes, begin, end))) {
                out.append(bytes, copied, begin - 1);
                out.append(bytes, begin, end);
                copied = end + 1;
            }
        } else if (translated
                || (content & NEEDS_QUOTES) != 0
                || (edged && hasBlankEnd(bytes, begin, end))) {
            rewrite(field, out);
        }
        doubtful |= (content & FieldScanner.ODD) != 0 || (edged && isClear(bytes, begin, end));
    }

    /** Copies what stands before a field, and writes the field anew. */
    private void rewrite(int field, LineBuffer out) {
        out.append(scanner.bytes(), copied, scanner.outerBegin(field));
        doubtful |= !writer.write(scanner.text(field), out);
        copied = scanner.outerEnd(field);
    }

    /** Whether the line ends inside may go by as they are; else the field is judged. */
    private boolean keepsLineEnds(int content, int begin, int end) {
        boolean lineFeeds = (content & FieldScanner.LINE_FEED) != 0;
        boolean returns = (content & FieldScanner.CARRIAGE_RETURN) != 0;
        if (!crlf) {
            return !returns && (!lineFeeds || embedded != EmbeddedLineEnd.SPACE);
        }
        return !(lineFeeds || returns) || (embedded == EmbeddedLineEnd.KEEP && paired(begin, end));
    }

    /** Whether a CR is always followed by a LF, and a LF never without one. */
    private boolean paired(int begin, int end) {
        byte[] bytes = scanner.bytes();
        for (int i = begin; i < end; i++) {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[++i] != '\n')) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasBlankEnd(byte[] bytes, int begin, int end) {
        return begin < end
                && (FieldWriter.isBlank(bytes[begin]) || FieldWriter.isBlank(bytes[end - 1]));
    }

    /** Whether a field would erase what is in Salesforce. */
    private static boolean isClear(byte[] bytes, int begin, int end) {
        return end - begin == 4
                && bytes[begin] == '#'
                && bytes[begin + 1] == 'N'
                && bytes[begin + 2] == '/'
                && bytes[begin + 3] == 'A';
    }

    @Override
    public long line() {
        return scanner.line();
    }

    @Override
    public SourceRecord record() {
        return record;
    }

    @Override
    public boolean key(KeyHasher hasher) {
        if (keyColumn == RecordFlow.NO_COLUMN) {
            return false;
        }
        return hasher.takeQuickly(scanner.bytes(), scanner.begin(keyColumn), scanner.end(keyColumn))
                || hasher.take(keyText());
    }

    @Override
    public String keyText() {
        return embedded.in(scanner.text(keyColumn));
    }

    @Override
    public Rejection rejection() {
        return rejection.orElseThrow();
    }

    @Override
    public long bytesRead() {
        return scanner.bytesRead();
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }

    /** The current record, as the scanner sees it. */
    private final class Scanned implements SourceRecord {

        @Override
        public List<String> sourceColumns() {
            return columns;
        }

        @Override
        public long line() {
            return scanner.line();
        }

        @Override
        public int sourceCount() {
            return scanner.count();
        }

        @Override
        public String source(int column) {
            return scanner.text(column);
        }
    }
}
