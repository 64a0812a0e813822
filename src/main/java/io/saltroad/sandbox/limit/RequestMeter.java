package io.saltroad.sandbox.limit;

import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Counts each call of the data paths and says so in {@code Sforce-Limit-Info}. */
public final class RequestMeter implements Handler<RoutingContext> {

    private static final String HEADER = "Sforce-Limit-Info";

    private final OrgLimits limits;

    public RequestMeter(OrgLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handle(RoutingContext ctx) {
        boolean counted = limits.countRequest();
        ctx.response().putHeader(HEADER, limits.usage());
        if (counted) {
            ctx.next();
        } else {
            exceeded().answer().send(ctx);
        }
    }

    /** The day's requests are used up. */
    public static ApiError exceeded() {
        return new ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    }
}
