package io.saltroad.sandbox.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** The files of one job, in a folder of its own. */
record JobFiles(Path folder) {

    Path upload() {
        return folder.resolve("upload.csv");
    }

    /** The upload while it arrives. */
    Path incoming() {
        return folder.resolve("incoming.csv");
    }

    /** The upload with malformed records made readable. */
    Path readable() {
        return folder.resolve("readable.csv");
    }

    Path successful() {
        return folder.resolve("successful.csv");
    }

    Path failed() {
        return folder.resolve("failed.csv");
    }

    Path unprocessed() {
        return folder.resolve("unprocessed.csv");
    }

    /** The header of a query's result. */
    Path header() {
        return folder.resolve("header.csv");
    }

    void create() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        deleteTree(folder);
    }

    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            PathUtils.deleteDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Deleting " + folder + " failed", e);
        }
    }
}
