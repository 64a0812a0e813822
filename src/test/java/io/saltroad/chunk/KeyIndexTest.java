package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.chunk.LeftOutLines.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An index of keys")
class KeyIndexTest {

    @TempDir Path folder;

    @Test
    void writes_no_list_if_no_key_occurs_twice() throws IOException {
        Path list = folder.resolve("list");
        try (KeyPartitions keys = partitions()) {
            for (int line = 2; line < 50_000; line++) {
                add(keys, line, line);
            }
            assertThat(finder(DuplicateKeys.LAST, 1 << 18).write(keys, list, "reading")).isFalse();
        }
        assertThat(folder).as("no list, and no files left").isEmptyDirectory();
    }

    @Test
    void tells_by_which_line_a_record_is_superseded() throws IOException {
        List<LeftOut> last = leftOut(DuplicateKeys.LAST, 100, "a", "b", "a", "c", "a");
        assertThat(last).extracting(LeftOut::line).containsExactly(1L, 3L);
        assertThat(last).allSatisfy(record -> assertThat(record.others()).containsExactly(5L));

        List<LeftOut> first = leftOut(DuplicateKeys.FIRST, 100, "a", "b", "a", "c", "a");
        assertThat(first).extracting(LeftOut::line).containsExactly(3L, 5L);
        assertThat(first).allSatisfy(record -> assertThat(record.others()).containsExactly(1L));
    }

    @Test
    void tells_the_other_lines_of_a_key_that_is_rejected_and_how_many_more_there_are()
            throws IOException {
        List<LeftOut> few = leftOut(DuplicateKeys.REJECT, 100, "a", "b", "a", "c", "a");
        assertThat(few).extracting(LeftOut::line).containsExactly(1L, 3L, 5L);
        assertThat(few.get(0).others()).containsExactly(3L, 5L);
        assertThat(few.get(1).others()).containsExactly(1L, 5L);
        assertThat(few.get(2).others()).containsExactly(1L, 3L);

        List<LeftOut> many =
                leftOut(DuplicateKeys.REJECT, 100, "a", "a", "a", "a", "a", "a", "a", "a");
        assertThat(many).hasSize(8);
        assertThat(many)
                .allSatisfy(
                        record -> {
                            assertThat(record.occurrences()).isEqualTo(8);
                            assertThat(record.others())
                                    .hasSize(3)
                                    .doesNotContain(record.line())
                                    .isSorted();
                        });
    }

    @ParameterizedTest(name = "{0}, {1} keys in memory")
    @CsvSource({
        "LAST, 1000000, 120000",
        "REJECT, 1000000, 120000",
        "LAST, 20, 4000",
        "FIRST, 20, 4000",
        "REJECT, 20, 4000",
        "LAST, 2, 300"
    })
    void finds_all_duplicates_in_the_order_of_their_lines_however_little_fits_into_memory(
            DuplicateKeys rule, int mostInMemory, int records) throws IOException {
        // 120,000 are more than the buffers hold, so that there are files.
        Random random = new Random(4711);
        Map<Integer, List<Long>> lines = new TreeMap<>();
        Path list = folder.resolve("list");
        try (KeyPartitions keys = partitions()) {
            for (long line = 1; line <= records; line++) {
                int key = random.nextInt(20) == 0 ? random.nextInt(50) : random.nextInt(records);
                lines.computeIfAbsent(key, any -> new ArrayList<>()).add(line);
                add(keys, key, line);
            }
            assertThat(finder(rule, mostInMemory).write(keys, list, "reading")).isTrue();
        }
        Map<Long, Long> expected = new TreeMap<>();
        lines.values().stream()
                .filter(same -> same.size() > 1)
                .forEach(
                        same -> {
                            for (long line : same) {
                                long kept =
                                        switch (rule) {
                                            case LAST -> same.get(same.size() - 1);
                                            case FIRST -> same.get(0);
                                            case REJECT -> -1;
                                        };
                                if (line != kept) {
                                    expected.put(
                                            line,
                                            rule == DuplicateKeys.REJECT ? same.size() : kept);
                                }
                            }
                        });
        List<LeftOut> found = read(list);
        assertThat(found).extracting(LeftOut::line).containsExactlyElementsOf(expected.keySet());
        assertThat(found)
                .extracting(
                        record ->
                                rule == DuplicateKeys.REJECT
                                        ? record.occurrences()
                                        : record.others().get(0))
                .containsExactlyElementsOf(expected.values());
        Files.delete(list);
        assertThat(folder).as("files left behind").isEmptyDirectory();
    }

    @Test
    void takes_any_number_of_one_key() throws IOException {
        Path list = folder.resolve("list");
        try (KeyPartitions keys = partitions()) {
            for (long line = 1; line <= 100_000; line++) {
                add(keys, 1, line);
            }
            finder(DuplicateKeys.LAST, 10).write(keys, list, "reading");
        }
        assertThat(read(list))
                .hasSize(99_999)
                .last()
                .satisfies(record -> assertThat(record.others()).containsExactly(100_000L));
    }

    private List<LeftOut> leftOut(DuplicateKeys rule, int mostInMemory, String... keysByLine)
            throws IOException {
        Path list = folder.resolve("list");
        try (KeyPartitions keys = partitions()) {
            for (int i = 0; i < keysByLine.length; i++) {
                add(keys, keysByLine[i], i + 1);
            }
            finder(rule, mostInMemory).write(keys, list, "reading");
        }
        List<LeftOut> found = read(list);
        Files.delete(list);
        return found;
    }

    private static void add(KeyPartitions keys, Object key, long line) throws IOException {
        KeyHasher hasher = new KeyHasher(KeyForm.TEXT);
        hasher.take(key.toString());
        keys.add(hasher.high, hasher.low, line);
    }

    private static List<LeftOut> read(Path list) throws IOException {
        List<LeftOut> found = new ArrayList<>();
        try (LeftOutLines lines = LeftOutLines.open(list).orElseThrow()) {
            do {
                found.add(lines.current());
            } while (lines.next());
        }
        return found;
    }

    private KeyPartitions partitions() {
        return new KeyPartitions(folder, "keys", 0);
    }

    private DuplicateFinder finder(DuplicateKeys rule, int mostInMemory) {
        return new DuplicateFinder(rule, folder, mostInMemory);
    }
}
