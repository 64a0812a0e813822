package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A micro-batch")
class MicroBatchCutterTest {

    private static final MicroBatchForm STRINGS = MicroBatchForm.upserts(JsonTypes.STRINGS);

    private static final MicroBatchForm TYPED =
            MicroBatchForm.upserts(
                    column ->
                            switch (column) {
                                case "sum" -> JsonType.NUMBER;
                                case "open" -> JsonType.BOOLEAN;
                                default -> JsonType.STRING;
                            });

    private static final MicroBatchSize LARGE = MicroBatchSize.of(200_000);

    @TempDir Path folder;

    private final List<String> rejected = new ArrayList<>();

    @Test
    void holds_numbers_and_booleans_as_they_stand_and_null_for_nothing() throws IOException {
        assertThat(cut("id,sum,open\n007,77506.10,true\n8,-0.5,false\n9,,\n", TYPED, LARGE))
                .containsExactly(
                        "{\"data\":[{\"id\":\"007\",\"sum\":77506.10,\"open\":true},"
                                + "{\"id\":\"8\",\"sum\":-0.5,\"open\":false},"
                                + "{\"id\":\"9\",\"sum\":null,\"open\":null}]}");
    }

    @Test
    void holds_strings_alone_where_no_types_are_known() throws IOException {
        assertThat(cut("id,sum\n1,2.0\n", STRINGS, LARGE))
                .containsExactly("{\"data\":[{\"id\":\"1\",\"sum\":\"2.0\"}]}");
    }

    @Test
    void escapes_what_json_must_not_have_in_a_string_and_nothing_else() throws IOException {
        String header = "a,\"b\"\"\\\"\n";
        String first = "\"q\"\"b\\/\n\r\t\b\f\u0001\u001f\u007f'\"";
        String second = "Müller € 漢 😀\u2028";
        assertThat(cut(header + first + "," + second + "\n", STRINGS, LARGE))
                .containsExactly(
                        "{\"data\":[{\"a\":\"q\\\"b\\\\/\\n\\r\\t\\b\\f\\u0001\\u001f\u007f'\","
                                + "\"b\\\"\\\\\":\"Müller € 漢 😀\u2028\"}]}");
    }

    @Test
    void is_as_full_as_can_be_to_the_byte() throws IOException {
        String export = "i\n1\n2\n3\n4\n5\n";
        int two = "{\"data\":[{\"i\":\"1\"},{\"i\":\"2\"}]}".length();
        assertThat(cut(export, STRINGS, MicroBatchSize.of(two)))
                .containsExactly(
                        "{\"data\":[{\"i\":\"1\"},{\"i\":\"2\"}]}",
                        "{\"data\":[{\"i\":\"3\"},{\"i\":\"4\"}]}",
                        "{\"data\":[{\"i\":\"5\"}]}");
        assertThat(cut(export, STRINGS, MicroBatchSize.of(two - 1))).hasSize(5);
    }

    @Test
    void is_measured_in_bytes_of_utf_8() throws IOException {
        int one = "{\"data\":[{\"i\":\"ü\"}]}".getBytes(StandardCharsets.UTF_8).length;
        assertThat(cut("i\nü\n", STRINGS, MicroBatchSize.of(one))).hasSize(1);
        assertThat(cut("i\n漢\n", STRINGS, MicroBatchSize.of(one))).isEmpty();
        assertThat(rejected).containsExactly("2 takes 22 bytes as JSON, a micro-batch takes 21 ()");
    }

    @Test
    void has_no_more_records_than_asked_for() throws IOException {
        assertThat(cut("i\n1\n2\n3\n", STRINGS, new MicroBatchSize(200_000, 2)))
                .containsExactly(
                        "{\"data\":[{\"i\":\"1\"},{\"i\":\"2\"}]}", "{\"data\":[{\"i\":\"3\"}]}");
    }

    @Test
    void says_where_it_begins() throws IOException {
        Records records = Records.of(export("i\n\"1\n\"\n2\n3\n"));
        try (MicroBatchCutter cutter =
                MicroBatchCutter.open(
                        records, STRINGS, new MicroBatchSize(200_000, 2), this::reject)) {
            MicroBatch first = cutter.next().orElseThrow();
            assertThat(first).hasToString("records 1 to 2, from line 2, 32 bytes");
            assertThat(first.records()).isEqualTo(2);
            MicroBatch second = cutter.next().orElseThrow();
            assertThat(second.firstLine()).isEqualTo(5);
            assertThat(second.recordsBefore()).isEqualTo(2);
            assertThat(second.recordsUpTo()).isEqualTo(3);
            assertThat(cutter.next()).isEmpty();
            assertThat(cutter.recordsRead()).isEqualTo(3);
            assertThat(cutter.bytesRead()).isEqualTo(Files.size(records.file()));
        }
    }

    @ParameterizedTest
    @CsvSource({"sum, 007", "sum, 1e5", "sum, '1,5'", "sum, NaN", "open, TRUE", "open, 1"})
    void never_has_a_value_of_another_type(String column, String value) throws IOException {
        String export = "id,%s\n1,\"%s\"\n2,\n".formatted(column, value);
        assertThat(cut(export, TYPED, LARGE))
                .containsExactly("{\"data\":[{\"id\":\"2\",\"%s\":null}]}".formatted(column));
        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("2 is n")
                .endsWith("(%s)".formatted(column));
    }

