package io.saltroad.salesforce;

import static io.saltroad.salesforce.TestOrg.answer;
import static io.saltroad.salesforce.TestOrg.onlyFor;
import static io.saltroad.salesforce.TestOrg.sessionExpired;
import static io.saltroad.salesforce.TestOrg.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The connection to an org")
class SalesforceConnectionTest {

    @TempDir private static Path keys;

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final CamelContext context = new DefaultCamelContext();
    private final TestSignals signals = new TestSignals();
    private final FailureClassifier classifier =
            new FailureClassifier(Clock.fixed(NOW, ZoneOffset.UTC));
    private TestOrg org = new TestOrg();
    private SalesforceConnection connection;

    @BeforeAll
    static void makeKeys() {
        for (String host : List.of("localhost", "other.example.com")) {
            TestKeys.addKey(keys.resolve(host), "PKCS12", "server", "RSA", host);
            TestKeys.exportPem(keys.resolve(host), "server", keys.resolve(host + ".pem"));
        }
    }

    /** The two components that routes use. */
    enum Client {
        SALESFORCE {
            @Override
            Exchange get(CamelContext context, URI url) {
                return context.createProducerTemplate()
                        .request(
                                "salesforce:raw?format=JSON&rawMethod=GET&rawPath=/anything",
                                exchange -> {});
            }
        },
        SALESFORCE_HTTP {
            @Override
            Exchange get(CamelContext context, URI url) {
                return context.createProducerTemplate()
                        .request(
                                "salesforce-http:org",
                                exchange ->
                                        exchange.getMessage()
                                                .setHeader(Exchange.HTTP_URI, url + "/anything"));
            }
        };

        abstract Exchange get(CamelContext context, URI url);
    }

    @AfterEach
    void stop() {
        context.stop();
        org.close();
    }

    @ParameterizedTest
    @EnumSource
    void sends_the_token(Client client) {
        connect();

        assertThat(client.get(context, org.url()).getException()).isNull();

        assertThat(org.calls().get(0).header("authorization")).isEqualTo("Bearer " + token(1));
    }

    @ParameterizedTest
    @EnumSource
    void signs_in_once_and_repeats_once_when_the_session_is_over(Client client) {
        connect();
        org.answers(onlyFor(token(2), answer(200, "{}")));

        assertThat(client.get(context, org.url()).getException()).isNull();

        assertThat(org.signIns()).hasSize(2);
        assertThat(org.calls()).hasSize(2);
        assertThat(connection.session().accessToken()).isEqualTo(token(2));
        assertThat(org.revocations()).isEmpty();
    }

