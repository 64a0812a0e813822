package io.saltroad.datacloud.schema;

import io.saltroad.export.Rejection;
import java.util.Optional;

/**
 * What is asked of the values of one field.
 *
 * @param column where the value stands
 * @param field empty if nothing is known of it
 * @param required what must not be blank: a key, or the version of what is deleted
 */
record FieldCheck(int column, String name, Optional<SchemaField> field, boolean required) {

    /** Why this value must not be sent; empty if it may. */
    Optional<Rejection> rejection(long line, String value) {
        if (required && value.isBlank()) {
            return Optional.of(
                    new Rejection(
                            line,
                            name,
                            value,
                            "must not be empty: Data Cloud finds records by it"));
        }
        if (value.isEmpty() || field.isEmpty() || field.get().fits(value)) {
            return Optional.empty();
        }
        return Optional.of(
                new Rejection(
                        line,
                        name,
                        value,
                        "%s; %s is %s in the schema"
                                .formatted(field.get().rule(), name, field.get().type().word())));
    }
}
