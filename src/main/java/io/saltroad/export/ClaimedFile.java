package io.saltroad.export;

import io.saltroad.export.ExportException.Code;
import io.saltroad.ledger.Export;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Sees to it that the file in the work folder is the one that was claimed. Its size and time are
 * looked at, and if they say nothing, its bytes.
 */
final class ClaimedFile {

    private final Path file;
    private final long bytes;
    private final Optional<String> sha256;

    /** The time it had when its bytes were known to be right. */
    private volatile Optional<FileTime> rightAt;

    private ClaimedFile(Export export, Optional<FileTime> rightAt) {
        this.file = export.workPath();
        this.bytes = export.bytes();
        this.sha256 = export.sha256();
        this.rightAt = rightAt;
    }

    /** A file that was claimed just now, when its bytes were gone over. */
    static ClaimedFile fresh(Export export) {
        try {
            return new ClaimedFile(
                    export, Optional.of(Files.getLastModifiedTime(export.workPath())));
        } catch (IOException e) {
            return unsure(export);
        }
    }

    /** A file that was left alone for a while, such as during a restart. */
    static ClaimedFile unsure(Export export) {
        return new ClaimedFile(export, Optional.empty());
    }

    /**
     * Looks at the file.
     *
     * @throws ExportException if it is gone or another one
     */
    void check() throws ExportException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.size() != bytes) {
                throw changed("%,d bytes instead of %,d".formatted(now.size(), bytes));
            }
            Optional<FileTime> time = Optional.of(now.lastModifiedTime());
            if (!rightAt.equals(time) && sha256.isPresent()) {
                String found = Sha256.of(file);
                if (!found.equals(sha256.get())) {
                    throw changed("sha256 %s instead of %s".formatted(found, sha256.get()));
                }
                rightAt = time;
            }
        } catch (ExportException e) {
            throw e;
        } catch (IOException e) {
            throw FileFaults.unreadable(file, e);
        }
    }

    private ExportException changed(String found) {
        return ExportException.at(
                file,
                FilePosition.START,
                Code.EXPORT_CHANGED,
                "the file in the work folder is not the one that was picked up: it has " + found,
                "Nobody else may write there, and an ERP that goes on writing needs a done file or"
                        + " a longer minAge: drop the export again");
    }
}
