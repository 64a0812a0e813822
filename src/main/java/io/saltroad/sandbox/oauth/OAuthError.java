package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.web.Answer;
import io.vertx.core.json.JsonObject;

/**
 * A refusal of the OAuth endpoints: always 400 and one object, unlike the data paths. The texts are
 * those seen in the field; which of them the documentation confirms stands at their use.
 */
final class OAuthError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;

    private OAuthError(String error, String description) {
        super(description, null, false, false);
        this.error = error;
    }

    /** Seen in the field. */
    static OAuthError badCredentials() {
        return new OAuthError("invalid_grant", "authentication failure");
    }

    static OAuthError invalidGrant(String description) {
        return new OAuthError("invalid_grant", description);
    }

    /** Seen in the field. */
    static OAuthError unknownClient() {
        return new OAuthError("invalid_client_id", "client identifier invalid");
    }

    /** Seen in the field. Old tables call the error {@code invalid_client_credentials}. */
    static OAuthError badClientSecret() {
        return new OAuthError("invalid_client", "invalid client credentials");
    }

    /** Seen in the field. */
    static OAuthError unknownGrant() {
        return new OAuthError("unsupported_grant_type", "grant type not supported");
    }

    /** Documented; the wording of the description is ours. */
    static OAuthError missing(String parameter) {
        return new OAuthError("invalid_request", "missing required parameter: " + parameter);
    }

    Answer answer() {
        return Answer.json(
                        400,
                        new JsonObject().put("error", error).put("error_description", getMessage()))
                .with("Cache-Control", "no-store")
                .with("Pragma", "no-cache");
    }
}
