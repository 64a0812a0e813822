package io.saltroad.forms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.nodes.Node;

/** The rules of a good kamelet form, over every file in {@code routes/kamelets}. */
@DisplayName("Each kamelet")
class KameletStyleTest {

    private static final Path FOLDER = Path.of("routes", "kamelets");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^}:]+)[^}]*}}");
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token).*");

    static Stream<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void is_named_as_its_file_and_its_title_says_it_in_words(Path file) throws IOException {
        Node root = read(file);
        String name = text(root, "metadata", "name");
        String type = text(root, "metadata", "labels", "camel.apache.org/kamelet.type");

        assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
        assertThat(type).isIn("source", "sink", "action");
        assertThat(name).endsWith("-" + type);
        assertThat(text(root, "spec", "definition", "title").toLowerCase(Locale.ROOT))
                .isEqualTo(name.replace('-', ' '));
        assertThat(text(root, "spec", "definition", "description")).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void explains_every_property(Path file) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        properties(read(file))
                .forEach(
                        (name, property) -> {
                            softly.assertThat(text(property, "title")).as(name).isNotBlank();
                            softly.assertThat(text(property, "description")).as(name).isNotBlank();
                            softly.assertThat(text(property, "type")).as(name).isIn(TYPES);
                            softly.assertThat(YamlFile.mapping(property).keySet())
                                    .as(name)
                                    .containsAnyOf("default", "example");
                            if (SECRET.matcher(name).matches()) {
                                softly.assertThat(text(property, "format"))
                                        .as(name)
                                        .isEqualTo("password");
                            }
                        });
        softly.assertAll();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void requires_only_properties_it_declares(Path file) throws IOException {
        Node root = read(file);
        try (var text = Files.newBufferedReader(file)) {
            assertThat(properties(root).keySet())
                    .containsAll(KameletForm.read(file.toString(), text).required());
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void uses_every_property_and_no_placeholder_it_does_not_declare(Path file) throws IOException {
        Node root = read(file);
        Node template = YamlFile.at(root, "spec", "template").orElseThrow();
        Set<String> used = new TreeSet<>();
        collectPlaceholders(template, used);
        Set<String> beans = new TreeSet<>();
        YamlFile.at(template, "beans").map(YamlFile::sequence).stream()
                .flatMap(List::stream)
                .forEach(bean -> beans.add(text(bean, "name")));

        used.removeIf(name -> name.startsWith("saltroad.") || beans.contains(name));
        assertThat(used).isEqualTo(new TreeSet<>(properties(root).keySet()));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void reads_or_writes_the_kamelet_end_its_type_says(Path file) throws IOException {
        Node root = read(file);
        Set<String> texts = new TreeSet<>();
        collectTexts(YamlFile.at(root, "spec", "template").orElseThrow(), texts);

        if (text(root, "metadata", "labels", "camel.apache.org/kamelet.type").equals("source")) {
            assertThat(texts).contains("kamelet:sink").doesNotContain("kamelet:source");
        } else {
            assertThat(text(root, "spec", "template", "from", "uri")).isEqualTo("kamelet:source");
        }
    }

    @Test
    void is_found_here() throws IOException {
        assertThat(kamelets()).isNotEmpty();
    }

    private static Node read(Path file) throws IOException {
        return YamlFile.read(file.toString(), new StringReader(Files.readString(file)))
                .root()
                .orElseThrow();
    }

    private static Map<String, Node> properties(Node root) {
        return YamlFile.at(root, "spec", "definition", "properties")
                .map(YamlFile::mapping)
                .orElse(Map.of());
    }

    private static String text(Node node, String... keys) {
        return YamlFile.at(node, keys).flatMap(YamlFile::text).orElse("");
    }

    private static void collectPlaceholders(Node template, Set<String> names) {
        Set<String> texts = new TreeSet<>();
        collectTexts(template, texts);
        for (String text : texts) {
            Matcher matcher = PLACEHOLDER.matcher(text);
            while (matcher.find()) {
                names.add(matcher.group(1).strip());
            }
        }
    }

    private static void collectTexts(Node node, Set<String> texts) {
        YamlFile.text(node).ifPresent(texts::add);
        YamlFile.sequence(node).forEach(item -> collectTexts(item, texts));
        YamlFile.mapping(node).values().forEach(value -> collectTexts(value, texts));
    }
}
