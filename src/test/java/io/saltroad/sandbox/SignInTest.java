package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Signing in")
class SignInTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String TOKEN = "/services/oauth2/token";
    private static final String LIMITS = SandboxClient.DATA + "/limits";

    private final SandboxCredentials known = ORG.sandbox().credentials();
    private final SandboxClient client = new SandboxClient(ORG.sandbox().uri());

    @Test
    void with_client_credentials_opens_a_session() {
        JsonObject token = granted(clientCredentials());

        assertThat(token.getString("access_token")).matches("00D\\w{12,15}![.\\w]*");
        assertThat(token.getString("instance_url")).isEqualTo(ORG.sandbox().uri().toString());
        assertThat(token.getString("id")).matches("http://.*/id/00D\\w{15}/005\\w{15}");
        assertThat(token.getString("token_type")).isEqualTo("Bearer");
        assertThat(token.getString("issued_at")).matches("\\d{13}");
        assertThat(token.containsKey("expires_in")).isFalse();
        assertThat(client.withToken(token.getString("access_token")).get(LIMITS).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takes_the_client_from_http_basic_too() {
        String pair = known.clientId() + ":" + known.clientSecret();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer =
                client.send(
                        TOKEN,
                        r ->
                                r.POST(BodyPublishers.ofString("grant_type=client_credentials"))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .header("Authorization", "Basic " + basic));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void with_a_password_and_security_token_names_no_scope() {
        JsonObject token = granted(password(known.password() + known.securityToken()));

        assertThat(token.containsKey("scope")).isFalse();
        assertThat(token.getString("signature")).isNotEmpty();
    }

    @Test
    void with_a_wrong_password_is_refused() {
        assertRefused(password("wrong"), "invalid_grant", "authentication failure");
    }

    @Test
    void with_a_refresh_token_needs_no_secret() {
        JsonObject token =
                granted(
                        Map.of(
                                "grant_type", "refresh_token",
                                "client_id", known.clientId(),
                                "refresh_token", known.refreshToken()));

        assertThat(token.getString("access_token")).isNotEmpty();
        assertThat(token.containsKey("refresh_token")).isFalse();
    }

    @Test
    void with_a_revoked_refresh_token_is_refused() {
        assertRefused(
                Map.of(
                        "grant_type", "refresh_token",
                        "client_id", known.clientId(),
                        "refresh_token", "5Aep8gone"),
                "invalid_grant",
                "expired access/refresh token");
    }

    @Test
    void with_an_unknown_client_a_wrong_secret_or_grant_is_refused() {
        assertRefused(
                with(clientCredentials(), "client_id", "3MVG9other"),
                "invalid_client_id",
                "client identifier invalid");
        assertRefused(
                with(clientCredentials(), "client_secret", "wrong"),
                "invalid_client",
                "invalid client credentials");
        assertRefused(
                with(clientCredentials(), "grant_type", "device"),
                "unsupported_grant_type",
                "grant type not supported");
        assertRefused(
                Map.of("client_id", "x"),
                "invalid_request",
                "missing required parameter: grant_type");
    }

    @ParameterizedTest
    @CsvSource({
        // what clients send: seconds or milliseconds, number or text, padded or not
        "seconds, number, plain", // documented
        "seconds, text, padded", // camel-salesforce
        "seconds, text, plain", // simple_salesforce
        "milliseconds, number, plain", // Salesforce CLI
    })
    void with_a_signed_assertion_takes_every_form_of_expiry(
            String unit, String type, String padding, @TempDir Path folder) throws Exception {
        KeyStore keys = registeredKeys(folder);
        long expiry = Instant.now().plusSeconds(180).getEpochSecond();
        long number = unit.equals("seconds") ? expiry : expiry * 1000;
        String claims = claims(type.equals("text") ? "\"" + number + "\"" : "" + number);

        JsonObject token = granted(jwt(signed(claims, keys, padding.equals("padded"))));

        assertThat(token.getString("access_token")).isNotEmpty();
        assertThat(token.containsKey("signature")).isFalse();
    }

    @Test
    void with_an_expired_assertion_is_refused(@TempDir Path folder) throws Exception {
        KeyStore keys = registeredKeys(folder);
        String claims = claims("" + Instant.now().minusSeconds(5).getEpochSecond());

        assertRefused(
                jwt(signed(claims, keys, false)), "invalid_grant", "expired authorization code");
    }

    @Test
    void with_an_assertion_of_another_key_is_refused(@TempDir Path folder) throws Exception {
        KeyStore keys = TestKeys.make(folder.resolve("unknown.p12"));
        String claims = claims("" + Instant.now().plusSeconds(60).getEpochSecond());

        assertRefused(jwt(signed(claims, keys, false)), "invalid_grant", "invalid assertion");
    }

    @Test
    void with_an_assertion_for_somebody_else_is_refused(@TempDir Path folder) throws Exception {
        KeyStore keys = registeredKeys(folder);
        String claims = claims("" + Instant.now().plusSeconds(60).getEpochSecond());

        assertRefused(
                jwt(signed(claims.replace("login.salesforce.com", "example.org"), keys, false)),
                "invalid_grant",
                "audience is invalid");
        assertRefused(
                jwt(signed(claims.replace(known.username(), "x@example.org"), keys, false)),
                "invalid_grant",
                "user hasn't approved this consumer");
    }

    @Test
    void is_asked_for_on_every_data_path() {
        HttpResponse<String> answer = client.withToken("00Dxx!garbage").get(LIMITS);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .isEqualTo(
                        "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
    }

    @Test
    void ends_when_the_token_is_revoked_or_all_sessions_expire() {
        client.signIn(known);
        assertThat(
                        client.form("/services/oauth2/revoke", Map.of("token", client.token()))
                                .statusCode())
                .isEqualTo(200);
        assertThat(client.get(LIMITS).statusCode()).isEqualTo(401);

        client.signIn(known);
        assertThat(client.get("/services/oauth2/revoke?token=" + client.token()).statusCode())
                .isEqualTo(200);
        assertThat(client.get(LIMITS).statusCode()).isEqualTo(401);

        client.signIn(known);
        client.delete("/sandbox/sessions");
        assertThat(client.get(LIMITS).statusCode()).isEqualTo(401);
    }

    @Test
    void can_be_left_out_with_an_existing_token() {
        String token =
                new JsonObject(client.post("/sandbox/sessions", "").body())
                        .getString("access_token");

        assertThat(client.withToken(token).get(LIMITS).statusCode()).isEqualTo(200);
    }

    @Test
    void tells_who_one_is() {
        assertThat(client.withToken("x").get("/services/oauth2/userinfo").statusCode())
                .isEqualTo(403);
        assertThat(client.get("/services/oauth2/userinfo").body()).isEqualTo("Bad_OAuth_Token");

        JsonObject user =
                new JsonObject(client.signIn(known).get("/services/oauth2/userinfo").body());

        assertThat(user.getString("preferred_username")).isEqualTo(known.username());
        assertThat(user.getString("organization_id")).hasSize(18).startsWith("00D");
    }

    @Test
    void tells_an_app_about_a_token() {
        client.signIn(known);
        Map<String, String> question = with(clientCredentials(), "token", client.token());

        JsonObject alive =
                new JsonObject(client.form("/services/oauth2/introspect", question).body());
        JsonObject unknown =
                new JsonObject(
                        client.form("/services/oauth2/introspect", with(question, "token", "x"))
                                .body());

        assertThat(alive.getBoolean("active")).isTrue();
        assertThat(alive.getLong("exp")).isGreaterThan(Instant.now().getEpochSecond());
        assertThat(unknown).isEqualTo(new JsonObject().put("active", false));
    }

    // ---- ----------------------------------------------------------------------------------------

    private Map<String, String> clientCredentials() {
        return Map.of(
                "grant_type", "client_credentials",
                "client_id", known.clientId(),
                "client_secret", known.clientSecret());
    }

    private Map<String, String> password(String password) {
        return Map.of(
                "grant_type",
                "password",
                "client_id",
                known.clientId(),
                "client_secret",
                known.clientSecret(),
                "username",
                known.username(),
                "password",
                password,
                "format",
                "json");
    }

    private static Map<String, String> jwt(String assertion) {
        return Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion",
                assertion);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private String claims(String expiry) {
        return "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"https://login.salesforce.com\",\"exp\":%s}"
                .formatted(known.clientId(), known.username(), expiry);
    }

    private KeyStore registeredKeys(Path folder) throws Exception {
        KeyStore keys = TestKeys.make(folder.resolve("keys.p12"));
        assertThat(client.post("/sandbox/certificates", TestKeys.pem(keys)).statusCode())
                .isEqualTo(201);
        return keys;
    }

    private static String signed(String claims, KeyStore keys, boolean padded)
            throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder();
        Base64.Encoder encoder = padded ? base64 : base64.withoutPadding();
        String text =
                encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
                        + "."
                        + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(
                (PrivateKey) keys.getKey(TestKeys.ALIAS, TestKeys.PASSWORD.toCharArray()));
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return text + "." + encoder.encodeToString(signature.sign());
    }

    private JsonObject granted(Map<String, String> form) {
        HttpResponse<String> answer = client.form(TOKEN, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private void assertRefused(Map<String, String> form, String error, String description) {
        HttpResponse<String> answer = client.form(TOKEN, form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(
                        new JsonObject().put("error", error).put("error_description", description));
    }
}
