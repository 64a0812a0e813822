package io.saltroad.delivery;

import io.saltroad.export.ExportException;
import io.saltroad.export.FileFaults;
import io.saltroad.export.FilePosition;
import io.saltroad.ledger.Export;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * Sees whether an export is the bytes that were claimed while it is read. Its size and time tell;
 * only if the time has changed, its sha256 is taken again.
 */
final class UnchangedExport {

    private final Export export;
    private final FileTime before;

    private UnchangedExport(Export export, FileTime before) {
        this.export = export;
        this.before = before;
    }

    /**
     * Before the reading.
     *
     * @throws ExportException if the file has changed already, or is gone
     */
    static UnchangedExport begin(Export export) throws IOException {
        FileTime time = timeOf(export.workPath());
        UnchangedExport unchanged = new UnchangedExport(export, time);
        unchanged.checkSize();
        return unchanged;
    }

    /**
     * After the reading.
     *
     * @throws ExportException if the file is not what was claimed
     */
    void check() throws IOException {
        checkSize();
        if (timeOf(export.workPath()).equals(before) || export.sha256().isEmpty()) {
            return;
        }
        String sha256 =
                new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(export.workPath());
        if (!sha256.equals(export.sha256().get())) {
            throw changed(
                    "its sha256 is %s now, and was %s".formatted(sha256, export.sha256().get()));
        }
    }

    private void checkSize() throws IOException {
        long size = Files.size(export.workPath());
        if (size != export.bytes()) {
            throw changed("it has %,d bytes now, and had %,d".formatted(size, export.bytes()));
        }
    }

    private ExportException changed(String how) {
        return ExportException.at(
                export.workPath(),
                FilePosition.START,
                ExportException.Code.EXPORT_CHANGED,
                "the file was changed after it was claimed: " + how,
                "Nothing of it is delivered. Let nobody write into the work folder, and let the ERP"
                        + " write the export again");
    }

    private static FileTime timeOf(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw FileFaults.unreadable(file, e);
        }
    }
}
