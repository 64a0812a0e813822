package io.saltroad.chunk;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.Encoding;
import io.saltroad.export.FileFaults;
import io.saltroad.export.RecordRules;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import io.saltroad.export.TotalsCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines of an export that is not mapped, cut from its bytes: a record is copied, not read. It does
 * all the same what a reader does: it checks that every byte is text in the charset, that quotes
 * are in order and that fields are complete, and it answers byte for byte what {@link CursorLines}
 * would.
 *
 * <p>It knows UTF-8 and charsets of one byte that include ASCII, delimiters of one ASCII character,
 * and double quotes or none. A record that is somehow special is taken apart as a {@link RawRecord}
 * and judged by the same {@link RecordRules}.
 */
final class PassThroughLines implements RecordLines {

    private static final int BUFFER_SIZE = 1 << 18;

    /** In bytes, in any charset. */
    private static final int LONGEST_CHARACTER = 4;

    /** What a byte may mean; everything else is plain. */
    private static final byte PLAIN = 0;

    private static final byte SEPARATOR = 1;
    private static final byte LINE_FEED = 2;
    private static final byte CARRIAGE_RETURN = 3;
    private static final byte QUOTE = 4;
    private static final byte NOT_ASCII = 5;
    private static final byte NEW_SEPARATOR = 6;
    private static final byte NUL = 7;

    private final Path file;
    private final CsvFormat format;
    private final Encoding encoding;
    private final FileFaults faults;
    private final List<String> columns;
    private final RecordRules rules;
    private final TotalsCheck totals;
    private final InputStream in;
    private final byte[] kinds;
    private final boolean quoting;
    private final byte separator;
    private final byte newSeparator;
    private final byte[] lineEnd;
    private final byte[] header;
    private final LineStyle style;
    private final boolean crlf;
    private final EmbeddedLineEnd embedded;
    private final FieldWriter writer;
    private final NonAscii nonAscii;
    private final int keyColumn;
    private final AtomicLong bytesRead = new AtomicLong();

    private byte[] bytes = new byte[BUFFER_SIZE];
    private int limit;
    private boolean allRead;

    /** Where the current record begins, where its text ends, and where the next one begins. */
    private int begin;

    private int end;
    private int next;

    private long line = 1;
    private int lineFeeds;

    /** How far the current record is gone over, and how much of that is in the line. */
    private int at;

    private int copied;
    private long fieldLine;
    private boolean doubtful;
    private boolean bareCr;
    private int count;
    private long recordsRead;

    /** Where the key of the current record stands, with its quotes. */
    private int keyBegin;

    private int keyEnd;
    private Optional<Rejection> rejection = Optional.empty();

    private PassThroughLines(
            Records records,
            Encoding encoding,
            List<String> columns,
            LineStyle style,
            int keyColumn)
            throws IOException {
        this.file = records.file();
        this.format = records.format();
        this.encoding = encoding;
        this.faults = new FileFaults(file, encoding);
        this.columns = columns;
        this.rules = new RecordRules(columns, format.header());
        this.quoting = format.quote().isPresent();
        this.separator = (byte) format.delimiter().charAt(0);
        this.newSeparator = (byte) style.columnDelimiter().character();
        this.kinds = kinds(separator, newSeparator);
        this.lineEnd = style.lineEnd();
        this.header = style.header(columns);
        this.style = style;
        this.crlf = style.lineEnding() == LineEnding.CRLF;
        this.embedded = style.embeddedLineEnd();
        this.writer = style.fieldWriter();
        this.keyColumn = keyColumn;
        this.nonAscii = NonAscii.of(encoding.charset());
        this.totals = records.openTotals(encoding);
        this.in = Files.newInputStream(file);
    }

