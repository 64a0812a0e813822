package io.saltroad.bench.clients;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A digest of records that does not depend on their order, nor on how a value is written: {@code
 * 1.50} is {@code 1.5}, and {@code 2024-09-04T14:53:41Z} is {@code 2024-09-04T14:53:41.000Z}.
 *
 * <p>It is the number of records and the sum, modulo 2 to the power of 128, of the first halves of
 * their SHA-256. A record lost, doubled or changed in one character gives another one.
 */
final class RecordsDigest {

    private final MessageDigest sha256;
    private final StringBuilder text = new StringBuilder();
    private long records;
    private long high;
    private long low;

    RecordsDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Adds a record.
     *
     * @param columns the names of all fields, in the same order in every call of every digest that
     *     is compared
     * @param values in the order of the columns
     */
    void add(List<String> columns, List<String> values) {
        text.setLength(0);
        for (int i = 0; i < columns.size(); i++) {
            text.append(columns.get(i)).append('=');
            text.append(plain(columns.get(i), values.get(i))).append('\u0000');
        }
        byte[] hash = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        long before = low;
        low += number(hash, 8);
        high += number(hash, 0) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
        records++;
    }

    private static String plain(String column, String value) {
        if (value.isEmpty()) {
            return value;
        }
        return switch (column) {
            case "AnnualRevenue" -> new BigDecimal(value).stripTrailingZeros().toPlainString();
            case "Last_Change__c" -> Instant.parse(value).toString();
            default -> value;
        };
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; i < from + 8; i++) {
            number = number << 8 | (bytes[i] & 0xff);
        }
        return number;
    }

    long records() {
        return records;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordsDigest that
                && records == that.records
                && high == that.high
                && low == that.low;
    }

    @Override
    public int hashCode() {
        return Objects.hash(records, high, low);
    }

    @Override
    public String toString() {
        return "%,d records, %016x%016x".formatted(records, high, low);
    }
}
