package io.saltroad.datacloud.schema;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a schema should have for the columns of an export, or for the fields of a mapping. */
public final class SchemaSketch {

    private final Map<String, FieldType> columns;

    private SchemaSketch(Map<String, FieldType> columns) {
        this.columns = columns;
    }

    /**
     * For an export that is sent as it stands: names from its header, types from its values.
     *
     * @param most records that are looked at; rejected ones count, but say nothing
     * @throws io.saltroad.export.ExportException if it cannot be read
     */
    public static SchemaSketch of(Records records, int most) throws IOException {
        try (RecordCursor cursor = records.open()) {
            Map<String, TypeSampler> samplers = new LinkedHashMap<>();
            cursor.targetColumns().forEach(name -> samplers.put(name, new TypeSampler()));
            List<TypeSampler> inOrder = List.copyOf(samplers.values());
            for (int i = 0; i < most && cursor.next(); i++) {
                if (cursor.rejection().isEmpty()) {
                    for (int column = 0; column < inOrder.size(); column++) {
                        inOrder.get(column).add(cursor.target(column));
                    }
                }
            }
            Map<String, FieldType> columns = new LinkedHashMap<>();
            samplers.forEach((name, sampler) -> columns.put(name, sampler.type()));
            return new SchemaSketch(columns);
        }
    }

    /**
     * For fields that a mapping makes; their names stay.
     *
     * @throws IllegalArgumentException if Data Cloud does not take one of the names
     */
    public static SchemaSketch of(Map<String, FieldType> fields) {
        for (String name : fields.keySet()) {
            FieldNames.wrongField(name)
                    .ifPresent(
                            wrong -> {
                                throw new IllegalArgumentException(
                                        "the mapping makes a field that Data Cloud does not take: %s. Rename it in the mapping"
                                                .formatted(wrong));
                            });
        }
        return new SchemaSketch(new LinkedHashMap<>(fields));
    }

    /**
     * The fields, in the order of the columns.
     *
     * @param known names by column from an earlier time, which stay
     * @param taken other names that are there already, by which columns of that name go
     */
    List<ProposedField> fields(Map<String, String> known, List<String> taken) {
        FieldNamer namer = new FieldNamer();
        known.values().forEach(namer::take);
        List<String> own = taken.stream().filter(name -> !known.containsValue(name)).toList();
        own.forEach(namer::take);
        List<ProposedField> fields = new ArrayList<>();
        columns.forEach(
                (column, type) -> {
                    String name = known.get(column);
                    if (name == null) {
                        name = own.contains(column) ? column : namer.name(column);
                    }
                    fields.add(new ProposedField(column, name, type));
                });
        return fields;
    }
}