    /** Whether the bytes of these records can be cut without reading them. */
    static boolean fits(Records records, Encoding encoding) {
        CsvFormat format = records.format();
        return records.passThrough()
                && !records.adds()
                && NonAscii.knows(encoding.charset())
                && format.delimiter().length() == 1
                && format.delimiter().charAt(0) < 0x80
                && format.quote().map(quote -> quote == '"').orElse(true);
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

    private static byte[] kinds(byte separator, byte newSeparator) {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, 0x80, 0x100, NOT_ASCII);
        kinds['"'] = QUOTE;
        kinds[newSeparator] = NEW_SEPARATOR;
        kinds[separator] = SEPARATOR;
        kinds['\n'] = LINE_FEED;
        kinds['\r'] = CARRIAGE_RETURN;
        kinds[0] = NUL;
        return kinds;
    }

    private void skipToRecords() throws IOException {
        in.skipNBytes(encoding.markLength());
        bytesRead.set(encoding.markLength());
        for (int i = 0; i < format.skipLines(); i++) {
            skipLine();
        }
        if (format.header()) {
            LineBuffer ignored = new LineBuffer();
            while (advance(ignored) && blank()) {
                // A header may follow blank lines.
            }
        }
        rejection = Optional.empty();
    }

    private void skipLine() throws IOException {
        int at = next;
        while (true) {
            while (at < limit) {
                if (bytes[at++] == '\n') {
                    next = at;
                    line++;
                    return;
                }
            }
            // What was looked at is not needed any more.
            begin = limit;
            next = limit;
            if (!refill()) {
                return;
            }
            at = begin;
        }
    }

    @Override
    public Step next(LineBuffer out) throws IOException {
        do {
            if (!advance(out)) {
                totals.complete(recordsRead);
                return Step.END;
            }
        } while (blank() && columns.size() != 1);
        recordsRead++;
        LineStyle.showEmpty(out);
        out.append(lineEnd);
        rejection =
                doubtful || count != columns.size() || repeatsHeader(out)
                        ? judge()
                        : Optional.empty();
        return rejection.isPresent() ? Step.REJECTED : Step.LINE;
    }

    private boolean blank() {
        return end == begin;
    }

    private boolean repeatsHeader(LineBuffer out) {
        return format.header()
                && out.length == header.length
                && Arrays.equals(out.bytes, 0, out.length, header, 0, header.length);
    }

    private Optional<Rejection> judge() throws IOException {
        RawRecord record = raw();
        if (RecordRules.joins(record.source(0))) {
            throw faults.joined(line);
        }
        return rules.checkShape(line, count, record::source, bareCr)
                .or(() -> rules.checkClear(line, record::source))
                .or(() -> RecordRules.checkTexts(line, columns, record::source))
                .or(() -> style.checkLineEnds(line, columns, record::source));
    }

    private RawRecord raw() {
        String text = new String(bytes, begin, end - begin, encoding.charset());
        return new RawRecord(text, format, columns, line);
    }

