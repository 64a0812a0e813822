package io.saltroad.mapping;

import io.saltroad.export.RecordRules;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a {@code *.mapping.yaml}. It looks at the nodes of the file rather than at values made of
 * them: so each complaint has its line, and {@code none: [00000000]} stays the text it is.
 */
final class MappingReader {

    private static final Set<String> TYPES =
            Set.of("text", "integer", "decimal", "boolean", "date", "datetime");

    private static final List<String> KEYS =
            List.of(
                    "from",
                    "value",
                    "type",
                    "trim",
                    "maxLength",
                    "required",
                    "format",
                    "zone",
                    "none",
                    "true",
                    "false",
                    "empty");

    /** Keys that only some types understand. */
    private static final Map<String, Set<String>> KEYS_OF_TYPES =
            Map.of(
                    "maxLength", Set.of("text"),
                    "format", Set.of("integer", "decimal", "date", "datetime"),
                    "zone", Set.of("datetime"),
                    "true", Set.of("boolean"),
                    "false", Set.of("boolean"));

    /**
     * API name of a field; of a field found over a relationship by external ID ({@code
     * Owner.ERP_Id__c}); the same with the object's type where several are possible ({@code
     * Lead:Who.Email}). Bulk API 2.0 Developer Guide, "Relationship Fields in a Header Row".
     */
    private static final Pattern TARGET =
            Pattern.compile("([A-Za-z]\\w*:)?[A-Za-z]\\w*(\\.[A-Za-z]\\w*)?");

    private final Path file;

    MappingReader(Path file) {
        this.file = file;
    }

    Mapping read() throws IOException {
        byte[] content = Files.readAllBytes(file);
        MappingNode root = mapping(compose(new String(content, StandardCharsets.UTF_8)));
        Map<String, Entry> top = entries(root, List.of("fields"), "a mapping");
        Entry fields = top.get("fields");
        if (fields == null) {
            throw refused(root, "has no fields", null);
        }
        return new Mapping(rules(mapping(fields.value)), "mapping sha256=" + sha256(content));
    }

    private record Entry(Node key, Node value) {}

