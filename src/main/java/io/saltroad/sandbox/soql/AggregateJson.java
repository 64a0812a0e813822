package io.saltroad.sandbox.soql;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;

/** The one record that aggregates over all records make. */
final class AggregateJson {

    private AggregateJson() {}

    static JsonObject read(List<Selection.Aggregated> columns, ResultSet row) throws SQLException {
        JsonObject record =
                new JsonObject().put("attributes", new JsonObject().put("type", "AggregateResult"));
        for (int i = 0; i < columns.size(); i++) {
            record.put(columns.get(i).name(), value(row.getObject(i + 1)));
        }
        return record;
    }

    private static Object value(Object value) {
        if (value instanceof Timestamp time) {
            return RecordJson.time(time);
        }
        if (value instanceof BigDecimal number) {
            return RecordJson.number(number);
        }
        return value == null || value instanceof Number ? value : value.toString();
    }
}
