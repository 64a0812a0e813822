package io.saltroad.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/**
 * Where the sandbox keeps its data.
 *
 * @param temporary whether it goes away with the sandbox
 */
record SandboxFolder(Path root, boolean temporary) implements AutoCloseable {

    /** This folder, made if need be; a temporary one for null. */
    static SandboxFolder of(Path folder) {
        try {
            return folder == null
                    ? new SandboxFolder(Files.createTempDirectory("saltroad-sandbox-"), true)
                    : new SandboxFolder(Files.createDirectories(folder.toAbsolutePath()), false);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot make its folder " + folder, e);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try {
            PathUtils.deleteDirectory(root);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot delete its folder " + root, e);
        }
    }
}
