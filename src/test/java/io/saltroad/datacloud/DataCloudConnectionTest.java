package io.saltroad.datacloud;

import static io.saltroad.datacloud.TestTenant.unauthorized;
import static io.saltroad.salesforce.TestOrg.answer;
import static io.saltroad.salesforce.TestOrg.onlyFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.saltroad.SettableClock;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.Limit;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.SignInException;
import io.saltroad.salesforce.TestKeys;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The connection to Data Cloud")
class DataCloudConnectionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TestTenant tenant = new TestTenant();
    private final CamelContext context = new DefaultCamelContext();
    private final SettableClock clock = new SettableClock(NOW.toString());
    private final TestSignals signals = new TestSignals();

    @AfterEach
    void stop() {
        context.stop();
        tenant.close();
    }

    @Test
    void exchanges_a_fresh_token_of_the_org_for_one_of_the_tenant() {
        TenantSession session = connect().session();

        assertThat(session.accessToken()).isEqualTo(TestTenant.token(1));
        assertThat(session.instanceUrl()).isEqualTo(tenant.org.url());
        assertThat(exchange().method()).isEqualTo("POST");
        assertThat(exchange().header("authorization")).isNull();
        assertThat(exchange().form())
                .containsOnly(
                        entry("grant_type", "urn:salesforce:grant-type:external:cdp"),
                        entry("subject_token", TestOrg.token(1)),
                        entry(
                                "subject_token_type",
                                "urn:ietf:params:oauth:token-type:access_token"));
    }

    @Test
    void names_the_data_space_of_the_settings() {
        connect("dataspace", "sales & more").session();

        assertThat(exchange().form()).containsEntry("dataspace", "sales & more");
    }

    @Test
    void waits_until_a_session_is_needed_and_then_opens_one_for_all() {
        DataCloudConnection connection = connect();
        assertThat(tenant.org.asked()).isEmpty();

        assertThat(connection.session()).isEqualTo(connection.session());

        assertThat(tenant.exchanges()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "abc123.c360a.salesforce.com, https://abc123.c360a.salesforce.com",
        "localhost:8443, https://localhost:8443",
        "https://abc123.c360a.salesforce.com/, https://abc123.c360a.salesforce.com"
    })
    void takes_an_address_with_or_without_its_scheme(String named, URI address) {
        tenant.answersExchange(token("{'access_token':'t','instance_url':'%s'}", named));

        assertThat(connect().session().instanceUrl()).isEqualTo(address);
    }

    @Test
    void takes_the_address_of_the_settings_rather_than_that_of_the_answer() {
        tenant.answersExchange(token("{'access_token':'t','instance_url':'%s'}", "elsewhere"));

        assertThat(connect("instance-url", "localhost:8443").session().instanceUrl())
                .isEqualTo(URI.create("https://localhost:8443"));
    }

    @ParameterizedTest
    @CsvSource({"7191, 6891", "600, 300", "200, 100", "'\"7191\"', 6891", "null, 3300"})
    void renews_the_session_before_its_end(String expiresIn, int seconds) {
        DataCloudConnection connection = connect();
        tenant.answersExchange(tenant.exchanged(1, expiresIn));
        TenantSession first = connection.session();

        clock.advance(Duration.ofSeconds(seconds - 1));
        assertThat(connection.session()).isEqualTo(first);
        tenant.answersExchange(tenant.exchanged(2, expiresIn));
        clock.advance(Duration.ofSeconds(1));

        assertThat(connection.session().accessToken()).isEqualTo(TestTenant.token(2));
        assertThat(tenant.exchanges())
                .extracting(one -> one.form().get("subject_token"))
                .containsExactly(TestOrg.token(1), TestOrg.token(2));
    }

    @Test
    void renews_once_if_many_find_the_same_session_over() throws Exception {
        DataCloudConnection connection = connect();
        TenantSession stale = connection.session();
        List<Callable<TenantSession>> many = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            many.add(() -> connection.renew(stale));
        }

        ExecutorService threads = Executors.newFixedThreadPool(many.size());
        try {
            for (Future<TenantSession> renewed : threads.invokeAll(many)) {
                assertThat(renewed.get().accessToken()).isEqualTo(TestTenant.token(2));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(tenant.exchanges()).hasSize(2);
    }

    @Test
    void leaves_the_session_of_the_org_alone_and_revokes_nothing() {
        SalesforceConnection org =
                SalesforceConnection.bind(context, tenant.org.settings(), new TestSignals());
        DataCloudConnection connection = connect();
        String token = org.session().accessToken();

        connection.renew(connection.session());

        assertThat(org.session().accessToken()).isEqualTo(token);
        assertThat(tenant.exchanges())
                .extracting(one -> one.form().get("subject_token"))
                .doesNotContain(token)
                .doesNotHaveDuplicates();
        assertThat(tenant.org.revocations()).isEmpty();
    }

    @Test
    void revokes_nothing_at_its_end() {
        connect().session();

        context.stop();

        assertThat(tenant.org.revocations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "client-credentials, client_credentials",
        "refresh-token, refresh_token",
        "password, password",
        "jwt, urn:ietf:params:oauth:grant-type:jwt-bearer"
    })
    void signs_in_to_the_org_in_any_way(String way, String grant, @TempDir Path folder) {
        Path keys = folder.resolve("keys.p12");
        if (way.equals("jwt")) {
            TestKeys.addRsaKey(keys, "key");
        }
        DataCloudConnection connection =
                connectWith(
                        new String[] {
                            "sign-in",
                            way,
                            "username",
                            "erp@example.com",
                            "password",
                            "pass",
                            "refresh-token",
                            "refresh",
                            "jwt-keystore",
                            keys.toString(),
                            "jwt-keystore-password",
                            TestKeys.PASSWORD
                        });

        connection.session();
        connection.renew(connection.session());

        assertThat(tenant.org.signIns())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.form()).containsEntry("grant_type", grant));
    }

    @Test
    void exchanges_an_access_token_that_somebody_else_got() {
        connectWith(accessToken()).session();

        assertThat(exchange().form()).containsEntry("subject_token", "given");
        assertThat(tenant.org.signIns()).isEmpty();
    }

    @Test
    void says_that_an_access_token_which_is_over_cannot_be_renewed() {
        tenant.answersExchange(
                answer(400, "{\"error\":\"invalid_subject_token\",\"error_description\":\"bad\"}"));

        assertThat(refused(connectWith(accessToken())).message())
                .contains("invalid_subject_token: bad", "cannot be renewed here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{'error':'invalid_scope','error_description':'no scope'}|invalid_scope|cdp_ingest_api",
                "400|{'error':'invalid_subject_token'}|invalid_subject_token|the org Data Cloud runs in",
                "400|{'error':'invalid_request','error_description':'OAUTH_APP must be installed'}|invalid_request|Allow the app in the org",
                "400|{'error':'invalid_request','error_description':'x'}|invalid_request|Data Cloud is switched on",
                "400|{'error':'invalid_request','error_description':'unknown dataspace'}|invalid_request|saltroad.data-cloud.dataspace",
                "400|{'error':'unsupported_grant_type'}|unsupported_grant_type|Data Cloud is switched on",
                "404|<html>Not found</html>|HTTP_404|Data Cloud is switched on",
                "403||HTTP_403|Data Cloud does not sign us in: 403",
                "302||HTTP_302|Data Cloud does not sign us in: 302",
                "200|{'error':'invalid_grant','error_description':'no permission set'}|invalid_grant|permission set of Data Cloud",
                "200|{}|NO_TOKEN|holds no token",
                "200|{'access_token':'t'}|NO_ADDRESS|saltroad.data-cloud.instance-url",
                "200||EXCHANGE_NOT_JSON|something that is not JSON",
                "200|[]|EXCHANGE_NOT_JSON|something that is not JSON"
            })
    void says_what_to_do_when_the_exchange_is_refused(
            int status, String body, String code, String hint) {
        tenant.answersExchange(answer(status, body == null ? "" : body.replace('\'', '"')));

        Failure.SignInRefused refused = refused(connect());

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.message()).contains(hint);
    }

    @Test
    void says_what_a_web_page_in_place_of_a_token_may_mean() {
        tenant.answersExchange(
                answer(
                        200,
                        "<html><script>location.replace('/login')</script></html>",
                        "Content-Type",
                        "text/html"));

        assertThat(refused(connect()).message())
                .contains("a web page instead of a token", "saltroad.salesforce.login-url");
    }

    @Test
    void says_that_the_token_of_a_password_is_taken_once_only() {
        tenant.answersExchange(answer(200, "<html></html>", "Content-Type", "text/html"));

        assertThat(
                        refused(
                                        connectWith(
                                                new String[] {
                                                    "sign-in",
                                                    "password",
                                                    "username",
                                                    "erp@example.com",
                                                    "password",
                                                    "pass"
                                                }))
                                .message())
                .contains(
                        "takes each token of the org once only",
                        "change saltroad.salesforce.sign-in to client-credentials or jwt");
    }

    @Test
    void cannot_stand_if_the_org_does_not_sign_us_in() {
        tenant.org.answersSignIn(
                answer(400, "{\"error\":\"invalid_client\",\"error_description\":\"no\"}"));

        assertThat(refused(connect()).code()).isEqualTo("invalid_client");
        assertThat(tenant.exchanges()).isEmpty();
    }

    @Test
    void can_stand_later_when_data_cloud_is_not_available() {
        DataCloudConnection connection = connect();
        tenant.answersExchange(answer(503, "<html>Down</html>"));

        assertThat(failure(connection)).isInstanceOf(Failure.Transient.class);

        tenant.answersExchange(tenant.exchanged(1, "7200"));
        assertThat(connection.session().accessToken()).isEqualTo(TestTenant.token(1));
    }

    @Test
    void can_stand_later_when_nobody_listens() {
        DataCloudConnection connection = connect();
        tenant.close();

        assertThat(failure(connection))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("NO_CONNECTION"));
    }

    @Test
    void tells_the_gate_about_a_limit_of_the_exchange() {
        tenant.answersExchange(answer(429, "", "Retry-After", "20"));

        assertThat(failure(connect())).isInstanceOf(Failure.Limited.class);
        assertThat(signals.limits)
                .containsExactly(
                        new Limit("Data Cloud answered 429", Optional.of(NOW.plusSeconds(20))));
    }

    @Test
    void tells_the_gate_about_a_limit_that_names_no_end() throws Exception {
        connect();
        tenant.answers(answer(429, TestTenant.error("Too Many Requests", "slow down")));

        post(new byte[] {'{', '}'});

        assertThat(signals.limits)
                .containsExactly(new Limit("Data Cloud answered 429", Optional.empty()));
        assertThat(tenant.calls()).hasSize(1);
    }

    @Test
    void repeats_a_request_once_with_two_new_tokens_after_a_401() throws Exception {
        connect();
        tenant.answers(onlyFor(TestTenant.token(2), answer(202, "{\"accepted\":true}")));

        assertThat(post("{\"data\":[]}".getBytes(StandardCharsets.UTF_8)).getException()).isNull();

        assertThat(tenant.calls())
                .extracting(TestOrg.Asked::body)
                .containsExactly("{\"data\":[]}", "{\"data\":[]}");
        assertThat(tenant.exchanges())
                .extracting(one -> one.form().get("subject_token"))
                .containsExactly(TestOrg.token(1), TestOrg.token(2));
    }

    @Test
    void repeats_an_upload_from_its_file(@TempDir Path folder) throws Exception {
        connect();
        List<String> bodies = new CopyOnWriteArrayList<>();
        tenant.answers(
                exchange -> {
                    bodies.add(read(exchange));
                    onlyFor(TestTenant.token(2), answer(202, "")).give(exchange);
                });

        send("PUT", Files.writeString(folder.resolve("c.csv"), "id\n1\n").toFile());

        assertThat(bodies).containsExactly("id\n1\n", "id\n1\n");
    }

    @Test
    void fails_with_401_if_the_new_session_is_refused_too() throws Exception {
        connect();
        tenant.answers(unauthorized());

        assertThat(post(new byte[0]).getException(HttpOperationFailedException.class))
                .extracting(HttpOperationFailedException::getStatusCode)
                .isEqualTo(401);
        assertThat(tenant.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 408, 409, 422, 429, 500, 502, 503, 504})
    void repeats_nothing_else(int status) throws Exception {
        connect();
        tenant.answers(answer(status, "", "Location", tenant.org.url().toString()));

        assertThat(post(new byte[] {'x'}).getException()).isNotNull();

        assertThat(tenant.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"200000, false", "1000000, true"})
    void asks_before_it_sends_only_if_the_body_is_large(
            int size, boolean asks, @TempDir Path folder) throws Exception {
        connect();
        tenant.answers(
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    answer(202, "").give(exchange);
                });

        send("PUT", Files.write(folder.resolve("c.csv"), new byte[size]).toFile());

        assertThat(tenant.calls().get(0).headers().containsKey("expect")).isEqualTo(asks);
    }

    @Test
    void gives_the_token_to_the_tenant_and_to_nobody_else() throws Exception {
        connect("instance-url", "https://tenant.example.com");

        assertThat(post(new byte[0]).getException()).isNull();

        assertThat(tenant.calls().get(0).header("authorization")).isNull();
    }

    @Test
    void shows_no_token_in_its_session() {
        assertThat(connect().session().toString())
                .isEqualTo(
                        "session at %s until %s"
                                .formatted(tenant.org.url(), NOW.plus(Duration.ofMinutes(115))));
    }

    private DataCloudConnection connect(String... changes) {
        return connectWith(new String[0], changes);
    }

    private DataCloudConnection connectWith(String[] salesforce, String... changes) {
        DataCloudConnection connection =
                DataCloudConnection.bind(
                        context,
                        tenant.org.settings(salesforce),
                        TestTenant.settings(changes),
                        signals,
                        clock);
        context.start();
        return connection;
    }

    private String[] accessToken() {
        return new String[] {
            "sign-in",
            "access-token",
            "access-token",
            "given",
            "instance-url",
            tenant.org.url().toString(),
            "login-url",
            ""
        };
    }

    private Exchange post(byte[] body) {
        return send("POST", body);
    }

    private Exchange send(String method, Object body) {
        return context.createProducerTemplate()
                .request(
                        "data-cloud-http:http://tenant",
                        exchange -> {
                            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, method);
                            exchange.getMessage()
                                    .setHeader(Exchange.HTTP_URI, tenant.org.url() + "/api/x");
                            exchange.getMessage().setBody(body);
                        });
    }

    private static String read(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static TestOrg.Answer token(String body, String address) {
        return answer(200, body.replace('\'', '"').formatted(address));
    }

    private static Map.Entry<String, String> entry(String key, String value) {
        return Map.entry(key, value);
    }

    private static Failure failure(DataCloudConnection connection) {
        return catchThrowableOfType(SignInException.class, connection::session).failure();
    }

    private static Failure.SignInRefused refused(DataCloudConnection connection) {
        return (Failure.SignInRefused) failure(connection);
    }

    private TestOrg.Asked exchange() {
        assertThat(tenant.exchanges()).hasSize(1);
        return tenant.exchanges().get(0);
    }
}
