package io.saltroad.sandbox.web;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** A body of which a part can be sent. */
interface PartialBody {

    /** Writes so many bytes, and does not end the answer. */
    Future<Void> write(RoutingContext ctx, long bytes);
}
