package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.org.ObjectDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which column goes to which field, and which one is the key.
 *
 * @param columns those that write a field; the key of an upsert is one of them
 * @param key the column that finds the record; null for insert
 * @param idle the column {@code Id} of an upsert by another key, which must be empty; else null
 */
record ColumnPlan(
        ObjectDefinition object, JobSpec spec, List<Column> columns, Column key, Column idle) {

    private static final String ID = "Id";

    /**
     * Matches a header with the fields of its object.
     *
     * @throws JobFailure at the first column that has none
     */
    static ColumnPlan of(CsvHeader header, JobSpec spec, ObjectCatalog catalog) {
        ObjectDefinition object = catalog.get(spec.object());
        Builder builder = new Builder(object, spec, catalog);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.names().size(); i++) {
            String name = header.names().get(i);
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                // What the platform says is not known.
                throw JobFailure.invalidBatch("Field name is given twice : " + name);
            }
            builder.add(i, name);
        }
        return builder.build();
    }

    /** Whether records are found by Salesforce's own id. */
    boolean byId() {
        return key != null && key.field().type() == FieldType.ID;
    }

    private static final class Builder {

        private final ObjectDefinition object;
        private final JobSpec spec;
        private final ObjectCatalog catalog;
        private final String keyName;
        private final List<Column> columns = new ArrayList<>();
        private Column key;
        private Column idle;

        Builder(ObjectDefinition object, JobSpec spec, ObjectCatalog catalog) {
            this.object = object;
            this.spec = spec;
            this.catalog = catalog;
            this.keyName =
                    switch (spec.operation()) {
                        case INSERT -> null;
                        case UPSERT -> spec.externalIdFieldName();
                        default -> ID;
                    };
        }

        void add(int index, String name) {
            if (name.indexOf('.') >= 0) {
                columns.add(relationship(index, name));
                return;
            }
            FieldDefinition field =
                    object.field(name).orElseThrow(() -> JobFailure.unknownColumn(name));
            boolean isKey = field.name().equals(keyName);
            if (!isKey && spec.operation() == Operation.UPSERT && field.type() == FieldType.ID) {
                // jsforce sends it along whenever it is given records instead of CSV.
                idle = new Column(index, field, null, null);
                return;
            }
            if (!isKey && (!field.writable() || !field.stored())) {
                throw JobFailure.unknownColumn(name);
            }
            ObjectDefinition parent =
                    field.type() == FieldType.REFERENCE ? catalog.get(field.referenceTo()) : null;
            Column column = new Column(index, field, parent, parent == null ? null : id(parent));
            if (isKey) {
                key = column;
            }
            if (field.type() != FieldType.ID) {
                columns.add(column);
            }
        }

        private Column relationship(int index, String name) {
            int dot = name.indexOf('.');
            String relation = name.substring(0, dot);
            int colon = relation.indexOf(':');
            if (colon >= 0) {
                // Seen in the field. There are no polymorphic references here.
                throw JobFailure.invalidBatch(
                        "type is not needed for non polymorphic foreign key references: "
                                + relation.substring(colon + 1));
            }
            FieldDefinition field =
                    object.relationship(relation)
                            .filter(FieldDefinition::writable)
                            // Seen in the field.
                            .orElseThrow(
                                    () ->
                                            JobFailure.invalidBatch(
                                                    "Unable to find relationship: " + relation));
            ObjectDefinition parent = catalog.get(field.referenceTo());
            FieldDefinition parentKey =
                    parent.field(name.substring(dot + 1))
                            .filter(FieldDefinition::idLookup)
                            .orElseThrow(() -> JobFailure.unknownColumn(name));
            return new Column(index, field, parent, parentKey);
        }

        private static FieldDefinition id(ObjectDefinition object) {
            return object.field(ID).orElseThrow();
        }

        ColumnPlan build() {
            if (keyName != null && key == null) {
                // Seen in the field: a missing key column reads like an unknown one.
                throw JobFailure.unknownColumn(keyName);
            }
            if (spec.operation().deletes() && !columns.isEmpty()) {
                // From general knowledge, not verified.
                throw JobFailure.invalidBatch("Delete batch must contain only ids");
            }
            return new ColumnPlan(object, spec, List.copyOf(columns), key, idle);
        }
    }

    /** The columns that write this field: at most one by value and one by relationship. */
    List<Column> writing(FieldDefinition field) {
        return columns.stream().filter(c -> c.field().equals(field)).toList();
    }

    /** The fields that are written, each once. */
    List<FieldDefinition> fields() {
        return columns.stream().map(Column::field).distinct().toList();
    }
}
