package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.Sql;
import java.util.stream.Collectors;

/**
 * SQL that reads the texts of a column as values of its field, and SQL that says what is wrong with
 * them: {@code STATUS_CODE:message:fields --}.
 *
 * <p>The status codes are documented. Of the messages, those for too long texts and unknown parents
 * follow what was seen in the field; the others are from general knowledge, not verified.
 */
final class ValueSql {

    private ValueSql() {}

    /** The value of the field, from a text that is neither empty nor {@code #N/A}. */
    static String value(Column column) {
        String raw = column.raw();
        FieldDefinition field = column.field();
        if (column.looksUp()) {
            return column.found();
        }
        return switch (field.type()) {
            case BOOLEAN -> "(lower(%s) IN ('true', '1'))".formatted(raw);
            // Through DECIMAL, since a cast from a fraction would round.
            case INT -> "TRY_CAST(TRY_CAST(%s AS DECIMAL(38, 6)) AS BIGINT)".formatted(raw);
            case DOUBLE, CURRENCY, PERCENT ->
                    "TRY_CAST(%s AS DECIMAL(%d, %d))"
                            .formatted(raw, field.precision(), field.scale());
            case DATE -> "TRY_CAST(left(%s, 10) AS DATE)".formatted(raw);
            case DATETIME ->
                    "TRY_CAST(TRY_CAST(%s AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)"
                            .formatted(raw);
            default -> raw;
        };
    }

    /** {@code WHEN ... THEN error} for each thing that can be wrong with a text of this column. */
    static String errors(Column column) {
        String raw = column.raw();
        FieldDefinition field = column.field();
        String given = column.given() + " AND " + raw + " <> " + Column.NULL;
        if (column.looksUp()) {
            return lookupErrors(column, given);
        }
        return switch (field.type()) {
            case BOOLEAN ->
                    wrongType(
                            field,
                            raw,
                            given
                                    + " AND lower(%s) NOT IN ('true','false','1','0')"
                                            .formatted(raw));
            case INT, DOUBLE, CURRENCY, PERCENT -> numberErrors(column, given);
            case DATE ->
                    wrongType(
                            field,
                            raw,
                            given + " AND NOT coalesce(%s, false)".formatted(date(raw)));
            case DATETIME ->
                    wrongType(
                            field,
                            raw,
                            given + " AND NOT coalesce(%s, false)".formatted(datetime(column)));
            default -> textErrors(column, given);
        };
    }

    private static String wrongType(FieldDefinition field, String raw, String condition) {
        return when(
                condition,
                "INVALID_TYPE_ON_FIELD_IN_RECORD:%s: value not of required type: "
                        .formatted(field.label()),
                raw,
                field);
    }

    private static String textErrors(Column column, String given) {
        FieldDefinition field = column.field();
        String raw = column.raw();
        StringBuilder errors =
                new StringBuilder(
                        "WHEN %s AND length(%s) > %d THEN %s || %s || %s "
                                .formatted(
                                        given,
                                        raw,
                                        field.length(),
                                        Sql.text(
                                                "STRING_TOO_LONG:%s: data value too large: "
                                                        .formatted(field.label())),
                                        raw,
                                        Sql.text(
                                                " (max length=%d):%s --"
                                                        .formatted(field.length(), field.name()))));
        if (field.type() == FieldType.EMAIL) {
            errors.append(
                    when(
                            given
                                    + " AND NOT regexp_full_match(%s,".formatted(raw)
                                    + " '[^@\\s,;]+@[^@\\s,;]+\\.[^@\\s,;.]+')",
                            "INVALID_EMAIL_ADDRESS:%s: invalid email address: "
                                    .formatted(field.label()),
                            raw,
                            field));
        }
        if (field.restricted()) {
            String values =
                    field.values().stream().map(Sql::text).collect(Collectors.joining(", "));
            errors.append(
                    when(
                            given + " AND %s NOT IN (%s)".formatted(raw, values),
                            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:"
                                    + "bad value for restricted picklist field: ",
                            raw,
                            field));
        }
        return errors.toString();
    }

