package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.org.Sql;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;

/**
 * One column of a result, with the names and codes that Query V1 and V2 use.
 *
 * <p>Source: samples of "Query API V2". DECIMAL is a text, counts and the like are numbers.
 *
 * @param place from 0
 */
record ResultColumn(String name, int place, Kind kind) {

    /** How a type is called. */
    enum Kind {
        VARCHAR("VARCHAR", Types.VARCHAR, "Varchar"),
        DECIMAL("DECIMAL", Types.DECIMAL, "Numeric"),
        DATE("DATE", Types.DATE, "Date"),
        TIMESTAMP("TIMESTAMP", Types.TIMESTAMP, "Timestamp"),
        TIMESTAMPTZ("TIMESTAMP WITH TIME ZONE", Types.TIMESTAMP_WITH_TIMEZONE, "TimestampTZ"),
        INTEGER("INTEGER", Types.INTEGER, "Integer"),
        BIGINT("BIGINT", Types.BIGINT, "BigInt"),
        DOUBLE("DOUBLE", Types.DOUBLE, "Double"),
        BOOLEAN("BOOLEAN", 16, "Boolean");

        private final String legacy;
        private final int code;
        private final String connect;

        Kind(String legacy, int code, String connect) {
            this.legacy = legacy;
            this.code = code;
            this.connect = connect;
        }

        /** Its name in Query V1 and V2. */
        String legacy() {
            return legacy;
        }

        /** Its number in {@link Types}. */
        int code() {
            return code;
        }

        /** Its name in the Connect API and Query V3. */
        String connect() {
            return connect;
        }

        private static Kind of(String type) {
            String plain = type.toUpperCase(Locale.ROOT);
            if (plain.startsWith("DECIMAL")) {
                return DECIMAL;
            }
            return switch (plain) {
                case "DATE" -> DATE;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> TIMESTAMP;
                case "TIMESTAMP WITH TIME ZONE" -> TIMESTAMPTZ;
                case "INTEGER", "SMALLINT", "TINYINT", "USMALLINT", "UTINYINT" -> INTEGER;
                case "BIGINT", "HUGEINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> BIGINT;
                case "DOUBLE", "FLOAT" -> DOUBLE;
                case "BOOLEAN" -> BOOLEAN;
                default -> VARCHAR;
            };
        }
    }

    static ResultColumn of(String name, int place, String type) {
        return new ResultColumn(name, place, Kind.of(type));
    }

    /** SQL of its value as {@link #read} wants it. */
    String sql() {
        String column = Sql.name(name);
        return switch (kind) {
            case TIMESTAMP -> "strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S.%%g')".formatted(column);
            case TIMESTAMPTZ -> "strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S.%%g UTC')".formatted(column);
            case VARCHAR, DATE -> column + "::VARCHAR";
            default -> column;
        };
    }

    /** Its value in JSON. */
    Object read(ResultSet row) throws SQLException {
        Object value = row.getObject(place + 1);
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof BigInteger whole && whole.bitLength() < Long.SIZE) {
            return whole.longValue();
        }
        return value;
    }
}
