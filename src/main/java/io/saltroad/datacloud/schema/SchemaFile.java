package io.saltroad.datacloud.schema;

import io.saltroad.forms.FormException;
import io.saltroad.forms.Place;
import io.saltroad.forms.YamlFile;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads a connector's schema file: OpenAPI 3.0.x in YAML, whose {@code components.schemas} are the
 * objects. The object that is asked for is held against the rules of Data Cloud; of the others only
 * the names. Source: Requirements for Ingestion API Schema File ({@code
 * c360-a-ingestion-api-schema-req}).
 */
public final class SchemaFile {

    static final int MOST_FIELDS = 1_000;

    /** Formats of OpenAPI itself that say no more than that it is a number. */
    private static final Set<String> NUMBER_FORMATS = Set.of("float", "double");

    private static final String GENERATE = "Let saltroad schema write the file";

    private final YamlFile file;

    private SchemaFile(YamlFile file) {
        this.file = file;
    }

    /**
     * What a schema file says of an object.
     *
     * @param object its name; its case counts
     * @throws SchemaException if there is no such object, or it breaks a rule
     * @throws IOException if the file cannot be read
     */
    public static ObjectSchema read(Path file, String object) throws IOException {
        try (Reader text = Files.newBufferedReader(file)) {
            return read(file.getFileName().toString(), text, object);
        }
    }

    static ObjectSchema read(String file, String text, String object) throws IOException {
        return read(file, new StringReader(text), object);
    }

    private static ObjectSchema read(String file, Reader text, String object) throws IOException {
        try {
            return new SchemaFile(YamlFile.read(file, text)).object(object);
        } catch (FormException e) {
            throw new SchemaException(e);
        }
    }

    private ObjectSchema object(String name) {
        Node root =
                file.root()
                        .orElseThrow(
                                () ->
                                        new SchemaException(
                                                new Place(file.name(), 1, 1),
                                                "the file is empty",
                                                GENERATE));
        checkVersion(root);
        Node schemas = child(child(root, "components", "the file"), "schemas", "components");
        List<NodeTuple> objects = tuples(schemas, "schemas");
        checkNames(objects, "object");
        for (NodeTuple object : objects) {
            if (name(object).equals(name)) {
                return new ObjectSchema(name, fields(object));
            }
        }
        List<String> names = objects.stream().map(this::name).toList();
        throw refused(
                schemas,
                "there is no object %s%s".formatted(name, NearestName.clause(name, names)),
                "Correct object in the sink, or the file, which has "
                        + (names.isEmpty() ? "none" : String.join(", ", names)));
    }

    private void checkVersion(Node root) {
        Node version = child(root, "openapi", "the file");
        String text = YamlFile.text(version).orElse("");
        if (!text.startsWith("3.0.")) {
            throw refused(
                    version,
                    "openapi is '%s', Data Cloud takes 3.0.x".formatted(text),
                    "Write openapi: 3.0.3");
        }
    }

    private List<SchemaField> fields(NodeTuple object) {
        String name = name(object);
        FieldNames.wrongObject(name)
                .ifPresent(
                        wrong -> {
                            throw refused(
                                    object.getKeyNode(),
                                    "the object name " + wrong,
                                    "Give it another name, here and in Data Cloud");
                        });
        checkIsObject(object);
        List<NodeTuple> properties =
                tuples(child(object.getValueNode(), "properties", name), "properties");
        if (properties.isEmpty()) {
            throw refused(
                    object.getKeyNode(), name + " has no fields", "An object needs at least one");
        }
        if (properties.size() > MOST_FIELDS) {
            throw refused(
                    properties.get(MOST_FIELDS).getKeyNode(),
                    "%s has %d fields, Data Cloud takes %d"
                            .formatted(name, properties.size(), MOST_FIELDS),
                    "Leave some out");
        }
        checkNames(properties, "field");
        List<SchemaField> fields = new ArrayList<>();
        for (NodeTuple property : properties) {
            FieldNames.wrongField(name(property))
                    .ifPresent(
                            wrong -> {
                                throw refused(
                                        property.getKeyNode(),
                                        "the field name " + wrong,
                                        "Give it another name, here, in Data Cloud and in the"
                                                + " mapping");
                            });
            fields.add(field(property));
        }
        return fields;
    }

