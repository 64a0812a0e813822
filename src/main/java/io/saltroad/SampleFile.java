package io.saltroad;

import io.saltroad.export.Folders;
import io.saltroad.forms.FeedForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the newest export of a feed: in its drop folder, or else in the archive. */
final class SampleFile {

    private final Path drop;
    private final Path archive;
    private final Pattern include;

    SampleFile(Folders folders, FeedForm feed) {
        this.drop = folders.dropFolder(feed.feed());
        this.archive = folders.archive().resolve(feed.feed());
        this.include =
                Pattern.compile(
                        feed.first("erp-export-source")
                                .flatMap(source -> source.parameter("include"))
                                .orElse(".*"));
    }

    /** The file; empty if there is none. */
    Optional<Path> newest() throws IOException {
        Optional<Path> dropped = newest(drop, 1);
        // <yyyy-MM-dd>/<export-id>/
        return dropped.isPresent() ? dropped : newest(archive, 3);
    }

    private Optional<Path> newest(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(folder, depth, (path, is) -> isExport(path, is))) {
            return files.max(Comparator.comparingLong(path -> path.toFile().lastModified()));
        }
    }

    /** Reports of ours, and what an ERP writes beside an export, go by its name and more. */
    private boolean isExport(Path path, BasicFileAttributes attributes) {
        String name = path.getFileName().toString();
        return attributes.isRegularFile()
                && include.matcher(name).matches()
                && !name.endsWith(".yaml")
                && !belongsToAnother(path, name);
    }

    private static boolean belongsToAnother(Path path, String name) {
        List<Integer> dots =
                Stream.iterate(
                                name.lastIndexOf('.'),
                                dot -> dot > 0,
                                dot -> name.lastIndexOf('.', dot - 1))
                        .toList();
        return dots.stream()
                .anyMatch(dot -> Files.isRegularFile(path.resolveSibling(name.substring(0, dot))));
    }
}
