package io.saltroad.sandbox.tenant;

import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Endpoint;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code POST /services/a360/token}: a core access token for a Data Cloud token. Parameters come in
 * the form or in the query string.
 *
 * <p>Source: "Get Started with Ingestion API"; the page with a script, help article 005104785. The
 * errors {@code invalid_scope} and {@code invalid_subject_token} are reported by third parties; the
 * others, and all descriptions, are from general knowledge.
 */
public final class ExchangeEndpoint implements Endpoint {

    /** Stands for the address of the plain listener, whatever its port. */
    public static final String PLAIN = "plain";

    private static final String GRANT = "urn:salesforce:grant-type:external:cdp";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String DATASPACE = "default";

    private final Sessions sessions;
    private final TenantTokens tokens;
    private final TenantSettings settings;
    private final Clock clock;
    private final Listeners listeners;

    /**
     * Where the sandbox listens, known only after it was started.
     *
     * @param plain the address for plain HTTP
     * @param tls the address for HTTPS, if there is one
     */
    public record Listeners(Supplier<URI> plain, Supplier<Optional<URI>> tls) {}

    /**
     * The endpoint.
     *
     * @param clock the sandbox's own, by which sessions age
     */
    public ExchangeEndpoint(
            Sessions sessions,
            TenantTokens tokens,
            TenantSettings settings,
            Clock clock,
            Listeners listeners) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.settings = settings;
        this.clock = clock;
        this.listeners = listeners;
    }

    @Override
    public Answer answer(Call call) {
        String grant = call.parameter("grant_type").orElse("");
        if (grant.isEmpty()) {
            return refusal("invalid_request", "missing required parameter: grant_type");
        }
        if (!grant.equals(GRANT)) {
            return refusal("unsupported_grant_type", "grant type not supported");
        }
        String token = call.parameter("subject_token").orElse("");
        if (token.isEmpty()) {
            return refusal("invalid_request", "missing required parameter: subject_token");
        }
        if (!call.parameter("subject_token_type").orElse("").equals(ACCESS_TOKEN)) {
            return refusal("invalid_request", "subject_token_type must be " + ACCESS_TOKEN);
        }
        String dataspace = call.parameter("dataspace").orElse(DATASPACE);
        if (!dataspace.equals(DATASPACE)) {
            return refusal("invalid_request", "unknown data space: " + dataspace);
        }
        Optional<Sessions.Session> session = sessions.use(token);
        return session.isEmpty()
                ? refusal("invalid_subject_token", "the subject token is invalid or has expired")
                : exchange(call, session.get(), dataspace);
    }

    private Answer exchange(Call call, Sessions.Session session, String dataspace) {
        if (session.byPassword() && session.exchanged()) {
            return page(call.base());
        }
        if (!session.scopes().contains("cdp_")) {
            return refusal("invalid_scope", "the subject token has none of the scopes cdp_*");
        }
        sessions.exchanged(session.token());
        Duration age = Duration.between(session.issued(), clock.instant());
        TenantTokens.Token token = tokens.issue(session, age, dataspace);
        return Answer.json(
                        new JsonObject()
                                .put("access_token", token.jwt())
                                .put("instance_url", address(call.base()))
                                .put("token_type", "Bearer")
                                .put("issued_token_type", "urn:ietf:params:oauth:token-type:jwt")
                                .put("expires_in", token.life().toSeconds()))
                .with("Cache-Control", "no-store");
    }

    /**
     * The tenant's address. Real clients put {@code https://} before it, so it is the bare host and
     * port of the TLS listener, under the name that the caller used; without TLS it is an address
     * with its scheme, which clients that know of sandboxes take.
     */
    private String address(URI caller) {
        String wanted = settings.tenantUrl();
        Optional<URI> tls = listeners.tls().get();
        if (wanted.equals(PLAIN) || (wanted.isEmpty() && tls.isEmpty())) {
            return "http://" + at(caller, listeners.plain().get());
        }
        return wanted.isEmpty() ? at(caller, tls.orElseThrow()) : wanted;
    }

    private static String at(URI caller, URI listener) {
        return caller.getHost() + ":" + listener.getPort();
    }

    /** What is documented is that it is a page with a script; status and text are not. */
    private static Answer page(URI base) {
        String login = base + "/?ec=302";
        return Answer.html(
                200,
                """
                <html>
                <head><meta http-equiv="Refresh" content="0; URL=%1$s"></head>
                <script>
                if (window.location.replace) { window.location.replace('%1$s'); } else { window.location.href = '%1$s'; }
                </script>
                </html>
                """
                        .formatted(login));
    }

    private static Answer refusal(String error, String description) {
        return Answer.json(
                        400,
                        new JsonObject().put("error", error).put("error_description", description))
                .with("Cache-Control", "no-store");
    }
}
