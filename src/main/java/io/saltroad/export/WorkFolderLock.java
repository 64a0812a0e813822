package io.saltroad.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Sees to it that one process alone delivers from a work folder. The lock is the operating
 * system's, so it ends with the process, however that ends; the pid inside is for people.
 */
public final class WorkFolderLock implements AutoCloseable {

    private final FileChannel channel;

    private WorkFolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws WorkFolderTakenException if another process, which is named, has it
     * @throws WorkFolderUnusableException if it cannot be written
     */
    public static WorkFolderLock take(Folders folders) throws IOException {
        Path file = folders.work().resolve(".lock");
        FileChannel channel = open(folders.work(), file);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new WorkFolderTakenException(
                        "another saltroad (process %s) delivers from %s. Only one may"
                                .formatted(Files.readString(file).strip(), folders.work()));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            (ProcessHandle.current().pid() + "\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
            return new WorkFolderLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path folder, Path file) throws IOException {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new WorkFolderUnusableException(folder, e);
        }
    }

    /**
     * The process that seems to deliver from the work folder, without touching its lock. It is what
     * the file says, so it is good for a message and not for a decision.
     */
    public static Optional<ProcessHandle> holder(Folders folders) {
        try {
            String pid = Files.readString(folders.work().resolve(".lock")).strip();
            return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
