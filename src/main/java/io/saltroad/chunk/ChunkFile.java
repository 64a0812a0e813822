package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A chunk being written. Closed before it is finished, it leaves no file behind. */
final class ChunkFile implements Closeable {

    private final int number;
    private final Path file;
    private final long firstLine;
    private final OutputStream out;
    private final MessageDigest digest;
    private final byte[] buffer;
    private int buffered;
    private long bytes;
    private long records;
    private boolean finished;

    /**
     * @param buffer is overwritten; lent so that each chunk need not have its own
     * @param firstLine of the export its first record begins on
     */
    ChunkFile(int number, Path folder, byte[] buffer, long firstLine) throws IOException {
        this.number = number;
        this.file = folder.resolve("chunk-%06d.csv".formatted(number));
        this.buffer = buffer;
        this.firstLine = firstLine;
        this.digest = sha256();
        this.out = Files.newOutputStream(file);
    }

    void header(byte[] header) throws IOException {
        append(header, header.length);
    }

    void record(LineBuffer line) throws IOException {
        append(line.bytes, line.length);
        records++;
    }

    /** Size so far. */
    long bytes() {
        return bytes;
    }

    /** Records so far. */
    long records() {
        return records;
    }

    Chunk finish() throws IOException {
        flush();
        out.close();
        finished = true;
        return new Chunk(
                number, file, bytes, records, firstLine, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            out.close();
            Files.deleteIfExists(file);
        }
    }

    private void append(byte[] source, int length) throws IOException {
        bytes += length;
        if (length > buffer.length - buffered) {
            flush();
        }
        if (length > buffer.length) {
            write(source, length);
            return;
        }
        System.arraycopy(source, 0, buffer, buffered, length);
        buffered += length;
    }

    private void flush() throws IOException {
        write(buffer, buffered);
        buffered = 0;
    }

    private void write(byte[] source, int length) throws IOException {
        digest.update(source, 0, length);
        out.write(source, 0, length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
