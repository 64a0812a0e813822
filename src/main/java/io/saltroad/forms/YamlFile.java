package io.saltroad.forms;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file as nodes that know their lines, read by the parser Camel's YAML DSL uses. */
public record YamlFile(String name, Optional<Node> root) {

    /**
     * Reads a file.
     *
     * @throws FormException if it is not YAML
     */
    public static YamlFile read(String name, Reader text) throws IOException {
        LoadSettings settings = LoadSettings.builder().setLabel(name).build();
        try {
            return new YamlFile(name, new Compose(settings).composeReader(text));
        } catch (MarkedYamlEngineException e) {
            Place place =
                    e.getProblemMark()
                            .map(mark -> Place.of(name, mark))
                            .orElse(new Place(name, 1, 1));
            throw new FormException("%s: %s".formatted(place, e.getProblem()));
        } catch (YamlEngineException e) {
            throw new FormException("%s is not YAML: %s".formatted(name, e.getMessage()));
        }
    }

    public Place place(Node node) {
        return Place.of(name, node);
    }

    /** The values of a mapping by their keys; nothing if the node is no mapping. */
    public static Map<String, Node> mapping(Node node) {
        Map<String, Node> values = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                text(tuple.getKeyNode()).ifPresent(key -> values.put(key, tuple.getValueNode()));
            }
        }
        return values;
    }

    public static List<Node> sequence(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    public static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    /** The node at the end of a path of keys. */
    public static Optional<Node> at(Node node, String... keys) {
        Optional<Node> found = Optional.of(node);
        for (String key : keys) {
            found = found.map(YamlFile::mapping).map(values -> values.get(key));
        }
        return found;
    }
}
