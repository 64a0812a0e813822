package io.saltroad.delivery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
final class Trees {

    private Trees() {}

    /**
     * Moves what lies in a folder of ours, which has no folders inside, and deletes it. It need not
     * exist: after an interruption the rest is moved.
     */
    static void moveFiles(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(from)) {
            files = entries.toList();
        }
        for (Path file : files) {
            Files.move(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(from);
    }

    /** Moves files back to where a move of theirs began. It may have been interrupted anywhere. */
    static void putBack(Path moved, Path origin) throws IOException {
        if (Files.exists(moved)) {
            Files.createDirectories(origin);
            moveFiles(moved, origin);
        }
    }

    /** Deletes a folder of ours and all that is in it. It need not exist. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException error)
                            throws IOException {
                        if (error != null) {
                            throw error;
                        }
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