    @Test
    void signs_in_once_for_uploads_that_are_refused_together(@TempDir Path chunks)
            throws Exception {
        connect();
        int uploads = 4;
        Path chunk = Files.writeString(chunks.resolve("1.csv"), "Name\nA\n");
        connection.session();
        CountDownLatch refused = new CountDownLatch(uploads);
        TestOrg.Answer goOn = onlyFor(token(2), answer(200, "{}"));
        org.answers(
                exchange -> {
                    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
                    if (bearer.endsWith(token(1))) {
                        refused.countDown();
                        awaitAll(refused);
                    }
                    goOn.give(exchange);
                });

        ExecutorService threads = Executors.newFixedThreadPool(uploads);
        try {
            Callable<Exchange> put = () -> upload(chunk);
            for (Future<Exchange> answered : threads.invokeAll(Collections.nCopies(uploads, put))) {
                assertThat(answered.get().getException()).isNull();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(org.signIns()).hasSize(2);
        assertThat(org.calls())
                .as("each is repeated once")
                .hasSize(2 * uploads)
                .extracting(TestOrg.Asked::method)
                .containsOnly("PUT");
    }

    private Exchange upload(Path chunk) {
        return context.createProducerTemplate()
                .request(
                        "salesforce-http:org",
                        exchange -> {
                            exchange.getMessage().setHeader(Exchange.HTTP_URI, org.url() + "/x");
                            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "PUT");
                            exchange.getMessage().setBody(chunk.toFile());
                        });
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void gives_up_when_a_new_session_is_refused_too(Client client) {
        connect();
        org.answers(sessionExpired());

        assertThat(failure(client)).isInstanceOf(Failure.SessionExpired.class);

        assertThat(org.signIns()).hasSize(2);
        assertThat(org.calls()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void does_not_repeat_with_a_session_that_somebody_else_has_opened(Client client) {
        connectWithAccessToken();
        org.answers(sessionExpired());

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.SessionExpired.class,
                        expired -> assertThat(expired.code()).isEqualTo("INVALID_SESSION_ID"));

        assertThat(org.asked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void uses_a_session_that_somebody_else_has_opened(Client client) {
        connectWithAccessToken();

        assertThat(client.get(context, org.url()).getException()).isNull();

        assertThat(org.asked()).hasSize(1);
        assertThat(org.calls().get(0).header("authorization")).isEqualTo("Bearer given");
    }

    @ParameterizedTest
    @EnumSource
    void tells_in_a_route_why_it_cannot_sign_in(Client client) {
        connect();
        org.answersSignIn(
                answer(400, "{\"error\":\"invalid_client\",\"error_description\":\"wrong\"}"));

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.SignInRefused.class,
                        refused -> assertThat(refused.message()).endsWith("Check client-secret"));
    }

    @ParameterizedTest
    @EnumSource
    void does_not_follow_a_redirect(Client client) {
        connect();
        org.answers(answer(302, "", "Location", org.url() + "/elsewhere"));

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.Refused.class,
                        refused -> assertThat(refused.message()).contains("is not followed"));

        assertThat(org.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void keeps_no_cookie(Client client) {
        connect();
        org.answers(answer(200, "{}", "Set-Cookie", "BrowserId=x; Path=/"));

        client.get(context, org.url());
        client.get(context, org.url());

        assertThat(org.calls()).extracting(call -> call.header("cookie")).containsOnlyNulls();
    }

    @ParameterizedTest
    @EnumSource
    void repeats_nothing_when_salesforce_is_not_available(Client client) {
        connect();
        org.answers(answer(503, "", "Retry-After", "0"));

        assertThat(failure(client).code()).isEqualTo("HTTP_503");

        assertThat(org.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void repeats_nothing_when_the_connection_is_lost(Client client) {
        connect();
        org.answers(exchange -> exchange.close());

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        lost -> assertThat(lost.code()).isEqualTo("CONNECTION_LOST"));

        assertThat(org.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void gives_up_when_no_answer_comes_in_time(Client client) {
        connect("response-timeout", "300ms");
        org.answers(
                exchange -> {
                    /* never answers */
                });

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        silent -> assertThat(silent.code()).isEqualTo("RESPONSE_TIMEOUT"));
    }

    @ParameterizedTest
    @EnumSource
    void signals_a_limit_with_its_end_whatever_the_letter_case(Client client) {
        connect();
        org.answers(answer(429, "[]", "rEtRy-aFtEr", "30"));

        client.get(context, org.url());

        assertThat(signals.limits)
                .containsExactly(
                        new Limit("Salesforce answered 429", Optional.of(NOW.plusSeconds(30))));
    }

    @ParameterizedTest
    @EnumSource
    void signals_a_limit_with_its_end_as_a_date(Client client) {
        connect();
        org.answers(answer(503, "[]", "Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT"));

        client.get(context, org.url());

        assertThat(signals.limits)
                .containsExactly(
                        new Limit("Salesforce answered 503", Optional.of(NOW.plusSeconds(30))));
    }

    @ParameterizedTest
    @EnumSource
    void signals_how_many_requests_are_used_up(Client client) {
        connect();
        org.answers(
                answer(
                        200,
                        "{}",
                        "Sforce-Limit-Info",
                        "api-usage=18/5000; per-app-api-usage=17/250(appName=erp)"));

        client.get(context, org.url());

        assertThat(signals.usages).containsExactly("18 of 5000");
    }

    @ParameterizedTest
    @EnumSource
    void reaches_an_org_whose_certificate_the_settings_trust(Client client) throws Exception {
        connectOverTls("localhost");

        assertThat(client.get(context, org.url()).getException()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void refuses_an_org_whose_certificate_nobody_trusts(Client client) throws Exception {
        serve("localhost");
        connectWithAccessToken();

        assertThat(failure(client))
                .isInstanceOfSatisfying(
                        Failure.SignInRefused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains("saltroad.salesforce.trusted-certificates"));
    }

    @ParameterizedTest
    @EnumSource
    void refuses_a_trusted_certificate_of_another_host(Client client) throws Exception {
        connectOverTls("other.example.com");

        assertThat(failure(client).code()).isEqualTo("TLS_WRONG_HOST");
    }

    @Test
    void sends_only_the_new_token_when_it_repeats() {
        connect();
        org.answers(onlyFor(token(2), answer(200, "{}")));

        Client.SALESFORCE.get(context, org.url());

        TestOrg.Asked repeated = org.calls().get(1);
        assertThat(repeated.header("authorization")).isEqualTo("Bearer " + token(2));
        assertThat(repeated.header("x-sfdc-session")).isEqualTo(token(2));
    }

    @Test
    void keeps_the_token_from_other_hosts() {
        connect();
        try (TestOrg stranger = new TestOrg()) {
            Client.SALESFORCE_HTTP.get(context, stranger.url());

            assertThat(stranger.calls().get(0).header("authorization")).isNull();
        }
    }

    @Test
    void keeps_headers_of_a_route_and_of_salesforce_apart() {
        connect();
        org.answers(answer(200, "{}", "Sforce-NumberOfRecords", "3", "X-Internal", "theirs"));

        Exchange exchange =
                context.createProducerTemplate()
                        .request(
                                "salesforce-http:org",
                                request -> {
                                    request.getMessage()
                                            .setHeader(Exchange.HTTP_URI, org.url() + "/x");
                                    request.getMessage().setHeader("internal", "mine");
                                    request.getMessage().setHeader("Accept", "text/csv");
                                });

        assertThat(org.calls().get(0).header("internal")).isNull();
        assertThat(org.calls().get(0).header("accept")).isEqualTo("text/csv");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("internal", "mine")
                .containsEntry("Sforce-NumberOfRecords", "3")
                .doesNotContainKeys("X-Internal", "Authorization");
    }

    @Test
    void starts_with_routes_that_use_it_within_a_split() throws Exception {
        SalesforceConnection.bind(context, org.settings(), signals);
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:jobs").split(body()).to("salesforce:bulk2GetJob");
                    }
                });

        assertThatCode(context::start).doesNotThrowAnyException();
    }

    private void connect(String... changes) {
        connection =
                SalesforceConnection.bind(
                        context, org.settings(changes), signals, Clock.fixed(NOW, ZoneOffset.UTC));
        context.start();
    }

    private void connectWithAccessToken() {
        connect(
                "sign-in", "access-token",
                "access-token", "given",
                "instance-url", org.url().toString());
    }

    private void connectOverTls(String host) throws Exception {
        serve(host);
        connect(
                "sign-in",
                "access-token",
                "access-token",
                "given",
                "instance-url",
                org.url().toString(),
                "trusted-certificates",
                keys.resolve(host + ".pem").toString());
    }

    /** Over TLS, with a certificate of this host. */
    private void serve(String host) throws Exception {
        org.close();
        org = new TestOrg(TestKeys.server(keys.resolve(host)));
    }

    private Failure failure(Client client) {
        return classifier.classify(client.get(context, org.url()));
    }
}