    private Node compose(String yaml) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.getFileName().toString()).build();
            return new Compose(settings)
                    .composeReader(new StringReader(yaml))
                    .orElseThrow(() -> new MappingException(file, 1, "is empty", null));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new MappingException(file, line, "is no YAML: %s".formatted(e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new MappingException(file, 1, "is no YAML: %s".formatted(e.getMessage()), e);
        }
    }

    private List<FieldRule> rules(MappingNode fields) {
        List<FieldRule> rules = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        for (NodeTuple tuple : fields.getValue()) {
            Node key = tuple.getKeyNode();
            String target = scalar(key);
            if (!TARGET.matcher(target).matches()) {
                throw refused(
                        key,
                        "'%s' is no field name; expected an API name such as Name, ERP_Number__c"
                                        .formatted(target)
                                + " or Owner.ERP_Id__c",
                        null);
            }
            if (!targets.add(target.toLowerCase(Locale.ROOT))) {
                throw refused(key, "%s is mapped twice".formatted(target), null);
            }
            rules.add(rule(target, key, mapping(tuple.getValueNode())));
        }
        if (rules.isEmpty()) {
            throw refused(fields, "fields is empty", null);
        }
        return rules;
    }

    private FieldRule rule(String target, Node at, MappingNode node) {
        Map<String, Entry> entries = entries(node, KEYS, target);
        if (entries.containsKey("from") == entries.containsKey("value")) {
            throw refused(
                    at,
                    "%s needs a source column (from) or a constant (value), one of the two"
                            .formatted(target),
                    null);
        }
        if (entries.containsKey("value")) {
            return constant(target, entries);
        }
        if (text(entries, "from").orElseThrow().isEmpty()) {
            throw refused(entries.get("from").value, "%s: from is empty".formatted(target), null);
        }
        String type = text(entries, "type").orElse("text");
        if (!TYPES.contains(type)) {
            throw refused(
                    entries.get("type").value,
                    "%s: type %s is unknown%s"
                            .formatted(target, type, NearestName.clause(type, TYPES)),
                    null);
        }
        KEYS_OF_TYPES.forEach(
                (key, types) -> {
                    if (entries.containsKey(key) && !types.contains(type)) {
                        throw refused(
                                entries.get(key).key,
                                "%s: %s does not go with type %s".formatted(target, key, type),
                                null);
                    }
                });
        return new FieldRule(
                target,
                text(entries, "from"),
                Optional.empty(),
                type(target, at, type, entries),
                flag(target, entries, "trim"),
                Set.copyOf(texts(entries, "none")),
                flag(target, entries, "required"),
                clear(target, entries));
    }

    private FieldRule constant(String target, Map<String, Entry> entries) {
        String value = text(entries, "value").orElseThrow();
        boolean erases = value.isEmpty() && clear(target, entries);
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            String key = entry.getKey();
            if (!key.equals("value") && !(erases && key.equals("empty"))) {
                throw refused(
                        entry.getValue().key,
                        "%s: %s does not go with value".formatted(target, key),
                        null);
            }
        }
        if (value.equals(RecordRules.CLEAR) || (value.isEmpty() && !erases)) {
            throw refused(
                    entries.get("value").value,
                    "%s: a constant '%s' would send nothing or erase the field of every record. If that is meant, write value: \"\", empty: clear"
                            .formatted(target, value),
                    null);
        }
        return new FieldRule(
                target,
                Optional.empty(),
                Optional.of(erases ? RecordRules.CLEAR : value),
                new TextType(Integer.MAX_VALUE),
                false,
                Set.of(),
                false,
                false);
    }

    private ValueType type(String target, Node at, String type, Map<String, Entry> entries) {
        List<String> formats = texts(entries, "format");
        Node where = entries.containsKey("format") ? entries.get("format").value : at;
        try {
            return switch (type) {
                case "integer" -> NumberType.integer(formats);
                case "decimal" -> NumberType.decimal(formats);
                case "boolean" -> booleanType(target, at, entries);
                case "date" -> DateType.of(formats);
                case "datetime" -> DateTimeType.of(formats, zone(target, entries));
                default -> new TextType(maxLength(target, entries));
            };
        } catch (IllegalArgumentException e) {
            throw refused(where, "%s: %s".formatted(target, e.getMessage()), e);
        }
    }

    private ValueType booleanType(String target, Node at, Map<String, Entry> entries) {
        boolean hasTrue = entries.containsKey("true");
        if (hasTrue != entries.containsKey("false")) {
            throw refused(
                    at,
                    "%s: list the words for both, \"true\" and \"false\"".formatted(target),
                    null);
        }
        if (!hasTrue) {
            return BooleanType.standard();
        }
        List<String> trueWords = texts(entries, "true");
        List<String> falseWords = texts(entries, "false");
        for (String word : trueWords) {
            if (falseWords.contains(word)) {
                throw refused(
                        entries.get("true").value,
                        "%s: '%s' cannot mean both, true and false".formatted(target, word),
                        null);
            }
        }
        return BooleanType.of(trueWords, falseWords);
    }

    private Optional<ZoneId> zone(String target, Map<String, Entry> entries) {
        return text(entries, "zone")
                .map(
                        name -> {
                            try {
                                return ZoneId.of(name);
                            } catch (DateTimeException e) {
                                throw refused(
                                        entries.get("zone").value,
                                        "%s: zone %s is unknown%s"
                                                .formatted(
                                                        target,
                                                        name,
                                                        NearestName.clause(
                                                                name,
                                                                ZoneId.getAvailableZoneIds())),
                                        e);
                            }
                        });
    }

    private int maxLength(String target, Map<String, Entry> entries) {
        Optional<String> text = text(entries, "maxLength");
        if (text.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        if (!text.get().matches("[1-9]\\d{0,8}")) {
            throw refused(
                    entries.get("maxLength").value,
                    "%s: maxLength %s is not a number of characters".formatted(target, text.get()),
                    null);
        }
        return Integer.parseInt(text.get());
    }

    private boolean clear(String target, Map<String, Entry> entries) {
        String empty = text(entries, "empty").orElse("keep");
        return switch (empty) {
            case "keep" -> false;
            case "clear" -> true;
            default ->
                    throw refused(
                            entries.get("empty").value,
                            "%s: empty is keep or clear, not %s".formatted(target, empty),
                            null);
        };
    }

    private boolean flag(String target, Map<String, Entry> entries, String key) {
        String text = text(entries, key).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw refused(
                            entries.get(key).value,
                            "%s: %s is true or false, not %s".formatted(target, key, text),
                            null);
        };
    }

    private Optional<String> text(Map<String, Entry> entries, String key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> scalar(entry.value));
    }

    /** One text, or a list of them. */
    private List<String> texts(Map<String, Entry> entries, String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        if (entry.value instanceof SequenceNode list) {
            return list.getValue().stream().map(this::scalar).toList();
        }
        return List.of(scalar(entry.value));
    }

    private Map<String, Entry> entries(MappingNode node, List<String> known, String owner) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            String key = scalar(tuple.getKeyNode());
            if (!known.contains(key)) {
                throw refused(
                        tuple.getKeyNode(),
                        "%s has no %s%s; known are %s"
                                .formatted(
                                        owner,
                                        key,
                                        NearestName.clause(key, known),
                                        String.join(", ", known)),
                        null);
            }
            Entry before = entries.put(key, new Entry(tuple.getKeyNode(), tuple.getValueNode()));
            if (before != null) {
                throw refused(tuple.getKeyNode(), "%s has %s twice".formatted(owner, key), null);
            }
        }
        return entries;
    }

    private MappingNode mapping(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw refused(node, "expected key: value pairs here", null);
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(node, "expected one text here", null);
    }

    private MappingException refused(Node node, String message, Throwable cause) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return new MappingException(file, line, message, cause);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
