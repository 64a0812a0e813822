package io.saltroad.forms;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What the checks want to know of a file in Camel's YAML DSL: its routes, and its uses of kamelets
 * in all the ways one may write them.
 *
 * <pre>{@code
 * - to:
 *     uri: kamelet:csv-reader-action
 *     parameters: { delimiter: semicolon }
 * - to: kamelet:csv-reader-action?delimiter=semicolon
 * - kamelet:
 *     name: csv-reader-action
 *     parameters: { delimiter: semicolon }
 * }</pre>
 */
record RouteFile(List<Route> routes, List<KameletUse> uses) {

    private static final String SCHEME = "kamelet:";
    private static final Set<String> ENDPOINT_IN_SHORT = Set.of("from", "to", "toD", "poll");

    /** The two ends of a kamelet, seen from inside. */
    private static final Set<String> ENDS = Set.of("source", "sink");

    RouteFile {
        routes = List.copyOf(routes);
        uses = List.copyOf(uses);
    }

    /**
     * @param opening the kamelet the route starts with, if it starts with one
     * @param uses all kamelets of the route, that one included, in their order
     */
    record Route(
            Place place, Optional<String> id, Optional<KameletUse> opening, List<KameletUse> uses) {

        Route {
            uses = List.copyOf(uses);
        }
    }

    /**
     * @throws FormException if the file is not YAML
     */
    static RouteFile read(String name, Reader text) throws IOException {
        Reading reading = new Reading(YamlFile.read(name, text));
        reading.file.root().ifPresent(reading::readRoot);
        return new RouteFile(reading.routes, reading.uses);
    }

    private static final class Reading {

        private final YamlFile file;
        private final List<Route> routes = new ArrayList<>();
        private final List<KameletUse> uses = new ArrayList<>();

        Reading(YamlFile file) {
            this.file = file;
        }

        void readRoot(Node root) {
            for (Node item : YamlFile.sequence(root)) {
                YamlFile.at(item, "route").ifPresent(this::readRoute);
                if (YamlFile.at(item, "from").isPresent()) {
                    readRoute(item);
                }
            }
            readUses(root, "", uses);
        }

        private void readRoute(Node route) {
            Optional<Node> id = YamlFile.at(route, "id");
            Place place = file.place(id.orElse(route));
            Optional<KameletUse> opening =
                    YamlFile.at(route, "from").flatMap(from -> endpoint("from", from));
            List<KameletUse> own = new ArrayList<>();
            readUses(route, "", own);
            routes.add(new Route(place, id.flatMap(YamlFile::text), opening, own));
        }

        private void readUses(Node node, String key, List<KameletUse> found) {
            endpoint(key, node).ifPresent(found::add);
            if (node instanceof MappingNode) {
                YamlFile.mapping(node).forEach((name, value) -> readUses(value, name, found));
            } else {
                YamlFile.sequence(node).forEach(item -> readUses(item, "", found));
            }
        }

        /** The kamelet use this node is, if it is one. */
        private Optional<KameletUse> endpoint(String key, Node node) {
            Map<String, Node> values = YamlFile.mapping(node);
            if (key.equals("kamelet")) {
                Node name = values.getOrDefault("name", node);
                return YamlFile.text(name).flatMap(text -> use(key, name, text, values));
            }
            if (!values.containsKey("uri") && !ENDPOINT_IN_SHORT.contains(key)) {
                return Optional.empty();
            }
            Node uri = values.getOrDefault("uri", node);
            return YamlFile.text(uri)
                    .filter(text -> text.startsWith(SCHEME))
                    .map(text -> text.substring(SCHEME.length()))
                    .flatMap(text -> use(key, uri, text, values));
        }

        private Optional<KameletUse> use(
                String key, Node node, String text, Map<String, Node> values) {
            String[] nameAndQuery = text.split("\\?", 2);
            // kamelet:name/routeId gives the kamelet's own route an id
            String name = nameAndQuery[0].split("/", 2)[0];
            if (ENDS.contains(name) || name.contains("{{") || name.contains("${")) {
                return Optional.empty();
            }
            List<KameletUse.Parameter> parameters = new ArrayList<>();
            if (nameAndQuery.length == 2) {
                parameters.addAll(query(node, nameAndQuery[1]));
            }
            if (values.get("parameters") instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    YamlFile.text(tuple.getKeyNode())
                            .map(
                                    parameter ->
                                            new KameletUse.Parameter(
                                                    parameter,
                                                    YamlFile.text(tuple.getValueNode()),
                                                    file.place(tuple.getKeyNode())))
                            .ifPresent(parameters::add);
                }
            }
            return Optional.of(
                    new KameletUse(file.place(node), name, key.equals("from"), parameters));
        }

        private List<KameletUse.Parameter> query(Node node, String query) {
            Place place = file.place(node);
            try {
                return URISupport.parseQuery(query).entrySet().stream()
                        .map(
                                entry ->
                                        new KameletUse.Parameter(
                                                entry.getKey(),
                                                Optional.of(String.valueOf(entry.getValue())),
                                                place))
                        .toList();
            } catch (URISyntaxException e) {
                throw new FormException("%s: %s".formatted(place, e.getMessage()));
            }
        }
    }
}
