package io.saltroad.sandbox.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The body of an answer that is some bytes and a part of a file. It is sent as fast as the client
 * reads.
 *
 * @param first what comes before the file
 * @param begin where the part begins
 * @param end where it ends, exclusive
 */
public record FileBody(Buffer first, Path file, long begin, long end) implements PartialBody {

    private static final int BUFFER = 1 << 16;

    /** Ends the answer, whose headers are set. A client that goes away is not waited for. */
    public void send(RoutingContext ctx) {
        long size = first.length() + end - begin;
        Optional<Cut> cut = Cut.of(ctx);
        if (cut.isPresent()) {
            cut.get().send(ctx, this, size);
            return;
        }
        ctx.response().putHeader("Content-Length", String.valueOf(size));
        write(ctx, size)
                .onSuccess(written -> ctx.response().end())
                .onFailure(failure -> ctx.request().connection().close());
    }

    @Override
    public Future<Void> write(RoutingContext ctx, long bytes) {
        HttpServerResponse response = ctx.response();
        Buffer head = first.slice(0, (int) Math.min(bytes, first.length()));
        Future<Void> begun = head.length() == 0 ? Future.succeededFuture() : response.write(head);
        long rest = bytes - head.length();
        if (rest == 0) {
            return begun;
        }
        return ctx.vertx()
                .fileSystem()
                .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
                .compose(open -> pipe(open, rest, response));
    }

    private Future<Void> pipe(AsyncFile open, long bytes, HttpServerResponse response) {
        open.setReadPos(begin).setReadLength(bytes).setReadBufferSize(BUFFER);
        return open.pipe().endOnComplete(false).to(response).onComplete(end -> open.close());
    }
}
