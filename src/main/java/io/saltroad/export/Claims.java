package io.saltroad.export;

import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes complete exports out of drop folders. The intent stands in the ledger before the file
 * moves, so that after a crash it is known whose it is.
 */
final class Claims {

    private final Folders folders;
    private final Exports exports;
    private final ExportIds ids;

    Claims(Folders folders, Exports exports, ExportIds ids) {
        this.folders = folders;
        this.exports = exports;
        this.ids = ids;
    }

    /** Moves the export into a work folder of its own. Empty if it has gone meanwhile. */
    Optional<Export> claim(
            String feed, DropFolder.Candidate found, List<String> after, Duplicates duplicates)
            throws IOException {
        String id = ids.next();
        Path work = folders.work().resolve(id).resolve(found.file().getFileName());
        exports.claiming(id, feed, found.file(), work, found.bytes(), after, duplicates);
        Optional<Export> export = take(exports.get(id));
        if (export.isPresent() && found.done().isPresent()) {
            Path done = found.done().get();
            move(done, work.resolveSibling(done.getFileName().toString()));
        }
        return export;
    }

    /** Ends a claim that a crash has interrupted. Empty if the file is nowhere any more. */
    Optional<Export> resume(Export export) throws IOException {
        return export.state() == ExportState.CLAIMING ? take(export) : Optional.of(export);
    }

    private Optional<Export> take(Export export) throws IOException {
        Path source = export.sourcePath();
        Path work = export.workPath();
        Files.createDirectories(work.getParent());
        if (Files.exists(source)) {
            move(source, work);
        } else if (!Files.exists(work)) {
            Files.delete(work.getParent());
            exports.forget(export.id());
            return Optional.empty();
        }
        exports.claimed(export.id(), Files.size(work), sha256(work));
        return Optional.of(exports.get(export.id()));
    }

    private static void move(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            moveAcrossFileSystems(source, target);
        }
    }

    /** The source goes only when the copy is complete and on disk. */
    private static void moveAcrossFileSystems(Path source, Path target) throws IOException {
        Files.copy(
                source,
                target,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
            copy.force(true);
        }
        if (Files.size(source) != Files.size(target)) {
            throw new IOException(
                    "%s changed while it was copied into the work folder; it stays where it is"
                            .formatted(source));
        }
        Files.delete(source);
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 18];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