    /** Goes to the next line, blank ones included; its fields are in the buffer. */
    private boolean advance(LineBuffer out) throws IOException {
        line += lineFeeds;
        lineFeeds = 0;
        begin = next;
        while (!scan(out)) {
            if (!refill()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Goes over one record.
     *
     * @return false if it is not complete in the buffer: then it is gone over again, with more
     */
    private boolean scan(LineBuffer out) throws IOException {
        if (begin == limit) {
            return false;
        }
        at = begin;
        copied = begin;
        count = 0;
        lineFeeds = 0;
        doubtful = false;
        bareCr = false;
        out.clear();
        do {
            fieldLine = line + lineFeeds;
            int fieldBegin = at;
            boolean quoted = quoting && at < limit && bytes[at] == '"';
            if (quoted ? !quotedField(out) : !plainField(out)) {
                return false;
            }
            if (count == keyColumn) {
                keyBegin = fieldBegin;
                keyEnd = at;
            }
            count++;
        } while (goBehindSeparator(out));
        if (at == limit && !allRead) {
            return false;
        }
        out.append(bytes, copied, at);
        end = at;
        if (at < limit && bytes[at] == '\r') {
            at++;
        }
        if (at < limit) {
            lineFeeds++;
            at++;
        }
        next = at;
        doubtful |= end - begin > RecordRules.LONGEST_RECORD;
        return true;
    }

    private boolean goBehindSeparator(LineBuffer out) {
        if (at == limit || bytes[at] != separator) {
            return false;
        }
        if (separator != newSeparator) {
            out.append(bytes, copied, at);
            out.append(newSeparator);
            copied = at + 1;
        }
        at++;
        return true;
    }

    /**
     * Goes to the end of a field without quotes; false if that is not certain to be in the buffer.
     */
    private boolean plainField(LineBuffer out) throws IOException {
        final int start = at;
        boolean rewrite = false;
        while (true) {
            byte kind = goOverPlain();
            if (at == limit || kind == SEPARATOR || kind == LINE_FEED) {
                break;
            }
            if (kind == NOT_ASCII) {
                if (!goOverCharacter()) {
                    return false;
                }
                rewrite |= nonAscii.translates();
            } else if (kind == CARRIAGE_RETURN) {
                if (at + 1 == limit && !allRead) {
                    return false;
                }
                if (at + 1 < limit && bytes[at + 1] == '\n') {
                    break;
                }
                bareCr = true;
                doubtful = true;
                at++;
            } else if (kind == NUL) {
                throw faults.nul(offset(at));
            } else {
                // A quote or the new separator: as text it needs quotes around the field.
                rewrite = true;
                at++;
            }
        }
        int length = at - start;
        if (rewrite || hasBlankEnd(start, length)) {
            rewrite(out, start, new String(bytes, start, length, encoding.charset()));
            copied = at;
        }
        doubtful |= isDoubtful(start, length);
        return true;
    }

    /**
     * Goes behind the closing quote of a field; false if that is not certain to be in the buffer.
     */
    private boolean quotedField(LineBuffer out) throws IOException {
        final int start = ++at;
        boolean quotesNeeded = false;
        boolean rewrite = false;
        while (true) {
            byte kind = goOverPlain();
            if (at == limit) {
                if (!allRead) {
                    return false;
                }
                throw faults.unterminatedQuote(fieldLine, count + 1);
            }
            if (kind == QUOTE) {
                if (at + 1 == limit && !allRead) {
                    return false;
                }
                if (at + 1 == limit || bytes[at + 1] != '"') {
                    break;
                }
                quotesNeeded = true;
                at += 2;
            } else if (kind == NOT_ASCII) {
                if (!goOverCharacter()) {
                    return false;
                }
                rewrite |= nonAscii.translates();
            } else if (kind == NUL) {
                throw faults.nul(offset(at));
            } else {
                if (kind == LINE_FEED) {
                    lineFeeds++;
                    rewrite |= !keepsLineFeed();
                } else if (kind == CARRIAGE_RETURN) {
                    rewrite |= !keepsCarriageReturn();
                }
                quotesNeeded |= kind != SEPARATOR || separator == newSeparator;
                at++;
            }
        }
        int length = at - start;
        if (rewrite) {
            String text = new String(bytes, start, length, encoding.charset());
            rewrite(out, start - 1, text.replace("\"\"", "\""));
            copied = at + 1;
        } else if (!quotesNeeded && !hasBlankEnd(start, length)) {
            out.append(bytes, copied, start - 1);
            out.append(bytes, start, at);
            copied = at + 1;
        }
        doubtful |= isDoubtful(start, length);
        at++;
        return goToEndOfField();
    }

    /** Whether the LF here may go by as it is; else the field is written anew, and judged. */
    private boolean keepsLineFeed() {
        if (crlf) {
            return embedded == EmbeddedLineEnd.KEEP && bytes[at - 1] == '\r';
        }
        return embedded != EmbeddedLineEnd.SPACE;
    }

    private boolean keepsCarriageReturn() {
        return crlf && embedded == EmbeddedLineEnd.KEEP && at + 1 < limit && bytes[at + 1] == '\n';
    }

    /** Checks that nothing stands between a closing quote and the end of its field. */
    private boolean goToEndOfField() throws IOException {
        if (at == limit || bytes[at] == separator || bytes[at] == '\n') {
            return true;
        }
        if (bytes[at] == '\r') {
            if (at + 1 == limit && !allRead) {
                return false;
            }
            if (at + 1 < limit && bytes[at + 1] == '\n') {
                return true;
            }
        }
        throw faults.misplacedQuote(fieldLine, count + 1);
    }

    /** Goes to the next byte that may mean something, or to the limit; gives its kind. */
    private byte goOverPlain() {
        final byte[] source = bytes;
        final byte[] kindOf = kinds;
        final int stop = limit;
        int to = at;
        byte kind = PLAIN;
        while (to < stop && (kind = kindOf[source[to] & 0xFF]) == PLAIN) {
            to++;
        }
        at = to;
        return kind;
    }

    /** Goes over a character above ASCII; false if it is not complete in the buffer. */
    private boolean goOverCharacter() throws IOException {
        int length = nonAscii.length(bytes, at, limit);
        if (length == 0) {
            if (!allRead && limit - at < LONGEST_CHARACTER) {
                return false;
            }
            String hex = HexFormat.of().withUpperCase().toHexDigits(bytes[at]);
            throw faults.undecodable(offset(at), hex);
        }
        doubtful |= nonAscii.odd(bytes, at, length);
        at += length;
        return true;
    }

    /** Copies what stands before a field, and writes the field anew. */
    private void rewrite(LineBuffer out, int start, String text) {
        out.append(bytes, copied, start);
        doubtful |= !writer.write(text, out);
    }

    private boolean hasBlankEnd(int start, int length) {
        return length > 0 && (isBlank(bytes[start]) || isBlank(bytes[start + length - 1]));
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    /** Whether a field must be looked at: it is too long, or would erase what is in Salesforce. */
    private boolean isDoubtful(int start, int length) {
        return length > RecordRules.LONGEST_FIELD
                || (length == 4
                        && bytes[start] == '#'
                        && bytes[start + 1] == 'N'
                        && bytes[start + 2] == '/'
                        && bytes[start + 3] == 'A');
    }

    /** Reads more behind what is there; false at the end of the file. */
    private boolean refill() throws IOException {
        if (allRead) {
            return false;
        }
        if (begin > 0) {
            System.arraycopy(bytes, begin, bytes, 0, limit - begin);
            limit -= begin;
            next -= begin;
            begin = 0;
        }
        if (limit > CsvFormat.LONGEST_RECORD) {
            throw faults.endlessRecord(fieldLine, count + 1);
        }
        if (limit == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int room = (int) Math.min(bytes.length - limit, totals.end() - bytesRead.get());
        int read = room == 0 ? -1 : in.read(bytes, limit, room);
        if (read < 0) {
            allRead = true;
        } else {
            limit += read;
            bytesRead.lazySet(bytesRead.get() + read);
        }
        return true;
    }

    private long offset(int at) {
        return bytesRead.get() - limit + at;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public SourceRecord record() {
        return raw();
    }

    @Override
    public boolean key(KeyHasher hasher) {
        boolean quoted = quoting && bytes[keyBegin] == '"' && keyEnd - keyBegin > 1;
        int from = quoted ? keyBegin + 1 : keyBegin;
        int to = quoted ? keyEnd - 1 : keyEnd;
        return from < to && (hasher.takeQuickly(bytes, from, to) || hasher.take(keyText()));
    }

    @Override
    public String keyText() {
        return embedded.in(raw().source(keyColumn));
    }

    @Override
    public Rejection rejection() {
        return rejection.orElseThrow();
    }

    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
