package io.saltroad.sandbox.soql;

import java.util.List;
import java.util.OptionalLong;

/**
 * A query, read but not yet compared with the objects there are.
 *
 * @param fields what is selected, as written; empty if that is aggregates
 * @param count whether it is {@code COUNT()} and nothing else
 * @param aggregates what is selected over all records together
 * @param where null if all records are meant
 */
record Query(
        List<String> fields,
        boolean count,
        List<Aggregate> aggregates,
        String object,
        Condition where,
        List<Order> orders,
        OptionalLong limit,
        long offset) {

    /**
     * A function over a field of all records.
     *
     * @param function in capital letters
     * @param alias null if it has none
     */
    record Aggregate(String function, String field, String alias) {}

    /** One field to sort by. */
    record Order(String field, boolean descending, boolean nullsLast) {}

    /** What a record must fulfil. */
    sealed interface Condition permits Both, Either, Not, Comparison, Membership {}

    record Both(Condition left, Condition right) implements Condition {}

    record Either(Condition left, Condition right) implements Condition {}

    record Not(Condition condition) implements Condition {}

    /** {@code field operator value}; operators in lower case. */
    record Comparison(String field, String operator, Token value) implements Condition {}

    /** {@code field [NOT] IN (values)}. */
    record Membership(String field, boolean negated, List<Token> values) implements Condition {}
}
