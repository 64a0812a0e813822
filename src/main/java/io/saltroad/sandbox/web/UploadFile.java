package io.saltroad.sandbox.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows as an upload arrives, up to a limit.
 *
 * <p>It is written on the thread that reads the network: the bytes go to the page cache, which
 * takes less than handing them to another thread and back.
 */
final class UploadFile {

    private final FileChannel channel;
    private final long most;
    private ByteBuffer copy = ByteBuffer.allocate(1 << 16);
    private long bytes;

    /**
     * Begins the file anew.
     *
     * @param most bytes that are kept; more are counted and dropped
     */
    UploadFile(Path path, long most) throws IOException {
        this.most = most;
        this.channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
    }

    void add(Buffer buffer) throws IOException {
        bytes += buffer.length();
        if (tooLong()) {
            return;
        }
        if (copy.capacity() < buffer.length()) {
            copy = ByteBuffer.allocate(buffer.length());
        }
        buffer.getBytes(0, buffer.length(), copy.array());
        copy.clear().limit(buffer.length());
        while (copy.hasRemaining()) {
            channel.write(copy);
        }
    }

    boolean tooLong() {
        return bytes > most;
    }

    long bytes() {
        return bytes;
    }

    void close() throws IOException {
        channel.close();
    }
}
