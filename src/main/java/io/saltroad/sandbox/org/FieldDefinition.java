package io.saltroad.sandbox.org;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One field of an object, as {@code objects.yaml} declares it.
 *
 * @param length most characters of a text field; 0 for others
 * @param precision digits of a number, {@code scale} of them behind the point
 * @param required refuses a record without it: not nillable and without a default
 * @param writable may be sent by clients; false for what the org keeps itself
 * @param referenceTo the object that a reference points to, or null
 * @param relationship the name that leads to it in queries and relationship columns, or null
 * @param values the values of a picklist; checked if {@code restricted}
 * @param calculated an SQL expression over other fields instead of a stored value, or null
 */
public record FieldDefinition(
        String name,
        String label,
        FieldType type,
        int length,
        int precision,
        int scale,
        boolean required,
        boolean writable,
        boolean externalId,
        boolean idLookup,
        boolean unique,
        boolean caseSensitive,
        boolean nameField,
        String referenceTo,
        String relationship,
        List<String> values,
        boolean restricted,
        String calculated,
        String compound) {

    private static final Set<String> KEYS =
            Set.of(
                    "label",
                    "type",
                    "length",
                    "precision",
                    "scale",
                    "required",
                    "writable",
                    "externalId",
                    "idLookup",
                    "unique",
                    "caseSensitive",
                    "nameField",
                    "to",
                    "relationship",
                    "values",
                    "restricted",
                    "calculated",
                    "compound");

    private static final int REFERENCE_LENGTH = 18;

    static FieldDefinition read(String object, String name, Map<?, ?> yaml) {
        Declaration declared = new Declaration("field %s.%s".formatted(object, name), yaml, KEYS);
        FieldType type = declared.type();
        boolean externalId = declared.flag("externalId");
        String calculated = declared.text("calculated").orElse(null);
        return new FieldDefinition(
                name,
                declared.text("label").orElse(name.replace("__c", "").replace('_', ' ')),
                type,
                type.isText()
                        ? declared.number("length", 255)
                        : type == FieldType.REFERENCE || type == FieldType.ID
                                ? REFERENCE_LENGTH
                                : 0,
                type.isNumber() ? declared.number("precision", type == FieldType.INT ? 9 : 18) : 0,
                type.isDecimal() ? declared.number("scale", 2) : 0,
                declared.flag("required"),
                declared.flag("writable", calculated == null),
                externalId,
                externalId || declared.flag("idLookup"),
                declared.flag("unique"),
                declared.flag("caseSensitive"),
                declared.flag("nameField"),
                declared.text("to").orElse(null),
                declared.text("relationship").orElse(null),
                declared.texts("values"),
                declared.flag("restricted"),
                calculated,
                declared.text("compound").orElse(null));
    }

    public boolean custom() {
        return name.endsWith("__c");
    }

    public Optional<String> relationshipName() {
        return Optional.ofNullable(relationship);
    }

    public boolean stored() {
        return calculated == null;
    }

    /** The type of its column. Datetimes are kept in UTC. */
    String column() {
        return switch (type) {
            case BOOLEAN -> "BOOLEAN";
            case INT -> "BIGINT";
            case DOUBLE, CURRENCY, PERCENT -> "DECIMAL(%d, %d)".formatted(precision, scale);
            case DATE -> "DATE";
            case DATETIME -> "TIMESTAMP";
            default -> "VARCHAR";
        };
    }

    /** The field as an SQL expression, its columns taken from the table with this alias. */
    public String sql(String alias) {
        return stored()
                ? alias + "." + Sql.name(name)
                : "(" + calculated.replace("{", alias + ".\"").replace("}", "\"") + ")";
    }

    /** How two values are told apart: without regard to case unless the field says otherwise. */
    public String key(String expression) {
        return type.isText() && !caseSensitive ? "lower(%s)".formatted(expression) : expression;
    }
}
