package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to {@code /query?columns=true}: not the records, but what a query selects. The
 * Salesforce CLI asks for it to lay out a table; what it does not read follows general knowledge
 * and is not verified.
 */
final class ColumnMetadata {

    private ColumnMetadata() {}

    static JsonObject of(Selection selection, Query query) {
        JsonArray columns = new JsonArray();
        Map<String, JsonArray> parents = new LinkedHashMap<>();
        boolean idSelected = false;
        for (Selection.Selected column : selection.columns()) {
            JsonObject json = column(column.field());
            if (column.relationship() == null) {
                columns.add(json);
                idSelected |= column.field().type() == FieldType.ID;
            } else {
                parents.computeIfAbsent(
                                column.relationship(),
                                name -> {
                                    JsonArray fields = new JsonArray();
                                    columns.add(json(name, name, false, fields));
                                    return fields;
                                })
                        .add(json);
            }
        }
        for (int i = 0; i < query.aggregates().size(); i++) {
            Query.Aggregate aggregate = query.aggregates().get(i);
            columns.add(
                    json(
                            selection.aggregates().get(i).name(),
                            "%s(%s)".formatted(aggregate.function(), aggregate.field()),
                            true,
                            new JsonArray()));
        }
        return new JsonObject()
                .put("columnMetadata", columns)
                .put("entityName", selection.object().name())
                .put("groupBy", false)
                .put("idSelected", idSelected)
                .put("keyPrefix", selection.object().keyPrefix());
    }

    private static JsonObject column(FieldDefinition field) {
        return json(field.name(), field.name(), false, new JsonArray())
                .put("booleanType", field.type() == FieldType.BOOLEAN)
                .put("custom", field.custom())
                .put("insertable", field.writable())
                .put("numberType", field.type().isNumber())
                .put("textType", field.type().isText())
                .put("updatable", field.writable());
    }

    private static JsonObject json(String name, String shown, boolean aggregate, JsonArray joined) {
        return new JsonObject()
                .put("aggregate", aggregate)
                .put("columnName", name)
                .put("displayName", shown)
                .put("joinColumns", joined);
    }
}
