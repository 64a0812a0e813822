package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
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

    /** The thread in which somebody reads, and how much it has. */
    private final AtomicReference<Thread> reading = new AtomicReference<>();

    private final AtomicLong taken = new AtomicLong();

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
            byte[] block = Arrays.copyOfRange(content, at, Math.min(at + BLOCK, content.length));
            file.write(block, block.length);
        }
        file.complete();

        assertThat(read.get()).isEqualTo(content);
        assertThat(file.isReadToEnd()).isTrue();
        assertThat(folder.resolve("chunk")).hasBinaryContent(content);
    }

    @Test
    void gives_its_reader_what_is_there_before_it_is_complete() throws Exception {
        CompletableFuture<byte[]> all = readAll();
        awaitWaiting();

        file.write(new byte[2_000_000], 2_000_000);

        await().until(() -> taken.get() >= 2_000_000 - BLOCK);
        assertThat(all).isNotDone();
        assertThat(file.isReadToEnd()).isFalse();
    }

    @Test
    void lets_its_reader_wait_for_more() throws Exception {
        file.write(new byte[] {1}, 1);
        CompletableFuture<byte[]> read = readAll();
        awaitWaiting();

        file.write(new byte[] {2}, 1);
        file.complete();

        assertThat(read.get()).containsExactly(1, 2);
    }

    @Test
    void is_read_from_its_beginning_each_time() throws Exception {
        file.write(new byte[] {1, 2, 3}, 3);
        file.complete();
        try (InputStream first = file.reader()) {
            assertThat(first.read()).isEqualTo(1);
        }
        assertThat(file.isReadToEnd()).isFalse();

        assertThat(readAll().get()).containsExactly(1, 2, 3);
        assertThat(file.isReadToEnd()).isTrue();
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
        file.write(new byte[100], 100);
        file.complete();
        Files.write(path(), new byte[40]);

        assertThatThrownBy(() -> readAll().get())
                .hasRootCauseMessage(path() + " is shorter than what was written");
    }

    @Test
    void stays_when_it_is_closed_after_it_was_complete() throws Exception {
        file.write(new byte[] {7}, 1);
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
                                ByteArrayOutputStream out = new ByteArrayOutputStream();
                                byte[] block = new byte[BLOCK];
                                for (int n = in.read(block); n > 0; n = in.read(block)) {
                                    out.write(block, 0, n);
                                    taken.addAndGet(n);
                                }
                                all.complete(out.toByteArray());
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
