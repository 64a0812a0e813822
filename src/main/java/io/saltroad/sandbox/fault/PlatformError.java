package io.saltroad.sandbox.fault;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the platform answers with a status: an array with an error code on the data paths, one
 * object at the OAuth endpoints, a page from the edge.
 *
 * <p>Source of codes and forms: Bulk API 2.0 Developer Guide, "Errors"; REST API Developer Guide,
 * "Status Codes and Error Responses". Which sentence goes with which status is ours where the
 * documentation has none.
 */
final class PlatformError {

    private PlatformError() {}

    /**
     * The answer.
     *
     * @param code instead of the usual one, or null
     * @param message instead of the usual one, or null
     */
    static Answer of(int status, String path, String code, String message) {
        if (path.contains("/oauth2/") || path.contains("/a360/")) {
            return oauth(status, code, message);
        }
        if (TenantError.concerns(path) && status >= 400) {
            return tenant(status, path, message);
        }
        if (code == null && (status == 502 || status == 504)) {
            return page(status, status == 502 ? "502 Bad Gateway" : "504 Gateway Timeout");
        }
        ApiError usual = usual(status, path);
        Answer answer =
                new ApiError(
                                status,
                                Optional.ofNullable(code).orElse(usual.code()),
                                Optional.ofNullable(message).orElse(usual.getMessage()))
                        .answer();
        return status == 401 ? answer.with("WWW-Authenticate", "Token") : answer;
    }

    private static ApiError usual(int status, String path) {
        boolean ofJobs = path.contains("/jobs/ingest");
        return switch (status) {
            case 400 ->
                    ofJobs
                            ? ApiError.badRequest("INVALIDJOB", "The job is not valid")
                            : ApiError.badRequest("API_ERROR", "The request is not valid");
            case 401 -> ApiError.deadSession();
            case 403 ->
                    new ApiError(
                            403,
                            "INSUFFICIENT_ACCESS",
                            "insufficient access rights on cross-reference id");
            case 404 -> ApiError.notFound();
            case 409 ->
                    new ApiError(
                            409,
                            ofJobs ? "INVALIDJOBSTATE" : "CONFLICT",
                            "The request conflicts with the current state of the resource");
            case 410 ->
                    new ApiError(410, "UNSUPPORTED_API_VERSION", "The requested resource is gone");
            case 503 -> new ApiError(503, "SERVER_UNAVAILABLE", "Server is unavailable");
            default ->
                    status < 500
                            ? new ApiError(status, "API_ERROR", "The request is not valid")
                            : new ApiError(
                                    status,
                                    "UNKNOWN_EXCEPTION",
                                    "An unexpected error occurred. Please include this ErrorId if"
                                            + " you contact support: 1234567890-12345 (-1234567890)");
        };
    }

    private static Answer oauth(int status, String code, String message) {
        if (status >= 500) {
            return page(status, status + " at the token endpoint");
        }
        return Answer.json(
                status,
                new JsonObject()
                        .put("error", code == null ? "invalid_request" : code)
                        .put("error_description", message == null ? "bad request" : message));
    }

    private static Answer tenant(int status, String path, String message) {
        TenantError usual =
                status == 401
                        ? TenantError.deadToken()
                        : new TenantError(
                                status,
                                HttpResponseStatus.valueOf(status).reasonPhrase()
                                        + ": as it was asked for");
        return (message == null ? usual : new TenantError(status, message)).answer(path);
    }

    /** A page of what stands in front of the platform. */
    static Answer page(int status, String title) {
        return Answer.html(
                status,
                "<html><head><title>%1$s</title></head><body><h1>%1$s</h1></body></html>\n"
                        .formatted(title));
    }
}
