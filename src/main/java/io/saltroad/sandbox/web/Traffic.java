package io.saltroad.sandbox.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The last requests, and how often each endpoint was called since the start. Queries that carry
 * tokens are left out.
 */
public final class Traffic {

    private static final int REMEMBERED = 500;
    private static final Pattern ID =
            Pattern.compile(
                    "/(?:[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)");

    /** A handler calls this key's value the fault that it played. */
    public static final String FAULT = "sandbox.fault";

    private final Clock clock;
    private final Deque<Exchange> last = new ArrayDeque<>();
    private final Map<String, Long> counters = new TreeMap<>();

    public Traffic(Clock clock) {
        this.clock = clock;
    }

    /**
     * One request and what became of it.
     *
     * @param status 0 if no answer was sent
     * @param fault the scheduled fault that it met, or null
     */
    public record Exchange(
            Instant at,
            String method,
            String path,
            String query,
            int status,
            Duration took,
            long bytesIn,
            long bytesOut,
            String agent,
            String fault) {

        JsonObject json() {
            return new JsonObject()
                    .put("at", at.toString())
                    .put("method", method)
                    .put("path", path)
                    .put("query", query)
                    .put("status", status)
                    .put("milliseconds", took.toMillis())
                    .put("bytesIn", bytesIn)
                    .put("bytesOut", bytesOut)
                    .put("userAgent", agent)
                    .put("fault", fault);
        }
    }

    /** Notes the request when it has ended, whatever its end. */
    public void watch(RoutingContext ctx) {
        Instant start = clock.instant();
        ctx.addEndHandler(ended -> add(exchange(ctx, start, ended.succeeded())));
        ctx.next();
    }

    private Exchange exchange(RoutingContext ctx, Instant start, boolean answered) {
        var request = ctx.request();
        var response = ctx.response();
        boolean secret = request.path().matches(".*/(oauth2|a360)/.*");
        return new Exchange(
                start,
                request.method().name(),
                request.path(),
                secret ? null : request.query(),
                answered || response.headWritten() ? response.getStatusCode() : 0,
                Duration.between(start, clock.instant()),
                request.bytesRead(),
                response.bytesWritten(),
                request.getHeader("User-Agent"),
                ctx.get(FAULT));
    }

    private synchronized void add(Exchange exchange) {
        last.addFirst(exchange);
        if (last.size() > REMEMBERED) {
            last.removeLast();
        }
        String endpoint =
                exchange.method()
                        + " "
                        + ID.matcher(exchange.path().replaceAll("/{2,}", "/")).replaceAll("/{id}");
        // A scanner that asks for a thousand paths shall not fill the memory.
        if (counters.size() < REMEMBERED || counters.containsKey(endpoint)) {
            counters.merge(endpoint, 1L, Long::sum);
        }
    }

    /** The latest first. */
    public synchronized List<Exchange> last(int atMost) {
        return last.stream().limit(atMost).toList();
    }

    public synchronized Map<String, Long> counters() {
        return Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /** The log as JSON, oldest first, as one reads a log. */
    public JsonArray json(int atMost) {
        List<Exchange> exchanges = new ArrayList<>(last(atMost));
        Collections.reverse(exchanges);
        JsonArray array = new JsonArray();
        exchanges.forEach(exchange -> array.add(exchange.json()));
        return array;
    }

    public synchronized void clear() {
        last.clear();
        counters.clear();
    }
}
