package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ChunkSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The cases stand in {@code odd-files.yaml}. */
@DisplayName("An odd export")
class OddFilesTest {

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> is_read_as_documented() throws IOException {
        try (InputStream in = OddFilesTest.class.getResourceAsStream("odd-files.yaml")) {
            List<?> cases =
                    (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return cases.stream()
                    .map(odd -> new Case((Map<?, ?>) odd))
                    .map(odd -> DynamicTest.dynamicTest(odd.name(), () -> check(odd)))
                    .toList()
                    .stream();
        }
    }

    private void check(Case odd) throws IOException {
        Path file = Files.write(folder.resolve("odd.csv"), odd.content());
        Records records = Records.of(file).read(CsvFormat.of(odd.format()));
        if (odd.fields.containsKey("error")) {
            Map<?, ?> error = (Map<?, ?>) odd.fields.get("error");
            checkError(catchThrowableOfType(ExportException.class, () -> read(records)), error);
            checkError(catchThrowableOfType(ExportException.class, () -> cut(records)), error);
        } else {
            checkRecords(records, odd);
        }
    }

    private static void checkError(ExportException thrown, Map<?, ?> error) {
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).hasToString((String) error.get("code"));
        assertThat(thrown.line()).isEqualTo(((Integer) error.get("line")).longValue());
        assertThat(thrown.byteOffset()).isEqualTo(((Integer) error.get("byte")).longValue());
        assertThat(thrown)
                .hasMessageStartingWith(
                        "odd.csv, line %s (byte %s): "
                                .formatted(error.get("line"), error.get("byte")));
        if (error.containsKey("says")) {
            assertThat(thrown).hasMessageContaining((String) error.get("says"));
        }
    }

    private void checkRecords(Records records, Case odd) throws IOException {
        List<String> sent = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        try (RecordCursor cursor = records.open()) {
            if (odd.fields.containsKey("columns")) {
                assertThat(cursor.sourceColumns()).isEqualTo(odd.fields.get("columns"));
                assertThat(cursor.targetColumns()).isEqualTo(cursor.sourceColumns());
            }
            while (cursor.next()) {
                if (cursor.rejection().isPresent()) {
                    Rejection reason = cursor.rejection().get();
                    rejected.add(reason.line() + " " + reason.column() + " " + reason.rule());
                } else {
                    sent.add(shown(cursor));
                }
            }
            assertThat(cursor.recordsRead()).isEqualTo(sent.size() + rejected.size());
            assertThat(cursor.bytesRead()).isEqualTo(Files.size(records.file()));
        }
        assertThat(sent).isEqualTo(odd.fields.get("records"));
        List<?> rules = odd.fields.get("rejected") instanceof List<?> list ? list : List.of();
        assertThat(rejected).hasSameSizeAs(rules);
        for (int i = 0; i < rules.size(); i++) {
            assertThat(rejected.get(i)).startsWith((String) rules.get(i));
        }
    }

    private static String shown(RecordCursor cursor) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cursor.sourceCount(); i++) {
            assertThat(cursor.target(i)).isEqualTo(cursor.source(i));
            texts.add(cursor.source(i).replace('\r', '␍').replace('\n', '␊'));
        }
        return cursor.line() + ": " + String.join("|", texts);
    }

    private static void read(Records records) throws IOException {
        try (RecordCursor cursor = records.open()) {
            while (cursor.next()) {
                assertThat(cursor.line()).isPositive();
            }
        }
    }

    /** Where nothing is mapped, the cutter has eyes of its own. */
    private void cut(Records records) throws IOException {
        try (ChunkCutter cutter =
                ChunkCutter.open(
                        records,
                        ChunkFormat.DEFAULT,
                        new ChunkSize(1_000),
                        folder,
                        (record, rejection) -> {})) {
            while (cutter.next().isPresent()) {
                assertThat(cutter.recordsRead()).isPositive();
            }
        }
    }

    record Case(Map<?, ?> fields) {

        String name() {
            return (String) fields.get("name");
        }

        byte[] content() {
            if (fields.get("bytes") instanceof String hex) {
                return HexFormat.of().parseHex(hex.replace(" ", ""));
            }
            String charset = fields.get("written") instanceof String name ? name : "UTF-8";
            return ((String) fields.get("text")).getBytes(Charset.forName(charset));
        }

        Map<String, String> format() {
            Map<String, String> parameters = new HashMap<>();
            if (fields.get("format") instanceof Map<?, ?> given) {
                given.forEach((key, value) -> parameters.put((String) key, (String) value));
            }
            return parameters;
        }
    }
}
