package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** What an object has in the lake, for tests that do not want to go through the API. */
public final class LakeView {

    private final Lake lake;
    private final LakeObject object;

    public LakeView(Lake lake, LakeObject object) {
        this.lake = lake;
        this.object = object;
    }

    /** Records under the names of the schema, by key. */
    public JsonArray rows(long offset, long limit) throws SQLException {
        String record =
                object.fields().stream()
                        .map(field -> "%s := %s".formatted(Sql.name(field.name()), value(field)))
                        .collect(Collectors.joining(", ", "to_json(struct_pack(", "))::VARCHAR"));
        return json(
                "SELECT %s FROM %s ORDER BY %s NULLS FIRST%s"
                        .formatted(
                                record,
                                object.sqlTable(),
                                object.primaryKey().column(),
                                page(offset, limit)));
    }

    private static String value(LakeField field) {
        if (field.dateTime()) {
            return "strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ')".formatted(field.column());
        }
        return field.metadata().equals("NUMBER") ? field.column() + "::DOUBLE" : field.column();
    }

    /** Keys, one a line, in their order. */
    public String keys(long offset, long limit) throws SQLException {
        StringBuilder keys = new StringBuilder();
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT coalesce(%1$s::VARCHAR, '') FROM %2$s ORDER BY %1$s NULLS FIRST%3$s"
                                        .formatted(
                                                object.primaryKey().column(),
                                                object.sqlTable(),
                                                page(offset, limit)))) {
            while (row.next()) {
                keys.append(row.getString(1)).append('\n');
            }
        }
        return keys.toString();
    }

    /** Records that were lost, and why. */
    public JsonArray problems(long offset, long limit) throws SQLException {
        return json(
                ("SELECT to_json(struct_pack(\"key\" := %s, source := cdp_sys_ProblemSource__c,"
                                + " message := cdp_sys_ProblemMessage__c, record :="
                                + " cdp_sys_ProblemRecord__c))::VARCHAR FROM %s%s")
                        .formatted(
                                object.primaryKey().column(),
                                Sql.name(object.problemTable()),
                                page(offset, limit)));
    }

    private static String page(long offset, long limit) {
        return " LIMIT %d OFFSET %d".formatted(limit, offset);
    }

    private JsonArray json(String query) throws SQLException {
        JsonArray array = new JsonArray();
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            while (row.next()) {
                array.add(new JsonObject(row.getString(1)));
            }
        }
        return array;
    }
}
