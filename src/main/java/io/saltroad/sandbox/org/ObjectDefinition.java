package io.saltroad.sandbox.org;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An object with its fields. Names are found without regard to case, as the platform does. */
public final class ObjectDefinition {

    private static final Set<String> KEYS =
            Set.of("label", "plural", "keyPrefix", "fields", "records", "bulk");

    private final String name;
    private final String label;
    private final String plural;
    private final String keyPrefix;
    private final boolean bulk;
    private final Map<String, FieldDefinition> fields;
    private final List<Map<String, String>> records;

    private ObjectDefinition(
            String name,
            String label,
            String plural,
            String keyPrefix,
            boolean bulk,
            Map<String, FieldDefinition> fields,
            List<Map<String, String>> records) {
        this.name = name;
        this.label = label;
        this.plural = plural;
        this.keyPrefix = keyPrefix;
        this.bulk = bulk;
        this.fields = Collections.unmodifiableMap(fields);
        this.records = List.copyOf(records);
    }

    /**
     * Reads one object.
     *
     * @param system fields that every object has
     * @param base the object to extend, or null
     */
    static ObjectDefinition read(
            String name, Map<?, ?> yaml, Map<?, ?> system, ObjectDefinition base) {
        Declaration declared = new Declaration("object " + name, yaml, KEYS);
        Map<String, FieldDefinition> fields = new LinkedHashMap<>();
        if (base == null) {
            readFields(name, system, fields);
        } else {
            fields.putAll(base.fields);
        }
        readFields(name, declared.map("fields"), fields);
        List<Map<String, String>> records = new ArrayList<>();
        if (base != null) {
            records.addAll(base.records);
        }
        for (Object record : declared.list("records")) {
            Map<String, String> values = new LinkedHashMap<>();
            ((Map<?, ?>) record).forEach((k, v) -> values.put(k.toString(), v.toString()));
            records.add(values);
        }
        return new ObjectDefinition(
                name,
                declared.text("label").orElse(base == null ? name : base.label),
                declared.text("plural").orElse(base == null ? name + "s" : base.plural),
                base == null
                        ? declared.required("keyPrefix")
                        : declared.text("keyPrefix").orElse(base.keyPrefix),
                declared.flag("bulk", base == null || base.bulk),
                fields,
                records);
    }

    private static void readFields(
            String object, Map<?, ?> yaml, Map<String, FieldDefinition> fields) {
        yaml.forEach(
                (field, block) -> {
                    if (!(block instanceof Map<?, ?> map)) {
                        throw new IllegalArgumentException(
                                "field %s.%s must be a block".formatted(object, field));
                    }
                    FieldDefinition definition =
                            FieldDefinition.read(object, field.toString(), map);
                    fields.put(key(definition.name()), definition);
                });
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public String name() {
        return name;
    }

    public String label() {
        return label;
    }

    public String plural() {
        return plural;
    }

    public String keyPrefix() {
        return keyPrefix;
    }

    public boolean custom() {
        return name.endsWith("__c");
    }

    /** Whether the Bulk API takes it. */
    public boolean bulk() {
        return bulk;
    }

    public Collection<FieldDefinition> fields() {
        return fields.values();
    }

    public Optional<FieldDefinition> field(String fieldName) {
        return Optional.ofNullable(fields.get(key(fieldName)));
    }

    /**
     * The reference field behind a relationship name such as {@code Owner} or {@code Parent__r}.
     */
    public Optional<FieldDefinition> relationship(String relationshipName) {
        return fields.values().stream()
                .filter(
                        field ->
                                field.relationshipName()
                                        .filter(relationshipName::equalsIgnoreCase)
                                        .isPresent())
                .findFirst();
    }

    /** Records that are there from the start. */
    List<Map<String, String>> records() {
        return records;
    }

    /** Its table. */
    public String table() {
        return "org." + Sql.name(name);
    }
}
