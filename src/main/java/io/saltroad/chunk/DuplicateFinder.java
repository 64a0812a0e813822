package io.saltroad.chunk;

import io.saltroad.chunk.LeftOutLines.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds the keys that occur more than once, and writes the records that are left out for it in
 * their order. Each part of the keys is looked at in memory, and parted again if it has too many;
 * what it finds is a short list in the order of lines, and the lists are merged.
 */
final class DuplicateFinder {

    private final Path folder;
    private final KeyTable table;
    private int runs;

    /**
     * @param folder for files that are gone in the end
     * @param mostInMemory keys
     */
    DuplicateFinder(DuplicateKeys rule, Path folder, int mostInMemory) {
        this.folder = folder;
        this.table = new KeyTable(rule, mostInMemory);
    }

    /**
     * Writes the list.
     *
     * @param reading what it was made from
     * @return false if there is nothing to write
     */
    boolean write(KeyPartitions keys, Path file, String reading) throws IOException {
        List<Path> found = new ArrayList<>();
        for (int part = 0; part < KeyPartitions.PARTS; part++) {
            if (keys.count(part) > 1) {
                find(keys, part, found);
            }
        }
        if (!found.isEmpty()) {
            merge(found, file, reading, keys.level() == 0);
        }
        return !found.isEmpty();
    }

    private void find(KeyPartitions keys, int part, List<Path> found) throws IOException {
        Path run = folder.resolve("run-" + runs++);
        table.clear();
        if (keys.forEach(part, table::add)) {
            if (table.anyDuplicates()) {
                write(keys, part, run);
                found.add(run);
            }
        } else {
            if (keys.level() == KeyPartitions.MOST_LEVELS - 1) {
                throw new IllegalStateException("keys that cannot be parted any further");
            }
            try (KeyPartitions finer =
                    new KeyPartitions(folder, run.getFileName() + "-keys", keys.level() + 1)) {
                keys.forEach(
                        part,
                        (high, low, line) -> {
                            finer.add(high, low, line);
                            return true;
                        });
                if (write(finer, run, "")) {
                    found.add(run);
                }
            }
        }
    }

    private void write(KeyPartitions keys, int part, Path run) throws IOException {
        try (LeftOutLines.Writer writer = new LeftOutLines.Writer(run, "")) {
            keys.forEach(
                    part,
                    (high, low, line) -> {
                        LeftOut leftOut = table.leftOut(high, low, line);
                        if (leftOut != null) {
                            writer.write(leftOut);
                        }
                        return true;
                    });
            writer.finish(false);
        }
    }

    private static void merge(List<Path> found, Path file, String reading, boolean safe)
            throws IOException {
        List<LeftOutLines> open = new ArrayList<>();
        try (LeftOutLines.Writer writer = new LeftOutLines.Writer(file, reading)) {
            PriorityQueue<LeftOutLines> next =
                    new PriorityQueue<>(Comparator.comparingLong(run -> run.current().line()));
            for (Path run : found) {
                LeftOutLines lines = LeftOutLines.open(run).orElseThrow();
                open.add(lines);
                next.add(lines);
            }
            for (LeftOutLines first = next.poll(); first != null; first = next.poll()) {
                writer.write(first.current());
                if (first.next()) {
                    next.add(first);
                }
            }
            writer.finish(safe);
        } finally {
            for (LeftOutLines lines : open) {
                lines.close();
            }
        }
        for (Path run : found) {
            Files.delete(run);
        }
    }
}
