package io.saltroad.salesforce;

import static io.saltroad.salesforce.TestOrg.JOB;
import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What we found out about the component, and why we use it as we do. */
@DisplayName("camel-salesforce")
class CamelSalesforceTrapsTest {

    private static final String REFUSED =
            "[{\"errorCode\":\"INVALIDJOBSTATE\",\"message\":\"too late\"}]";

    private final TestOrg org = new TestOrg();
    private final CamelContext context = new DefaultCamelContext();
    private final AtomicInteger completions = new AtomicInteger();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());

    @BeforeEach
    void start() throws Exception {
        SalesforceConnection.bind(context, org.settings(), new TestSignals());
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:close")
                                .onCompletion()
                                .process(exchange -> completions.incrementAndGet())
                                .end()
                                .doTry()
                                .to("salesforce:bulk2CloseJob")
                                .doCatch(SalesforceException.class)
                                .end();
                        from("direct:raw-close")
                                .onCompletion()
                                .process(exchange -> completions.incrementAndGet())
                                .end()
                                .doTry()
                                .to("salesforce:raw?format=JSON&rawMethod=PATCH")
                                .doCatch(SalesforceException.class)
                                .end();
                    }
                });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        org.close();
    }

    @Test
    void ends_an_exchange_twice_when_a_close_is_refused() {
        org.answers(answer(400, REFUSED));

        // Which of the two ends is seen here is a matter of luck.
        context.createProducerTemplate()
                .send("direct:close", exchange -> exchange.getMessage().setHeader("jobId", JOB));

        await().untilAsserted(() -> assertThat(completions).hasValue(2));
    }

    @Test
    void ends_it_once_when_the_close_is_a_raw_call() {
        org.answers(answer(400, REFUSED));

        context.createProducerTemplate()
                .sendBodyAndHeader("direct:raw-close", "{}", "rawPath", "/job");

        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(completions).hasValue(1));
    }

    @Test
    void loses_the_status_of_an_error_that_is_not_json_but_leaves_it_in_a_header() {
        org.answers(answer(502, "<html>Bad gateway</html>"));

        Exchange exchange = send("salesforce:bulk2GetJob", Map.of("jobId", JOB));

        assertThat(exchange.getException(SalesforceException.class).getStatusCode()).isZero();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo("502");
        assertThat(classifier.classify(exchange))
                .isEqualTo(
                        new Failure.Transient(
                                "HTTP_502", "Salesforce answered 502: an answer that is not JSON"));
    }

    @Test
    void keeps_status_and_body_of_a_raw_call() {
        org.answers(answer(502, "<html><head><title>x</title></head>Bad gateway</html>"));

        Exchange exchange = raw("GET", "/services/data/v66.0/jobs/ingest/" + JOB);

        assertThat(classifier.classify(exchange.getException()))
                .isEqualTo(
                        new Failure.Transient("HTTP_502", "Salesforce answered 502: Bad gateway"));
    }

    @Test
    void hides_retry_after_which_our_client_passes_on() {
        org.answers(answer(503, "<html>Maintenance</html>", "retry-after", "30"));

        Exchange exchange = raw("GET", "/services/data/v66.0/jobs/ingest/" + JOB);

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Retry-After");
        assertThat(classifier.classify(exchange))
                .isInstanceOfSatisfying(
                        Failure.Limited.class, limited -> assertThat(limited.until()).isPresent());
    }

    @Test
    void tells_why_a_job_has_failed() {
        org.answers(
                answer(
                        200,
                        """
                        {"id":"%s","state":"Failed","apiVersion":66.0,
                         "errorMessage":"InvalidBatch : Field name not found : Foo__c"}
                        """
                                .formatted(JOB)));

        Exchange exchange = send("salesforce:bulk2GetJob", Map.of("jobId", JOB));

        assertThat(exchange.getMessage().getBody(Job.class).getErrorMessage())
                .isEqualTo("InvalidBatch : Field name not found : Foo__c");
    }

    @Test
    void sends_headers_of_an_earlier_answer_along_if_their_name_begins_with_sforce() {
        send(
                "salesforce:bulk2GetJob",
                Map.of("jobId", JOB, "Sforce-Limit-Info", "api-usage=1/2", "secret", "mine"));

        assertThat(org.calls().get(0).header("sforce-limit-info")).isEqualTo("api-usage=1/2");
        assertThat(org.calls().get(0).header("secret")).isNull();
    }

    private Exchange raw(String method, String path) {
        return send("salesforce:raw?format=JSON", Map.of("rawMethod", method, "rawPath", path));
    }

    private Exchange send(String uri, Map<String, Object> headers) {
        return context.createProducerTemplate()
                .request(uri, exchange -> exchange.getMessage().setHeaders(headers(headers)));
    }

    private static Map<String, Object> headers(Map<String, Object> headers) {
        return new HashMap<>(headers);
    }
}
