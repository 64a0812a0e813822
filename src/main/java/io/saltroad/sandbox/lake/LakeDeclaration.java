package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Declaration;
import io.saltroad.sandbox.org.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads one object of a connector and checks the rules for schemas.
 *
 * <p>Source: "Requirements for Ingestion API Schema File"; for categories "Create an Ingestion API
 * Data Stream".
 */
final class LakeDeclaration {

    private static final int MOST_FIELDS = 1_000;
    private static final int LONGEST_NAME = 80;
    private static final Set<String> RESERVED =
            Set.of(
                    "date_id",
                    "location_id",
                    "dat_account_currency",
                    "dat_exchange_rate",
                    "pacing_period",
                    "pacing_end_date",
                    "row_count",
                    "version");
    private static final Set<String> KEYS =
            Set.of(
                    "category",
                    "primaryKey",
                    "recordModified",
                    "eventTime",
                    "endpoint",
                    "table",
                    "refresh",
                    "fields",
                    "properties");

    private final String connector;
    private final String name;
    private final Declaration declared;

    private LakeDeclaration(String connector, String name, Map<?, ?> yaml) {
        this.connector = connector;
        this.name = name;
        this.declared = new Declaration(what(), yaml, KEYS);
    }

    /**
     * Reads one object.
     *
     * @param schemas the objects of the connector's schema file, by name; empty without one
     * @throws IllegalArgumentException if the declaration is wrong; the message names the object
     */
    static LakeObject read(String connector, String name, Map<?, ?> yaml, Map<?, ?> schemas) {
        return new LakeDeclaration(connector, name, yaml).read(schemas);
    }

    /**
     * The objects of an OpenAPI file.
     *
     * @throws IllegalArgumentException if it has none
     */
    static Map<?, ?> schemas(Path file) {
        if (YamlFile.read(file).get("components") instanceof Map<?, ?> components
                && components.get("schemas") instanceof Map<?, ?> schemas) {
            return schemas;
        }
        throw new IllegalArgumentException(
                "%s: the blocks 'components:' and 'schemas:' were expected".formatted(file));
    }

    private String what() {
        return "object %s of connector %s".formatted(name, connector);
    }

    private LakeObject read(Map<?, ?> schemas) {
        checkName("object", name);
        List<LakeField> fields = fields(schemas);
        Category category = category();
        LakeField key = field(fields, "primaryKey");
        if (key == null) {
            throw wrong("needs the key 'primaryKey'");
        }
        LakeField recordModified = time(fields, "recordModified");
        LakeField eventTime = time(fields, "eventTime");
        if ((category == Category.ENGAGEMENT) != (eventTime != null)) {
            throw wrong("needs 'eventTime' if it is Engagement, and only then");
        }
        if (category == Category.ENGAGEMENT && recordModified != null) {
            throw wrong("is Engagement, which has no 'recordModified'");
        }
        String refresh = declared.text("refresh").orElse("full");
        if (!refresh.equals("full") && !refresh.equals("partial")) {
            throw wrong("has the refresh mode '%s'; there are full and partial".formatted(refresh));
        }
        boolean partial = refresh.equals("partial");
        if (partial && category == Category.ENGAGEMENT) {
            throw wrong("is Engagement, which is never partial");
        }
        return new LakeObject(
                connector,
                name,
                declared.text("endpoint").orElse(name),
                declared.text("table").orElse(name + "__dll"),
                category,
                key,
                recordModified,
                eventTime,
                partial,
                fields);
    }

    private List<LakeField> fields(Map<?, ?> schemas) {
        List<LakeField> fields = new ArrayList<>();
        declared.map("fields").forEach((field, type) -> fields.add(simple(field, type)));
        declared.map("properties").forEach((field, block) -> fields.add(property(field, block)));
        if (schemas.get(name) instanceof Map<?, ?> schema
                && schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((field, block) -> fields.add(property(field, block)));
        }
        if (fields.isEmpty() || fields.size() > MOST_FIELDS) {
            throw wrong("has %d fields; 1 to %d are allowed".formatted(fields.size(), MOST_FIELDS));
        }
        Set<String> seen = new HashSet<>();
        for (LakeField field : fields) {
            checkName("field", field.name());
            if (field.name().contains("__") || RESERVED.contains(lower(field.name()))) {
                throw wrong(
                        "has the field '%s': two underscores and the names %s are reserved"
                                .formatted(field.name(), RESERVED));
            }
            if (!seen.add(lower(field.name()))) {
                throw wrong("has the field '%s' twice".formatted(field.name()));
            }
        }
        return List.copyOf(fields);
    }

    private LakeField simple(Object field, Object type) {
        LakeType known =
                LakeType.named(String.valueOf(type))
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "has the field '%s' of type '%s'; there are %s"
                                                        .formatted(field, type, LakeType.names())));
        String json =
                switch (known) {
                    case NUMBER, PERCENT -> "Number";
                    case BOOLEAN -> "Boolean";
                    default -> LakeField.STRING;
                };
        return new LakeField(String.valueOf(field), known, json);
    }

    private LakeField property(Object field, Object block) {
        Map<?, ?> map = block instanceof Map<?, ?> given ? given : Map.of();
        String type = String.valueOf(map.get("type"));
        String format = map.get("format") == null ? null : String.valueOf(map.get("format"));
        LakeType known =
                LakeType.of(type, format)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "has the field '%s' of type %s and format %s; nested objects and lists are not allowed"
                                                        .formatted(field, type, format)));
        String json =
                switch (type) {
                    case "boolean" -> "Boolean";
                    case "string" -> LakeField.STRING;
                    default -> "Number";
                };
        return new LakeField(String.valueOf(field), known, json);
    }

    private Category category() {
        String wanted = declared.required("category");
        return Arrays.stream(Category.values())
                .filter(category -> category.label().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        "has the category '%s'; there are Profile, Engagement, Other"
                                                .formatted(wanted)));
    }

    private LakeField field(List<LakeField> fields, String key) {
        String wanted = declared.text(key).orElse(null);
        if (wanted == null) {
            return null;
        }
        return fields.stream()
                .filter(field -> field.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wrong("has no field '%s' for '%s'".formatted(wanted, key)));
    }

    private LakeField time(List<LakeField> fields, String key) {
        LakeField field = field(fields, key);
        if (field != null && field.type() != LakeType.DATETIME) {
            throw wrong("has '%s' for '%s', which is no datetime".formatted(field.name(), key));
        }
        return field;
    }

    private void checkName(String kind, String wanted) {
        if (wanted.length() > LONGEST_NAME || !wanted.matches("[A-Za-z0-9_-]+")) {
            throw wrong(
                    "has the %s name '%s'; letters, digits, _ and - are allowed, at most %d"
                            .formatted(kind, wanted, LONGEST_NAME));
        }
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(what() + " " + why);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
