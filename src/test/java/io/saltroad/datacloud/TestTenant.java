package io.saltroad.datacloud;

import static io.saltroad.salesforce.TestOrg.answer;

import io.saltroad.salesforce.TestOrg;
import io.saltroad.settings.FrontDoor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An org with a tenant of Data Cloud at the same address: gives a token to everybody, writes down
 * what it was asked, and answers as the test says. It knows nothing of Data Cloud beyond that.
 */
final class TestTenant implements AutoCloseable {

    private static final String EXCHANGE = "/services/a360/token";

    final TestOrg org = new TestOrg();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile TestOrg.Answer atExchange =
            exchange -> exchanged(tokens.incrementAndGet(), "7200").give(exchange);
    private volatile TestOrg.Answer elsewhere = answer(200, "{}");

    TestTenant() {
        org.answers(
                exchange -> {
                    if (exchange.getRequestURI().getPath().equals(EXCHANGE)) {
                        atExchange.give(exchange);
                    } else {
                        elsewhere.give(exchange);
                    }
                });
    }

    /** What everything but the exchange answers from now on. */
    void answers(TestOrg.Answer answer) {
        elsewhere = answer;
    }

    void answersExchange(TestOrg.Answer answer) {
        atExchange = answer;
    }

    /** The n-th token it gives away, from 1, looks like this. */
    static String token(int number) {
        return "eyJhbGciOi.tenant.token-" + number;
    }

    TestOrg.Answer exchanged(int number, String expiresIn) {
        return answer(
                200,
                """
                {"access_token":"%s","instance_url":"%s","token_type":"Bearer",
                 "issued_token_type":"urn:ietf:params:oauth:token-type:jwt","expires_in":%s}
                """
                        .formatted(token(number), org.url(), expiresIn));
    }

    static TestOrg.Answer unauthorized() {
        return answer(401, error("Unauthorized", "the token has expired"));
    }

    static String error(String reason, String message) {
        return """
        {"timestamp":"2026-03-01T12:00:00.047666Z","error":"%s","message":"%s",
         "path":"uri=/api/v1/ingest/jobs","tenantId":"t1","internalErrorCode":"COMMON_ERROR_GENERIC"}
        """
                .formatted(reason, message);
    }

    List<TestOrg.Asked> exchanges() {
        return org.calls().stream().filter(one -> one.path().equals(EXCHANGE)).toList();
    }

    /** What was asked of the tenant itself. */
    List<TestOrg.Asked> calls() {
        return org.calls().stream().filter(one -> !one.path().equals(EXCHANGE)).toList();
    }

    /** The defaults, with changes: key without prefix, value, ... */
    static DataCloudSettings settings(String... changes) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            values.put("saltroad.data-cloud." + changes[i], changes[i + 1]);
        }
        return DataCloudSettings.from(
                FrontDoor.withDefaults().commandLine(values).open().settings());
    }

    @Override
    public void close() {
        org.close();
    }
}
