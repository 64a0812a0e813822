package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A chunk on its way into its file. Another thread may read it meanwhile, once that was {@linkplain
 * #follow allowed}; the sha256 is then made of what this thread reads, else of what is written.
 * Closed before it is complete, it leaves no file behind.
 */
public final class ChunkFile implements Closeable {

    private final int number;
    private final long firstLine;
    private final GrowingFile file;
    private final byte[] buffer;
    private final SpareFiles spares;
    private final Consumer<ChunkFile> watcher;
    private int buffered;
    private long bytes;
    private long records;
    private boolean followed;
    private MessageDigest digest = DigestUtils.getSha256Digest();
    private Chunk chunk;

    /** A chunk that nobody reads before it is complete. */
    ChunkFile(int number, Path folder, byte[] buffer, long firstLine) throws IOException {
        this(number, folder, buffer, firstLine, new SpareFiles(), file -> {});
    }

    /**
     * @param buffer is overwritten; lent so that each chunk need not have its own
     * @param firstLine of the export its first record begins on
     * @param spares has a file to write over, or none
     * @param watcher is told of each block that has come into the file
     */
    ChunkFile(
            int number,
            Path folder,
            byte[] buffer,
            long firstLine,
            SpareFiles spares,
            Consumer<ChunkFile> watcher)
            throws IOException {
        Path path = folder.resolve("chunk-%06d.csv".formatted(number));
        spares.prepare(path);
        this.number = number;
        this.file = new GrowingFile(path);
        this.spares = spares;
        this.buffer = buffer;
        this.firstLine = firstLine;
        this.watcher = watcher;
    }

    void header(byte[] header) throws IOException {
        append(header, header.length);
    }

    void record(LineBuffer line) throws IOException {
        append(line.bytes, line.length);
        records++;
    }

    /** Counts from 1 within an export. */
    public int number() {
        return number;
    }

    /** Size so far, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Records so far, without the header. */
    long records() {
        return records;
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
        if (!followed) {
            digest.update(source, 0, length);
        }
        file.write(source, length);
        watcher.accept(this);
    }

    /**
     * Lets another thread read the file from now on, to its end. For the thread that cuts, before
     * the other one knows of the chunk.
     */
    public void follow() {
        followed = true;
    }

    /** Whether another thread reads the file. */
    public boolean isFollowed() {
        return followed;
    }

    /** Whether the chunk will never be complete. For any thread. */
    public boolean isGivenUp() {
        return file.isGivenUp();
    }

    /**
     * Opens the chunk for who follows it: from its first byte to its last, which is waited for if
     * the chunk is still being cut. Reading fails if it is given up. One stream at a time; each
     * begins anew.
     */
    public InputStream open() throws IOException {
        digest = DigestUtils.getSha256Digest();
        return new DigestInputStream(file.reader(), digest);
    }

    /** All of it is in the file. */
    void complete() throws IOException {
        flush();
        file.complete();
    }

    /**
     * The whole chunk. If the file is followed, for who has read it; else for the thread that cuts.
     *
     * @throws IllegalStateException if it is still being cut, or was not read to its end
     */
    public Chunk chunk() {
        if (!(followed ? file.isReadToEnd() : file.isComplete())) {
            throw new IllegalStateException(
                    "chunk %d is still being %s".formatted(number, followed ? "read" : "cut"));
        }
        if (chunk == null) {
            chunk =
                    new Chunk(
                            number,
                            file.path(),
                            bytes,
                            records,
                            firstLine,
                            HexFormat.of().formatHex(digest.digest()));
        }
        return chunk;
    }

    /** Nobody needs the file any more: it was sent. For any thread. */
    public void discard() throws IOException {
        spares.give(file.path());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
