package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * {@code /services/oauth2}: token, revoke, introspect, userinfo.
 *
 * <p>Source: Salesforce Help, "OAuth 2.0 Authorization Errors", "OpenID Connect Token
 * Introspection"; request forms as real clients send them.
 */
public final class OAuthEndpoints {

    private final Organization organization;
    private final Sessions sessions;
    private final TokenEndpoint tokens;

    public OAuthEndpoints(
            Organization organization,
            Sessions sessions,
            JwtCertificates certificates,
            Clock clock) {
        this.organization = organization;
        this.sessions = sessions;
        this.tokens =
                new TokenEndpoint(
                        organization,
                        sessions,
                        new JwtAssertion(organization, certificates, clock));
    }

    public void serve(Resources resources) {
        resources.at("/services/oauth2/token").post(tokens).done();
        resources
                .at("/services/oauth2/revoke")
                .post(call -> revoke(call.parameter("token").orElse(null)))
                .get(call -> revoke(call.query("token").orElse(null)))
                .done();
        resources.at("/services/oauth2/introspect").post(this::introspect).done();
        resources.at("/services/oauth2/userinfo").get(this::userinfo).post(this::userinfo).done();
        resources.at("/id/:org/:user").get(this::userinfo).done();
    }

    private Answer revoke(String token) {
        if (token != null
                && (sessions.revoke(token) || token.equals(organization.refreshToken()))) {
            return Answer.empty(200);
        }
        // From general knowledge, not verified; another mock says unsupported_token_type.
        return Answer.json(
                400,
                new JsonObject()
                        .put("error", "invalid_token")
                        .put("error_description", "invalid token"));
    }

    private Answer introspect(Call call) {
        try {
            Client.of(call).check(organization);
        } catch (OAuthError e) {
            return e.answer();
        }
        String token = call.form().get("token");
        if (token == null) {
            return OAuthError.missing("token").answer();
        }
        return sessions.find(token)
                .map(session -> Answer.json(describe(call, session)))
                .orElseGet(() -> Answer.json(new JsonObject().put("active", false)));
    }

    private JsonObject describe(Call call, Sessions.Session session) {
        long issued = session.issued().getEpochSecond();
        return new JsonObject()
                .put("active", true)
                .put("scope", session.scopes())
                .put("client_id", organization.clientId())
                .put("username", organization.username())
                .put("sub", Identity.url(call.base(), organization, session.userId()))
                .put("token_type", "access_token")
                .put("exp", sessions.end(session).getEpochSecond())
                .put("iat", issued)
                .put("nbf", issued);
    }

    private Answer userinfo(Call call) {
        Optional<Sessions.Session> session = BearerToken.of(call.request()).flatMap(sessions::use);
        if (session.isEmpty()) {
            // Seen in the field: plain text, and not a 401.
            return Answer.text(403, "Bad_OAuth_Token");
        }
        URI base = call.base();
        JsonObject urls =
                new JsonObject()
                        .put("rest", base + "/services/data/v{version}/")
                        .put("sobjects", base + "/services/data/v{version}/sobjects/")
                        .put("query", base + "/services/data/v{version}/query/");
        String nickname = organization.username().replaceAll("@.*", "");
        return Answer.json(
                new JsonObject()
                        .put("sub", Identity.url(base, organization, session.get().userId()))
                        .put("user_id", session.get().userId())
                        .put("organization_id", organization.id())
                        .put("preferred_username", organization.username())
                        .put("nickname", nickname)
                        .put("name", organization.firstName() + " " + organization.lastName())
                        .put("email", organization.email())
                        .put("email_verified", true)
                        .put("given_name", organization.firstName())
                        .put("family_name", organization.lastName())
                        .put("zoneinfo", "GMT")
                        .put("active", true)
                        .put("user_type", "STANDARD")
                        .put("language", "en_US")
                        .put("locale", "en_US")
                        .put("utcOffset", 0)
                        .put("updated_at", "2026-01-01T00:00:00Z")
                        .put("urls", urls));
    }
}
