package io.saltroad.sandbox.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Locale;

/**
 * A refusal as the Data Cloud tenant writes it: one JSON object.
 *
 * <p>The ingestion paths follow the only body that is documented, that of "Synchronous Record
 * Validation"; query paths that of "Query Services Status Codes" with {@code message} beside it,
 * which all known clients read. That every other error of these paths has the same form is assumed.
 */
public final class TenantError extends Refusal {

    /** All paths of the tenant begin with it, none of the org does. */
    public static final String ROOT = "/api/";

    /** The tenant's name in tokens and errors. Its form is from general knowledge, not verified. */
    public static final String TENANT_ID = "a360/sandbox/5a17e0ad5a17e0ad5a17e0ad5a17e0ad";

    private static final long serialVersionUID = 1L;
    private static final String INGEST = ROOT + "v1/ingest";
    private static final String GENERIC = "COMMON_ERROR_GENERIC";

    private final int status;
    private final transient JsonObject details;
    private final long retryAfter;

    public TenantError(int status, String message) {
        this(status, message, null, 0);
    }

    private TenantError(int status, String message, JsonObject details, long retryAfter) {
        super(message);
        this.status = status;
        this.details = details;
        this.retryAfter = retryAfter;
    }

    /** A refusal with a report. */
    public static TenantError detailed(int status, String message, JsonObject details) {
        return new TenantError(status, message, details, 0);
    }

    /**
     * 429.
     *
     * @param retryAfter seconds for {@code Retry-After}, which is not documented here; 0 for none
     */
    public static TenantError tooMany(String message, long retryAfter) {
        return new TenantError(429, message, null, retryAfter);
    }

    /** The status is documented, the wording is ours. */
    public static TenantError notFound(String what) {
        return new TenantError(404, "Not Found: " + what);
    }

    public static TenantError badRequest(String message) {
        return new TenantError(400, "Bad Request: " + message);
    }

    /** The status is documented, body and wording are not. */
    public static TenantError deadToken() {
        return new TenantError(401, "Unauthorized: the Data Cloud token is invalid or has expired");
    }

    /** Whether the path belongs to the tenant. */
    public static boolean concerns(String path) {
        return path.startsWith(ROOT);
    }

    @Override
    public Answer answer(RoutingContext ctx) {
        return answer(ctx.normalizedPath());
    }

    /** The refusal of a call of this path; in the org's form if it is not the tenant's. */
    public Answer answer(String path) {
        if (!concerns(path)) {
            // A path of the org that asks the tenant's lake.
            return new ApiError(status, status == 404 ? "NOT_FOUND" : "INVALID_INPUT", getMessage())
                    .answer();
        }
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        JsonObject body =
                new JsonObject().put("timestamp", Instant.now().toString()).put("error", phrase);
        if (path.startsWith(INGEST)) {
            body.put("message", getMessage())
                    .put("path", "uri=" + path)
                    .put("tenantId", TENANT_ID)
                    .put("internalErrorCode", GENERIC);
        } else {
            body.put("errorCode", phrase.toUpperCase(Locale.ROOT).replace(' ', '_'))
                    .put("message", getMessage())
                    .put("internalErrorCode", GENERIC)
                    .put("path", "uri=" + path);
        }
        Answer answer = Answer.json(status, body.put("details", details));
        if (status == 401) {
            // From general knowledge, not verified.
            answer = answer.with("WWW-Authenticate", "Bearer");
        }
        return retryAfter > 0 ? answer.with("Retry-After", String.valueOf(retryAfter)) : answer;
    }
}
