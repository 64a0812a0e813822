package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lock of a work folder")
class WorkFolderLockTest {

    @TempDir Path temporary;

    private Folders folders;

    @BeforeEach
    void name() {
        folders = folders(temporary.resolve("work"));
    }

    private static Folders folders(Path work) {
        return new Folders(work, work, work, work);
    }

    @Test
    void names_the_process_that_has_it() throws IOException {
        WorkFolderLock lock = WorkFolderLock.take(folders);
        try (lock) {
            assertThatThrownBy(() -> WorkFolderLock.take(folders))
                    .isInstanceOf(WorkFolderTakenException.class)
                    .hasMessage(
                            "another saltroad (process %d) delivers from %s. Only one may"
                                    .formatted(ProcessHandle.current().pid(), folders.work()));
        }
    }

    @Test
    void is_free_again_when_it_is_closed() throws IOException {
        WorkFolderLock.take(folders).close();

        assertThatCode(() -> WorkFolderLock.take(folders).close()).doesNotThrowAnyException();
    }

    @Test
    void does_not_mind_a_file_that_a_dead_process_has_left() throws IOException {
        Files.createDirectories(folders.work());
        Files.writeString(folders.work().resolve(".lock"), "123456789\n");

        try (WorkFolderLock lock = WorkFolderLock.take(folders)) {
            assertThat(lock).isNotNull();
            assertThat(folders.work().resolve(".lock"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void holds_between_processes_and_ends_with_the_process_however_that_ends() throws Exception {
        Process other = otherProcess();
        try {
            assertThatThrownBy(() -> WorkFolderLock.take(folders))
                    .hasMessageContaining("another saltroad (process %d)".formatted(other.pid()));
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThatCode(() -> WorkFolderLock.take(folders).close()).doesNotThrowAnyException();
    }

    private Process otherProcess() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx32m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folders.work().toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(said.readLine()).isEqualTo("held");
        }
        return process;
    }

    /** A process that takes the lock, says so, and waits until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            WorkFolderLock lock = WorkFolderLock.take(folders(Path.of(arguments[0])));
            try (lock) {
                System.out.println("held");
                new CountDownLatch(1).await();
            }
        }
    }
}
