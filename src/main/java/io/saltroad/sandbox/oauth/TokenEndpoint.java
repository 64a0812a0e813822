package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Endpoint;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code POST /services/oauth2/token}. Every value of a success is a text; {@code issued_at} is
 * milliseconds; there is no {@code expires_in}: clients learn the end from a 401.
 */
final class TokenEndpoint implements Endpoint {

    private final Organization organization;
    private final Sessions sessions;
    private final JwtAssertion assertions;

    TokenEndpoint(Organization organization, Sessions sessions, JwtAssertion assertions) {
        this.organization = organization;
        this.sessions = sessions;
        this.assertions = assertions;
    }

    @Override
    public Answer answer(Call call) {
        try {
            return Answer.json(token(call))
                    .with("Cache-Control", "no-store")
                    .with("Pragma", "no-cache");
        } catch (OAuthError e) {
            return e.answer();
        }
    }

    private JsonObject token(Call call) {
        return switch (required(call, "grant_type")) {
            case "client_credentials" -> clientCredentials(call);
            case "password" -> password(call);
            case "refresh_token" -> refresh(call);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> jwt(call);
            default -> throw OAuthError.unknownGrant();
        };
    }

    private JsonObject clientCredentials(Call call) {
        Client.of(call).check(organization);
        return issue(call, false).put("scope", sessions.scopes());
    }

    private JsonObject password(Call call) {
        Client.of(call).check(organization);
        String username = required(call, "username");
        String password = required(call, "password");
        if (!organization.accepts(username, password)) {
            throw OAuthError.badCredentials();
        }
        return issue(call, true);
    }

    private JsonObject refresh(Call call) {
        Client client = Client.of(call);
        client.checkId(organization);
        client.checkSecret(organization);
        if (!organization.refreshToken().equals(required(call, "refresh_token"))) {
            throw OAuthError.invalidGrant("expired access/refresh token");
        }
        return issue(call, false).put("scope", "refresh_token " + sessions.scopes());
    }

    private JsonObject jwt(Call call) {
        assertions.check(required(call, "assertion"), call.base());
        // issued_at and signature are not documented for this flow.
        JsonObject token = issue(call, false);
        token.put("scope", sessions.scopes());
        token.remove("issued_at");
        token.remove("signature");
        return token;
    }

    private JsonObject issue(Call call, boolean byPassword) {
        Sessions.Session session = sessions.open(byPassword);
        String id = Identity.url(call.base(), organization, session.userId());
        String issuedAt = String.valueOf(session.issued().toEpochMilli());
        return new JsonObject()
                .put("access_token", session.token())
                .put("signature", signature(id + issuedAt))
                .put("instance_url", call.base().toString())
                .put("id", id)
                .put("token_type", "Bearer")
                .put("issued_at", issuedAt);
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = organization.clientSecret().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows HmacSHA256", e);
        }
    }

    private static String required(Call call, String parameter) {
        return call.parameter(parameter)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> OAuthError.missing(parameter));
    }
}
