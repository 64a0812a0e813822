package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that grows")
class GrowingFileTest {

    private static final int BLOCK = 1 << 17;

    @TempDir Path folder;

    private GrowingFile file;

    /** A thread in which somebody reads, and what came of it. */
    private final AtomicReference<Thread> reading = new AtomicReference<>();

    @BeforeEach
    void begin() throws IOException {
        file = new GrowingFile(folder.resolve("chunk"));
    }

    @AfterEach
    void end() throws IOException {
        file.close();
    }

    @Test
    void is_read_while_it_is_written_to_its_last_byte() throws Exception {
        byte[] content = randomBytes(5_000_000);
        CompletableFuture<byte[]> read = readAll();

        for (int at = 0; at < content.length; at += BLOCK) {
            file.write(content, at, Math.min(BLOCK, content.length - at));
        }
        file.complete();

        assertThat(read.get()).isEqualTo(content);
        assertThat(file.read()).isEqualTo(content.length);
        assertThat(folder.resolve("chunk")).hasBinaryContent(content);
    }

    @Test
    void lets_its_reader_wait_for_more() throws Exception {
        file.write(1);
        CompletableFuture<byte[]> read = readAll();
        awaitWaiting();

        file.write(2);
        file.complete();

        assertThat(read.get()).containsExactly(1, 2);
    }

    @Test
    void is_read_from_its_beginning_each_time() throws Exception {
        file.write(new byte[] {1, 2, 3});
        file.complete();
        try (InputStream first = file.reader()) {
            assertThat(first.read()).isEqualTo(1);
            assertThat(file.read()).isEqualTo(1);
        }

        assertThat(readAll().get()).containsExactly(1, 2, 3);
    }

    @Test
    void fails_its_reader_and_leaves_nothing_when_it_is_given_up() throws Exception {
        CompletableFuture<byte[]> read = readAll();
        awaitWaiting();

        file.close();

        assertThatThrownBy(read::get).hasRootCauseMessage(path() + " was given up");
        assertThat(path()).doesNotExist();
    }

    @Test
    void fails_its_reader_if_somebody_has_cut_it_short() throws Exception {
        file.write(new byte[100]);
        file.complete();
        Files.write(path(), new byte[40]);

        assertThatThrownBy(() -> readAll().get())
                .hasRootCauseMessage(path() + " ends after 40 bytes");
    }

    @Test
    void stays_when_it_is_closed_after_it_was_complete() throws Exception {
        file.write(7);
        file.complete();

        file.close();

        assertThat(path()).hasBinaryContent(new byte[] {7});
    }

    @Test
    void can_be_waited_for_no_longer() throws Exception {
        CompletableFuture<byte[]> read = readAll();
        awaitWaiting();

        reading.get().interrupt();

        assertThatThrownBy(read::get).hasRootCauseInstanceOf(InterruptedIOException.class);
    }

    private Path path() {
        return folder.resolve("chunk");
    }

    private CompletableFuture<byte[]> readAll() {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread reader =
                new Thread(
                        () -> {
                            try (InputStream in = file.reader()) {
                                all.complete(in.readAllBytes());
                            } catch (IOException e) {
                                all.completeExceptionally(e);
                            }
                        });
        reading.set(reader);
        reader.start();
        return all;
    }

    private void awaitWaiting() {
        await().until(() -> reading.get().getState() == Thread.State.WAITING);
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