    private static String numberErrors(Column column, String given) {
        FieldDefinition field = column.field();
        String raw = column.raw();
        // DuckDB would also read blanks around a number and underscores in it.
        String number =
                ("TRY_CAST(%1$s AS DOUBLE) IS NOT NULL AND isfinite(TRY_CAST(%1$s AS DOUBLE))"
                                + " AND NOT regexp_matches(%1$s, '[\\s_]')")
                        .formatted(raw);
        String wrong = "NOT coalesce(%s, false)".formatted(number);
        if (field.type() == FieldType.INT) {
            wrong +=
                    " OR TRY_CAST(%1$s AS DOUBLE) <> trunc(TRY_CAST(%1$s AS DOUBLE))"
                            .formatted(raw);
        }
        String outside =
                field.type() == FieldType.INT
                        ? "abs(TRY_CAST(%s AS DOUBLE)) >= 1e%d".formatted(raw, field.precision())
                        : value(column) + " IS NULL";
        return wrongType(field, raw, given + " AND (" + wrong + ")")
                + when(
                        given + " AND " + outside,
                        "NUMBER_OUTSIDE_VALID_RANGE:%s: value outside of valid range on numeric field: "
                                .formatted(field.label()),
                        raw,
                        field);
    }

    /** An offset after a date is documented as unsupported, yet samples have one: it is ignored. */
    private static String date(String raw) {
        return ("TRY_CAST(left(%1$s, 10) AS DATE) IS NOT NULL AND"
                        + " (length(%1$s) = 10 OR regexp_full_match(substr(%1$s, 11),"
                        + " 'Z|[+-]\\d\\d:?\\d\\d'))"
                        + " AND substr(%1$s, 5, 1) = '-' AND substr(%1$s, 8, 1) = '-'")
                .formatted(raw);
    }

    private static String datetime(Column column) {
        return ("%s IS NOT NULL AND regexp_full_match(%s, '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d"
                        + "(\\.\\d{1,9})?(Z|[+-]\\d\\d:?\\d\\d)')")
                .formatted(value(column), column.raw());
    }

    private static String lookupErrors(Column column, String given) {
        FieldDefinition field = column.field();
        String raw = column.raw();
        String missing = given + " AND " + column.found() + " IS NULL";
        if (column.parentKey().type() == FieldType.ID) {
            return when(
                            given
                                    + " AND (length(%1$s) NOT IN (15, 18) OR left(%1$s, 3) <> %2$s)"
                                            .formatted(raw, Sql.text(column.parent().keyPrefix())),
                            "MALFORMED_ID:%s: id value of incorrect type: "
                                    .formatted(field.label()),
                            raw,
                            field)
                    + "WHEN %s THEN %s "
                            .formatted(
                                    missing,
                                    Sql.text(
                                            "INVALID_CROSS_REFERENCE_KEY:invalid cross reference"
                                                    + " id:--"));
        }
        return "WHEN %s THEN %s || %s || %s "
                        .formatted(
                                missing,
                                Sql.text("INVALID_FIELD:Foreign key external ID: "),
                                raw,
                                Sql.text(
                                        " not found for field %s in entity %s:--"
                                                .formatted(
                                                        column.parentKey().name(),
                                                        column.parent().name())))
                + "WHEN %s AND %s_count > 1 THEN %s "
                        .formatted(
                                given,
                                column.found(),
                                Sql.text(
                                        "DUPLICATE_EXTERNAL_ID:%1$s: more than one record found for"
                                                + " external id field:%1$s --"
                                                        .formatted(column.parentKey().name())));
    }

    private static String when(
            String condition, String message, String raw, FieldDefinition field) {
        return "WHEN %s THEN %s || %s || %s "
                .formatted(
                        condition,
                        Sql.text(message),
                        raw,
                        Sql.text(":%s --".formatted(field.name())));
    }
}
