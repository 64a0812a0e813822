package io.saltroad.sandbox.fault;

import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Traffic;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** Plays the faults that meet requests, before anybody else sees the request. */
public final class FaultHandler implements Handler<RoutingContext> {

    private static final String TRUNCATION = "sandbox.truncation";

    private final Faults faults;
    private final Sessions sessions;
    private final Clock clock;

    public FaultHandler(Faults faults, Sessions sessions, Clock clock) {
        this.faults = faults;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Where a results file shall stop.
     *
     * @param share of its bytes that are sent
     * @param clean whether the answer looks complete; else its length gives it away
     */
    public record Truncation(double share, boolean clean) {}

    /** What shall happen to the results file of this request. */
    public static Optional<Truncation> truncation(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(TRUNCATION));
    }

    @Override
    public void handle(RoutingContext ctx) {
        Optional<Fault> fault = faults.strike(ctx.request().method().name(), ctx.normalizedPath());
        if (fault.isEmpty()) {
            ctx.next();
            return;
        }
        ctx.put(Traffic.FAULT, fault.get().kind().wire());
        play(ctx, fault.get().kind(), fault.get().wish());
    }

    private void play(RoutingContext ctx, FaultKind kind, JsonObject wish) {
        switch (kind) {
            case TOO_MANY_REQUESTS -> retryAfter(tooMany(), wish, 1).send(ctx.response());
            case REQUEST_LIMIT -> requestLimit(wish).send(ctx.response());
            case UNAVAILABLE -> retryAfter(unavailable(wish), wish, 0).send(ctx.response());
            case BAD_GATEWAY -> Answer.html(502, page("502 Bad Gateway")).send(ctx.response());
            case ANSWER -> custom(wish).send(ctx.response());
            case RESET -> reset(ctx, wish);
            case STALL -> stall(ctx, wish.getLong("milliseconds", 60_000L));
            case EXPIRE_SESSIONS -> {
                sessions.expireAll();
                ctx.next();
            }
            case TRUNCATE_RESULTS -> {
                ctx.put(
                        TRUNCATION,
                        new Truncation(
                                wish.getDouble("share", 0.5), wish.getBoolean("clean", false)));
                ctx.next();
            }
            default -> throw new IllegalStateException(kind + " does not meet requests");
        }
    }

    private static Answer tooMany() {
        return Answer.json(
                429,
                new JsonArray()
                        .add(
                                new JsonObject()
                                        .put("message", "Too many requests")
                                        .put("errorCode", "TOO_MANY_REQUESTS")));
    }

    private Answer retryAfter(Answer answer, JsonObject wish, long otherwise) {
        long seconds = wish.getLong("retryAfter", otherwise);
        if (seconds <= 0) {
            return answer;
        }
        boolean date = "date".equals(wish.getString("retryAfterForm"));
        return answer.with(
                "Retry-After",
                date
                        ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().plusSeconds(seconds).atOffset(ZoneOffset.UTC))
                        : String.valueOf(seconds));
    }

    private static Answer requestLimit(JsonObject wish) {
        String message =
                wish.getBoolean("concurrent", false)
                        ? "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
                        : "TotalRequests Limit exceeded.";
        return new ApiError(403, "REQUEST_LIMIT_EXCEEDED", message).answer();
    }

    private static Answer unavailable(JsonObject wish) {
        return wish.getBoolean("html", false)
                ? Answer.html(503, page("503 Service Unavailable"))
                : new ApiError(503, "SERVER_UNAVAILABLE", "Server is unavailable").answer();
    }

    private static String page(String title) {
        return "<html><head><title>%1$s</title></head><body><h1>%1$s</h1></body></html>\n"
                .formatted(title);
    }

    private static Answer custom(JsonObject wish) {
        Object body = wish.getValue("body");
        Answer answer =
                body == null
                        ? Answer.empty(wish.getInteger("status", 500))
                        : new Answer(
                                wish.getInteger("status", 500),
                                Map.of(
                                        "Content-Type",
                                        body instanceof String
                                                ? "text/plain;charset=UTF-8"
                                                : "application/json;charset=UTF-8"),
                                body instanceof String text
                                        ? Buffer.buffer(text)
                                        : Buffer.buffer(Json.encode(body)));
        for (Map.Entry<String, Object> header :
                wish.getJsonObject("headers", new JsonObject()).getMap().entrySet()) {
            answer = answer.with(header.getKey(), String.valueOf(header.getValue()));
        }
        return answer;
    }

    private static void reset(RoutingContext ctx, JsonObject wish) {
        if ("after".equals(wish.getString("when"))) {
            // The work is done; its reply gets lost.
            ctx.addHeadersEndHandler(end -> Connections.reset(ctx.request()));
            ctx.next();
        } else {
            Connections.reset(ctx.request());
        }
    }

    private static void stall(RoutingContext ctx, long milliseconds) {
        ctx.request().pause();
        ctx.vertx()
                .setTimer(
                        Math.max(1, milliseconds),
                        timer -> {
                            ctx.request().resume();
                            ctx.next();
                        });
    }
}
