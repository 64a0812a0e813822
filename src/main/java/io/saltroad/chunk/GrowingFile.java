package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that one thread writes while another reads it from its beginning. It may have been there
 * before: nobody sees what was in it. Closed before it is complete, it is deleted, and who reads it
 * gets an error.
 */
final class GrowingFile implements Closeable {

    /**
     * A reader that has come to the end of what is there is not woken for less: waking a thread
     * costs as much as writing 100 kB.
     */
    private static final int WORTH_WAKING = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final OutputStream out;

    private long length;
    private boolean complete;
    private boolean givenUp;

    /** How far the latest reader is. */
    private long position;

    /** What a reader waits for; more than there can be if nobody waits. */
    private long awaited = Long.MAX_VALUE;

    /**
     * @param path of a file that is written anew, or over
     */
    GrowingFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.out = Channels.newOutputStream(channel);
    }

    Path path() {
        return path;
    }

    void write(byte[] source, int count) throws IOException {
        out.write(source, 0, count);
        synchronized (this) {
            length += count;
            if (length >= awaited) {
                notifyAll();
            }
        }
    }

    /** Nothing more comes. */
    void complete() throws IOException {
        channel.truncate(channel.position());
        out.close();
        synchronized (this) {
            complete = true;
            notifyAll();
        }
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized boolean isGivenUp() {
        return givenUp;
    }

    /** Whether the latest reader has read all there will ever be. */
    synchronized boolean isReadToEnd() {
        return complete && position == length;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (complete || givenUp) {
                return;
            }
            givenUp = true;
            notifyAll();
        }
        try {
            out.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /**
     * Reads from the first byte to the last one that is ever written, which it waits for. One
     * reader at a time; each begins anew.
     */
    InputStream reader() throws IOException {
        synchronized (this) {
            position = 0;
        }
        return new Reader(Files.newInputStream(path));
    }

    /**
     * Waits until something is there that was not read.
     *
     * @param wish how much is enough not to wait
     * @return how much is there; 0 at the end
     * @throws InterruptedIOException if the thread was interrupted
     * @throws IOException if the file was given up
     */
    private synchronized long await(int wish) throws IOException {
        if (length - position < wish) {
            awaited = position + WORTH_WAKING;
            try {
                while (length < awaited && !complete && !givenUp) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while " + path + " grew");
            } finally {
                awaited = Long.MAX_VALUE;
            }
        }
        if (givenUp) {
            throw new IOException(path + " was given up");
        }
        return length - position;
    }

    private synchronized void advance(int count) {
        position += count;
    }

    private final class Reader extends InputStream {

        private final InputStream in;

        private Reader(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            long there = await(count);
            if (there == 0) {
                return -1;
            }
            int taken = in.read(target, offset, (int) Math.min(count, there));
            if (taken < 0) {
                throw new IOException("%s is shorter than what was written".formatted(path));
            }
            advance(taken);
            return taken;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
