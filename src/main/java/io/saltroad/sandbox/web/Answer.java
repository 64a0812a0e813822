package io.saltroad.sandbox.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A small answer, held in memory. Files are sent by who owns them. */
public record Answer(int status, Map<String, String> headers, Buffer body) {

    private static final String JSON = "application/json;charset=UTF-8";

    public static Answer json(JsonObject body) {
        return json(200, body);
    }

    public static Answer json(int status, JsonObject body) {
        return of(status, JSON, body.toBuffer());
    }

    public static Answer json(JsonArray body) {
        return json(200, body);
    }

    public static Answer json(int status, JsonArray body) {
        return of(status, JSON, body.toBuffer());
    }

    public static Answer text(int status, String text) {
        return of(status, "text/plain;charset=UTF-8", Buffer.buffer(text));
    }

    public static Answer html(int status, String html) {
        return of(status, "text/html;charset=UTF-8", Buffer.buffer(html));
    }

    public static Answer csv(String csv) {
        return of(200, "text/csv; charset=UTF-8", Buffer.buffer(csv));
    }

    public static Answer css(String css) {
        return of(200, "text/css;charset=UTF-8", Buffer.buffer(css));
    }

    /** A status and nothing else. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), Buffer.buffer());
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, Map.copyOf(more), body);
    }

    private static Answer of(int status, String contentType, Buffer body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    /**
     * Writes itself, or as much of it as a fault lets through. Does nothing if the caller has gone
     * or somebody else has answered.
     */
    public void send(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        Optional<Cut> cut = Cut.of(ctx);
        if (cut.isPresent()) {
            cut.get().send(ctx, body);
        } else if (status == 204 || status == 304) {
            response.end();
        } else {
            response.end(body);
        }
    }
}
