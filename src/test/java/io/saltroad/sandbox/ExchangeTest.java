package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.EXCHANGE;
import static io.saltroad.sandbox.TenantClient.grant;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A Data Cloud token")
class ExchangeTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String QUERY = "{\"sql\":\"SELECT 1 AS one\"}";

    private final SandboxClient core = ORG.client();
    private TenantClient tenant;

    @BeforeEach
    void signIn() {
        core.withToken(null).signIn(ORG.sandbox().credentials());
        tenant = new TenantClient(ORG.sandbox());
    }

    // Reference 1.3: a JWT with audienceTenantId and exp, expires_in a number, a little under 2 h.
    @Test
    void is_given_for_a_core_token() {
        JsonObject token = json(tenant.exchange(core.token()));

        assertThat(token.fieldNames())
                .containsExactly(
                        "access_token",
                        "instance_url",
                        "token_type",
                        "issued_token_type",
                        "expires_in");
        assertThat(token.getString("token_type")).isEqualTo("Bearer");
        assertThat(token.getString("issued_token_type"))
                .isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        assertThat(token.getValue("expires_in")).isInstanceOf(Integer.class);
        assertThat(token.getInteger("expires_in")).isBetween(7_100, 7_200);
        JsonObject claims = claims(token.getString("access_token"));
        assertThat(claims.getString("audienceTenantId")).startsWith("a360/");
        assertThat(claims.getValue("exp")).isInstanceOf(Integer.class);
    }

    private static JsonObject claims(String jwt) {
        byte[] claims = Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]);
        return new JsonObject(new String(claims, StandardCharsets.UTF_8));
    }

    // Reference 8.1: one client sends everything in the query string and an empty body.
    @Test
    void is_given_for_parameters_in_the_query_string() {
        String query =
                grant(core.token()).entrySet().stream()
                        .map(e -> e.getKey() + "=" + SandboxClient.encoded(e.getValue()))
                        .collect(Collectors.joining("&"));

        HttpResponse<String> answer =
                core.send(EXCHANGE + "?" + query, r -> r.POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void is_another_one_each_time() {
        String first = json(tenant.exchange(core.token())).getString("access_token");
        String second = json(tenant.exchange(core.token())).getString("access_token");

        assertThat(first).isNotEqualTo(second);
    }

    // Without TLS there is nothing that a client could put https:// before.
    @Test
    void comes_with_the_plain_address_when_there_is_no_tls() {
        assertThat(json(tenant.exchange(core.token())).getString("instance_url"))
                .isEqualTo(ORG.sandbox().uri().toString());
    }

    // Reference 1.3: clients prefix the bare host with https://.
    @Test
    void comes_with_the_bare_host_of_the_tls_listener() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts())) {
            TenantClient client = new TenantClient(sandbox);
            String token = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials()).token();

            assertThat(json(client.exchange(token)).getString("instance_url"))
                    .isEqualTo("127.0.0.1:" + sandbox.tlsUri().orElseThrow().getPort());
        }
    }

    @Test
    void comes_with_the_plain_address_if_the_sandbox_was_started_so() {
        SandboxSettings settings =
                SandboxSettings.onFreePorts().withTenantUrl(SandboxSettings.PLAIN_TENANT);
        try (Sandbox sandbox = Sandbox.start(settings)) {
            TenantClient client = new TenantClient(sandbox);
            String token = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials()).token();

            assertThat(json(client.exchange(token)).getString("instance_url"))
                    .isEqualTo(sandbox.uri().toString());
        }
    }

    // Reference 1.3: the newest sample has a scheme.
    @Test
    void comes_with_the_address_that_was_set() {
        tenant.set("tenantUrl", "https://tenant.example.com");

        assertThat(json(tenant.exchange(core.token())).getString("instance_url"))
                .isEqualTo("https://tenant.example.com");
    }

    // Reference 1.4.
    @ParameterizedTest
    @CsvSource({
        "grant_type, password, unsupported_grant_type",
        "grant_type, '', invalid_request",
        "subject_token, '', invalid_request",
        "subject_token, 00Dnot!alive, invalid_subject_token",
        "subject_token_type, urn:ietf:params:oauth:token-type:jwt, invalid_request",
    })
    void is_refused_as_json_for_a_wrong_request(String key, String value, String error) {
        Map<String, String> form = new HashMap<>(grant(core.token()));
        form.put(key, value);

        HttpResponse<String> answer = core.form(EXCHANGE, form);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getString("error")).isEqualTo(error);
        assertThat(json(answer).getString("error_description")).isNotEmpty();
    }

    // Reference 1.4: a core token without a scope cdp_*.
    @Test
    void is_refused_if_the_app_lacks_the_scope() {
        tenant.set("scopes", "api refresh_token");
        String token = core.withToken(null).signIn(ORG.sandbox().credentials()).token();

        HttpResponse<String> answer = tenant.exchange(token);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getString("error")).isEqualTo("invalid_scope");
    }

    // Reference 1.4, help 005104785: HTML instead of JSON.
    @Test
    void is_a_page_with_a_script_when_the_token_of_a_password_is_used_again() {
        SandboxCredentials who = ORG.sandbox().credentials();
        String token =
                json(core.form(
                                "/services/oauth2/token",
                                Map.of(
                                        "grant_type", "password",
                                        "client_id", who.clientId(),
                                        "client_secret", who.clientSecret(),
                                        "username", who.username(),
                                        "password", who.password())))
                        .getString("access_token");
        assertThat(json(tenant.exchange(token)).getString("access_token")).isNotEmpty();

        HttpResponse<String> again = tenant.exchange(token);

        assertThat(again.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/html");
        assertThat(again.body()).contains("<script>", "window.location");
    }

    // Reference 1.4: revoking the core token does not end the exchanged one.
    @Test
    void outlives_the_revocation_of_the_core_token() {
        String token = json(tenant.exchange(core.token())).getString("access_token");

        core.form("/services/oauth2/revoke", Map.of("token", core.token()));

        assertThat(tenant.withToken(token).query("SELECT 1 AS one").statusCode()).isEqualTo(200);
        assertThat(json(tenant.exchange(core.token())).getString("error"))
                .isEqualTo("invalid_subject_token");
    }

    // Reference 0: two tokens, each for its own host.
    @Test
    void opens_the_tenant_and_not_the_org() {
        String token = json(tenant.exchange(core.token())).getString("access_token");

        assertThat(tenant.withToken(core.token()).http().post("/api/v2/query", QUERY).statusCode())
                .isEqualTo(401);
        assertThat(tenant.withToken(token).http().post("/api/v2/query", QUERY).statusCode())
                .isEqualTo(200);
        assertThat(tenant.http().get(SandboxClient.DATA + "/limits").statusCode()).isEqualTo(401);
    }

    @Test
    void ends_after_its_time() {
        tenant.signIn();
        tenant.advance(Duration.ofHours(2));

        HttpResponse<String> answer = tenant.query("SELECT 1 AS one");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).getString("error")).isEqualTo("Unauthorized");
        assertThat(json(answer).getString("message")).isNotEmpty();
    }

    @Test
    void without_the_scope_for_ingestion_does_not_open_ingestion() {
        tenant.set("scopes", "api cdp_query_api");
        tenant.signIn();

        assertThat(
                        tenant.stream(TenantClient.CUSTOMERS, TenantClient.customer("1", "A"))
                                .statusCode())
                .isEqualTo(403);
        assertThat(tenant.query("SELECT 1 AS one").statusCode()).isEqualTo(200);
    }
}
