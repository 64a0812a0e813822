package io.saltroad.sandbox.web;

import io.vertx.ext.web.RoutingContext;

/** Why a call is not answered as it was meant, in the form of whoever refuses. */
public abstract class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected Refusal(String message) {
        super(message, null, false, false);
    }

    /** The refusal of this very call. */
    public abstract Answer answer(RoutingContext ctx);
}
