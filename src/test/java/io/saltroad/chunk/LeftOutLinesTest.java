package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.LeftOutLines.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A list of lines that are left out")
class LeftOutLinesTest {

    @TempDir Path folder;

    @Test
    void answers_for_ascending_lines_some_of_which_nobody_asks_for() throws IOException {
        try (LeftOutLines lines = LeftOutLines.open(list(3, 5, 9)).orElseThrow()) {
            assertThat(lines.contains(2)).isFalse();
            assertThat(lines.contains(3)).isTrue();
            assertThat(lines.contains(3)).as("once more").isTrue();
            assertThat(lines.contains(8)).isFalse();
            assertThat(lines.contains(9)).isTrue();
            assertThat(lines.current().others()).containsExactly(100L);
            assertThat(lines.contains(10)).isFalse();
        }
    }

    @Test
    void need_not_be_there() throws IOException {
        assertThat(LeftOutLines.open(folder.resolve("none"))).isEmpty();
        assertThat(LeftOutLines.isThere(folder.resolve("none"), "reading")).isFalse();
    }

    @Test
    void is_known_by_the_reading_it_was_made_for() throws IOException {
        Path list = list(3);
        assertThat(LeftOutLines.isThere(list, "reading")).isTrue();
        assertThat(LeftOutLines.isThere(list, "another")).isFalse();
    }

    @Test
    void is_not_there_before_it_is_finished() throws IOException {
        Path list = folder.resolve("list");
        try (LeftOutLines.Writer writer = new LeftOutLines.Writer(list, "reading")) {
            writer.write(new LeftOut(3, 2, List.of(100L)));
            assertThat(list).doesNotExist();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void complains_of_what_is_no_line() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "reading\n1,2,3\nx\n");
        try (LeftOutLines lines = LeftOutLines.open(list).orElseThrow()) {
            assertThatThrownBy(() -> lines.contains(2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("holds 'x'");
        }
    }

    private Path list(long... leftOut) throws IOException {
        Path list = folder.resolve("list");
        try (LeftOutLines.Writer writer = new LeftOutLines.Writer(list, "reading")) {
            for (long line : leftOut) {
                writer.write(new LeftOut(line, 2, List.of(100L)));
            }
            writer.finish(true);
        }
        return list;
    }
}
