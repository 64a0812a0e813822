package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Files of chunks that were sent, for the chunks to come: writing over something costs half of
 * writing where nothing was. For any number of threads.
 */
final class SpareFiles implements Closeable {

    private final Deque<Path> spares = new ArrayDeque<>();
    private boolean closed;

    /**
     * Puts a spare file where a chunk is to be written, if there is one. What was in it is in it
     * still.
     */
    void prepare(Path file) throws IOException {
        Path spare;
        synchronized (this) {
            spare = spares.poll();
        }
        if (spare != null) {
            Files.move(spare, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Takes a file that nobody needs any more. */
    void give(Path file) throws IOException {
        synchronized (this) {
            if (!closed) {
                spares.add(file);
                return;
            }
        }
        Files.deleteIfExists(file);
    }

    /** Deletes what is there, and what still comes. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        for (Path spare = spares.poll(); spare != null; spare = spares.poll()) {
            Files.deleteIfExists(spare);
        }
    }
}
