package io.saltroad.sandbox.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request's body that goes to a file as it arrives, never into memory. */
public final class StreamedBody {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedBody.class);

    private final RoutingContext ctx;
    private final Path incoming;
    private final long most;
    private final Supplier<Refusal> tooLong;
    private final Taker taker;

    /** Who wants the file. */
    public interface Taker {

        /**
         * Takes the file away, all of it has arrived. Runs on a worker thread.
         *
         * @param bytes its length
         * @throws Exception to refuse it; then it is discarded
         */
        Answer keep(long bytes) throws Exception;

        /** The body broke off, was too long or was refused; its file is gone. */
        void discarded();
    }

    /**
     * A body to be received.
     *
     * @param incoming the file to write
     * @param most bytes it may have
     * @param tooLong what is said if it has more
     */
    public StreamedBody(
            RoutingContext ctx, Path incoming, long most, Supplier<Refusal> tooLong, Taker taker) {
        this.ctx = ctx;
        this.incoming = incoming;
        this.most = most;
        this.tooLong = tooLong;
        this.taker = taker;
    }

    /** Reads the body and answers the request. */
    public void receive() {
        UploadFile file;
        try {
            file = new UploadFile(incoming, most);
        } catch (IOException e) {
            taker.discarded();
            Resources.fail(ctx, e);
            return;
        }
        HttpServerRequest request = ctx.request();
        request.handler(
                buffer -> {
                    try {
                        file.add(buffer);
                    } catch (IOException e) {
                        Resources.fail(ctx, e);
                    }
                    if (file.tooLong()) {
                        tooLong.get().answer(ctx).send(ctx);
                    }
                });
        request.exceptionHandler(broken -> discard(file));
        request.endHandler(
                end ->
                        ctx.vertx()
                                .executeBlocking(() -> keep(file), false)
                                .onSuccess(answer -> answer.send(ctx))
                                .onFailure(
                                        failure -> {
                                            discard(file);
                                            Resources.fail(ctx, failure);
                                        }));
    }

    private Answer keep(UploadFile file) throws Exception {
        file.close();
        if (ctx.response().ended()) {
            throw new IOException("The upload to " + incoming + " was refused meanwhile");
        }
        return taker.keep(file.bytes());
    }

    private void discard(UploadFile file) {
        try {
            file.close();
            Files.deleteIfExists(incoming);
        } catch (IOException e) {
            LOG.warn("Discarding the broken upload {} failed", incoming, e);
        } finally {
            taker.discarded();
        }
    }
}
