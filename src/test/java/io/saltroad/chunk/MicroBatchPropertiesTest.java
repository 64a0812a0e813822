package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds for any records and any size. */
@Label("Micro-batches of any export")
class MicroBatchPropertiesTest {

    private static final int TRIES = 200;
    private static final int ENVELOPE = "{\"data\":[]}".length();
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Path file;

    @BeforeTry
    void makeFile() throws IOException {
        file = Files.createTempFile("saltroad-micro-batches", ".csv");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    /** Records of a text, a number and a boolean. */
    @Provide
    Arbitrary<List<List<String>>> records() {
        Arbitrary<String> texts =
                Arbitraries.of(
                                "a", "0", " ", ",", "\"", "\\", "/", "\n", "\r\n", "\t", "\u0001",
                                "\u001f", "\u007f", "ü", "€", "漢", "😀", "\u2028", "null", "{", "]")
                        .list()
                        .ofMaxSize(8)
                        .map(bits -> String.join("", bits));
        Arbitrary<String> numbers = Arbitraries.of("", "0", "-1", "12.50", "123456789012345678.9");
        Arbitrary<String> booleans = Arbitraries.of("", "true", "false");
        Arbitrary<List<String>> record =
                texts.flatMap(
                        text ->
                                numbers.flatMap(
                                        number ->
                                                booleans.map(flag -> List.of(text, number, flag))));
        return record.list().ofMaxSize(30);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @Label("hold all its records in their order, none above the size, each as full as can be")
    void hold_all_records(
            @ForAll("records") List<List<String>> records,
            @ForAll @IntRange(min = 45, max = 400) int bytes,
            @ForAll @IntRange(min = 1, max = 12) int most)
            throws IOException {
        Cut cut = cut(records, new MicroBatchSize(bytes, most), 0);

        List<List<String>> fitting =
                records.stream().filter(record -> size(record) + ENVELOPE <= bytes).toList();
        assertThat(cut.records()).isEqualTo(fitting);
        assertThat(cut.rejected).isEqualTo(records.size() - fitting.size());
        int next = 0;
        for (MicroBatch batch : cut.batches) {
            assertThat(batch.body().length).isLessThanOrEqualTo(bytes);
            assertThat(batch.records()).isBetween(1, most);
            assertThat(batch.recordsBefore()).isEqualTo(next);
            next += batch.records();
            if (next < fitting.size() && batch.records() < most) {
                assertThat(batch.body().length + 1 + size(fitting.get(next))).isGreaterThan(bytes);
            }
        }
        assertThat(next).isEqualTo(fitting.size());
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @Label("are the same bytes from wherever one of them has ended")
    void go_on_the_same(
            @ForAll("records") List<List<String>> records,
            @ForAll @IntRange(min = 45, max = 400) int bytes,
            @ForAll @IntRange(min = 0, max = 30) int from)
            throws IOException {
        MicroBatchSize size = MicroBatchSize.of(bytes);
        List<MicroBatch> all = cut(records, size, 0).batches;
        int first = Math.min(from, all.size());
        long skip = first == 0 ? 0 : all.get(first - 1).recordsUpTo();
        assertThat(cut(records, size, skip).batches)
                .usingRecursiveComparison()
                .isEqualTo(all.subList(first, all.size()));
    }

    private record Cut(List<MicroBatch> batches, long rejected) {

        /** All records, as another parser reads them. */
        List<List<String>> records() throws IOException {
            List<List<String>> records = new ArrayList<>();
            for (MicroBatch batch : batches) {
                JsonNode root = JSON.readTree(batch.body());
                assertThat(root.fieldNames()).toIterable().containsExactly("data");
                for (JsonNode record : root.get("data")) {
                    assertThat(record.fieldNames()).toIterable().containsExactly("a", "b", "c");
                    records.add(
                            List.of(
                                    text(record.get("a")),
                                    text(record.get("b")),
                                    text(record.get("c"))));
                    assertThat(record.get("a").isTextual() || record.get("a").isNull()).isTrue();
                    assertThat(record.get("b").isNumber() || record.get("b").isNull()).isTrue();
                    assertThat(record.get("c").isBoolean() || record.get("c").isNull()).isTrue();
                }
            }
            return records;
        }

        private static String text(JsonNode value) {
            if (value.isNull()) {
                return "";
            }
            return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
        }
    }

    private Cut cut(List<List<String>> records, MicroBatchSize size, long skip) throws IOException {
        StringBuilder text = new StringBuilder("a,b,c\n");
        for (List<String> record : records) {
            text.append('"').append(record.get(0).replace("\"", "\"\"")).append("\",");
            text.append(record.get(1)).append(',').append(record.get(2)).append('\n');
        }
        Files.writeString(file, text);
        MicroBatchForm form =
                MicroBatchForm.upserts(
                        column ->
                                switch (column) {
                                    case "b" -> JsonType.NUMBER;
                                    case "c" -> JsonType.BOOLEAN;
                                    default -> JsonType.STRING;
                                });
        List<MicroBatch> batches = new ArrayList<>();
        try (MicroBatchCutter cutter =
                MicroBatchCutter.open(
                        Records.of(file),
                        form,
                        size,
                        (record, why) ->
                                assertThat(why.rule()).contains("bytes as JSON, a micro-batch"))) {
            assertThat(cutter.skip(skip)).isEqualTo(skip);
            for (Optional<MicroBatch> next = cutter.next();
                    next.isPresent();
                    next = cutter.next()) {
                batches.add(next.get());
            }
            assertThat(cutter.recordsRead()).isEqualTo(records.size());
            return new Cut(batches, cutter.recordsRejected());
        }
    }

    /** Bytes of a record as another writer writes it. */
    private static int size(List<String> record) {
        String text =
                record.get(0).isEmpty()
                        ? "null"
                        : JSON.getNodeFactory().textNode(record.get(0)).toString();
        String number = record.get(1).isEmpty() ? "null" : record.get(1);
        String flag = record.get(2).isEmpty() ? "null" : record.get(2);
        return "{\"a\":%s,\"b\":%s,\"c\":%s}"
                .formatted(text, number, flag)
                .getBytes(StandardCharsets.UTF_8)
                .length;
    }
}
