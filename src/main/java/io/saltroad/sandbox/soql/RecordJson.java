package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Rows of a {@link Selection} as the records of the REST API. */
final class RecordJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT);

    private final Selection selection;
    private final String version;

    RecordJson(Selection selection, String version) {
        this.selection = selection;
        this.version = version;
    }

    JsonObject read(ResultSet row) throws SQLException {
        JsonObject record = new JsonObject();
        record.put("attributes", attributes(selection.object(), null));
        List<Selection.Selected> columns = selection.columns();
        for (int i = 0; i < columns.size(); i++) {
            Selection.Selected column = columns.get(i);
            Object value = value(column.field(), row, i + 1);
            if (column.relationship() == null) {
                record.put(column.field().name(), value);
                if (column.field().name().equals("Id")) {
                    record.put("attributes", attributes(selection.object(), (String) value));
                }
            } else {
                putParent(record, column, value);
            }
        }
        dropEmptyParents(record);
        return record;
    }

    private void putParent(JsonObject record, Selection.Selected column, Object value) {
        JsonObject parent = record.getJsonObject(column.relationship());
        if (parent == null) {
            parent = new JsonObject().put("attributes", attributes(column.owner(), null));
            record.put(column.relationship(), parent);
        }
        parent.put(column.field().name(), value);
    }

    /** A parent without any value is taken for no parent. */
    private static void dropEmptyParents(JsonObject record) {
        for (String name : List.copyOf(record.fieldNames())) {
            if (!name.equals("attributes")
                    && record.getValue(name) instanceof JsonObject parent
                    && parent.stream().skip(1).allMatch(field -> field.getValue() == null)) {
                record.putNull(name);
            }
        }
    }

    private JsonObject attributes(ObjectDefinition object, String id) {
        JsonObject attributes = new JsonObject().put("type", object.name());
        if (id != null) {
            attributes.put(
                    "url",
                    "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id));
        }
        return attributes;
    }

    private static Object value(FieldDefinition field, ResultSet row, int column)
            throws SQLException {
        Object value = row.getObject(column);
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case BOOLEAN, INT -> value;
            case DOUBLE, CURRENCY, PERCENT -> number((BigDecimal) value);
            case DATETIME -> time((Timestamp) value);
            default -> value.toString();
        };
    }

    /** The platform's numbers with a fraction have at least one digit behind the point. */
    private static BigDecimal number(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }

    private static String time(Timestamp value) {
        LocalDateTime utc = value.toLocalDateTime();
        return TIME.format(utc);
    }
}
