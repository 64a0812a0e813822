package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A writer of chunks")
class ChunkWriterTest {

    private static final List<String> COLUMNS = List.of("Key", "Name");

    @TempDir Path folder;

    @Test
    void gives_a_chunk_when_the_next_record_does_not_fit() throws IOException {
        try (ChunkWriter writer = writer(24, 7)) {
            assertThat(writer.add(List.of("1", "Adam")::get, 2)).isEmpty();
            assertThat(writer.add(List.of("2", "Eva")::get, 5)).isEmpty();
            assertThat(writer.bytes()).isEqualTo(22);
            assertThat(writer.records()).isEqualTo(2);
            Chunk full = writer.add(List.of("3", "Kain")::get, 9).orElseThrow();
            assertThat(full.number()).isEqualTo(7);
            assertThat(full.records()).isEqualTo(2);
            assertThat(full.firstLine()).isEqualTo(2);
            assertThat(full.file()).hasContent("Key,Name\n1,Adam\n2,Eva\n");
            Chunk last = writer.finish().orElseThrow();
            assertThat(last.number()).isEqualTo(8);
            assertThat(last.firstLine()).isEqualTo(9);
            assertThat(writer.finish()).isEmpty();
        }
    }

    @Test
    void ends_a_chunk_early_if_asked_so_that_some_records_stay_together() throws IOException {
        try (ChunkWriter writer = writer(1_000, 1)) {
            writer.add(List.of("1", "Adam")::get, 2);
            assertThat(writer.finish()).isPresent();
            writer.add(List.of("2", "Eva")::get, 3);
            assertThat(writer.finish().orElseThrow().file()).hasContent("Key,Name\n2,Eva\n");
        }
    }

    @Test
    void gives_a_record_that_is_too_large_a_chunk_of_its_own() throws IOException {
        try (ChunkWriter writer = writer(10, 1)) {
            assertThat(writer.add(List.of("1", "Adam")::get, 2)).isEmpty();
            assertThat(writer.add(List.of("2", "Eva")::get, 3)).isPresent();
            assertThat(writer.finish()).isPresent();
        }
    }

    @Test
    void writes_the_same_bytes_as_the_cutter() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("export.csv"),
                        "Key,Name\r\n1,\"a, \"\"b\"\"\"\r\n2,\" x\"\r\n3,\"one\r\ntwo\rthree\"\r\n4,ü€😀\r\n");
        ChunkFormat format =
                new ChunkFormat(Optional.empty(), Optional.empty(), EmbeddedLineEnd.LF);
        List<String> cut = new ArrayList<>();
        ChunkSize size = new ChunkSize(40);
        try (ChunkCutter cutter =
                ChunkCutter.open(Records.of(file), format, size, folder, (record, no) -> {})) {
            for (Optional<Chunk> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                cut.add(next.get() + Files.readString(next.get().file()));
            }
        }
        List<String> written = new ArrayList<>();
        try (ChunkWriter writer =
                        new ChunkWriter(
                                COLUMNS,
                                ColumnDelimiter.COMMA,
                                LineEnding.LF,
                                EmbeddedLineEnd.LF,
                                size,
                                folder,
                                1);
                var cursor = Records.of(file).open()) {
            while (cursor.next()) {
                Optional<Chunk> full = writer.add(cursor::target, cursor.line());
                if (full.isPresent()) {
                    written.add(full.get() + Files.readString(full.get().file()));
                }
            }
            Chunk last = writer.finish().orElseThrow();
            written.add(last + Files.readString(last.file()));
        }
        assertThat(written).isEqualTo(cut).hasSizeGreaterThan(1);
    }

    @Test
    void leaves_no_file_of_a_chunk_that_was_not_finished() throws IOException {
        try (ChunkWriter writer = writer(1_000, 1)) {
            writer.add(List.of("1", "Adam")::get, 2);
        }
        assertThat(folder).isEmptyDirectory();
    }

    private ChunkWriter writer(long size, int firstNumber) {
        return new ChunkWriter(
                COLUMNS,
                ColumnDelimiter.COMMA,
                LineEnding.LF,
                EmbeddedLineEnd.KEEP,
                new ChunkSize(size),
                folder,
                firstNumber);
    }
}
