package io.saltroad.export;

import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

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

    /** A file that may stand beside the feeds. */
    public Optional<Path> find(String name) {
        return Files.isRegularFile(path.resolve(name)) ? Optional.of(file(name)) : Optional.empty();
    }

    /**
     * A copy of a file beside the feeds, in the work folder of an export that is read by it. Once a
     * delivery of the export is committed the copy rules, whatever stands beside the feed now.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public Path copyFor(Export export, String name, Ledger ledger) throws IOException {
        Path source = file(name);
        Path copy = export.workFolder().resolve(source.getFileName());
        if (!Files.exists(copy) || !isCommitted(export, ledger)) {
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /**
     * The same for a file that may stand beside the feeds. That there was none rules after the
     * commit, too.
     */
    public Optional<Path> copyIfAny(Export export, String name, Ledger ledger) throws IOException {
        Path copy = export.workFolder().resolve(name);
        if (isCommitted(export, ledger)) {
            return Files.exists(copy) ? Optional.of(copy) : Optional.empty();
        }
        if (find(name).isEmpty()) {
            Files.deleteIfExists(copy);
            return Optional.empty();
        }
        return Optional.of(copyFor(export, name, ledger));
    }

    private static boolean isCommitted(Export export, Ledger ledger) {
        return ledger.deliveries().ofExport(export.id()).stream()
                .anyMatch(delivery -> delivery.state() == DeliveryState.COMMITTED);
    }
}
