package io.saltroad.sandbox.fault;

import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One scheduled fault. It is played a number of times and then is over.
 *
 * <p>Not safe for threads: {@link Faults} guards it.
 */
final class Fault {

    private final int id;
    private final FaultKind kind;
    private final JsonObject wish;
    private final String method;
    private final Pattern path;
    private final String object;
    private final double probability;
    private final Random random;
    private long skip;
    private long left;
    private long played;

    /**
     * Reads a fault.
     *
     * @param wish as it came to the admin endpoint
     * @throws IllegalArgumentException if it cannot be understood; the message says why
     */
    Fault(int id, JsonObject wish) {
        this.id = id;
        String name = String.valueOf(wish.getValue("kind"));
        this.kind =
                FaultKind.named(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "kind is '%s'; there are %s"
                                                        .formatted(name, FaultKind.names())));
        for (String key : wish.fieldNames()) {
            if (!kind.keys().contains(key)) {
                throw new IllegalArgumentException(
                        "'%s' means nothing to %s; it takes %s"
                                .formatted(key, kind.wire(), kind.keys()));
            }
            FaultKeys.check(kind, key, wish.getValue(key));
        }
        try {
            this.wish = wish.copy();
            this.method = wish.getString("method");
            this.path = Pattern.compile(wish.getString("path", ""));
            this.object = wish.getString("object");
            this.skip = wish.getLong("skip", 0L);
            this.left = wish.getLong("times", 1L);
            this.probability = wish.getDouble("probability", 1.0);
            this.random = new Random(wish.getLong("seed", 0L));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "path is no regular expression: " + e.getMessage(), e);
        }
    }

    FaultKind kind() {
        return kind;
    }

    JsonObject wish() {
        return wish;
    }

    boolean over() {
        return left <= 0;
    }

    boolean meets(String requestMethod, String requestPath) {
        return kind.meetsRequests()
                && (method == null || method.equalsIgnoreCase(requestMethod))
                && path.matcher(requestPath).find();
    }

    /** Whether a job or stream of this object is meant, if its kind is. */
    boolean meets(String jobObject) {
        return object == null || object.equalsIgnoreCase(jobObject);
    }

    /** Whether a fault that meets both jobs and streams is meant for this one. */
    boolean isOf(String what) {
        return what.equals(wish.getString("of", what));
    }

    /** Whether a fault says by itself that it is meant for this one. */
    boolean saysOf(String what) {
        return what.equals(wish.getString("of"));
    }

    /** Whether it is played at this opportunity; counts. */
    boolean strike() {
        if (over()) {
            return false;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        if (random.nextDouble() >= probability) {
            return false;
        }
        left--;
        played++;
        return true;
    }

    JsonObject json() {
        return wish.copy().put("id", id).put("played", played).put("left", left);
    }
}
