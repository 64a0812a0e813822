package io.saltroad.sandbox.fault;

import io.vertx.core.http.HttpServerRequest;

/** Tells when half of a request's body has arrived; of a request without a body, when it ends. */
final class HalfWay {

    private final Runnable action;
    private final long length;
    private long arrived;
    private boolean reached;

    private HalfWay(long length, Runnable action) {
        this.length = length;
        this.action = action;
    }

    /**
     * Takes over the reading of the body, which is dropped.
     *
     * @param action is called once, half-way; if the length is not known, at the first bytes
     * @param ended is called when all of the body has arrived
     */
    static void of(HttpServerRequest request, Runnable action, Runnable ended) {
        String length = request.getHeader("Content-Length");
        HalfWay way = new HalfWay(length == null ? 0 : Long.parseLong(length), action);
        request.handler(buffer -> way.add(buffer.length()));
        request.endHandler(
                end -> {
                    way.reach();
                    ended.run();
                });
    }

    private void add(int bytes) {
        arrived += bytes;
        if (arrived >= length / 2) {
            reach();
        }
    }

    private void reach() {
        if (!reached) {
            reached = true;
            action.run();
        }
    }
}
