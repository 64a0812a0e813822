package io.saltroad.sandbox.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A reply of which only a part arrives, although everything that was asked for is done.
 *
 * @param share of the bytes of its body that are sent, 0 to 1
 * @param end how the client gets to know that there is no more
 */
public record Cut(double share, End end) {

    private static final String KEY = "sandbox.cut";

    /** How a reply stops. */
    public enum End {
        /** It says that it was meant to be that short. */
        LOOKS_COMPLETE,
        /** The connection ends in good order, before the length that was promised. */
        CLOSED,
        /** The connection is reset. */
        RESET
    }

    /** Whoever answers this request shall cut the answer. */
    public void plan(RoutingContext ctx) {
        ctx.put(KEY, this);
    }

    /** What was planned for the answer to this request. */
    public static Optional<Cut> of(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(KEY));
    }

    /** Sends a part of an answer. Of an empty one nothing is sent, not even that it is empty. */
    void send(RoutingContext ctx, Buffer body) {
        int bytes = (int) part(body.length());
        HttpServerResponse response = head(ctx, body.length());
        if (end == End.LOOKS_COMPLETE) {
            response.end(body.slice(0, bytes));
        } else {
            stop(ctx, bytes == 0 ? Future.succeededFuture() : response.write(body.slice(0, bytes)));
        }
    }

    /** Sends a part of a file. */
    public void send(RoutingContext ctx, Path file, long size) {
        HttpServerResponse response = head(ctx, size);
        // The response ends with the file: that is too early, unless it was told so.
        stop(ctx, response.sendFile(file.toString(), 0, part(size)));
    }

    /** Sends a part of such a body. */
    void send(RoutingContext ctx, PartialBody body, long size) {
        HttpServerResponse response = head(ctx, size);
        Future<Void> sent = body.write(ctx, part(size));
        stop(ctx, end == End.LOOKS_COMPLETE ? sent.compose(all -> response.end()) : sent);
    }

    private HttpServerResponse head(RoutingContext ctx, long size) {
        long promised = end == End.LOOKS_COMPLETE ? part(size) : size;
        return ctx.response()
                // What is cut is not compressed, so that the length tells the truth.
                .putHeader("Content-Encoding", "identity")
                .putHeader("Content-Length", String.valueOf(promised));
    }

    private long part(long size) {
        return Math.round(size * share);
    }

    private void stop(RoutingContext ctx, Future<Void> sent) {
        sent.onComplete(
                done -> {
                    if (end == End.CLOSED) {
                        ctx.request().connection().close();
                    } else if (end == End.RESET) {
                        Connections.reset(ctx.request());
                    }
                });
    }
}
