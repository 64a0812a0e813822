package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Rows of a {@link Selection} as the records of the REST API. */
final class RecordJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT);

    private final Selection selection;
    private final String version;
    private final boolean milliseconds;

    RecordJson(Selection selection, String version) {
        this(selection, version, false);
    }

    private RecordJson(Selection selection, String version, boolean milliseconds) {
        this.selection = selection;
        this.version = version;
        this.milliseconds = milliseconds;
    }

    /** Records as Bulk API 1.0 writes them: points in time are milliseconds since 1970. */
    static RecordJson withMilliseconds(Selection selection, String version) {
        return new RecordJson(selection, version, true);
    }

    JsonObject read(ResultSet row) throws SQLException {
        List<Selection.Selected> columns = selection.columns();
        int ids = columns.size() + 1;
        JsonObject record = new JsonObject();
        record.put("attributes", attributes(selection.object(), row.getString(ids)));
        for (int i = 0; i < columns.size(); i++) {
            Selection.Selected column = columns.get(i);
            if (column.relationship() == null) {
                record.put(column.field().name(), value(column.field(), row, i + 1));
            } else if (!record.containsKey(column.relationship())) {
                // In the place of its first field.
                record.put(column.relationship(), parent(column.relationship(), row));
            }
        }
        return record;
    }

    private JsonObject parent(String relationship, ResultSet row) throws SQLException {
        List<Selection.Selected> columns = selection.columns();
        List<Selection.Parent> parents = selection.parents();
        for (int i = 0; i < parents.size(); i++) {
            Selection.Parent parent = parents.get(i);
            String id = row.getString(columns.size() + 2 + i);
            if (parent.relationship().equals(relationship) && id != null) {
                JsonObject json = new JsonObject();
                json.put("attributes", attributes(parent.object(), id));
                for (int column = 0; column < columns.size(); column++) {
                    Selection.Selected selected = columns.get(column);
                    if (relationship.equals(selected.relationship())) {
                        json.put(selected.field().name(), value(selected.field(), row, column + 1));
                    }
                }
                return json;
            }
        }
        return null;
    }

    private JsonObject attributes(ObjectDefinition object, String id) {
        return new JsonObject()
                .put("type", object.name())
                .put(
                        "url",
                        "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id));
    }

    private Object value(FieldDefinition field, ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case BOOLEAN, INT -> value;
            case DOUBLE, CURRENCY, PERCENT -> number((BigDecimal) value);
            case DATETIME -> milliseconds ? epoch((Timestamp) value) : time((Timestamp) value);
            default -> value.toString();
        };
    }

    /** The platform's numbers with a fraction have at least one digit behind the point. */
    static BigDecimal number(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }

    private static long epoch(Timestamp value) {
        return value.toLocalDateTime().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    static String time(Timestamp value) {
        LocalDateTime utc = value.toLocalDateTime();
        return TIME.format(utc);
    }
}
