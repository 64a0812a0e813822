package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.web.ApiError;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A query as the Bulk API takes it. Its result goes from the database to a file and never comes
 * into Java.
 *
 * <p>Every value is in quotes, no value is an empty text; points in time are written {@code
 * 2024-01-02T03:04:05.000Z}, numbers with a fraction have at least one digit behind the point. What
 * the Bulk API refuses is from query_create_job of the Bulk API 2.0 Developer Guide.
 */
public final class Extract {

    private final Query query;
    private final Selection selection;

    private Extract(Query query, Selection selection) {
        this.query = query;
        this.selection = selection;
    }

    /**
     * Reads a query and compares it with the objects there are.
     *
     * @param all whether deleted records are wanted too
     * @param today the day that date literals go by
     * @throws ApiError if it is wrong, or nothing for the Bulk API
     */
    public static Extract of(String soql, ObjectCatalog catalog, boolean all, LocalDate today) {
        Query query = Parser.parse(soql);
        if (query.count() || !query.aggregates().isEmpty()) {
            // That it is refused is documented; code and wording are ours.
            throw notInBulk("Aggregate functions");
        }
        if (query.offset() > 0) {
            throw notInBulk("OFFSET");
        }
        ObjectDefinition object = Selection.object(query, catalog);
        if (!object.bulk()) {
            throw ApiError.badRequest(
                    "INVALIDENTITY", object.name() + " is not supported by the Bulk API");
        }
        if (query.fields().stream().anyMatch(field -> isCompound(object, field))) {
            // Seen in the field.
            throw ApiError.badRequest(
                    "FEATURENOTENABLED", "Selecting compound data not supported in Bulk Query");
        }
        return new Extract(query, Selection.of(query, catalog, all, today));
    }

    private static ApiError notInBulk(String what) {
        return ApiError.badRequest("API_ERROR", what + " not supported in Bulk Query");
    }

    /** A compound field is none that one could declare; its parts name it. */
    private static boolean isCompound(ObjectDefinition object, String name) {
        return object.field(name).isEmpty()
                && object.fields().stream()
                        .map(FieldDefinition::compound)
                        .anyMatch(name::equalsIgnoreCase);
    }

    /** The object that is queried, spelled as it is declared. */
    public String object() {
        return selection.object().name();
    }

    /** Whether the platform could cut the work by primary key: without an order and a limit. */
    public boolean canBeChunked() {
        return query.orders().isEmpty() && query.limit().isEmpty();
    }

    /** The columns, as paths. */
    public List<String> columns() {
        return selection.columns().stream().map(Selection.Selected::path).toList();
    }

    /**
     * Writes the records, without a header.
     *
     * @param lineEnd what ends a line, {@code \n} or {@code \r\n}
     */
    public void write(Connection connection, Path file, char delimiter, String lineEnd)
            throws SQLException {
        String between = ", " + Sql.text("\"" + delimiter + "\"") + ", ";
        List<Selection.Selected> columns = selection.columns();
        String line =
                IntStream.range(0, columns.size())
                        .mapToObj(i -> quoted(columns.get(i)))
                        .collect(
                                Collectors.joining(
                                        between,
                                        "concat('\"', ",
                                        ", '\"'" + (lineEnd.length() > 1 ? ", chr(13))" : ")")));
        try (Statement sql = connection.createStatement()) {
            // One column without quotes of its own: the quotes are in it.
            sql.execute(
                    ("COPY (%s) TO %s (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER"
                                    + " '')")
                            .formatted(
                                    canBeChunked()
                                            ? selection.sqlInAnyOrder(line)
                                            : selection.sql(line),
                                    Sql.path(file)));
        }
    }

    private static String quoted(Selection.Selected column) {
        return "replace(%s, '\"', '\"\"')".formatted(text(column));
    }

    private static String text(Selection.Selected column) {
        String plain = "CAST(%s AS VARCHAR)".formatted(column.sql());
        return switch (column.field().type()) {
            case DATETIME -> "strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ')".formatted(column.sql());
            case DOUBLE, CURRENCY, PERCENT ->
                    column.field().scale() == 0
                            ? plain + " || '.0'"
                            : "regexp_replace(%s, '(\\.\\d+?)0+$', '\\1')".formatted(plain);
            default -> plain;
        };
    }
}
