package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.soql.Query.Both;
import io.saltroad.sandbox.soql.Query.Comparison;
import io.saltroad.sandbox.soql.Query.Condition;
import io.saltroad.sandbox.soql.Query.Either;
import io.saltroad.sandbox.soql.Query.Membership;
import io.saltroad.sandbox.soql.Query.Not;
import io.saltroad.sandbox.soql.Query.Order;
import io.saltroad.sandbox.web.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the part of SOQL that is enough to read data back: SELECT fields or COUNT(), FROM one
 * object, WHERE, ORDER BY, LIMIT, OFFSET. Anything else is refused as malformed, by name.
 */
final class Parser {

    private static final Set<String> OPERATORS =
            Set.of("=", "!=", "<>", "<", ">", "<=", ">=", "like");
    private static final int DEEPEST = 50;

    private final List<Token> tokens;
    private int next;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Query parse(String soql) {
        return new Parser(Tokens.of(soql)).query();
    }

    private Query query() {
        expect("SELECT");
        List<String> fields = new ArrayList<>();
        boolean count = false;
        if (peek().is("COUNT")) {
            take();
            expect("(");
            expect(")");
            count = true;
        } else {
            do {
                fields.add(name());
            } while (accept(","));
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
        long offset = accept("OFFSET") ? number() : 0;
        if (peek().kind() != Token.Kind.END) {
            throw unexpected(peek());
        }
        return new Query(
                List.copyOf(fields), count, object, where, List.copyOf(orders), limit, offset);
    }

    private Condition either() {
        if (++depth > DEEPEST) {
            throw Tokens.malformed("too many parentheses", peek().at());
        }
        Condition condition = both();
        while (accept("OR")) {
            condition = new Either(condition, both());
        }
        depth--;
        return condition;
    }

    private Condition both() {
        Condition condition = single();
        while (accept("AND")) {
            condition = new Both(condition, single());
        }
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
        boolean word = token.is("true") || token.is("false") || token.is("null");
        boolean literal =
                switch (token.kind()) {
                    case STRING, NUMBER, DATE, DATETIME -> true;
                    default -> word;
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
