package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.LineEnding;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes single records by the rules of the bulk jobs: a record is a job of one row. An empty text
 * sets null here, as the REST API has it.
 */
public final class RecordWriter {

    private static final String NULL = "#N/A";

    private final OrgStore store;

    public RecordWriter(OrgStore store) {
        this.store = store;
    }

    /**
     * What was written.
     *
     * @param created false for an update or a deletion
     */
    public record Written(String id, boolean created) {}

    public Written insert(ObjectDefinition object, JsonObject record) throws SQLException {
        return write(object, Operation.INSERT, null, columns(record));
    }

    public Written update(ObjectDefinition object, String id, JsonObject record)
            throws SQLException {
        Map<String, String> columns = columns(record);
        columns.put("Id", id);
        return write(object, Operation.UPDATE, null, columns);
    }

    public Written upsert(ObjectDefinition object, String field, String value, JsonObject record)
            throws SQLException {
        Map<String, String> columns = columns(record);
        columns.keySet().removeIf(field::equalsIgnoreCase);
        columns.put(field, value);
        return write(object, Operation.UPSERT, field, columns);
    }

    public Written delete(ObjectDefinition object, String id) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("Id", id);
        return write(object, Operation.DELETE, null, columns);
    }

    private static Map<String, String> columns(JsonObject record) {
        Map<String, String> columns = new LinkedHashMap<>();
        record.forEach(
                field -> {
                    if (field.getValue() instanceof JsonObject parent) {
                        if (!field.getKey().equals("attributes")) {
                            parent.forEach(
                                    key -> {
                                        if (!key.getKey().equals("attributes")) {
                                            columns.put(
                                                    field.getKey() + "." + key.getKey(),
                                                    text(key.getValue()));
                                        }
                                    });
                        }
                    } else {
                        columns.put(field.getKey(), text(field.getValue()));
                    }
                });
        return columns;
    }

    private static String text(Object value) {
        return value == null || value.equals("") ? NULL : value.toString();
    }

    private Written write(
            ObjectDefinition object, Operation operation, String key, Map<String, String> columns)
            throws SQLException {
        JobSpec spec =
                new JobSpec(
                        object.name(),
                        operation,
                        key,
                        ColumnDelimiter.COMMA,
                        LineEnding.LF,
                        0,
                        null);
        ColumnPlan plan = plan(columns, spec);
        try (Connection connection = store.connect()) {
            stage(connection, List.copyOf(columns.values()));
            connection.setAutoCommit(false);
            JobSql sql = new JobSql(connection, store, plan, 1);
            sql.check(List.of());
            sql.apply();
            Written written = outcome(connection);
            connection.commit();
            return written;
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("onflict")) {
                // A job in progress is writing the same record.
                throw ApiError.badRequest(
                        "UNABLE_TO_LOCK_ROW",
                        "unable to obtain exclusive access to this record or 1 records");
            }
            throw e;
        }
    }

    private ColumnPlan plan(Map<String, String> columns, JobSpec spec) {
        try {
            return ColumnPlan.of(
                    new CsvHeader(new ArrayList<>(columns.keySet())), spec, store.catalog());
        } catch (JobFailure e) {
            // The code is documented; the wording is that of the bulk API, without its own code.
            throw ApiError.badRequest("INVALID_FIELD", e.getMessage().replaceFirst("^\\w+ : ", ""));
        }
    }

    private static void stage(Connection connection, List<String> values) throws SQLException {
        StringJoiner columns = new StringJoiner(", ");
        columns.add("NULL::VARCHAR AS err");
        for (int i = 0; i < values.size(); i++) {
            columns.add("%s::VARCHAR AS c%d".formatted(Sql.text(values.get(i)), i));
        }
        try (Statement sql = connection.createStatement()) {
            sql.execute("CREATE TEMP TABLE stage AS SELECT " + columns);
        }
    }

    /** The row's outcome; its error, in three parts between colons, as an error of the REST API. */
    private static Written outcome(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT id, created, err FROM outcome")) {
            row.next();
            String error = row.getString("err");
            if (error == null) {
                return new Written(row.getString("id"), row.getBoolean("created"));
            }
            int first = error.indexOf(':');
            int last = error.lastIndexOf(':');
            String fields = error.substring(last + 1).replace("--", "").strip();
            String code = error.substring(0, first);
            throw new ApiError(
                    code.equals("INVALID_CROSS_REFERENCE_KEY") || code.equals("ENTITY_IS_DELETED")
                            ? 404
                            : 400,
                    code,
                    error.substring(first + 1, Math.max(first + 1, last)),
                    fields.isEmpty() ? List.of() : List.of(fields.split(", ", -1)));
        }
    }
}
