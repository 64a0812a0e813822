package io.saltroad.chunk;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.Encoding;
import io.saltroad.export.FileFaults;
import io.saltroad.export.RecordRules;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
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
    private final InputStream in;
    private final byte[] kinds;
    private final boolean quoting;
    private final byte separator;
    private final byte newSeparator;
    private final byte[] lineEnd;
    private final byte[] header;
    private final EmbeddedLineEnd embedded;
    private final FieldWriter writer;
    private final NonAscii nonAscii;
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

    /** The field in which a record that is not complete breaks off. */
    private long openLine;

    private int openField;
    private boolean doubtful;
    private boolean bareCr;
    private int count;
    private Optional<Rejection> rejection = Optional.empty();

    private PassThroughLines(
            Records records, Encoding encoding, List<String> columns, LineStyle style)
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
        this.embedded = style.embeddedLineEnd();
        this.writer = style.fieldWriter();
        this.nonAscii = NonAscii.of(encoding.charset());
        this.in = Files.newInputStream(file);
    }

    /** Whether the bytes of these records can be cut without reading them. */
    static boolean fits(Records records, Encoding encoding) {
        CsvFormat format = records.format();
        return records.passThrough()
                && NonAscii.knows(encoding.charset())
                && format.delimiter().length() == 1
                && format.delimiter().charAt(0) < 0x80
                && format.quote().map(quote -> quote == '"').orElse(true);
    }

    /**
     * Opens the export behind its header, which a cursor has read and checked before.
     *
     * @param columns the names in the header
     */
    static PassThroughLines open(
            Records records, Encoding encoding, List<String> columns, LineStyle style)
            throws IOException {
        PassThroughLines lines = new PassThroughLines(records, encoding, columns, style);
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
                return Step.END;
            }
        } while (blank() && columns.size() != 1);
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
                .or(() -> RecordRules.checkTexts(line, columns, record::source));
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
        final byte[] source = bytes;
        final byte[] kindOf = kinds;
        final int stop = limit;
        int at = begin;
        // What is not yet copied begins here.
        int run = begin;
        int lines = 0;
        int fields = 0;
        boolean doubt = false;
        bareCr = false;
        out.clear();
        while (true) {
            int start = at;
            if (quoting && at < stop && source[at] == '"') {
                boolean quotesNeeded = false;
                boolean rewrite = false;
                int linesBefore = lines;
                at++;
                while (true) {
                    while (at < stop && kindOf[source[at] & 0xFF] == PLAIN) {
                        at++;
                    }
                    if (at == stop) {
                        if (!allRead) {
                            openLine = line + linesBefore;
                            openField = fields + 1;
                            return false;
                        }
                        throw faults.unterminatedQuote(line + linesBefore, fields + 1);
                    }
                    byte kind = kindOf[source[at] & 0xFF];
                    if (kind == QUOTE) {
                        if (at + 1 == stop && !allRead) {
                            return false;
                        }
                        if (at + 1 == stop || source[at + 1] != '"') {
                            break;
                        }
                        quotesNeeded = true;
                        at += 2;
                    } else if (kind == NOT_ASCII) {
                        int length = nonAscii.length(source, at, stop);
                        if (length == 0) {
                            if (!allRead && stop - at < LONGEST_CHARACTER) {
                                return false;
                            }
                            throw undecodable(at);
                        }
                        rewrite |= nonAscii.translates();
                        doubt |= nonAscii.odd(source, at, length);
                        at += length;
                    } else if (kind == NUL) {
                        throw faults.nul(offset(at));
                    } else {
                        if (kind == LINE_FEED) {
                            lines++;
                            rewrite |= embedded == EmbeddedLineEnd.SPACE;
                        } else if (kind == CARRIAGE_RETURN) {
                            rewrite |= embedded != EmbeddedLineEnd.KEEP;
                        }
                        quotesNeeded |= kind != SEPARATOR || separator == newSeparator;
                        at++;
                    }
                }
                int length = at - start - 1;
                if (length > 0) {
                    quotesNeeded |= isBlank(source[start + 1]) || isBlank(source[at - 1]);
                    doubt |=
                            length > RecordRules.LONGEST_FIELD
                                    || isClear(source, start + 1, length);
                }
                if (rewrite) {
                    out.append(source, run, start);
                    String text = new String(source, start + 1, length, encoding.charset());
                    writer.write(text.replace("\"\"", "\""), out);
                    run = at + 1;
                } else if (!quotesNeeded) {
                    out.append(source, run, start);
                    out.append(source, start + 1, at);
                    run = at + 1;
                }
                at++;
                if (at < stop && kindOf[source[at] & 0xFF] != SEPARATOR && source[at] != '\n') {
                    if (source[at] == '\r' && at + 1 == stop && !allRead) {
                        return false;
                    }
                    if (source[at] != '\r' || at + 1 == stop || source[at + 1] != '\n') {
                        throw faults.misplacedQuote(line + linesBefore, fields + 1);
                    }
                }
            } else {
                boolean rewrite = false;
                while (true) {
                    while (at < stop && kindOf[source[at] & 0xFF] == PLAIN) {
                        at++;
                    }
                    if (at == stop) {
                        break;
                    }
                    byte kind = kindOf[source[at] & 0xFF];
                    if (kind == SEPARATOR || kind == LINE_FEED) {
                        break;
                    }
                    if (kind == NOT_ASCII) {
                        int length = nonAscii.length(source, at, stop);
                        if (length == 0) {
                            if (!allRead && stop - at < LONGEST_CHARACTER) {
                                return false;
                            }
                            throw undecodable(at);
                        }
                        rewrite |= nonAscii.translates();
                        doubt |= nonAscii.odd(source, at, length);
                        at += length;
                    } else if (kind == CARRIAGE_RETURN) {
                        if (at + 1 == stop && !allRead) {
                            return false;
                        }
                        if (at + 1 < stop && source[at + 1] == '\n') {
                            break;
                        }
                        bareCr = true;
                        doubt = true;
                        at++;
                    } else if (kind == NUL) {
                        throw faults.nul(offset(at));
                    } else {
                        rewrite = true;
                        at++;
                    }
                }
                int length = at - start;
                if (length > 0) {
                    rewrite |= isBlank(source[start]) || isBlank(source[at - 1]);
                    doubt |= length > RecordRules.LONGEST_FIELD || isClear(source, start, length);
                }
                if (rewrite) {
                    out.append(source, run, start);
                    writer.write(new String(source, start, length, encoding.charset()), out);
                    run = at;
                }
            }
            fields++;
            if (at < stop && source[at] == separator) {
                if (separator != newSeparator) {
                    out.append(source, run, at);
                    out.append(newSeparator);
                    run = at + 1;
                }
                at++;
            } else {
                break;
            }
        }
        if (at == stop && !allRead) {
            openLine = line + lines;
            openField = fields;
            return false;
        }
        out.append(source, run, at);
        end = at;
        if (at < stop && source[at] == '\r') {
            at++;
        }
        if (at < stop) {
            lines++;
            at++;
        }
        next = at;
        count = fields;
        lineFeeds = lines;
        doubtful = doubt || end - begin > RecordRules.LONGEST_RECORD;
        return true;
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
            throw faults.endlessRecord(openLine, openField);
        }
        if (limit == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int read = in.read(bytes, limit, bytes.length - limit);
        if (read < 0) {
            allRead = true;
        } else {
            limit += read;
            bytesRead.lazySet(bytesRead.get() + read);
        }
        return true;
    }

    private IOException undecodable(int at) {
        String hex = HexFormat.of().withUpperCase().toHexDigits(bytes[at]);
        return faults.undecodable(offset(at), hex);
    }

    private long offset(int at) {
        return bytesRead.get() - limit + at;
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    private static boolean isClear(byte[] source, int from, int length) {
        return length == 4
                && source[from] == '#'
                && source[from + 1] == 'N'
                && source[from + 2] == '/'
                && source[from + 3] == 'A';
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