    @Test
    void has_keys_alone_where_records_are_deleted_and_two_hundred_at_the_most() throws IOException {
        String keys =
                IntStream.range(0, 401)
                        .mapToObj(i -> "k%d\n".formatted(i))
                        .collect(Collectors.joining());
        List<String> cut = cut("id\n" + keys, MicroBatchForm.deletes(), LARGE);
        assertThat(cut).hasSize(3);
        assertThat(cut.get(0)).startsWith("{\"ids\":[\"k0\",\"k1\",").endsWith("\"k199\"]}");
        assertThat(cut.get(2)).isEqualTo("{\"ids\":[\"k400\"]}");
        assertThatThrownBy(() -> cut("id,at\n1,2\n", MicroBatchForm.deletes(), LARGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deletes have one column, the key, but here are [id, at]");
    }

    @Test
    void goes_on_after_what_was_acknowledged() throws IOException {
        Records records = Records.of(export("i,j\n1\n1,a\n2,b\n2\n3,c\n4,d\n5,e\n"));
        MicroBatchSize two = new MicroBatchSize(200_000, 2);
        List<String> all = cut(records, STRINGS, two, 0);
        assertThat(cut(records, STRINGS, two, 2)).isEqualTo(all.subList(1, 3));
        assertThat(cut(records, STRINGS, two, 4)).isEqualTo(all.subList(2, 3));
        assertThat(cut(records, STRINGS, two, 5)).isEmpty();
        assertThat(rejected).hasSize(8);
        try (MicroBatchCutter cutter = MicroBatchCutter.open(records, STRINGS, two, this::reject)) {
            assertThat(cutter.skip(7)).isEqualTo(5);
            assertThat(cutter.next()).isEmpty();
            assertThatThrownBy(() -> cutter.skip(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void has_no_record_that_is_left_out_for_its_key() throws IOException {
        Records records = Records.of(export("id,n\na,1\nb,2\nA,3\nc,4\n"));
        Path list = folder.resolve("left-out");
        MicroBatchSize two = new MicroBatchSize(200_000, 2);
        try (KeyIndex keys = new KeyIndex("ID", KeyForm.TEXT, folder)) {
            try (MicroBatchCutter cutter =
                    MicroBatchCutter.indexing(records, STRINGS, two, this::reject, keys)) {
                assertThat(bodies(cutter)).hasSize(2);
            }
            assertThat(keys.writeLeftOut(DuplicateKeys.LAST, list, "reading")).isTrue();
        }
        List<String> told = new ArrayList<>();
        try (LeftOutLines lines = LeftOutLines.open(list).orElseThrow();
                MicroBatchCutter cutter =
                        MicroBatchCutter.leavingOut(
                                records,
                                STRINGS,
                                two,
                                this::reject,
                                new LeavingOut(
                                        "id",
                                        lines,
                                        (record, key, why) ->
                                                told.add(
                                                        record.line()
                                                                + " "
                                                                + key
                                                                + " "
                                                                + why.others())))) {
            assertThat(bodies(cutter))
                    .containsExactly(
                            "{\"data\":[{\"id\":\"b\",\"n\":\"2\"},{\"id\":\"A\",\"n\":\"3\"}]}",
                            "{\"data\":[{\"id\":\"c\",\"n\":\"4\"}]}");
            assertThat(cutter.recordsLeftOut()).isEqualTo(1);
            assertThat(cutter.recordsRead()).isEqualTo(4);
        }
        assertThat(told).containsExactly("2 a [4]");
    }

    @Test
    void does_not_hide_that_the_export_breaks_its_format() throws IOException {
        Records records = Records.of(export("i\n1\n\"2\n"));
        try (MicroBatchCutter cutter =
                MicroBatchCutter.open(
                        records, STRINGS, new MicroBatchSize(200_000, 1), this::reject)) {
            assertThatThrownBy(() -> bodies(cutter)).isInstanceOf(ExportException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "200001, 1", "1, 0"})
    void is_of_no_other_size_than_data_cloud_takes(int bytes, int records) {
        assertThatThrownBy(() -> new MicroBatchSize(bytes, records))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void reject(SourceRecord record, Rejection why) {
        rejected.add("%d %s (%s)".formatted(why.line(), why.rule(), why.column()));
    }

    private List<String> cut(String text, MicroBatchForm form, MicroBatchSize size)
            throws IOException {
        return cut(Records.of(export(text)), form, size, 0);
    }

    private List<String> cut(Records records, MicroBatchForm form, MicroBatchSize size, long skip)
            throws IOException {
        try (MicroBatchCutter cutter = MicroBatchCutter.open(records, form, size, this::reject)) {
            assertThat(cutter.skip(skip)).isEqualTo(skip);
            return bodies(cutter);
        }
    }

    private static List<String> bodies(MicroBatchCutter cutter) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (Optional<MicroBatch> next = cutter.next(); next.isPresent(); next = cutter.next()) {
            bodies.add(new String(next.get().body(), StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private Path export(String text) throws IOException {
        return Files.writeString(folder.resolve("export.csv"), text);
    }
}
