package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.soql.Query.Aggregate;
import io.saltroad.sandbox.soql.Query.Both;
import io.saltroad.sandbox.soql.Query.Comparison;
import io.saltroad.sandbox.soql.Query.Condition;
import io.saltroad.sandbox.soql.Query.Either;
import io.saltroad.sandbox.soql.Query.Membership;
import io.saltroad.sandbox.soql.Query.Not;
import io.saltroad.sandbox.soql.Query.Order;
import io.saltroad.sandbox.web.ApiError;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A query as SQL, and how its columns become records again.
 *
 * @param columns what the SQL selects, in its order; then the ids of the record and its parents
 * @param parents the parents that columns belong to
 * @param order the clause ORDER BY
 * @param tail the clauses LIMIT and OFFSET
 */
record Selection(
        ObjectDefinition object,
        List<Selected> columns,
        List<Parent> parents,
        List<Aggregated> aggregates,
        String from,
        String order,
        String tail) {

    /**
     * One selected field.
     *
     * @param relationship the parent it belongs to, as declared, or null
     */
    record Selected(
            String relationship, ObjectDefinition owner, FieldDefinition field, String sql) {

        /** {@code Name}, or {@code Owner.Name}. */
        String path() {
            return relationship == null ? field.name() : relationship + "." + field.name();
        }
    }

    /**
     * A parent whose fields are selected.
     *
     * @param relationship the name that leads to it, as declared
     * @param id its id as SQL
     */
    record Parent(String relationship, ObjectDefinition object, String id) {}

    /** An aggregate over all records, under its name in the result. */
    record Aggregated(String name, String sql) {}

    /** Selects the columns {@code v0}, {@code v1} ... in order. */
    String sql() {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            selected.add("%s AS v%d".formatted(columns.get(i).sql(), i));
        }
        selected.add("t.Id AS record_id");
        for (int i = 0; i < parents.size(); i++) {
            selected.add("%s AS parent_id%d".formatted(parents.get(i).id(), i));
        }
        return sql(String.join(", ", selected));
    }

    /** Selects an expression over the columns' own. */
    String sql(String expression) {
        return "SELECT " + expression + from + order + tail;
    }

    /** The same as the records lie, which costs no sorting. */
    String sqlInAnyOrder(String expression) {
        return "SELECT " + expression + from + tail;
    }

    /** Selects the aggregates, one row. */
    String aggregateSql() {
        return "SELECT "
                + aggregates.stream().map(Aggregated::sql).collect(Collectors.joining(", "))
                + from;
    }

    String countSql() {
        return "SELECT count(*)" + from;
    }

    /**
     * The object that a query is about.
     *
     * @throws ApiError INVALID_TYPE if there is none of that name
     */
    static ObjectDefinition object(Query query, ObjectCatalog catalog) {
        return catalog.find(query.object())
                .orElseThrow(
                        () ->
                                ApiError.badRequest(
                                        "INVALID_TYPE",
                                        ("sObject type '%s' is not supported. If you are attempting"
                                                        + " to use a custom object, be sure to append the"
                                                        + " '__c' after the entity name. Please reference your"
                                                        + " WSDL or the describe call for the appropriate"
                                                        + " names.")
                                                .formatted(query.object())));
    }

    /**
     * Compares a query with the objects there are.
     *
     * @param all whether deleted records are wanted too
     * @param today the day that literals go by
     * @throws ApiError INVALID_TYPE, INVALID_FIELD or MALFORMED_QUERY
     */
    static Selection of(Query query, ObjectCatalog catalog, boolean all, LocalDate today) {
        ObjectDefinition object = object(query, catalog);
        Translator translator = new Translator(object, catalog, today);
        List<Selected> columns =
                query.fields().stream().map(translator::selected).distinct().toList();
        List<Parent> parents = translator.parents();
        List<Aggregated> aggregates = translator.aggregates(query.aggregates());
        String where = query.where() == null ? "true" : translator.condition(query.where());
        String wanted =
                query.orders().stream().map(translator::order).collect(Collectors.joining(", "));
        // Without an order of one's own the order is that of the ids, so that pages hold.
        String order = " ORDER BY " + (wanted.isEmpty() ? "" : wanted + ", ") + "t.Id";
        String tail =
                (query.limit().isPresent() ? " LIMIT " + query.limit().getAsLong() : "")
                        + (query.offset() > 0 ? " OFFSET " + query.offset() : "");
        String from =
                " FROM %s t%s WHERE %s AND (%s)"
                        .formatted(
                                object.table(),
                                translator.joins(),
                                all ? "true" : "NOT t.IsDeleted",
                                where);
        return new Selection(object, columns, parents, aggregates, from, order, tail);
    }

    private static final class Translator {

        private final ObjectDefinition object;
        private final ObjectCatalog catalog;
        private final LocalDate today;
        private final Map<String, FieldDefinition> parents = new TreeMap<>();

        Translator(ObjectDefinition object, ObjectCatalog catalog, LocalDate today) {
            this.object = object;
            this.catalog = catalog;
            this.today = today;
        }

        /** The parents that were met so far. */
        List<Parent> parents() {
            return parents.entrySet().stream()
                    .map(
                            entry ->
                                    new Parent(
                                            entry.getKey(),
                                            catalog.get(entry.getValue().referenceTo()),
                                            alias(entry.getKey()) + ".Id"))
                    .toList();
        }

        /** Those without an alias are {@code expr0}, {@code expr1} ... in their order. */
        List<Aggregated> aggregates(List<Aggregate> wanted) {
            List<Aggregated> aggregates = new ArrayList<>();
            int unnamed = 0;
            for (Aggregate aggregate : wanted) {
                String name = aggregate.alias();
                if (name == null) {
                    name = "expr" + unnamed;
                    unnamed++;
                }
                aggregates.add(new Aggregated(name, aggregate(aggregate)));
            }
            return List.copyOf(aggregates);
        }

        private String aggregate(Aggregate aggregate) {
            Selected selected = selected(aggregate.field());
            FieldDefinition field = selected.field();
            boolean sums = aggregate.function().equals("SUM") || aggregate.function().equals("AVG");
            if (sums && !field.type().isNumber()) {
                throw ApiError.badRequest(
                        "INVALID_FIELD",
                        "field %s does not support aggregate operator %s"
                                .formatted(field.name(), aggregate.function()));
            }
            return switch (aggregate.function()) {
                case "COUNT_DISTINCT" -> "count(DISTINCT %s)".formatted(field.key(selected.sql()));
                default -> "%s(%s)".formatted(aggregate.function(), selected.sql());
            };
        }

        String joins() {
            StringBuilder joins = new StringBuilder();
            parents.forEach(
                    (relationship, reference) ->
                            joins.append(
                                    " LEFT JOIN %s %s ON %2$s.Id = t.%s"
                                            .replace("%s %s ON", "%1$s %2$s ON")
                                            .replace("t.%s", "t.%3$s")
                                            .formatted(
                                                    catalog.get(reference.referenceTo()).table(),
                                                    alias(relationship),
                                                    Sql.name(reference.name()))));
            return joins.toString();
        }

        private static String alias(String relationship) {
            return Sql.name("p_" + relationship);
        }

        /** A field by its path: one of the object, or of a parent. */
        Selected selected(String written) {
            int first = written.indexOf('.');
            boolean own = first > 0 && written.substring(0, first).equalsIgnoreCase(object.name());
            String path = own ? written.substring(first + 1) : written;
            int dot = path.indexOf('.');
            if (dot < 0) {
                String name = path;
                FieldDefinition field =
                        object.field(name).orElseThrow(() -> noColumn(name, object, path));
                return new Selected(null, object, field, field.sql("t"));
            }
            String relation = path.substring(0, dot);
            FieldDefinition reference =
                    object.relationship(relation)
                            .orElseThrow(
                                    () ->
                                            ApiError.badRequest(
                                                    "INVALID_FIELD",
                                                    ("Didn't understand relationship '%s' in field"
                                                                    + " path.")
                                                            .formatted(relation)));
            ObjectDefinition parent = catalog.get(reference.referenceTo());
            String name = path.substring(dot + 1);
            if (name.indexOf('.') >= 0) {
                throw ApiError.badRequest(
                        "INVALID_FIELD",
                        "The sandbox follows one relationship in a path, not more: " + path);
            }
            FieldDefinition field =
                    parent.field(name).orElseThrow(() -> noColumn(name, parent, path));
            String relationship = reference.relationshipName().orElseThrow();
            parents.put(relationship, reference);
            return new Selected(relationship, parent, field, field.sql(alias(relationship)));
        }

        private static ApiError noColumn(String name, ObjectDefinition owner, String path) {
            return ApiError.badRequest(
                    "INVALID_FIELD",
                    ("%s%nERROR: No such column '%s' on entity '%s'. If you are attempting to use a"
                                    + " custom field, be sure to append the '__c' after the custom"
                                    + " field name. Please reference your WSDL or the describe call"
                                    + " for the appropriate names.")
                            .formatted(path, name, owner.name()));
        }

        String order(Order order) {
            return "%s %s NULLS %s"
                    .formatted(
                            selected(order.field()).sql(),
                            order.descending() ? "DESC" : "ASC",
                            order.nullsLast() ? "LAST" : "FIRST");
        }

        String condition(Condition condition) {
            if (condition instanceof Both both) {
                return "(%s AND %s)".formatted(condition(both.left()), condition(both.right()));
            }
            if (condition instanceof Either either) {
                return "(%s OR %s)".formatted(condition(either.left()), condition(either.right()));
            }
            if (condition instanceof Not not) {
                return "(NOT coalesce(%s, false))".formatted(condition(not.condition()));
            }
            if (condition instanceof Membership membership) {
                return membership(membership);
            }
            return comparison((Comparison) condition);
        }

        private String membership(Membership membership) {
            String each =
                    membership.values().stream()
                            .map(
                                    value ->
                                            comparison(
                                                    new Comparison(membership.field(), "=", value)))
                            .collect(Collectors.joining(" OR "));
            return membership.negated()
                    ? "(NOT coalesce(%s, false))".formatted(each)
                    : "(" + each + ")";
        }

        private String comparison(Comparison comparison) {
            Selected selected = selected(comparison.field());
            FieldDefinition field = selected.field();
            String operator = comparison.operator().equals("<>") ? "!=" : comparison.operator();
            boolean isNull =
                    comparison.value().is("null")
                            // An empty text is no text.
                            || (comparison.value().kind() == Token.Kind.STRING
                                    && comparison.value().text().isEmpty());
            if (isNull) {
                return nothing(selected.sql(), operator, comparison);
            }
            Optional<DateRange> range = range(comparison.value());
            if (range.isPresent()) {
                return inRange(selected, operator, range.get());
            }
            String column = comparable(field, selected.sql());
            String value = Literals.sql(field, comparison.value());
            if (operator.equals("like")) {
                if (!field.type().isText()) {
                    throw ApiError.badRequest(
                            "INVALID_FIELD",
                            "%s: the operator LIKE is for text fields".formatted(field.name()));
                }
                return "lower(%s) LIKE lower(%s) ESCAPE '\\'"
                        .formatted(selected.sql(), Literals.pattern(comparison.value()));
            }
            // A record without a value differs from every value.
            return operator.equals("!=")
                    ? "%s IS DISTINCT FROM %s".formatted(column, value)
                    : "%s %s %s".formatted(column, operator, value);
        }

        private Optional<DateRange> range(Token value) {
            return value.kind() == Token.Kind.NAME
                    ? DateRange.of(value.text(), today)
                    : Optional.empty();
        }

        private static String inRange(Selected selected, String operator, DateRange range) {
            FieldType type = selected.field().type();
            if (type != FieldType.DATE && type != FieldType.DATETIME) {
                throw Literals.unfit(selected.field());
            }
            return range.condition(selected.sql(), operator)
                    .orElseThrow(
                            () ->
                                    ApiError.badRequest(
                                            "INVALID_FIELD",
                                            "%s: the operator %s is not for dates"
                                                    .formatted(selected.field().name(), operator)));
        }

        private static String nothing(String column, String operator, Comparison comparison) {
            return switch (operator) {
                case "=" -> column + " IS NULL";
                case "!=" -> column + " IS NOT NULL";
                default ->
                        throw Tokens.malformed("unexpected token: 'null'", comparison.value().at());
            };
        }

        private static String comparable(FieldDefinition field, String sql) {
            return field.type() == FieldType.ID || field.type() == FieldType.REFERENCE
                    ? "left(%s, 15)".formatted(sql)
                    : field.key(sql);
        }
    }
}
