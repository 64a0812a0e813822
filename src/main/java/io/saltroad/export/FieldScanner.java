package io.saltroad.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Goes over the bytes of an export, line by line, and tells where the fields stand. It forgives
 * nothing: every byte must be text in the charset, and a quoted field must end in order. Texts are
 * made only of what somebody asks for.
 *
 * <p>It knows UTF-8 and charsets of one byte that include ASCII, delimiters of one ASCII character,
 * and double quotes or none. For the rest there is {@link FastCsvSource}; where both can read they
 * give the same records.
 *
 * <p>What it answers is about the current line. For one thread; {@link #bytesRead()} may be asked
 * by others.
 */
public final class FieldScanner implements Closeable {

    /** The field stands in quotes. It is 1, the length of a quote. */
    public static final int QUOTED = 1;

    /** It holds quotes; doubled ones, if it stands in quotes itself. */
    public static final int QUOTES = 2;

    /** It holds characters above ASCII. */
    public static final int NOT_ASCII = 4;

    /** It holds a character that no export should hold: U+FFFD, or a byte order mark. */
    public static final int ODD = 8;

    /** It holds a LF. */
    public static final int LINE_FEED = 16;

    /** It holds a CR. */
    public static final int CARRIAGE_RETURN = 32;

    /** It holds the character that was to be marked. */
    public static final int MARKED = 64;

    /**
     * It begins or ends with a blank, a control character, or one of {@code !"#}: only such a field
     * can need quotes for its ends, or be {@link RecordRules#CLEAR}.
     */
    public static final int EDGED = 128;

    private static final int BUFFER_SIZE = 1 << 18;

    /** In bytes, in any charset. */
    private static final int LONGEST_CHARACTER = 4;

    /** Where a field or a line is not certain to be whole in the buffer. */
    private static final int INCOMPLETE = -1;

    /** What a byte may mean; everything else is plain. */
    private static final byte PLAIN = 0;

    private static final byte SEPARATOR = 1;
    private static final byte LF = 2;
    private static final byte CR = 3;
    private static final byte QUOTE = 4;
    private static final byte ABOVE_ASCII = 5;
    private static final byte MARK = 6;
    private static final byte NUL = 7;

    private final Encoding encoding;
    private final FileFaults faults;
    private final InputStream in;
    private final long fileEnd;
    private final byte[] kinds;
    private final boolean quoting;
    private final byte separator;
    private final boolean marksSeparator;
    private final NonAscii nonAscii;
    private final AtomicLong bytesRead = new AtomicLong();

    private byte[] bytes = new byte[BUFFER_SIZE];
    private int limit;
    private boolean allRead;

    /** Where the current line begins, where its text ends, and where the next one begins. */
    private int begin;

    private int end;
    private int next;

    private long line = 1;
    private int lineFeeds;

    private int count;
    private int[] begins = new int[64];
    private int[] ends = new int[64];
    private byte[] contents = new byte[64];
    private boolean bareCr;

    /** What the field that is gone over holds. */
    private int content;

    /**
     * Opens a file, behind its byte order mark.
     *
     * @param end where its records end, in bytes; what stands behind is not read
     * @param marked a character of ASCII to look for in each field, beside the delimiter; the
     *     delimiter itself, to look for it in quoted fields
     */
    public FieldScanner(
            Path file,
            CsvFormat format,
            Encoding encoding,
            FileFaults faults,
            long end,
            char marked)
            throws IOException {
        this.encoding = encoding;
        this.faults = faults;
        this.fileEnd = end;
        this.quoting = format.quote().isPresent();
        this.separator = (byte) format.delimiter().charAt(0);
        this.marksSeparator = separator == (byte) marked;
        this.kinds = kinds(separator, (byte) marked);
        this.nonAscii = NonAscii.of(encoding.charset());
        this.in = Files.newInputStream(file);
        try {
            in.skipNBytes(encoding.markLength());
        } catch (IOException e) {
            in.close();
            throw e;
        }
        bytesRead.set(encoding.markLength());
    }

    /** Whether it can read what is written like this. */
    public static boolean reads(CsvFormat format, Encoding encoding) {
        return NonAscii.knows(encoding.charset())
                && format.delimiter().length() == 1
                && format.delimiter().charAt(0) < 0x80
                && format.quote().map(quote -> quote == '"').orElse(true);
    }

    private static byte[] kinds(byte separator, byte marked) {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, 0x80, 0x100, ABOVE_ASCII);
        kinds['"'] = QUOTE;
        kinds[marked] = MARK;
        kinds[separator] = SEPARATOR;
        kinds['\n'] = LF;
        kinds['\r'] = CR;
        kinds[0] = NUL;
        return kinds;
    }

    /**
     * Goes over lines without looking for fields.
     *
     * @return false if the file has fewer; one without any is fine
     */
    public boolean skipLines(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            if (!skipLine()) {
                return i == 0;
            }
        }
        return true;
    }

    private boolean skipLine() throws IOException {
        line += lineFeeds;
        lineFeeds = 0;
        begin = next;
        while (begin == limit) {
            if (!refill()) {
                return false;
            }
        }
        int at = begin;
        while (true) {
            if (at == limit) {
                // What was looked at is not needed any more.
                begin = limit;
                next = limit;
                if (!refill()) {
                    return true;
                }
                at = begin;
            } else if (bytes[at] == '\n') {
                next = at + 1;
                line++;
                return true;
            } else if (bytes[at] == 0) {
                throw faults.nul(offset(at));
            } else if (bytes[at] > 0) {
                at++;
            } else {
                int behind = goOverCharacter(at);
                if (behind == INCOMPLETE) {
                    begin = at;
                    next = at;
                    refill();
                    at = begin;
                } else {
                    at = behind;
                }
            }
        }
    }

    /**
     * Goes to the next line, blank ones included.
     *
     * @return false at the end
     * @throws ExportException if the file breaks its format here
     */
    public boolean next() throws IOException {
        line += lineFeeds;
        lineFeeds = 0;
        begin = next;
        while (!scan()) {
            if (!refill()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing stands in it. */
    public boolean blank() {
        return end == begin;
    }

    /** How many fields it has. */
    public int count() {
        return count;
    }

    /** The line it begins on, 1-based, counted by line feeds, quoted ones included. */
    public long line() {
        return line;
    }

    /** Whether a CR without LF stands outside quotes. */
    public boolean bareCr() {
        return bareCr;
    }

    /** The bytes that all positions are in. Read only, until the next line. */
    public byte[] bytes() {
        return bytes;
    }

    public int begin() {
        return begin;
    }

    /** Behind its text, before its line end. */
    public int end() {
        return end;
    }

    /** Where the text of a field begins, behind its quote. */
    public int begin(int field) {
        return begins[field];
    }

    /** Behind the text of a field, before its quote. */
    public int end(int field) {
        return ends[field];
    }

    /** Where a field begins, with its quote. */
    public int outerBegin(int field) {
        return begins[field] - (contents[field] & QUOTED);
    }

    /** Behind a field, with its quote. */
    public int outerEnd(int field) {
        return ends[field] + (contents[field] & QUOTED);
    }

    /** What a field holds: {@link #QUOTED}, {@link #QUOTES} and so on; 0 is a plain one. */
    public int content(int field) {
        return contents[field] & 0xFF;
    }

    /** Makes the text of a field, without its quotes. */
    public String text(int field) {
        int from = begins[field];
        int length = ends[field] - from;
        int holds = contents[field];
        if ((holds & NOT_ASCII) == 0) {
            // Of one byte a character in any charset: the quickest says the same.
            return unquoted(new String(bytes, from, length, StandardCharsets.ISO_8859_1), holds);
        }
        return unquoted(new String(bytes, from, length, charset()), holds);
    }

    private static String unquoted(String text, int holds) {
        return (holds & (QUOTED | QUOTES)) == (QUOTED | QUOTES) ? text.replace("\"\"", "\"") : text;
    }

    private Charset charset() {
        return encoding.charset();
    }

    /** How much of the file was read so far, read-ahead included. */
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * Goes over one line.
     *
     * @return false if it is not whole in the buffer: then it is gone over again, with more
     */
    private boolean scan() throws ExportException {
        if (begin == limit) {
            return false;
        }
        final byte[] source = bytes;
        final int stop = limit;
        count = 0;
        lineFeeds = 0;
        bareCr = false;
        int at = begin;
        while (true) {
            if (count == begins.length) {
                makeRoom();
            }
            content = 0;
            boolean quoted = quoting && at < stop && source[at] == '"';
            if (quoted) {
                at++;
            }
            begins[count] = at;
            at = quoted ? quotedField(at) : plainField(at);
            if (at == INCOMPLETE) {
                return false;
            }
            ends[count] = at;
            contents[count] = (byte) (content | edged(begins[count], at));
            count++;
            if (quoted) {
                at++;
            }
            if (at == stop || source[at] != separator) {
                endLine(at);
                return true;
            }
            at++;
        }
    }

    private int edged(int from, int to) {
        boolean edged = from < to && ((bytes[from] & 0xFF) <= '#' || (bytes[to - 1] & 0xFF) <= '#');
        return edged ? EDGED : 0;
    }

    private void makeRoom() {
        begins = Arrays.copyOf(begins, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
        contents = Arrays.copyOf(contents, count * 2);
    }

    private void endLine(int at) {
        end = at;
        next = at;
        if (next < limit && bytes[next] == '\r') {
            next++;
        }
        if (next < limit) {
            lineFeeds++;
            next++;
        }
    }

    /** Gives the end of a field without quotes around it. */
    private int plainField(int from) throws ExportException {
        final byte[] source = bytes;
        final byte[] kindOf = kinds;
        final int stop = limit;
        int at = from;
        while (true) {
            byte kind = PLAIN;
            while (at < stop && (kind = kindOf[source[at] & 0xFF]) == PLAIN) {
                at++;
            }
            if (at == stop) {
                return allRead ? at : INCOMPLETE;
            }
            if (kind == SEPARATOR || kind == LF) {
                return at;
            }
            int behind = goOverInPlain(kind, at);
            if (behind == at || behind == INCOMPLETE) {
                return behind;
            }
            at = behind;
        }
    }

    /** Goes behind something that is no plain byte; stays where it is if the field ends there. */
    private int goOverInPlain(byte kind, int at) throws ExportException {
        switch (kind) {
            case ABOVE_ASCII -> {
                return goOverCharacter(at);
            }
            case CR -> {
                if (at + 1 == limit && !allRead) {
                    return INCOMPLETE;
                }
                if (at + 1 < limit && bytes[at + 1] == '\n') {
                    return at;
                }
                bareCr = true;
                content |= CARRIAGE_RETURN;
            }
            case NUL -> throw faults.nul(offset(at));
            default -> content |= kind == QUOTE ? QUOTES : MARKED;
        }
        return at + 1;
    }

    /** Gives the end of a field in quotes, at its closing quote. */
    private int quotedField(int from) throws ExportException {
        final byte[] source = bytes;
        final byte[] kindOf = kinds;
        final int stop = limit;
        content = QUOTED;
        int at = from;
        while (true) {
            byte kind = PLAIN;
            while (at < stop && (kind = kindOf[source[at] & 0xFF]) == PLAIN) {
                at++;
            }
            if (at == stop) {
                return openAtEnd();
            }
            if (kind == QUOTE && at + 1 < stop && source[at + 1] == separator) {
                return at;
            }
            int behind = goOverInQuotes(kind, at);
            if (behind == at || behind == INCOMPLETE) {
                return behind;
            }
            at = behind;
        }
    }

    private int openAtEnd() throws ExportException {
        if (allRead) {
            throw faults.unterminatedQuote(fieldLine(), count + 1);
        }
        return INCOMPLETE;
    }

    /** Goes behind something that is no plain byte; stays where it is if the field ends there. */
    private int goOverInQuotes(byte kind, int at) throws ExportException {
        switch (kind) {
            case QUOTE -> {
                if (at + 1 == limit && !allRead) {
                    return INCOMPLETE;
                }
                if (at + 1 == limit || bytes[at + 1] != '"') {
                    return endsAt(at + 1) ? at : INCOMPLETE;
                }
                content |= QUOTES;
                return at + 2;
            }
            case ABOVE_ASCII -> {
                return goOverCharacter(at);
            }
            case LF -> {
                lineFeeds++;
                content |= LINE_FEED;
            }
            case CR -> content |= CARRIAGE_RETURN;
            case NUL -> throw faults.nul(offset(at));
            case SEPARATOR -> content |= marksSeparator ? MARKED : 0;
            default -> content |= MARKED;
        }
        return at + 1;
    }

    /**
     * Checks that nothing stands between a closing quote and the end of its field; false if that is
     * not certain.
     */
    private boolean endsAt(int at) throws ExportException {
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
        throw faults.misplacedQuote(fieldLine(), count + 1);
    }

    /** Line the field begins on that is gone over. */
    private long fieldLine() {
        long feeds = 0;
        for (int i = begin; i < begins[count]; i++) {
            feeds += bytes[i] == '\n' ? 1 : 0;
        }
        return line + feeds;
    }

    /** Goes behind a character above ASCII. */
    private int goOverCharacter(int at) throws ExportException {
        int length = nonAscii.length(bytes, at, limit);
        if (length == 0) {
            if (!allRead && limit - at < LONGEST_CHARACTER) {
                return INCOMPLETE;
            }
            throw undecodable(at);
        }
        content |= nonAscii.odd(bytes, at, length) ? NOT_ASCII | ODD : NOT_ASCII;
        return at + length;
    }

    /** Names all bytes that a decoder takes together for the one that is no text. */
    private ExportException undecodable(int at) {
        CharsetDecoder decoder =
                charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        int there = Math.min(LONGEST_CHARACTER, limit - at);
        CoderResult result =
                decoder.decode(ByteBuffer.wrap(bytes, at, there), CharBuffer.allocate(there), true);
        String hex =
                HexFormat.ofDelimiter(" ")
                        .withUpperCase()
                        .formatHex(bytes, at, at + result.length());
        return faults.undecodable(offset(at), hex);
    }

    /** Reads more behind what is there; false at the end of the file. */
    private boolean refill() throws IOException {
        if (allRead) {
            return false;
        }
        if (limit - begin > CsvFormat.LONGEST_RECORD
                && nonAscii.characters(bytes, begin, limit) > CsvFormat.LONGEST_RECORD) {
            throw faults.endlessRecord(fieldLine(), count + 1);
        }
        if (begin > 0) {
            System.arraycopy(bytes, begin, bytes, 0, limit - begin);
            limit -= begin;
            next -= begin;
            begin = 0;
        }
        if (limit == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int room = (int) Math.min(bytes.length - limit, fileEnd - bytesRead.get());
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
}
