package io.saltroad.datacloud.schema;

import io.saltroad.chunk.JsonType;
import io.saltroad.chunk.JsonTypes;
import io.saltroad.settings.NearestName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a connector of the Ingestion API declares of one object: its fields in their order. Never
 * changes.
 */
public final class ObjectSchema {

    private final String name;
    private final Map<String, SchemaField> fields = new LinkedHashMap<>();

    /**
     * @param fields at least one; no name twice
     */
    public ObjectSchema(String name, List<SchemaField> fields) {
        this.name = name;
        fields.forEach(field -> this.fields.put(field.name(), field));
        if (fields.isEmpty() || this.fields.size() != fields.size()) {
            throw new IllegalArgumentException(
                    "%s must have fields, none of them twice: %s".formatted(name, fields));
        }
    }

    public String name() {
        return name;
    }

    public List<SchemaField> fields() {
        return List.copyOf(fields.values());
    }

    public List<String> fieldNames() {
        return List.copyOf(fields.keySet());
    }

    /** A field by its name, whose case counts: Data Cloud drops others without a word. */
    public Optional<SchemaField> field(String fieldName) {
        return Optional.ofNullable(fields.get(fieldName));
    }

    /** The end of half a sentence about a name that no field has. */
    String hint(String fieldName) {
        return NearestName.clause(fieldName, fields.keySet());
    }

    /** How values are written as JSON; what is no field is a string. */
    public JsonTypes jsonTypes() {
        return column -> field(column).map(SchemaField::json).orElse(JsonType.STRING);
    }

    /** Changes if and only if the object's name or fields do. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(name);
        for (SchemaField field : fields.values()) {
            text.append('\n').append(field.name()).append(' ').append(field.type());
            text.append(' ').append(field.json());
        }
        return "schema sha256="
                + DigestUtils.sha256Hex(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return name + fields.keySet();
    }
}
