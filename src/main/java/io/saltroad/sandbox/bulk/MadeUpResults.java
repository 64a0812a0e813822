package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.RecordScanner;
import io.saltroad.sandbox.org.IdSequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The successful results of a job that was only scanned, made of its upload while they are read:
 * each record as it was sent, after an id that is made up and is the same whenever it is read.
 *
 * <p>Memory is one block, whatever the upload's size.
 */
final class MadeUpResults extends InputStream {

    private static final int BLOCK = 1 << 16;

    private final InputStream upload;
    private final RecordScanner scanner;
    private final IdSequence ids;
    private final boolean blankLinesAreRecords;
    private final byte[] recordHead;
    private final byte[] lineEnd;

    /** What is said before the block goes on. */
    private byte[] inserted;

    private int insertedAt;

    private final byte[] block = new byte[BLOCK];
    private int blockEnd;
    private int at;

    /** Up to here the block belongs to the record in hand. */
    private int recordEnd;

    private boolean recordStarts = true;
    private boolean headerBegun;

    /** Whether the record in hand is left out: the header first of all, then blank lines. */
    private boolean leftOut = true;

    /**
     * Opens an upload that was found in order.
     *
     * @param keyPrefix of the object, which the ids have
     */
    MadeUpResults(Path upload, JobSpec spec, String keyPrefix) throws IOException {
        CsvHeader header = CsvHeader.read(upload, spec);
        this.blankLinesAreRecords = header.names().size() == 1;
        this.scanner = new RecordScanner(spec.delimiter().character(), spec.lineEnding());
        this.ids = new IdSequence(keyPrefix);
        char delimiter = spec.delimiter().character();
        this.recordHead =
                bytes("\"%18s\"%c\"%b\"%c".formatted("", delimiter, creates(spec), delimiter));
        this.lineEnd = bytes(spec.lineEnding().characters());
        this.inserted = bytes(header.line(ResultFiles.SUCCESSFUL, spec));
        this.upload = Files.newInputStream(upload);
    }

    private static boolean creates(JobSpec spec) {
        return spec.operation() == Operation.INSERT || spec.operation() == Operation.UPSERT;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        int read = 0;
        while (read < length) {
            int room = length - read;
            int bytes;
            if (insertedAt < inserted.length) {
                bytes = Math.min(room, inserted.length - insertedAt);
                System.arraycopy(inserted, insertedAt, to, offset + read, bytes);
                insertedAt += bytes;
            } else if (at < recordEnd) {
                bytes = Math.min(room, recordEnd - at);
                System.arraycopy(block, at, to, offset + read, bytes);
                at += bytes;
            } else if (goOn()) {
                continue;
            } else {
                break;
            }
            read += bytes;
        }
        return read == 0 && length > 0 ? -1 : read;
    }

    /** Finds the next piece of a record; false if there is none. */
    private boolean goOn() throws IOException {
        if (at == blockEnd) {
            blockEnd = Math.max(0, upload.read(block));
            at = 0;
            recordEnd = 0;
            if (blockEnd == 0) {
                return endsLastLine();
            }
        }
        if (recordStarts) {
            begin();
        }
        int end = scanner.next(block, at, blockEnd);
        recordEnd = end < 0 ? blockEnd : end;
        if (leftOut) {
            at = recordEnd;
        }
        recordStarts = end >= 0;
        return true;
    }

    private void begin() {
        if (!headerBegun) {
            headerBegun = true;
            return;
        }
        leftOut = !blankLinesAreRecords && (block[at] == '\n' || block[at] == '\r');
        if (!leftOut) {
            ids.next(recordHead, 1);
            insert(recordHead);
        }
    }

    /** The last record of the upload may have no line end; here it has one. */
    private boolean endsLastLine() {
        if (recordStarts || leftOut) {
            return false;
        }
        recordStarts = true;
        insert(lineEnd);
        return true;
    }

    private void insert(byte[] bytes) {
        inserted = bytes;
        insertedAt = 0;
    }

    @Override
    public void close() throws IOException {
        upload.close();
    }
}
