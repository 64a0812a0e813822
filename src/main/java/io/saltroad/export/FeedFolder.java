package io.saltroad.export;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the feeds stand, and the files they name.
 *
 * @param path need not exist: there are no feeds then
 */
public record FeedFolder(Path path) {

    /**
     * A file that stands beside the feeds.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public Path file(String name) {
        Path file = path.resolve(name).normalize();
        if (!file.startsWith(path) || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "there is no file %s beside the feed, in %s".formatted(name, path));
        }
        return file;
    }
}
