package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Hashes of keys with their lines, parted by six bits of the hash: equal keys are in one part, in
 * the order in which they were added. Each part is a buffer, and a file behind it when that is
 * full.
 */
final class KeyPartitions implements Closeable {

    static final int PARTS = 64;

    /** Enough for a trillion lines. */
    static final int LINE_BITS = 40;

    private static final long LINE = (1L << LINE_BITS) - 1;

    /** After so many levels all bits of the first half are used. */
    static final int MOST_LEVELS = Long.SIZE / 6;

    private static final int BITS = 6;
    private static final int ENTRY = 2 * Long.BYTES;
    private static final int BUFFERED = 2_048;
    private static final int FIRST_BUFFERED = 16;

    /** Takes the entries of a part, one by one. */
    @FunctionalInterface
    interface Entries {
        /** Takes one; false if no more are wanted. */
        boolean take(long high, long low, long line) throws IOException;
    }

    private final Path folder;
    private final String name;
    private final int level;
    private final int shift;
    private final ByteBuffer[] buffers = new ByteBuffer[PARTS];
    private final FileChannel[] files = new FileChannel[PARTS];
    private final long[] counts = new long[PARTS];

    /**
     * @param name begins the names of its files
     * @param level 0 parts by the first six bits, 1 by the next, and so on
     */
    KeyPartitions(Path folder, String name, int level) {
        this.folder = folder;
        this.name = name;
        this.level = level;
        this.shift = Long.SIZE - BITS * (level + 1);
    }

    int level() {
        return level;
    }

    void add(long high, long low, long line) throws IOException {
        int part = (int) (high >>> shift) & (PARTS - 1);
        ByteBuffer buffer = buffers[part];
        if (buffer == null || !buffer.hasRemaining()) {
            buffer = roomier(part);
        }
        buffer.putLong(high).putLong(low << LINE_BITS | line);
        counts[part]++;
    }

    /** Small exports are many: their buffers stay small. */
    private ByteBuffer roomier(int part) throws IOException {
        ByteBuffer full = buffers[part];
        if (full == null) {
            buffers[part] = ByteBuffer.allocate(FIRST_BUFFERED * ENTRY);
        } else if (full.capacity() < BUFFERED * ENTRY) {
            buffers[part] =
                    ByteBuffer.allocate(Math.min(full.capacity() * 4, BUFFERED * ENTRY))
                            .put(full.flip());
        } else {
            spill(part);
        }
        return buffers[part];
    }

    private void spill(int part) throws IOException {
        if (files[part] == null) {
            files[part] =
                    FileChannel.open(
                            file(part),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        }
        ByteBuffer full = buffers[part].flip();
        while (full.hasRemaining()) {
            files[part].write(full);
        }
        full.clear();
    }

    private Path file(int part) {
        return folder.resolve("%s-%02d".formatted(name, part));
    }

    long count(int part) {
        return counts[part];
    }

    /**
     * Goes through the entries of a part.
     *
     * @return false if they were not all wanted
     */
    boolean forEach(int part, Entries entries) throws IOException {
        if (files[part] != null) {
            ByteBuffer read = ByteBuffer.allocate(BUFFERED * ENTRY);
            long position = 0;
            long size = files[part].size();
            while (position < size) {
                read.clear();
                while (read.hasRemaining() && position < size) {
                    position += files[part].read(read, position);
                }
                if (!forEach(read.flip(), entries)) {
                    return false;
                }
            }
        }
        return buffers[part] == null || forEach(buffers[part].duplicate().flip(), entries);
    }

    private static boolean forEach(ByteBuffer buffer, Entries entries) throws IOException {
        while (buffer.hasRemaining()) {
            long high = buffer.getLong();
            long rest = buffer.getLong();
            if (!entries.take(high, rest >>> LINE_BITS, rest & LINE)) {
                return false;
            }
        }
        return true;
    }

    /** Closes and deletes its files. */
    @Override
    public void close() throws IOException {
        for (int part = 0; part < PARTS; part++) {
            buffers[part] = null;
            if (files[part] != null) {
                files[part].close();
                Files.deleteIfExists(file(part));
                files[part] = null;
            }
        }
    }
}
