package io.saltroad.chunk;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The records of an export that are left out for their key, by the line they begin on: a list on
 * disk, read as somebody goes through the export. For one thread.
 */
public final class LeftOutLines implements Closeable {

    /**
     * A record that is left out.
     *
     * @param line it begins on
     * @param occurrences how many records of the export have its key, itself included
     * @param others lines of the others: the one that supersedes it, or the first few
     */
    public record LeftOut(long line, long occurrences, List<Long> others) {

        public LeftOut {
            others = List.copyOf(others);
        }

        private String text() {
            return line
                    + ","
                    + occurrences
                    + others.stream().map(other -> "," + other).collect(Collectors.joining());
        }

        private static LeftOut of(String text) {
            List<Long> numbers = Arrays.stream(text.split(",", -1)).map(Long::valueOf).toList();
            if (numbers.size() < 3) {
                throw new IllegalArgumentException("it has no other line");
            }
            return new LeftOut(numbers.get(0), numbers.get(1), numbers.subList(2, numbers.size()));
        }
    }

    private final Path file;
    private final BufferedReader reader;
    private LeftOut next;

    private LeftOutLines(Path file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /**
     * Opens a list.
     *
     * @return empty if there is none
     */
    public static Optional<LeftOutLines> open(Path file) throws IOException {
        BufferedReader reader;
        try {
            reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        LeftOutLines lines = new LeftOutLines(file, reader);
        try {
            reader.readLine();
            lines.next();
            return Optional.of(lines);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    /** Whether there is a complete list, made for the reading of an export that has this name. */
    public static boolean isThere(Path file, String reading) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            return reading.equals(reader.readLine());
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    /** Writes a list, which is there when it is finished, completely, or not at all. */
    static final class Writer implements Closeable {

        private final Path file;
        private final Path unfinished;
        private final BufferedWriter writer;

        /**
         * @param reading name of the reading of the export that the list is made for
         */
        Writer(Path file, String reading) throws IOException {
            this.file = file;
            this.unfinished = file.resolveSibling(file.getFileName() + ".part");
            this.writer = Files.newBufferedWriter(unfinished, StandardCharsets.US_ASCII);
            writer.write(reading + '\n');
        }

        /** Adds a record; lines must be ascending. */
        void write(LeftOut leftOut) throws IOException {
            writer.write(leftOut.text());
            writer.write('\n');
        }

        /**
         * Puts the list in its place.
         *
         * @param safe whether it must survive a crash of the machine
         */
        void finish(boolean safe) throws IOException {
            writer.close();
            if (safe) {
                try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
            }
            Files.move(
                    unfinished,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            writer.close();
            Files.deleteIfExists(unfinished);
        }
    }

    /**
     * Whether the record that begins on this line is left out. Lines must be asked for in ascending
     * order; some may be missing.
     */
    public boolean contains(long line) throws IOException {
        while (next != null && next.line() < line) {
            next();
        }
        return next != null && next.line() == line;
    }

    /** The record that {@link #contains} has just found. */
    public LeftOut current() {
        return next;
    }

    /** Goes to the next record of the list; false at its end. */
    boolean next() throws IOException {
        String text = reader.readLine();
        try {
            next = text == null ? null : LeftOut.of(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s holds '%s', which is no record".formatted(file, text), e);
        }
        return next != null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
