package io.saltroad.export;

import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
     * Moves the export into a work folder of its own. Empty if it has gone meanwhile.
     *
     * @throws IOException if it cannot be moved; it stays where it is then, and nothing is claimed
     */
    Optional<Export> claim(String feed, DropFolder.Candidate found, ExportTerms terms)
            throws IOException {
        return take(claiming(feed, found.file(), found.bytes(), terms), found.done());
    }

    /**
     * Copies a file that is not ours into a work folder of its own. Empty if it is not there.
     *
     * @throws IOException if it cannot be copied; nothing is claimed then
     */
    Optional<Export> claimCopy(String feed, Path file, ExportTerms terms) throws IOException {
        return take(claiming(feed, file, Files.size(file), terms), Optional.empty());
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
     * @param done the done file that may have been left behind
     */
    Optional<Export> resume(Export export, Optional<Path> done) throws IOException {
        Optional<Path> left = export.replayOf().isPresent() ? Optional.empty() : done;
        if (export.state() == ExportState.CLAIMING) {
            return take(export, left);
        }
        takeDone(export, left);
        return Optional.of(export);
    }

    private Optional<Export> take(Export export, Optional<Path> done) throws IOException {
        Path source = export.sourcePath();
        Path work = export.workPath();
        boolean ours = export.replayOf().isEmpty();
        if (!Files.exists(work)) {
            try {
                Files.createDirectories(work.getParent());
                Files.deleteIfExists(unfinished(work));
                if (ours) {
                    move(source, work);
                } else {
                    copy(source, work);
                }
            } catch (NoSuchFileException e) {
                giveUp(export);
                return Optional.empty();
            } catch (IOException e) {
                giveUp(export);
                throw e;
            }
        } else if (ours && isCopyOf(source, work)) {
            Files.delete(source);
        }
        exports.claimed(export.id(), Files.size(work), sha256(work));
        takeDone(export, done);
        return Optional.of(exports.get(export.id()));
    }

    private void giveUp(Export export) throws IOException {
        exports.forget(export.id());
        Files.deleteIfExists(unfinished(export.workPath()));
        Files.deleteIfExists(export.workFolder());
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

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 18];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
