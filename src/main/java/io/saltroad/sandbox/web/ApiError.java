package io.saltroad.sandbox.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A refusal as the data paths write it: a JSON array of one object with {@code message} and {@code
 * errorCode}. OAuth paths have a form of their own.
 */
public final class ApiError extends Refusal {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;

    public ApiError(int status, String code, String message) {
        this(status, code, message, List.of());
    }

    public ApiError(int status, String code, String message, List<String> fields) {
        super(message);
        this.status = status;
        this.code = code;
        this.fields = fields;
    }

    /** The word in {@code errorCode}. */
    public String code() {
        return code;
    }

    /** The exact message is compared by the Salesforce CLI. */
    public static ApiError notFound() {
        return new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
    }

    public static ApiError badRequest(String code, String message) {
        return new ApiError(400, code, message);
    }

    public static ApiError malformedJson(String detail) {
        return new ApiError(400, "JSON_PARSER_ERROR", detail);
    }

    public static ApiError deadSession() {
        return new ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid");
    }

    /** On the paths of the tenant it takes the tenant's form. */
    @Override
    public Answer answer(RoutingContext ctx) {
        return TenantError.concerns(ctx.normalizedPath())
                ? new TenantError(status, getMessage()).answer(ctx)
                : answer();
    }

    /**
     * The error as an answer. {@code fields} only if there are any: a strict reader wants two keys.
     */
    public Answer answer() {
        JsonObject error = new JsonObject().put("message", getMessage()).put("errorCode", code);
        if (!fields.isEmpty()) {
            error.put("fields", new JsonArray(fields));
        }
        return Answer.json(status, new JsonArray().add(error));
    }
}
