package io.saltroad.datacloud.schema;

import io.saltroad.export.RecordMapper;
import io.saltroad.export.TargetStep;
import io.saltroad.export.UnfitFieldsException;
import io.saltroad.settings.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds records against a schema before anything of them is sent, since Data Cloud takes what does
 * not fit and drops it without a word: names it does not know, fields that are missing, values of
 * another type, records without a key.
 *
 * <p>All fields of the schema must be there, since an upsert replaces the whole record. Without a
 * schema only the key is looked at. What a mapping marks to be erased becomes empty: to Data Cloud
 * that is no value, and erases.
 */
public final class SchemaStep implements TargetStep {

    private final Optional<ObjectSchema> schema;
    private final String key;

    private SchemaStep(Optional<ObjectSchema> schema, String key) {
        this.schema = schema;
        this.key = key;
    }

    /**
     * For records that are upserted.
     *
     * @param key the field that is the primary key of the object
     */
    public static SchemaStep upsert(Optional<ObjectSchema> schema, String key) {
        return new SchemaStep(schema, key);
    }

    @Override
    public RecordMapper bind(List<String> fields) throws UnfitFieldsException {
        if (schema.isPresent()) {
            checkNames(schema.get(), fields);
        }
        if (!fields.contains(key)) {
            throw missingKey(key, fields);
        }
        List<FieldCheck> checks = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i);
            checks.add(
                    new FieldCheck(
                            i, name, schema.flatMap(known -> known.field(name)), name.equals(key)));
        }
        return new CheckingMapper(checks);
    }

    private void checkNames(ObjectSchema known, List<String> fields) throws UnfitFieldsException {
        for (String name : fields) {
            if (known.field(name).isEmpty()) {
                throw new UnfitFieldsException(
                        "the object %s has no field %s%s"
                                .formatted(known.name(), name, known.hint(name)),
                        "Data Cloud would drop it without a word: correct the mapping, or the"
                                + " schema file if Data Cloud has the field",
                        known.fieldNames());
            }
        }
        List<String> missing =
                known.fieldNames().stream().filter(name -> !fields.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new UnfitFieldsException(
                    "the object %s has the %s %s, for which nothing is sent"
                            .formatted(
                                    known.name(),
                                    missing.size() == 1 ? "field" : "fields",
                                    String.join(", ", missing)),
                    "Data Cloud wants all fields of the schema: map each of them, if need be to a"
                            + " column that is empty",
                    known.fieldNames());
        }
    }

    static UnfitFieldsException missingKey(String key, List<String> fields) {
        return new UnfitFieldsException(
                "there is no key field %s%s".formatted(key, NearestName.clause(key, fields)),
                "Without its key Data Cloud takes all records for one: correct the key of the sink,"
                        + " or map the field. The fields are: "
                        + String.join(", ", fields),
                List.of(key));
    }

    @Override
    public List<String> targetColumns(List<String> fields) {
        return fields;
    }

    @Override
    public String fingerprint() {
        return "upsert key=%s %s"
                .formatted(key, schema.map(ObjectSchema::fingerprint).orElse("no schema"));
    }
}
