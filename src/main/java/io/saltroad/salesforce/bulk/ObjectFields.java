package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.chunk.KeyForm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a Salesforce object, as far as a bulk job's header depends on them. Field names are
 * compared without case, as Salesforce does. Source: REST API Developer Guide, "sObject Describe";
 * Bulk API 2.0 Developer Guide, "Relationship Fields in a Header Row".
 */
public final class ObjectFields {

    private record Field(
            String name,
            boolean createable,
            boolean updateable,
            boolean key,
            boolean reference,
            KeyForm form) {}

    private final String object;
    private final Map<String, Field> fields = new HashMap<>();
    private final Set<String> relationships = new HashSet<>();

    private ObjectFields(String object) {
        this.object = object;
    }

    /** Reads the answer to a describe. */
    public static ObjectFields of(JsonNode description) {
        ObjectFields fields = new ObjectFields(description.path("name").asText());
        for (JsonNode node : description.path("fields")) {
            Field field =
                    new Field(
                            node.path("name").asText(),
                            node.path("createable").asBoolean(),
                            node.path("updateable").asBoolean(),
                            node.path("externalId").asBoolean()
                                    || node.path("idLookup").asBoolean(),
                            "reference".equals(node.path("type").asText()),
                            formOf(node));
            fields.fields.put(lower(field.name()), field);
            if (node.path("relationshipName").isTextual()) {
                fields.relationships.add(lower(node.path("relationshipName").asText()));
            }
        }
        return fields;
    }

    /** Source of the types: SOAP API Developer Guide, "Field Types". */
    private static KeyForm formOf(JsonNode field) {
        return switch (field.path("type").asText()) {
            case "id", "reference" -> KeyForm.ID;
            case "double", "int", "long", "currency", "percent" -> KeyForm.NUMBER;
            default -> field.path("caseSensitive").asBoolean() ? KeyForm.EXACT_TEXT : KeyForm.TEXT;
        };
    }

    /** How the org compares values of a field; empty if there is no such field. */
    public Optional<KeyForm> formOf(String name) {
        return Optional.ofNullable(fields.get(lower(name))).map(Field::form);
    }

    /** Names as Salesforce spells them. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        fields.values().forEach(field -> names.add(field.name()));
        return names;
    }

    /** Whether a field holds the Id of another record. */
    public boolean isReference(String name) {
        Field field = fields.get(lower(name));
        return field != null && field.reference();
    }

    /** Why upsert cannot find records by this field; empty if it can. */
    public Optional<String> objectionToKey(String name) {
        Field field = fields.get(lower(name));
        if (field == null) {
            return Optional.of("%s has no field %s".formatted(object, name));
        }
        return field.key()
                ? Optional.empty()
                : Optional.of(
                        "%s.%s is neither an external ID nor indexed for look-ups"
                                .formatted(object, name));
    }

    /**
     * Why a column with this name cannot be sent; empty if it can.
     *
     * @param operation insert, update, upsert, delete or hardDelete
     */
    public Optional<String> objectionTo(String column, String operation) {
        int dot = column.indexOf('.');
        if (dot > 0) {
            String relationship = column.substring(column.indexOf(':') + 1, dot);
            return relationships.contains(lower(relationship))
                    ? Optional.empty()
                    : Optional.of("%s has no relationship %s".formatted(object, relationship));
        }
        Field field = fields.get(lower(column));
        if (field == null) {
            return Optional.of("%s has no field %s".formatted(object, column));
        }
        if (lower(column).equals("id") || (field.key() && operation.equals("upsert"))) {
            return Optional.empty();
        }
        boolean writable =
                switch (operation) {
                    case "insert" -> field.createable();
                    case "update" -> field.updateable();
                    default -> field.createable() || field.updateable();
                };
        return writable
                ? Optional.empty()
                : Optional.of("%s.%s cannot be written".formatted(object, column));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