    private void checkIsObject(NodeTuple object) {
        Map<String, Node> keys = YamlFile.mapping(object.getValueNode());
        Optional<String> type = Optional.ofNullable(keys.get("type")).flatMap(YamlFile::text);
        if (!type.orElse("object").equals("object")) {
            throw refused(
                    keys.get("type"),
                    "%s is of type %s".formatted(name(object), type.get()),
                    "Write type: object, and its fields under properties");
        }
    }

    private SchemaField field(NodeTuple property) {
        String name = name(property);
        Map<String, Node> keys = YamlFile.mapping(property.getValueNode());
        if (keys.containsKey("properties") || keys.containsKey("$ref") || isNested(keys)) {
            throw refused(
                    property.getKeyNode(),
                    "%s is an object within an object, which Data Cloud does not take"
                            .formatted(name),
                    "Make each of its values a field of its own");
        }
        Node typeNode = keys.get("type");
        if (typeNode == null) {
            throw refused(
                    property.getKeyNode(),
                    name + " has no type",
                    "Write type: string, number or boolean");
        }
        String base = YamlFile.text(typeNode).orElse("");
        if (!Set.of("string", "number", "boolean").contains(base)) {
            throw refused(
                    typeNode,
                    "%s is of type '%s'".formatted(name, base),
                    "Data Cloud takes string, number and boolean"
                            + (base.equals("integer") ? ": write number" : ""));
        }
        Node formatNode = keys.get("format");
        String format = formatNode == null ? "" : YamlFile.text(formatNode).orElse("");
        return new SchemaField(name, type(name, base, format, formatNode), SchemaField.json(base));
    }

    private static boolean isNested(Map<String, Node> keys) {
        return Optional.ofNullable(keys.get("type"))
                .flatMap(YamlFile::text)
                .filter(type -> type.equals("object") || type.equals("array"))
                .isPresent();
    }

    private FieldType type(String name, String base, String format, Node formatNode) {
        if (format.equals(FieldType.PERCENT.format()) && !base.equals("boolean")) {
            return FieldType.PERCENT;
        }
        if (base.equals("number") && NUMBER_FORMATS.contains(format)) {
            return FieldType.NUMBER;
        }
        return Arrays.stream(FieldType.values())
                .filter(type -> type.base().equals(base) && type.format().equals(format))
                .findFirst()
                .orElseThrow(
                        () ->
                                refused(
                                        formatNode,
                                        "%s has the format '%s', which Data Cloud does not know"
                                                        .formatted(name, format)
                                                + " of a "
                                                + base,
                                        "It knows of type string " + formats() + ", or none"));
    }

    private static String formats() {
        return Arrays.stream(FieldType.values())
                .map(FieldType::format)
                .filter(format -> !format.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** No name twice: those that differ in case alone are one to Data Cloud. */
    private void checkNames(List<NodeTuple> tuples, String what) {
        Map<String, NodeTuple> seen = new HashMap<>();
        for (NodeTuple tuple : tuples) {
            String name = name(tuple);
            NodeTuple first = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), tuple);
            if (first != null) {
                throw refused(
                        tuple.getKeyNode(),
                        "the %s %s was there before, as %s in line %d"
                                .formatted(
                                        what,
                                        name,
                                        name(first),
                                        file.place(first.getKeyNode()).line()),
                        "Upper and lower case are the same to Data Cloud: remove one of them");
            }
        }
    }

    private Node child(Node node, String key, String owner) {
        Node child = YamlFile.mapping(node).get(key);
        if (child == null) {
            throw refused(node, "%s has no %s".formatted(owner, key), GENERATE);
        }
        return child;
    }

    private List<NodeTuple> tuples(Node node, String what) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue();
        }
        throw refused(node, what + " is no list of names", GENERATE);
    }

    private String name(NodeTuple tuple) {
        return YamlFile.text(tuple.getKeyNode())
                .orElseThrow(
                        () ->
                                refused(
                                        tuple.getKeyNode(),
                                        "here should be a name",
                                        "Write one text"));
    }

    private SchemaException refused(Node node, String found, String hint) {
        return new SchemaException(file.place(node), found, hint);
    }
}
