package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of a chunk")
class ChunkFileTest {

    private static final byte[] HEADER =
            "A,B\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir Path folder;

    private final SpareFiles spares = new SpareFiles();

    @Test
    void tells_of_each_block_that_has_come_into_it() throws IOException {
        StringBuilder told = new StringBuilder();
        try (ChunkFile file =
                new ChunkFile(
                        1,
                        folder,
                        new byte[HEADER.length],
                        2,
                        spares,
                        grown -> told.append(grown.bytes()).append(' '))) {
            file.header(HEADER);
            file.header(HEADER);
            file.complete();
        }

        assertThat(told).hasToString("8 8 ");
    }

    @Nested
    @DisplayName("that another thread follows")
    class Followed {

        /** Whoever has read the last byte may ask at once, however slow the other thread is. */
        @RepeatedTest(200)
        void is_whole_for_who_has_read_its_last_byte() throws Exception {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try (ChunkFile file = file()) {
                file.follow();
                CompletableFuture<Chunk> read =
                        CompletableFuture.supplyAsync(
                                () -> {
                                    readAll(file);
                                    return file.chunk();
                                },
                                thread);
                file.header(HEADER);
                file.complete();

                assertThat(read.get())
                        .isEqualTo(
                                new Chunk(
                                        1,
                                        folder.resolve("chunk-000001.csv"),
                                        HEADER.length,
                                        0,
                                        2,
                                        DigestUtils.sha256Hex(HEADER)));
            } finally {
                thread.shutdown();
            }
        }

        @Test
        void is_not_whole_before_it_was_read_to_its_end() throws Exception {
            try (ChunkFile file = file()) {
                file.follow();
                file.header(HEADER);
                file.complete();
                try (InputStream in = file.open()) {
                    in.read();
                }

                assertThatThrownBy(file::chunk).hasMessage("chunk 1 is still being read");
            }
        }

        @Test
        void has_the_digest_of_what_was_read_last() throws Exception {
            try (ChunkFile file = file()) {
                file.follow();
                file.header(HEADER);
                file.complete();
                try (InputStream in = file.open()) {
                    in.read();
                }
                readAll(file);

                assertThat(file.chunk().sha256()).isEqualTo(DigestUtils.sha256Hex(HEADER));
            }
        }

        @Test
        void is_given_up_when_it_is_closed_too_early() throws Exception {
            ChunkFile file = file();
            file.follow();
            file.header(HEADER);

            file.close();

            assertThat(file.isGivenUp()).isTrue();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void is_one_that_was_there_before_with_nothing_left_of_what_was_in_it() throws IOException {
        Path sent = Files.write(folder.resolve("chunk-000000.csv"), new byte[1_000]);
        spares.give(sent);

        try (ChunkFile file = file()) {
            file.header(HEADER);
            file.complete();

            assertThat(file.chunk().file()).hasBinaryContent(HEADER);
        }
        assertThat(sent).doesNotExist();
    }

    @Test
    void is_deleted_when_it_was_sent_and_no_other_comes() throws IOException {
        ChunkFile first = file();
        first.complete();
        first.discard();
        assertThat(folder).isNotEmptyDirectory();

        spares.close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void is_deleted_when_it_is_sent_after_all_others_were_cut() throws IOException {
        ChunkFile last = file();
        last.complete();
        spares.close();

        last.discard();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void is_no_chunk_before_it_is_complete() throws IOException {
        try (ChunkFile file = file()) {
            file.header(HEADER);

            assertThatThrownBy(file::chunk).hasMessage("chunk 1 is still being cut");
        }
    }

    private ChunkFile file() throws IOException {
        return new ChunkFile(1, folder, new byte[1 << 17], 2, spares, grown -> {});
    }

    private static void readAll(ChunkFile file) {
        try (InputStream in = file.open()) {
            in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
