package io.saltroad.sandbox.classic;

import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Refusal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A refusal as Bulk API 1.0 writes it for JSON jobs: one object, the code in mixed case. */
final class ClassicError extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String code;

    ClassicError(String code, String message) {
        super(message);
        this.code = code;
    }

    /** A dead session is 400 here, not 401. */
    static ClassicError deadSession() {
        return new ClassicError("InvalidSessionId", "Invalid session id");
    }

    @Override
    public Answer answer(RoutingContext ctx) {
        return Answer.json(
                400,
                new JsonObject().put("exceptionCode", code).put("exceptionMessage", getMessage()));
    }
}
