package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a query, in a temporary table of its own connection: what is written to the lake
 * afterwards does not change it.
 *
 * <p>The SQL is that of DuckDB, which is close to that of Trino and Hyper and not the same. Known
 * difference: a column has the spelling of its table, not that of the SELECT.
 */
final class Results implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Results.class);

    private final Connection connection;
    private final List<ResultColumn> columns;
    private final long rows;

    private Results(Connection connection, List<ResultColumn> columns, long rows) {
        this.connection = connection;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Runs a query.
     *
     * @throws TenantError 400 if it is no single SELECT, or is wrong; 422 if it names a column that
     *     does not exist
     */
    static Results of(Lake lake, String query) throws SQLException {
        Connection connection = lake.connect();
        try (Statement sql = connection.createStatement()) {
            String select = only(sql, query);
            run(sql, "CREATE TEMP TABLE result AS " + select);
            List<ResultColumn> columns = new ArrayList<>();
            try (ResultSet names =
                    sql.executeQuery("SELECT name, type FROM pragma_table_info('result')")) {
                while (names.next()) {
                    columns.add(
                            ResultColumn.of(
                                    names.getString(1), columns.size(), names.getString(2)));
                }
            }
            try (ResultSet count = sql.executeQuery("SELECT count(*) FROM result")) {
                count.next();
                return new Results(connection, List.copyOf(columns), count.getLong(1));
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The query, if it is one that only reads. */
    private static String only(Statement sql, String query) throws SQLException {
        String select = query.strip().replaceAll(";\\s*$", "");
        try (ResultSet parsed =
                sql.executeQuery(
                        ("SELECT p->>'$.error', p->>'$.error_message', json_array_length(p,"
                                        + " '$.statements') FROM (SELECT json_serialize_sql(%s) AS p)")
                                .formatted(Sql.text(select)))) {
            parsed.next();
            if (parsed.getBoolean(1)) {
                throw TenantError.badRequest("the SQL is not taken: " + parsed.getString(2));
            }
            if (parsed.getInt(3) != 1) {
                throw TenantError.badRequest("one SELECT was expected");
            }
        }
        return select;
    }

    private static void run(Statement sql, String statement) throws SQLException {
        try {
            sql.execute(statement);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage()).replaceAll("(?s)\\s*LINE \\d+:.*", "");
            throw message.contains("Referenced column")
                    ? new TenantError(422, message)
                    : TenantError.badRequest(message);
        }
    }

    List<ResultColumn> columns() {
        return columns;
    }

    /** How many rows there are. */
    long rows() {
        return rows;
    }

    /** Some rows, each an array of its values. */
    synchronized JsonArray page(long from, long atMost) throws SQLException {
        String values = columns.stream().map(ResultColumn::sql).collect(Collectors.joining(", "));
        JsonArray page = new JsonArray();
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT %s FROM result WHERE rowid >= %d AND rowid < %d ORDER BY rowid"
                                        .formatted(values, from, from + atMost))) {
            while (row.next()) {
                JsonArray record = new JsonArray();
                for (ResultColumn column : columns) {
                    record.add(column.read(row));
                }
                page.add(record);
            }
        }
        return page;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A query's result could not be closed", e);
        }
    }
}
