package io.saltroad.sandbox.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of what is served: path, method, endpoint. Knows which methods a path has, because a
 * 405 names them.
 *
 * <p>The router under it collapses repeated slashes and takes a trailing one: Data Loader posts to
 * {@code /jobs/ingest//}, the Salesforce CLI calls {@code //services/data}.
 */
public final class Resources {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    /** Nothing but uploads is larger, and those are not read into memory. */
    private static final long LARGEST_BODY = 4_000_000;

    private final Router router;
    private final BodyHandler bodies;

    /**
     * An empty table over this router.
     *
     * @param uploads where a part of a multipart body is kept until its request has been answered
     */
    public Resources(Router router, String uploads) {
        this.router = router;
        this.bodies =
                BodyHandler.create(uploads)
                        .setBodyLimit(LARGEST_BODY)
                        .setDeleteUploadedFilesOnEnd(true);
    }

    /** Starts the description of one path; {@code :name} stands for one segment. */
    public Resource at(String path) {
        return new Resource(path);
    }

    /** Every answer that no resource gave. */
    public void close() {
        router.route().last().handler(ctx -> ApiError.notFound().answer(ctx).send(ctx));
        router.errorHandler(
                413,
                ctx ->
                        new ApiError(413, "REQUEST_ENTITY_TOO_LARGE", "The request is too large")
                                .answer(ctx)
                                .send(ctx));
        router.errorHandler(500, ctx -> fail(ctx, ctx.failure()));
    }

    /** Turns what an endpoint threw into an answer. */
    public static void fail(RoutingContext ctx, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            refusal.answer(ctx).send(ctx);
            return;
        }
        LOG.error("{} {} failed", ctx.request().method(), ctx.request().path(), failure);
        new ApiError(
                        500,
                        "UNKNOWN_EXCEPTION",
                        "An unexpected error occurred in the sandbox. Its log tells more")
                .answer(ctx)
                .send(ctx);
    }

    /** One path with its methods. End it with {@link #done()}. */
    public final class Resource {

        private final String path;
        private final Map<HttpMethod, Handler<RoutingContext>> methods = new LinkedHashMap<>();

        private Resource(String path) {
            this.path = path;
        }

        public Resource get(Endpoint endpoint) {
            return on(HttpMethod.GET, endpoint);
        }

        public Resource post(Endpoint endpoint) {
            return on(HttpMethod.POST, endpoint);
        }

        public Resource put(Endpoint endpoint) {
            return on(HttpMethod.PUT, endpoint);
        }

        public Resource patch(Endpoint endpoint) {
            return on(HttpMethod.PATCH, endpoint);
        }

        public Resource delete(Endpoint endpoint) {
            return on(HttpMethod.DELETE, endpoint);
        }

        /**
         * A handler that reads the request's body, or writes the answer, as a stream of its own.
         */
        public Resource streaming(HttpMethod method, Handler<RoutingContext> handler) {
            methods.put(method, handler);
            return this;
        }

        private Resource on(HttpMethod method, Endpoint endpoint) {
            methods.put(method, ctx -> call(ctx, endpoint));
            return this;
        }

        private void call(RoutingContext ctx, Endpoint endpoint) {
            ctx.vertx()
                    .executeBlocking(() -> endpoint.answer(new Call(ctx)), false)
                    .onSuccess(answer -> answer.send(ctx))
                    .onFailure(failure -> fail(ctx, failure));
        }

        public void done() {
            methods.forEach(
                    (method, handler) -> {
                        var route = router.route(method, path);
                        if (!HttpMethod.PUT.equals(method)) {
                            route.handler(bodies);
                        }
                        route.handler(handler);
                    });
            String allowed =
                    methods.keySet().stream()
                            .map(HttpMethod::name)
                            .collect(Collectors.joining(","));
            router.route(path).handler(ctx -> refuseMethod(ctx, allowed));
        }

        private void refuseMethod(RoutingContext ctx, String allowed) {
            new ApiError(
                            405,
                            "METHOD_NOT_ALLOWED",
                            "HTTP Method '%s' not allowed. Allowed are %s"
                                    .formatted(ctx.request().method().name(), allowed))
                    .answer(ctx)
                    .with("Allow", allowed)
                    .send(ctx);
        }
    }
}
