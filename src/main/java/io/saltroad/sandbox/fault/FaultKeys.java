package io.saltroad.sandbox.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the values of a fault must look like, so that a mistake shows when it is scheduled. */
final class FaultKeys {

    private static final Set<String> COUNTS =
            Set.of(
                    "times",
                    "skip",
                    "retryAfter",
                    "milliseconds",
                    "queuedMilliseconds",
                    "inProgressMilliseconds",
                    "after",
                    "status");
    private static final Set<String> WHOLE = Set.of("seed", "processed", "failed");
    private static final Set<String> SHARES = Set.of("probability", "share");
    private static final Set<String> FLAGS = Set.of("html", "concurrent", "clean");
    private static final Map<String, Set<String>> CHOICES =
            Map.of(
                    "reset.when", Set.of("before", "request", "reply", "after"),
                    "expire-sessions.when", Set.of("before", "request"),
                    "expire-tenant-tokens.when", Set.of("before", "request"),
                    "lose-rows.of", Set.of("job", "stream"),
                    "of", Set.of("job", "query"),
                    "retryAfterForm", Set.of("seconds", "date"),
                    "state", Set.of("Failed", "Aborted"));

    private FaultKeys() {}

    /**
     * Checks one value.
     *
     * @throws IllegalArgumentException if it is not what its key takes
     */
    static void check(FaultKind kind, String key, Object value) {
        String expected = expected(kind, key, value);
        if (expected != null) {
            throw new IllegalArgumentException(
                    "%s is %s; it takes %s".formatted(key, value, expected));
        }
    }

    /** What the key takes, or null if the value is just that. */
    private static String expected(FaultKind kind, String key, Object value) {
        if (COUNTS.contains(key)) {
            return isWhole(value) && ((Number) value).longValue() >= 0
                    ? null
                    : "a whole number, 0 or more";
        }
        if (WHOLE.contains(key)) {
            return isWhole(value) ? null : "a whole number";
        }
        if (SHARES.contains(key)) {
            boolean fits =
                    value instanceof Number number
                            && number.doubleValue() >= 0
                            && number.doubleValue() <= 1;
            return fits ? null : "a number from 0 to 1";
        }
        if (FLAGS.contains(key)) {
            return value instanceof Boolean ? null : "true or false";
        }
        Set<String> choices = CHOICES.getOrDefault(kind.wire() + "." + key, CHOICES.get(key));
        if (choices != null) {
            return choices.contains(value) ? null : "one of " + new TreeSet<>(choices);
        }
        return switch (key) {
            case "body" -> null;
            case "headers" -> value instanceof JsonObject ? null : "a block of names and values";
            case "keys" -> value instanceof JsonArray ? null : "a list";
            default -> value instanceof String ? null : "a text";
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }
}
