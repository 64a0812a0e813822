package io.saltroad.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files that an ERP writes beside an export, where they lie when it is claimed.
 *
 * @param done says that the export is complete, by being there
 * @param manifest says what the export holds
 */
record Companions(Optional<Path> done, Optional<Path> manifest) {

    static final Companions NONE = new Companions(Optional.empty(), Optional.empty());

    /** Whether all that should be there are. */
    boolean arePresent() {
        return all().allMatch(Files::exists);
    }

    Stream<Path> all() {
        return Stream.concat(done.stream(), manifest.stream());
    }
}
