package io.saltroad.datacloud.schema;

import io.saltroad.export.RecordMapper;
import io.saltroad.export.TargetStep;
import io.saltroad.export.UnfitFieldsException;
import io.saltroad.settings.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left of records that are deleted: the key, or key and version. All other fields are not
 * even looked at. Source: Ingestion API, Bulk Ingestion, delete operation.
 *
 * <p>The version is a date-time that must be later than that of the stored record, or the delete
 * loses; only streams with a record-modified field have it.
 */
public final class Projection implements TargetStep {

    private final Optional<ObjectSchema> schema;
    private final String key;
    private final Optional<String> version;

    private Projection(Optional<ObjectSchema> schema, String key, Optional<String> version) {
        this.schema = schema;
        this.key = key;
        this.version = version;
    }

    /** The key alone, checked against the schema if there is one. */
    public static Projection key(Optional<ObjectSchema> schema, String key) {
        return new Projection(schema, key, Optional.empty());
    }

    /** Key and version, checked against the schema if there is one. */
    public static Projection keyAndVersion(
            Optional<ObjectSchema> schema, String key, String version) {
        return new Projection(schema, key, Optional.of(version));
    }

    @Override
    public RecordMapper bind(List<String> fields) throws UnfitFieldsException {
        List<FieldCheck> checks = new ArrayList<>();
        if (!fields.contains(key)) {
            throw SchemaStep.missingKey(key, fields);
        }
        checks.add(new FieldCheck(fields.indexOf(key), key, declared(key), true));
        if (version.isPresent()) {
            String name = version.get();
            if (!fields.contains(name)) {
                throw new UnfitFieldsException(
                        "there is no version field %s%s"
                                .formatted(name, NearestName.clause(name, fields)),
                        "Correct the version field of the sink, or map the field. The fields are: "
                                + String.join(", ", fields),
                        List.of(key, name));
            }
            declared(name);
            SchemaField time = new SchemaField(name, FieldType.DATE_TIME);
            checks.add(new FieldCheck(fields.indexOf(name), name, Optional.of(time), true));
        }
        return new CheckingMapper(checks);
    }

    private Optional<SchemaField> declared(String name) throws UnfitFieldsException {
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        Optional<SchemaField> field = schema.get().field(name);
        if (field.isEmpty()) {
            throw new UnfitFieldsException(
                    "the object %s has no field %s%s"
                            .formatted(schema.get().name(), name, schema.get().hint(name)),
                    "Correct the parameters of the sink, or the schema file",
                    List.of(name));
        }
        return field;
    }

    @Override
    public List<String> targetColumns(List<String> fields) {
        return version.map(name -> List.of(key, name)).orElse(List.of(key));
    }

    @Override
    public String fingerprint() {
        return "delete key=%s version=%s %s"
                .formatted(
                        key,
                        version.orElse(""),
                        schema.map(ObjectSchema::fingerprint).orElse("no schema"));
    }
}
