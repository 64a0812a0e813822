package io.saltroad.sandbox.soql;

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
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the part of SOQL that is enough to read data back: SELECT fields, COUNT() or aggregates,
 * FROM one object, WHERE, ORDER BY, LIMIT, OFFSET. Anything else is refused as malformed, by name.
 */
final class Parser {

    private static final Set<String> OPERATORS =
            Set.of("=", "!=", "<>", "<", ">", "<=", ">=", "like");
    private static final Set<String> FUNCTIONS =
            Set.of("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX");

    /** What can follow the object of a query; GROUP and the like are refused by name. */
    private static final Set<String> CLAUSES =
            Set.of(
                    "WHERE", "ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "WITH", "FOR", "USING",
                    "ALL", "UPDATE");

    private static final int COUNT_OF_ALL = 3;
    private static final int LARGEST_OFFSET = 2_000;
    private static final int DEEPEST = 50;

    private final List<Token> tokens;
    private int next;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Query parse(String soql) {
        return new Parser(withoutAlias(Tokens.of(soql))).query();
    }

    private Query query() {
        expect("SELECT");
        List<String> fields = new ArrayList<>();
        List<Aggregate> aggregates = new ArrayList<>();
        boolean count = isCountOfAll();
        if (count) {
            next += COUNT_OF_ALL;
        } else {
            do {
                if (peek(1).is("(")) {
                    aggregates.add(aggregate());
                } else {
                    fields.add(name());
                }
            } while (accept(","));
        }
        if (!fields.isEmpty() && !aggregates.isEmpty()) {
            throw ApiError.badRequest(
                    "MALFORMED_QUERY", "Field must be grouped or aggregated: " + fields.get(0));
        }
        expect("FROM");
        String object = name();
        Condition where = accept("WHERE") ? either() : null;
        List<Order> orders = new ArrayList<>();
        if (accept("ORDER")) {
            expect("BY");
            do {
                orders.add(order());
            } while (accept(","));
        }
        OptionalLong limit = accept("LIMIT") ? OptionalLong.of(number()) : OptionalLong.empty();
        long offset = accept("OFFSET") ? offset() : 0;
        if (peek().kind() != Token.Kind.END) {
            throw unexpected(peek());
        }
        return new Query(
                List.copyOf(fields),
                count,
                List.copyOf(aggregates),
                object,
                where,
                List.copyOf(orders),
                limit,
                offset);
    }

    private boolean isCountOfAll() {
        return peek().is("COUNT") && peek(1).is("(") && peek(2).is(")");
    }

    private Aggregate aggregate() {
        Token function = take();
        String name = function.text().toUpperCase(Locale.ROOT);
        if (!FUNCTIONS.contains(name)) {
            throw unexpected(function);
        }
        expect("(");
        String field = name();
        expect(")");
        String alias = peek().kind() == Token.Kind.NAME && !peek().is("FROM") ? name() : null;
        return new Aggregate(name, field, alias);
    }

    /** {@code FROM Account a}: the fields that then are {@code a.Name} get their object's name. */
    private static List<Token> withoutAlias(List<Token> tokens) {
        int from = 0;
        while (from < tokens.size() && !tokens.get(from).is("FROM")) {
            from++;
        }
        int at = from + 2 < tokens.size() && tokens.get(from + 2).is("AS") ? from + 3 : from + 2;
        if (at >= tokens.size()
                || tokens.get(at).kind() != Token.Kind.NAME
                || CLAUSES.stream().anyMatch(tokens.get(at)::is)) {
            return tokens;
        }
        String prefix = tokens.get(at).text() + ".";
        String object = tokens.get(from + 1).text() + ".";
        List<Token> full = new ArrayList<>();
        for (Token token : tokens) {
            boolean aliased =
                    token.kind() == Token.Kind.NAME
                            && token.text().regionMatches(true, 0, prefix, 0, prefix.length());
            full.add(
                    aliased
                            ? new Token(
                                    token.kind(),
                                    object + token.text().substring(prefix.length()),
                                    token.at())
                            : token);
        }
        full.subList(from + 2, at + 1).clear();
        return full;
    }

    private long offset() {
        long offset = number();
        if (offset > LARGEST_OFFSET) {
            // From general knowledge, not verified.
            throw ApiError.badRequest(
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    "Maximum SOQL offset allowed is " + LARGEST_OFFSET);
        }
        return offset;
    }

    private Condition either() {
        if (++depth > DEEPEST) {
            throw Tokens.malformed("too many parentheses", peek().at());
        }
        Condition condition = single();
        if (peek().is("AND")) {
            while (accept("AND")) {
                condition = new Both(condition, single());
            }
        } else {
            while (accept("OR")) {
                condition = new Either(condition, single());
            }
        }
        if (peek().is("AND") || peek().is("OR")) {
            // From general knowledge: the platform does not choose between the two.
            throw unexpected(peek());
        }
        depth--;
        return condition;
    }

    private Condition single() {
        if (accept("NOT")) {
            return new Not(single());
        }
        if (accept("(")) {
            Condition condition = either();
            expect(")");
            return condition;
        }
        String field = name();
        boolean negated = accept("NOT");
        if (negated || peek().is("IN")) {
            expect("IN");
            return new Membership(field, negated, values());
        }
        Token operator = take();
        String sign = operator.text().toLowerCase(Locale.ROOT);
        if (operator.kind() == Token.Kind.STRING || !OPERATORS.contains(sign)) {
            throw unexpected(operator);
        }
        return new Comparison(field, sign, value());
    }

    private List<Token> values() {
        expect("(");
        List<Token> values = new ArrayList<>();
        do {
            values.add(value());
        } while (accept(","));
        expect(")");
        return List.copyOf(values);
    }

    private Token value() {
        Token token = take();
        boolean word =
                token.is("true")
                        || token.is("false")
                        || token.is("null")
                        // Whether there is such a literal does not depend on the day.
                        || DateRange.of(token.text(), LocalDate.EPOCH).isPresent();
        boolean literal =
                switch (token.kind()) {
                    case STRING, NUMBER, DATE, DATETIME -> true;
                    case NAME -> word;
                    default -> false;
                };
        if (!literal) {
            throw unexpected(token);
        }
        return token;
    }

    private Order order() {
        String field = name();
        boolean descending = accept("DESC");
        if (!descending) {
            accept("ASC");
        }
        boolean nullsLast = false;
        if (accept("NULLS")) {
            nullsLast = accept("LAST");
            if (!nullsLast) {
                expect("FIRST");
            }
        }
        return new Order(field, descending, nullsLast);
    }

    private long number() {
        Token token = take();
        try {
            if (token.kind() == Token.Kind.NUMBER) {
                return Long.parseUnsignedLong(token.text());
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw unexpected(token);
    }

    private String name() {
        Token token = take();
        if (token.kind() != Token.Kind.NAME) {
            throw unexpected(token);
        }
        return token.text();
    }

    private Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    private boolean accept(String word) {
        if (peek().is(word)) {
            take();
            return true;
        }
        return false;
    }

    private void expect(String word) {
        Token token = take();
        if (!token.is(word)) {
            throw Tokens.malformed(
                    "unexpected token: '%s', '%s' was expected".formatted(token.text(), word),
                    token.at());
        }
    }

    private static ApiError unexpected(Token token) {
        return Tokens.malformed("unexpected token: '%s'".formatted(token.text()), token.at());
    }
}
