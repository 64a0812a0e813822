package io.saltroad.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.export.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The cases stand in {@code values.yaml}. */
@DisplayName("A mapped field")
class ValuesTest {

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> has_the_value_its_rule_says() throws IOException {
        try (InputStream in = ValuesTest.class.getResourceAsStream("values.yaml")) {
            List<?> cases =
                    (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return cases.stream()
                    .map(entry -> (Map<?, ?>) entry)
                    .map(
                            entry ->
                                    DynamicTest.dynamicTest(
                                            (String) entry.get("name"), () -> check(entry)))
                    .toList()
                    .stream();
        }
    }

    private void check(Map<?, ?> entry) throws IOException {
        Map<String, ?> mapping = Map.of("fields", Map.of("T", entry.get("field")));
        Path yaml =
                Files.writeString(
                        folder.resolve("values.mapping.yaml"),
                        new Dump(DumpSettings.builder().build()).dumpToString(mapping));
        Mapping rules = Mapping.load(yaml);
        if (entry.get("values") instanceof Map<?, ?> values) {
            for (Map.Entry<?, ?> value : values.entrySet()) {
                map(rules, (String) value.getKey(), Optional.of((String) value.getValue()), "");
            }
        }
        if (entry.get("rejected") instanceof Map<?, ?> values) {
            for (Map.Entry<?, ?> value : values.entrySet()) {
                map(rules, (String) value.getKey(), Optional.empty(), (String) value.getValue());
            }
        }
    }

    private void map(Mapping mapping, String text, Optional<String> expected, String words)
            throws IOException {
        Path export =
                Files.writeString(
                        folder.resolve("values.csv"),
                        "K,C\n1,\"%s\"\n".formatted(text.replace("\"", "\"\"")));
        try (RecordCursor cursor = Records.of(export).mapped(mapping).open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection().isEmpty())
                    .as("'%s' is taken, %s", text, cursor.rejection())
                    .isEqualTo(expected.isPresent());
            if (expected.isPresent()) {
                assertThat(cursor.target(0)).as("'%s'", text).isEqualTo(expected.get());
            } else {
                Rejection rejection = cursor.rejection().get();
                assertThat(rejection.rule()).contains(words);
                assertThat(rejection.value()).isEqualTo(text);
                assertThat(rejection.line()).isEqualTo(2);
            }
        }
    }
}
