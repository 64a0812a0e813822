package io.saltroad.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The cases stand in {@code refused.yaml}. */
@DisplayName("A mapping that is not understood")
class RefusedMappingTest {

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> is_refused_with_its_line_and_a_way_out() throws IOException {
        try (InputStream in = RefusedMappingTest.class.getResourceAsStream("refused.yaml")) {
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
        Path yaml =
                Files.writeString(
                        folder.resolve("customers.mapping.yaml"), (String) entry.get("yaml"));
        MappingException thrown =
                catchThrowableOfType(MappingException.class, () -> Mapping.load(yaml));
        assertThat(thrown).isNotNull();
        assertThat(thrown)
                .hasMessageStartingWith(
                        "customers.mapping.yaml, line %s: ".formatted(entry.get("line")))
                .hasMessageContaining((String) entry.get("says"));
        assertThat(thrown.line()).isEqualTo(entry.get("line"));
    }
}
