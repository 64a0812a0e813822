package io.saltroad.sandbox.fault;

import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Connections;
import io.saltroad.sandbox.web.Cut;
import io.saltroad.sandbox.web.TenantError;
import io.saltroad.sandbox.web.Traffic;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
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

    private static final String BEFORE = "before";

    private final Faults faults;
    private final Sessions sessions;
    private final Runnable expireTenantTokens;
    private final Clock clock;

    public FaultHandler(
            Faults faults, Sessions sessions, Runnable expireTenantTokens, Clock clock) {
        this.faults = faults;
        this.sessions = sessions;
        this.expireTenantTokens = expireTenantTokens;
        this.clock = clock;
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
            case TOO_MANY_REQUESTS -> retryAfter(tooMany(ctx.normalizedPath()), wish, 1).send(ctx);
            case REQUEST_LIMIT -> requestLimit(wish).send(ctx);
            case UNAVAILABLE ->
                    retryAfter(unavailable(ctx.normalizedPath(), wish), wish, 0).send(ctx);
            case BAD_GATEWAY -> PlatformError.page(502, "502 Bad Gateway").send(ctx);
            case ERROR -> error(ctx, wish).send(ctx);
            case ANSWER -> custom(wish).send(ctx);
            case RESET -> reset(ctx, wish.getString("when", BEFORE));
            case STALL -> stall(ctx, wish.getLong("milliseconds", 60_000L));
            case EXPIRE_SESSIONS ->
                    expire(ctx, wish.getString("when", BEFORE), sessions::expireAll);
            case EXPIRE_TENANT_TOKENS ->
                    expire(ctx, wish.getString("when", BEFORE), expireTenantTokens);
            case TRUNCATE_REPLY -> {
                boolean clean = wish.getBoolean("clean", false);
                new Cut(
                                wish.getDouble("share", 0.5),
                                clean ? Cut.End.LOOKS_COMPLETE : Cut.End.CLOSED)
                        .plan(ctx);
                ctx.next();
            }
            default -> throw new IllegalStateException(kind + " does not meet requests");
        }
    }

    private static Answer tooMany(String path) {
        if (TenantError.concerns(path)) {
            return TenantError.tooMany("Too Many Requests", 0).answer(path);
        }
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

    private static Answer unavailable(String path, JsonObject wish) {
        if (wish.getBoolean("html", false)) {
            return PlatformError.page(503, "503 Service Unavailable");
        }
        return TenantError.concerns(path)
                ? new TenantError(503, "Service Unavailable").answer(path)
                : new ApiError(503, "SERVER_UNAVAILABLE", "Server is unavailable").answer();
    }

    private static Answer error(RoutingContext ctx, JsonObject wish) {
        return PlatformError.of(
                wish.getInteger("status", 500),
                ctx.normalizedPath(),
                wish.getString("errorCode"),
                wish.getString("message"));
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

    private static void reset(RoutingContext ctx, String when) {
        HttpServerRequest request = ctx.request();
        switch (when) {
            case "request" -> HalfWay.of(request, () -> Connections.reset(request), () -> {});
            case "reply" -> {
                new Cut(0.5, Cut.End.RESET).plan(ctx);
                ctx.next();
            }
            case "after" -> {
                // The work is done; its reply gets lost.
                ctx.addHeadersEndHandler(end -> Connections.reset(request));
                ctx.next();
            }
            default -> Connections.reset(request);
        }
    }

    /** In the middle of a request, it is the whole of its body that was sent for nothing. */
    private static void expire(RoutingContext ctx, String when, Runnable expiry) {
        if (when.equals(BEFORE)) {
            expiry.run();
            ctx.next();
        } else {
            HalfWay.of(
                    ctx.request(),
                    expiry,
                    () -> PlatformError.of(401, ctx.normalizedPath(), null, null).send(ctx));
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
