package io.saltroad.sandbox.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Requests of one kind that follow each other, until they are loaded.
 *
 * <p>Not safe for threads: its stream guards it.
 */
final class SpoolFile {

    private static final String DELETE = ".delete.ndjson";
    private static final String UPSERT = ".upsert.csv";

    private final Path path;
    private FileChannel channel;

    private SpoolFile(Path path) {
        this.path = path;
    }

    /**
     * Begins a file.
     *
     * @param number files of one stream are loaded in the order of their numbers
     */
    static SpoolFile begin(Path folder, long number, boolean delete) throws IOException {
        SpoolFile file =
                new SpoolFile(
                        folder.resolve("%015d%s".formatted(number, delete ? DELETE : UPSERT)));
        file.channel =
                FileChannel.open(file.path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return file;
    }

    /** A file that was left when the sandbox stopped. */
    static SpoolFile left(Path path) {
        return new SpoolFile(path);
    }

    Path path() {
        return path;
    }

    long number() {
        String name = path.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    boolean delete() {
        return path.toString().endsWith(DELETE);
    }

    /** Whether a request of this kind can follow in it. */
    boolean takes(boolean delete) {
        return channel != null && delete == delete();
    }

    void add(byte[] lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void seal() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    void remove() throws IOException {
        seal();
        Files.deleteIfExists(path);
    }
}
