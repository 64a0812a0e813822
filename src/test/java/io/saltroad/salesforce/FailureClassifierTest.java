package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A failure")
class FailureClassifierTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final FailureClassifier classifier =
            new FailureClassifier(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest(name = "{0} {2} is {3}")
    @CsvFileSource(resources = "failures.csv", numLinesToSkip = 1)
    void is_classified_by_what_the_http_client_says(
            int status, String headers, String body, String kind, String code, String until) {
        Failure failure = classifier.classify(http(status, body, headers(headers)));

        assertThat(kind(failure)).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(until(failure)).isEqualTo(Optional.ofNullable(until).map(Instant::parse));
    }

    @ParameterizedTest(name = "{0} {2} is {3}")
    @CsvFileSource(resources = "failures.csv", numLinesToSkip = 1)
    void is_the_same_when_a_raw_call_of_the_component_says_it(
            int status, String headers, String body, String kind, String code) {
        // Without Retry-After, which comes another way.
        if (headers == null) {
            Failure failure = classifier.classify(new SalesforceException(body, status));

            assertThat(kind(failure)).isEqualTo(kind);
            assertThat(failure.code()).isEqualTo(code);
        }
    }

    @Test
    void is_the_same_when_another_call_of_the_component_says_it() {
        var error =
                new SalesforceException(
                        List.of(new RestError("REQUEST_LIMIT_EXCEEDED", "TotalRequests")), 403);

        assertThat(classifier.classify(error))
                .isEqualTo(
                        new Failure.Limited(
                                "REQUEST_LIMIT_EXCEEDED",
                                "Salesforce answered 403 REQUEST_LIMIT_EXCEEDED: TotalRequests",
                                Optional.empty()));
    }

    @ParameterizedTest(name = "{0} is {2}")
    @MethodSource
    void of_the_network_may_pass(Throwable error, String code) {
        for (Throwable seen :
                List.of(
                        error,
                        new ExecutionException(error),
                        new CamelExecutionException(
                                "failed", null, new RuntimeCamelException(error)),
                        new SalesforceException("Unexpected error {0:null}", 0, error),
                        new SalesforceException("Unexpected error {200:OK}", 200, error))) {
            assertThat(classifier.classify(seen))
                    .isInstanceOf(Failure.Transient.class)
                    .extracting(Failure::code)
                    .isEqualTo(code);
        }
    }

    static Stream<Arguments> of_the_network_may_pass() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), "NO_CONNECTION"),
                Arguments.of(new ConnectTimeoutException("timed out"), "CONNECT_TIMEOUT"),
                Arguments.of(new SocketTimeoutException("Connect Timeout"), "CONNECT_TIMEOUT"),
                Arguments.of(new SocketTimeoutException("Read timed out"), "RESPONSE_TIMEOUT"),
                Arguments.of(new TimeoutException("Total timeout"), "RESPONSE_TIMEOUT"),
                Arguments.of(new ConnectionRequestTimeoutException("pool"), "NO_FREE_CONNECTION"),
                Arguments.of(new UnknownHostException("no.such.host"), "UNKNOWN_HOST"),
                Arguments.of(new SocketException("Connection reset"), "CONNECTION_LOST"),
                Arguments.of(new IOException("Connection reset by peer"), "CONNECTION_LOST"),
                Arguments.of(new IOException("Broken pipe"), "CONNECTION_LOST"),
                Arguments.of(new NoHttpResponseException("no answer"), "CONNECTION_LOST"),
                Arguments.of(new ConnectionClosedException("early"), "CONNECTION_LOST"),
                Arguments.of(new TruncatedChunkException("early"), "CONNECTION_LOST"),
                Arguments.of(new ClosedChannelException(), "CONNECTION_LOST"),
                Arguments.of(new EOFException("early"), "CONNECTION_LOST"),
                Arguments.of(new SSLException("closed in handshake"), "TLS_FAILED"),
                Arguments.of(new InterruptedException(), "INTERRUPTED"),
                Arguments.of(new ClosedByInterruptException(), "INTERRUPTED"));
    }

    /** RFC 9110, section 15.5.12, and RFC 9112, section 6.1. */
    @ParameterizedTest
    @ValueSource(ints = {411, 501})
    void of_an_upload_in_pieces_needs_another_setting(int status) {
        var error =
                new HttpOperationFailedException(
                        "http://proxy", status, "Length Required", null, Map.of(), "");

        assertThat(classifier.classify(error).message())
                .contains("set saltroad.bulk.early-upload=0B");
    }

    @Test
    void of_an_untrusted_certificate_needs_other_settings() {
        var error =
                new SSLHandshakeException("PKIX path building failed")
                        .initCause(new CertificateException("unable to find valid path"));

        assertThat(classifier.classify(error))
                .isEqualTo(
                        new Failure.SignInRefused(
                                "TLS_NOT_TRUSTED",
                                "the certificate of the other end is not trusted (unable to find valid path). If a proxy or the sandbox stands there, name its certificate in saltroad.salesforce.trusted-certificates"));
    }

    @Test
    void of_a_certificate_of_another_host_needs_other_settings() {
        assertThat(classifier.classify(new SSLPeerUnverifiedException("not localhost")).code())
                .isEqualTo("TLS_WRONG_HOST");
        assertThat(
                        classifier
                                .classify(new CertificateException("No name matching localhost"))
                                .code())
                .isEqualTo("TLS_WRONG_HOST");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "sign-in-failures.csv", numLinesToSkip = 1)
    void of_signing_in_comes_with_a_hint(String code, String description, String hint) {
        Failure failure = classifier.classify(login(code, description));

        assertThat(failure).isInstanceOf(Failure.SignInRefused.class);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains(description).contains(hint);
    }

    @Test
    void of_too_many_sign_ins_is_a_limit() {
        assertThat(classifier.classify(login("rate_limit_exceeded", "login rate exceeded")))
                .isInstanceOf(Failure.Limited.class);
    }

    @Test
    void of_a_disk_or_of_ours_is_not_taken_for_one_of_the_network() {
        assertThat(classifier.classify(new FileNotFoundException("chunk-1.csv")))
                .isEqualTo(new Failure.Unexpected("FileNotFoundException", "chunk-1.csv"));
        assertThat(classifier.classify(new IOException("No space left on device")))
                .isInstanceOf(Failure.Unexpected.class);
        assertThat(classifier.classify(new IllegalStateException()))
                .isEqualTo(
                        new Failure.Unexpected(
                                "IllegalStateException", "java.lang.IllegalStateException"));
    }

    @Test
    void is_found_even_if_its_causes_go_round_in_circles() {
        var outer = new RuntimeException("outer");
        outer.initCause(new RuntimeException("inner", outer));

        assertThat(classifier.classify(outer)).isInstanceOf(Failure.Unexpected.class);
    }

    @Test
    void never_shows_a_token() {
        String token = "00Dxx0000001gPL!AR8AQ.secret";
        for (Throwable error :
                List.of(
                        new IOException("GET /services/oauth2/revoke?token=" + token),
                        new SalesforceException("Bearer abc.secret at " + token, 500),
                        http(
                                400,
                                "[{\"errorCode\":\"X\",\"message\":\"" + token + "\"}]",
                                Map.of()),
                        http(502, "<p>" + token + "</p>", Map.of()),
                        login("invalid_grant", "token=eyJhbGciOi.eyJzdWIi.secret"))) {
            assertThat(classifier.classify(error).message()).doesNotContain("secret");
        }
    }

    @Test
    void is_shown_short() {
        assertThat(classifier.classify(http(500, "x".repeat(10_000), Map.of())).message())
                .hasSizeLessThan(600);
    }

    private static SalesforceException login(String code, String description) {
        return new SalesforceException(
                List.of(
                        new RestError(
                                code,
                                "Login error code:[%s] description:[%s]"
                                        .formatted(code, description))),
                400);
    }

    private static HttpOperationFailedException http(
            int status, String body, Map<String, String> headers) {
        return new HttpOperationFailedException(
                "https://example.my.salesforce.com/x", status, null, null, headers, body);
    }

    private static Map<String, String> headers(String header) {
        if (header == null) {
            return Map.of();
        }
        int colon = header.indexOf(':');
        return Map.of(header.substring(0, colon), header.substring(colon + 1).strip());
    }

    private static String kind(Failure failure) {
        return failure.getClass().getSimpleName();
    }

    private static Optional<Instant> until(Failure failure) {
        return failure instanceof Failure.Limited limited ? limited.until() : Optional.empty();
    }
}
