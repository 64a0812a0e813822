package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.web.ApiError;

/** Values of a query as SQL, if they fit their field. */
final class Literals {

    private Literals() {}

    static String sql(FieldDefinition field, Token value) {
        return switch (field.type()) {
            case ID, REFERENCE -> "left(%s, 15)".formatted(text(field, value));
            case BOOLEAN -> {
                if (!value.is("true") && !value.is("false")) {
                    throw unfit(field, "boolean");
                }
                yield value.text();
            }
            case INT, DOUBLE, CURRENCY, PERCENT -> plain(field, value, Token.Kind.NUMBER, "number");
            case DATE -> "DATE " + Sql.text(plain(field, value, Token.Kind.DATE, "date"));
            case DATETIME ->
                    "(TIMESTAMPTZ %s AT TIME ZONE 'UTC')"
                            .formatted(
                                    Sql.text(plain(field, value, Token.Kind.DATETIME, "dateTime")));
            default -> field.key(text(field, value));
        };
    }

    private static String plain(FieldDefinition field, Token value, Token.Kind kind, String type) {
        if (value.kind() != kind) {
            throw unfit(field, type);
        }
        return value.text();
    }

    private static String text(FieldDefinition field, Token value) {
        if (value.kind() != Token.Kind.STRING) {
            throw quotesMissing(field);
        }
        return Sql.text(unescaped(value.text(), false));
    }

    private static ApiError quotesMissing(FieldDefinition field) {
        return ApiError.badRequest(
                "INVALID_FIELD",
                ("value of filter criterion for field '%s' must be of type string and should be"
                                + " enclosed in quotes")
                        .formatted(field.name()));
    }

    /** A text with the wildcards % and _, which a backslash takes their meaning. */
    static String pattern(Token value) {
        return Sql.text(unescaped(value.text(), true));
    }

    /** A value of another type than the field's. */
    static ApiError unfit(FieldDefinition field) {
        return field.type().isText() || field.type() == FieldType.REFERENCE
                ? quotesMissing(field)
                : unfit(field, field.type().apiName());
    }

    private static ApiError unfit(FieldDefinition field, String type) {
        return ApiError.badRequest(
                "INVALID_FIELD",
                ("value of filter criterion for field '%s' must be of type %s and should not be"
                                + " enclosed in quotes")
                        .formatted(field.name(), type));
    }

    private static String unescaped(String text, boolean pattern) {
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            at++;
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(at);
            at++;
            switch (escaped) {
                case 'n', 'N' -> plain.append('\n');
                case 'r', 'R' -> plain.append('\r');
                case 't', 'T' -> plain.append('\t');
                case '%', '_', '\\' -> plain.append(pattern ? "\\" : "").append(escaped);
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }
}
