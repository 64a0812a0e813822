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
import java.util.Optional;
import java.util.Set;

/**
 * Finds the complete exports in the drop folder of one feed.
 *
 * <p>A file without a done file is complete when neither its size nor its time has changed for a
 * while by our own clock: a copy that keeps an old modification time is not taken while it grows.
 */
final class DropFolder {

    /** A complete export, and the done file that said so. */
    record Candidate(Path file, Optional<Path> done, long bytes, FileTime modified) {}

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
        Set<String> doneNames = new HashSet<>();
        int young = 0;
        for (Path file : files()) {
            String name = file.getFileName().toString();
            rules.done().ifPresent(done -> doneNames.add(done.nameFor(name)));
            if (!rules.accepts(name)) {
                continue;
            }
            BasicFileAttributes attributes;
            try {
                attributes = Files.readAttributes(file, BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                continue;
            }
            present.add(file);
            if (rules.done().isPresent()) {
                Optional<Path> done = doneFileOf(name);
                if (done.filter(Files::exists).isPresent()) {
                    complete.add(candidate(file, done, attributes));
                }
            } else if (unchangedForLong(file, attributes)) {
                complete.add(candidate(file, Optional.empty(), attributes));
            } else {
                young++;
            }
        }
        seen.keySet().retainAll(present);
        complete.removeIf(export -> doneNames.contains(export.file().getFileName().toString()));
        complete.sort(
                Comparator.comparing(Candidate::modified).thenComparing(export -> export.file()));
        return new Look(complete, young);
    }

    /** The done file of an export with this name, if the feed has done files. */
    Optional<Path> doneFileOf(String export) {
        return rules.done().map(done -> folder.resolve(done.nameFor(export)));
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, Files::isRegularFile)) {
            entries.forEach(files::add);
        }
        return files;
    }

    private static Candidate candidate(
            Path file, Optional<Path> done, BasicFileAttributes attributes) {
        return new Candidate(file, done, attributes.size(), attributes.lastModifiedTime());
    }

    private boolean unchangedForLong(Path file, BasicFileAttributes attributes) {
        Instant now = clock.instant();
        Seen before = seen.get(file);
        if (before == null
                || before.bytes() != attributes.size()
                || !before.modified().equals(attributes.lastModifiedTime())) {
            before = new Seen(attributes.size(), attributes.lastModifiedTime(), now);
            seen.put(file, before);
        }
        return !before.since().plus(rules.minAge()).isAfter(now);
    }
}
