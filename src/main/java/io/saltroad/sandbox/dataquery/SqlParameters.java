package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a query, put in as typed literals: {@code :name}, {@code $1} or {@code ?},
 * wherever they do not stand in a text, a quoted name or a comment.
 */
final class SqlParameters {

    private static final Pattern PLACES =
            Pattern.compile(
                    "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|/\\*(?s:.*?)\\*/|::"
                            + "|:(?<name>[A-Za-z_]\\w*)|\\$(?<number>\\d{1,4})|(?<next>\\?)");

    private final List<String> literals = new ArrayList<>();
    private final Map<String, String> named = new HashMap<>();

    /**
     * Reads parameters.
     *
     * @param list objects with {@code value}, {@code type} and perhaps {@code name}; null for none
     * @throws TenantError 400 if one has a type that is not known
     */
    SqlParameters(JsonArray list) {
        if (list == null) {
            return;
        }
        for (Object entry : list) {
            if (!(entry instanceof JsonObject parameter)) {
                throw TenantError.badRequest("a parameter is an object with type and value");
            }
            String literal = literal(parameter);
            literals.add(literal);
            if (parameter.getValue("name") instanceof String name) {
                named.put(name, literal);
            }
        }
    }

    private static String literal(JsonObject parameter) {
        String type = String.valueOf(parameter.getValue("type")).toLowerCase(Locale.ROOT);
        String column =
                switch (type) {
                    case "varchar", "text", "char", "string" -> "VARCHAR";
                    case "numeric", "decimal" -> "DECIMAL(38,18)";
                    case "integer" -> "INTEGER";
                    case "bigint" -> "BIGINT";
                    case "float", "double" -> "DOUBLE";
                    case "boolean" -> "BOOLEAN";
                    case "date" -> "DATE";
                    case "timestamptz" -> "TIMESTAMPTZ";
                    case "timestamp" -> "TIMESTAMP";
                    default -> throw TenantError.badRequest("unknown type of a parameter: " + type);
                };
        Object value = parameter.getValue("value");
        return "CAST(%s AS %s)"
                .formatted(value == null ? "NULL" : Sql.text(value.toString()), column);
    }

    /**
     * The query with its parameters.
     *
     * @throws TenantError 400 if one is missing
     */
    String into(String sql) {
        if (literals.isEmpty()) {
            return sql;
        }
        int[] next = {0};
        Matcher places = PLACES.matcher(sql);
        return places.replaceAll(
                place -> {
                    String literal = place.group();
                    if (places.group("name") != null) {
                        literal = known(named.get(places.group("name")), place.group());
                    } else if (places.group("number") != null) {
                        literal = at(Integer.parseInt(places.group("number")) - 1, place.group());
                    } else if (places.group("next") != null) {
                        literal = at(next[0], place.group());
                        next[0]++;
                    }
                    return Matcher.quoteReplacement(literal);
                });
    }

    private String at(int index, String place) {
        return known(index >= 0 && index < literals.size() ? literals.get(index) : null, place);
    }

    private static String known(String literal, String place) {
        if (literal == null) {
            throw TenantError.badRequest("no value for the parameter " + place);
        }
        return literal;
    }
}
