package io.saltroad.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Decodes an export without forgiving anything, and prepares it for FastCSV.
 *
 * <p>A byte that does not decode and a NUL end the reading with an {@link ExportException}; no
 * U+FFFD is ever made up.
 *
 * <p>FastCSV 4.2 is helped over two things, with characters that no decoder ever gives (unpaired
 * surrogates), so that they cannot be mistaken for text:
 *
 * <ul>
 *   <li>It closes an open quote at the end of the file without a word (FastCSV issue 173). The text
 *       ends with a line that holds {@link #END}: found inside a field, a quote was never closed.
 *   <li>A CR without LF in a quoted field makes it drop that field, if it is the last of its
 *       record, together with the line end. Such a CR is read as {@link #LONE_CR}.
 * </ul>
 */
final class StrictReader extends Reader {

    /** A high surrogate without a low one behind it. */
    static final char LONE_CR = '\uDBFF';

    /** A high surrogate: no text ends with one. */
    static final char END = '\uD800';

    /** A low surrogate, for an export without quotes: no field begins with one. */
    static final char NO_QUOTE = '\uDFFF';

    private static final int BUFFER_SIZE = 1 << 15;

    private final Path file;
    private final Encoding encoding;
    private final FileFaults faults;
    private final long end;
    private final InputStream stream;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_SIZE).flip();
    private final char[] chars = new char[BUFFER_SIZE];

    private int position;
    private int limit;
    private boolean allRead;
    private boolean allDecoded;
    private boolean ended;
    private char last = '\n';
    private boolean heldCr;
    private boolean sawLoneCr;
    private long charsSinceMark;

    /** Written by the reading thread only; others watch. */
    private volatile long bytesRead;

    /**
     * Opens the file.
     *
     * @param end where its records end, in bytes; what stands behind is not read
     */
    StrictReader(Path file, Encoding encoding, FileFaults faults, long end) throws IOException {
        this.file = file;
        this.encoding = encoding;
        this.faults = faults;
        this.end = end;
        this.decoder =
                encoding.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.stream = Files.newInputStream(file);
        stream.skipNBytes(encoding.markLength());
        bytesRead = encoding.markLength();
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (position == limit && !refill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(chars, position, target, offset, count);
        position += count;
        charsSinceMark += count;
        if (charsSinceMark > CsvFormat.LONGEST_RECORD) {
            throw new EndlessRecordException();
        }
        return count;
    }

    /** A record begins. */
    void mark() {
        charsSinceMark = 0;
    }

    /** Whether a {@link #LONE_CR} was read so far: while not, nobody needs to look for one. */
    boolean sawLoneCr() {
        return sawLoneCr;
    }

    /** Whether there is no text at all. */
    boolean empty() throws IOException {
        return Math.min(end, Files.size(file)) == encoding.markLength();
    }

    /** Bytes taken from the file. Any thread may ask. */
    long bytesRead() {
        return bytesRead;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private boolean refill() throws IOException {
        position = 0;
        limit = 0;
        while (limit == 0 && !allDecoded) {
            int held = heldCr ? 1 : 0;
            chars[0] = '\r';
            heldCr = false;
            int length = decode(held);
            checkLineEnds(length);
        }
        if (limit == 0 && !ended) {
            ended = true;
            if (last != '\n') {
                chars[limit++] = '\n';
            }
            chars[limit++] = END;
        }
        return limit > 0;
    }

    /**
     * Decodes what fits behind the characters that are already there; returns how many there are.
     */
    private int decode(int from) throws IOException {
        CharBuffer decoded = CharBuffer.wrap(chars, from, chars.length - from);
        while (true) {
            long blockStart = bytesRead - bytes.remaining();
            int decodedBefore = decoded.position();
            CoderResult result = decoder.decode(bytes, decoded, allRead);
            checkNul(decodedBefore, decoded.position(), blockStart);
            if (result.isError()) {
                throw undecodable(result.length());
            }
            if (result.isOverflow()) {
                return decoded.position();
            }
            if (allRead) {
                if (decoder.flush(decoded).isUnderflow()) {
                    allDecoded = true;
                }
                return decoded.position();
            }
            readBytes();
            if (decoded.position() > chars.length / 2) {
                return decoded.position();
            }
        }
    }

    private void readBytes() throws IOException {
        bytes.compact();
        int room = (int) Math.min(bytes.remaining(), end - bytesRead);
        int count = room == 0 ? -1 : stream.read(bytes.array(), bytes.position(), room);
        if (count < 0) {
            allRead = true;
        } else {
            bytes.position(bytes.position() + count);
            long total = bytesRead + count;
            bytesRead = total;
        }
        bytes.flip();
    }

    /** Marks each CR that no LF follows; one at the very end waits for what comes next. */
    private void checkLineEnds(int length) {
        limit = length;
        if (length == 0) {
            return;
        }
        for (int i = 0; i < length - 1; i++) {
            if (chars[i] == '\r' && chars[i + 1] != '\n') {
                chars[i] = LONE_CR;
                sawLoneCr = true;
            }
        }
        if (chars[length - 1] == '\r') {
            if (allDecoded) {
                chars[length - 1] = LONE_CR;
                sawLoneCr = true;
            } else {
                heldCr = true;
                limit--;
            }
        }
        if (limit > 0) {
            last = chars[limit - 1];
        }
    }

    private void checkNul(int from, int to, long blockStart) throws IOException {
        for (int i = from; i < to; i++) {
            if (chars[i] == 0) {
                long before =
                        encoding.charset()
                                .newEncoder()
                                .encode(CharBuffer.wrap(chars, from, i - from))
                                .remaining();
                throw faults.nul(blockStart + before);
            }
        }
    }

    private ExportException undecodable(int length) {
        int shown = Math.min(length, bytes.remaining());
        String hex =
                HexFormat.ofDelimiter(" ")
                        .withUpperCase()
                        .formatHex(bytes.array(), bytes.position(), bytes.position() + shown);
        return faults.undecodable(bytesRead - bytes.remaining(), hex);
    }

    /** The record that began at the mark does not end. */
    static final class EndlessRecordException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
