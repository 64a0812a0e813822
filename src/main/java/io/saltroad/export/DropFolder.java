package io.saltroad.export;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the complete exports in the drop folder of one feed.
 *
 * <p>A file without a done file is complete when neither its size nor its time has changed for a
 * while by our own clock: a copy that keeps an old modification time is not taken while it grows.
 */
final class DropFolder {

    /** A complete export, and the files that came with it. */
    record Candidate(Path file, Companions companions, long bytes, FileTime modified) {

        /**
         * Whether a file is the one that was seen: it may be written to even after it was moved.
         */
        boolean isStill(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            // A copy keeps less than nanoseconds.
            return now.size() == bytes && now.lastModifiedTime().toMillis() == modified.toMillis();
        }
    }

    /**
     * What one look saw.
     *
     * @param complete oldest first, then by name
     * @param young how many exports are there that are not yet complete but will be by waiting
     */
    record Look(List<Candidate> complete, int young) {}

    private record Seen(long bytes, FileTime modified, Instant since) {}

    private final Path folder;
    private final PickUpRules rules;
    private final Clock clock;
    private final Map<Path, Seen> seen = new HashMap<>();

    DropFolder(Path folder, PickUpRules rules, Clock clock) {
        this.folder = folder;
        this.rules = rules;
        this.clock = clock;
    }

    Look look() throws IOException {
        Files.createDirectories(folder);
        List<Candidate> complete = new ArrayList<>();
        Set<Path> present = new HashSet<>();
        Set<Path> companions = new HashSet<>();
        Set<Path> young = new HashSet<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            Companions beside = companionsOf(name);
            beside.all().forEach(companions::add);
            if (!rules.accepts(name)) {
                continue;
            }
            try {
                BasicFileAttributes attributes = attributes(file);
                present.add(file);
                boolean finished = rules.done().isPresent() || unchangedForLong(file, attributes);
                if (!beside.arePresent()) {
                    continue;
                }
                if (rules.done().isEmpty() && beside.manifest().isPresent()) {
                    Path manifest = beside.manifest().get();
                    present.add(manifest);
                    finished &= unchangedForLong(manifest, attributes(manifest));
                }
                if (finished) {
                    complete.add(
                            new Candidate(
                                    file,
                                    beside,
                                    attributes.size(),
                                    attributes.lastModifiedTime()));
                } else {
                    young.add(file);
                }
            } catch (NoSuchFileException e) {
                // Somebody has taken it away since the folder was read.
            }
        }
        seen.keySet().retainAll(present);
        complete.removeIf(export -> companions.contains(export.file()));
        young.removeAll(companions);
        complete.sort(
                Comparator.comparing(Candidate::modified).thenComparing(export -> export.file()));
        return new Look(complete, young.size());
    }

    /** The files beside an export with this name, if the feed has such files. */
    Companions companionsOf(String export) {
        return rules.companionsOf(export, folder);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, Files::isRegularFile)) {
            entries.forEach(files::add);
        }
        return files;
    }

    private boolean unchangedForLong(Path file, BasicFileAttributes attributes) {
        Instant now = clock.instant();
        Seen before = seen.get(file);
        if (before == null
                || before.bytes() != attributes.size()
                || !before.modified().equals(attributes.lastModifiedTime())
                || before.since().isAfter(now)) { // the clock was set back
            before = new Seen(attributes.size(), attributes.lastModifiedTime(), now);
            seen.put(file, before);
        }
        return !before.since().plus(rules.minAge()).isAfter(now);
    }
}
