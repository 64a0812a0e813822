package io.saltroad.forms;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a kamelet asks for: the {@code spec.definition} of its file.
 *
 * @param opensRoutes whether it is a source, which stands in {@code from}
 */
record KameletForm(
        String name, boolean opensRoutes, Map<String, Property> properties, Set<String> required) {

    /**
     * @param type a JSON schema type: string, integer, number, boolean
     * @param values the only values there are; empty if all are allowed
     */
    record Property(String title, Optional<String> type, List<String> values, boolean hasDefault) {}

    /**
     * @throws FormException if it is not the YAML of a kamelet
     */
    static KameletForm read(String file, Reader text) throws IOException {
        Node root = YamlFile.read(file, text).root().orElseThrow(() -> noKamelet(file));
        String name = textAt(root, "metadata", "name").orElseThrow(() -> noKamelet(file));
        Node definition =
                YamlFile.at(root, "spec", "definition").orElseThrow(() -> noKamelet(file));
        Map<String, Property> properties = new LinkedHashMap<>();
        YamlFile.at(definition, "properties")
                .ifPresent(
                        nodes ->
                                YamlFile.mapping(nodes)
                                        .forEach((key, node) -> properties.put(key, read(node))));
        Set<String> required = new TreeSet<>(texts(definition, "required"));
        boolean source =
                textAt(root, "metadata", "labels", "camel.apache.org/kamelet.type")
                        .filter("source"::equals)
                        .isPresent();
        return new KameletForm(name, source, properties, required);
    }

    private static Property read(Node node) {
        return new Property(
                textAt(node, "title").orElse(""),
                textAt(node, "type"),
                texts(node, "enum"),
                YamlFile.at(node, "default").isPresent());
    }

    private static Optional<String> textAt(Node node, String... keys) {
        return YamlFile.at(node, keys).flatMap(YamlFile::text);
    }

    private static List<String> texts(Node node, String key) {
        return YamlFile.at(node, key).map(YamlFile::sequence).orElse(List.of()).stream()
                .flatMap(item -> YamlFile.text(item).stream())
                .toList();
    }

    private static FormException noKamelet(String file) {
        return new FormException(
                file + " is no kamelet: metadata.name or spec.definition is missing");
    }
}
