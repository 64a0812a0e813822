package io.saltroad.datacloud.schema;

import io.saltroad.chunk.JsonType;

/**
 * A field of an object.
 *
 * @param name as declared; its case counts
 * @param json how its values are written in the streaming lane
 */
public record SchemaField(String name, FieldType type, JsonType json) {

    /** A field whose JSON is what its type is written as in a schema file of ours. */
    public SchemaField(String name, FieldType type) {
        this(name, type, json(type.base()));
    }

    /** What values of a {@code type} of OpenAPI are in JSON. */
    static JsonType json(String base) {
        return switch (base) {
            case "number" -> JsonType.NUMBER;
            case "boolean" -> JsonType.BOOLEAN;
            default -> JsonType.STRING;
        };
    }

    /** Whether a text, which is not empty, is a value of this field. */
    public boolean fits(String text) {
        return type.fits(text) && json.fits(text);
    }

    /** What was expected, for a text that does not fit. */
    public String rule() {
        return json == JsonType.STRING ? type.rule() : json.rule();
    }
}
