package io.saltroad.export;

import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes complete exports out of drop folders. The intent stands in the ledger before the file
 * moves, so that after a crash it is known whose it is.
 */
final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final Folders folders;
    private final Exports exports;
    private final ExportIds ids;

    Claims(Folders folders, Exports exports, ExportIds ids) {
        this.folders = folders;
        this.exports = exports;
        this.ids = ids;
    }

    /**
     * Moves the export into a work folder of its own. Empty if it has gone meanwhile, or is still
     * being written to; it lies where it lay then.
     *
     * @throws IOException if it cannot be moved; it stays where it is then, and nothing is claimed
     */
    Optional<Export> claim(String feed, DropFolder.Candidate found, ExportTerms terms)
            throws IOException {
        Export export = claiming(feed, found.file(), found.bytes(), terms);
        return take(export, found.companions(), Optional.of(found));
    }

    /**
     * Copies a file that is not ours into a work folder of its own. Empty if it is not there.
     *
     * @throws IOException if it cannot be copied; nothing is claimed then
     */
    Optional<Export> claimCopy(String feed, Path file, ExportTerms terms) throws IOException {
        Export export = claiming(feed, file, Files.size(file), terms);
        return take(export, Companions.NONE, Optional.empty());
    }

    private Export claiming(String feed, Path file, long bytes, ExportTerms terms) {
        String id = ids.next();
        Path work = folders.work().resolve(id).resolve(file.getFileName());
        exports.claiming(id, feed, file, work, bytes, terms);
        return exports.get(id);
    }

    /**
     * Ends a claim that a crash has interrupted. Empty if the file is nowhere any more.
     *
     * @param companions files that may have been left behind
     */
    Optional<Export> resume(Export export, Companions companions) throws IOException {
        Companions left = export.replayOf().isPresent() ? Companions.NONE : companions;
        if (export.state() == ExportState.CLAIMING) {
            return take(export, left, Optional.empty());
        }
        takeDone(export, left.done());
        return Optional.of(export);
    }

    private Optional<Export> take(
            Export export, Companions companions, Optional<DropFolder.Candidate> seen)
            throws IOException {
        Path source = export.sourcePath();
        Path work = export.workPath();
        boolean ours = export.replayOf().isEmpty();
        if (!Files.exists(work)) {
            try {
                Files.createDirectories(work.getParent());
                Files.deleteIfExists(unfinished(work));
                if (companions.manifest().isPresent()) {
                    takeManifest(export, companions.manifest().get());
                }
                if (ours) {
                    move(source, work);
                } else {
                    copy(source, work);
                }
            } catch (NoSuchFileException e) {
                giveUp(export, companions);
                return Optional.empty();
            } catch (IOException e) {
                giveUp(export, companions);
                throw e;
            }
        } else if (ours && isCopyOf(source, work)) {
            Files.delete(source);
        }
        String sha256 = Sha256.of(work);
        if (seen.isPresent() && !seen.get().isStill(work) && !Files.exists(source)) {
            LOG.info("{} is still being written to, and is left alone until it is not", source);
            move(work, source);
            giveUp(export, companions);
            return Optional.empty();
        }
        exports.claimed(export.id(), Files.size(work), sha256);
        takeDone(export, companions.done());
        return Optional.of(exports.get(export.id()));
    }

    /** Goes before its export, which is not to be read without it. */
    private static void takeManifest(Export export, Path manifest) throws IOException {
        Path target = beside(export, manifest);
        Files.deleteIfExists(unfinished(target));
        if (!Files.exists(target)) {
            move(manifest, target);
        }
    }

    private static Path beside(Export export, Path companion) {
        return export.workFolder().resolve(companion.getFileName());
    }

    /** Forgets the intent. The manifest, if it was taken, goes back for the next attempt. */
    private void giveUp(Export export, Companions companions) throws IOException {
        if (companions.manifest().isPresent()) {
            Path manifest = companions.manifest().get();
            Path taken = beside(export, manifest);
            Files.deleteIfExists(unfinished(taken));
            if (Files.exists(manifest)) {
                Files.deleteIfExists(taken);
            } else if (Files.exists(taken)) {
                move(taken, manifest);
            }
        }
        // Forgotten last: nobody would look for what a crash in between leaves here.
        try {
            Files.deleteIfExists(unfinished(export.workPath()));
            Files.deleteIfExists(export.workFolder());
        } finally {
            exports.forget(export.id());
        }
    }

    /**
     * Left behind, a done file would say that the next export of the same name is complete as soon
     * as it begins. If that one is there already, the done file may be its own and stays.
     */
    private static void takeDone(Export export, Optional<Path> done) {
        if (done.isEmpty() || Files.exists(export.sourcePath())) {
            return;
        }
        try {
            move(done.get(), export.workFolder().resolve(done.get().getFileName()));
        } catch (NoSuchFileException e) {
            // Somebody else has taken it away, which is as good.
        } catch (IOException e) {
            LOG.warn(
                    "{} could not be taken away with its export: delete it, or the next export of"
                            + " the same name will be taken before it is complete ({})",
                    done.get(),
                    e.toString());
        }
    }

    private static void move(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            moveAcrossFileSystems(source, target);
        }
    }

    /** The source goes only when the copy is complete and on disk. */
    static void moveAcrossFileSystems(Path source, Path target) throws IOException {
        copy(source, target);
        Files.delete(source);
    }

    /** The copy has its name only when it is complete and on disk. */
    private static void copy(Path source, Path target) throws IOException {
        Path copy = unfinished(target);
        Files.copy(
                source,
                copy,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        if (Files.size(source) != Files.size(copy)) {
            throw new IOException(
                    "%s changed while it was copied into the work folder; it stays where it is"
                            .formatted(source));
        }
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path unfinished(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    /**
     * Whether the source is what lies in the work folder already, so that only its deletion was
     * interrupted. A new export under the same name has another time; a copy keeps less than
     * nanoseconds of it.
     */
    private static boolean isCopyOf(Path source, Path work) throws IOException {
        return Files.exists(source)
                && millis(source) == millis(work)
                && Files.mismatch(source, work) < 0;
    }

    private static long millis(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }
}
