package io.saltroad.sandbox.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The body of an answer that is made while it is sent, as fast as the client reads: read block by
 * block on worker threads, the next when the last has left.
 */
public record StreamedAnswer(Source source) implements PartialBody {

    private static final int BLOCK = 1 << 18;

    /** Where the body comes from. */
    public interface Source {

        /** Opens it at its beginning. Every time, the same bytes come. */
        InputStream open() throws IOException;
    }

    /** Ends the answer, whose headers are set. A client that goes away is not waited for. */
    public void send(RoutingContext ctx) {
        Optional<Cut> cut = Cut.of(ctx);
        if (cut.isPresent()) {
            ctx.vertx()
                    .executeBlocking(this::size, false)
                    .onSuccess(size -> cut.get().send(ctx, this, size))
                    .onFailure(failure -> broken(ctx, failure));
            return;
        }
        ctx.response().setChunked(true);
        write(ctx, Long.MAX_VALUE)
                .onSuccess(written -> ctx.response().end())
                .onFailure(failure -> broken(ctx, failure));
    }

    private static void broken(RoutingContext ctx, Throwable failure) {
        if (ctx.response().headWritten()) {
            ctx.request().connection().close();
        } else {
            Resources.fail(ctx, failure);
        }
    }

    private long size() throws IOException {
        try (InputStream in = source.open()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    @Override
    public Future<Void> write(RoutingContext ctx, long bytes) {
        return ctx.vertx()
                .executeBlocking(source::open, false)
                .compose(in -> new Pump(ctx, in).start(bytes));
    }

    /** Goes to and fro between a worker, who reads, and the event loop, which writes. */
    private static final class Pump {

        private final RoutingContext ctx;
        private final HttpServerResponse response;
        private final InputStream in;
        private final Promise<Void> end = Promise.promise();

        Pump(RoutingContext ctx, InputStream in) {
            this.ctx = ctx;
            this.response = ctx.response();
            this.in = in;
        }

        Future<Void> start(long bytes) {
            read(bytes);
            return end.future().eventually(() -> ctx.vertx().executeBlocking(this::close, false));
        }

        private void read(long left) {
            int most = (int) Math.min(BLOCK, left);
            ctx.vertx()
                    .executeBlocking(() -> in.readNBytes(most), false)
                    .onSuccess(block -> write(block, left))
                    .onFailure(end::fail);
        }

        private void write(byte[] block, long left) {
            if (block.length == 0) {
                end.complete();
                return;
            }
            response.write(Buffer.buffer(block))
                    .onSuccess(written -> read(left - block.length))
                    .onFailure(end::fail);
        }

        private Void close() throws IOException {
            in.close();
            return null;
        }
    }
}
