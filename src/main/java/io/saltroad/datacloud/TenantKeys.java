package io.saltroad.datacloud;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a tenant which of some keys an object has, in its lake table.
 *
 * <p>Names: a table is the object with {@code __dll} behind, a column the field with {@code __c}.
 * Source: Data Cloud Reference Guide, "Query V2", samples.
 */
public final class TenantKeys {

    /** {@code 2020-09-28T00:00:00.000+00:00}, {@code 2020-09-28 00:00:00.000 UTC}, or with Z. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd['T'][' ']HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendPattern("[ 'UTC'][XXX][XX]")
                    .toFormatter(Locale.ROOT);

    /** Of these records the different errors are told. */
    private static final int MOST_PROBLEMS = 20;

    /** Characters. */
    private static final int LONGEST_PROBLEM = 120;

    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);

    private final TenantQuery query;

    public TenantKeys(TenantQuery query) {
        this.query = query;
    }

    /**
     * How many of the keys are there.
     *
     * @param literals the keys, each by {@link #literal}
     * @throws HttpOperationFailedException if Data Cloud refuses
     * @throws IOException if the connection is lost
     */
    public long count(String table, String keyField, List<String> literals)
            throws HttpOperationFailedException, IOException {
        return query.count(
                "SELECT COUNT(*) FROM %s WHERE %s"
                        .formatted(quoted(table), isOneOf(keyField, literals)));
    }

    /**
     * Finds the keys that are there.
     *
     * @param versionField whose values are asked for too
     * @param found takes each key, as Data Cloud spells it, and its version; empty if none is asked
     *     for, or there is none
     * @throws HttpOperationFailedException if Data Cloud refuses
     * @throws IOException if the connection is lost
     */
    public void find(
            String table,
            String keyField,
            Optional<String> versionField,
            List<String> literals,
            BiConsumer<String, String> found)
            throws HttpOperationFailedException, IOException {
        String columns =
                versionField
                        .map(version -> column(keyField) + ", " + column(version))
                        .orElseGet(() -> column(keyField));
        query.rows(
                "SELECT %s FROM %s WHERE %s"
                        .formatted(columns, quoted(table), isOneOf(keyField, literals)),
                values -> {
                    if (values.get(0) != null) {
                        String version = values.size() > 1 ? values.get(1) : null;
                        found.accept(values.get(0), version == null ? "" : version);
                    }
                });
    }

    /**
     * What Data Cloud says of rows of an object that it could not ingest, whoever sent them. It is
     * not certain under which name these problem records can be queried; where they cannot, none
     * are told.
     */
    public List<String> problems(String table) {
        Set<String> problems = new TreeSet<>();
        try {
            query.rows(
                    "SELECT * FROM %s LIMIT %d".formatted(quoted("PR_" + table), MOST_PROBLEMS),
                    values -> told(values).ifPresent(problems::add));
        } catch (HttpOperationFailedException | IOException | RuntimeException e) {
            LOG.debug("no problem records of {}", table, e);
            return List.of();
        }
        return List.copyOf(problems);
    }

    /**
     * The error of a problem record: the text with the most words. Which column it is in is not
     * known. The record itself is nobody's business in a message.
     */
    private static Optional<String> told(List<String> values) {
        return values.stream()
                .filter(value -> value != null && !value.startsWith("{") && words(value) > 3)
                .max(Comparator.comparingInt(TenantKeys::words))
                .map(
                        text ->
                                text.length() <= LONGEST_PROBLEM
                                        ? text
                                        : text.substring(0, LONGEST_PROBLEM) + "...");
    }

    private static int words(String text) {
        return text.split(" ", -1).length;
    }

    private static String isOneOf(String field, List<String> literals) {
        return column(field) + " IN (" + String.join(", ", literals) + ")";
    }

    /**
     * A key as it is written in SQL.
     *
     * @param numeric whether keys are numbers; one that is none is written as text, and not found
     */
    public static String literal(String key, boolean numeric) {
        return numeric && key.matches("-?\\d+(\\.\\d+)?")
                ? key
                : "'" + key.replace("'", "''") + "'";
    }

    /** The lake table of an object, unless somebody has named it differently. */
    public static String tableOf(String object) {
        return object + "__dll";
    }

    private static String column(String field) {
        return quoted(field + "__c");
    }

    /** Names may have a dash, which is a minus in SQL; without one they need no quotes. */
    private static String quoted(String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,90}")) {
            throw new IllegalArgumentException(
                    "not a name of Data Cloud, which has letters, digits, _ and -: " + name);
        }
        return name.contains("-") ? '"' + name + '"' : name;
    }

    /** The spelling in which numeric keys are compared: they come back with 18 decimals. */
    public static String plainNumber(String key) {
        if (!key.matches("-?\\d+\\.\\d+")) {
            return key;
        }
        BigDecimal number = new BigDecimal(key).stripTrailingZeros();
        return number.scale() <= 0 ? number.toBigInteger().toString() : number.toPlainString();
    }

    /** A point in time in one of Data Cloud's spellings; empty if it is none. */
    public static Optional<Instant> time(String text) {
        try {
            TemporalAccessor time = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    time instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
