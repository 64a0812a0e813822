package io.saltroad.salesforce.bulk;

import static io.saltroad.salesforce.TestOrg.JOB;
import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The end of a job")
class BulkCallsTest {

    private final TestOrg org = new TestOrg();
    private final CamelContext context = new DefaultCamelContext();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());

    @BeforeEach
    void start() throws Exception {
        BulkCalls bulkCalls =
                new BulkCalls(
                        SalesforceConnection.bind(context, org.settings(), new TestSignals()));
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        for (String call : new String[] {"close", "abort"}) {
                            from("direct:" + call)
                                    .bean(bulkCalls, call)
                                    .to("salesforce:raw?format=JSON&rawMethod=PATCH")
                                    .bean(bulkCalls, "read");
                        }
                    }
                });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        org.close();
    }

    @ParameterizedTest
    @CsvSource({"close, UploadComplete, UPLOAD_COMPLETE", "abort, Aborted, ABORTED"})
    void is_asked_for_and_answered_with_the_job(String call, String state, JobStateEnum answered) {
        org.answers(
                answer(
                        200,
                        """
                        {"id":"%s","object":"Account","state":"%s","apiVersion":66.0}
                        """
                                .formatted(JOB, state),
                        "Sforce-Limit-Info",
                        "api-usage=1/2"));

        Exchange exchange = request(call);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(Job.class).getState()).isEqualTo(answered);
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("jobId");
        TestOrg.Asked asked = org.calls().get(0);
        assertThat(asked.method()).isEqualTo("PATCH");
        assertThat(asked.path()).isEqualTo("/services/data/v66.0/jobs/ingest/" + JOB);
        assertThat(asked.body()).isEqualTo("{\"state\":\"" + state + "\"}");
    }

    @Test
    void may_be_refused() {
        org.answers(answer(400, "[{\"errorCode\":\"INVALIDJOBSTATE\",\"message\":\"too late\"}]"));

        assertThat(classifier.classify(request("abort")))
                .isEqualTo(
                        new Failure.Refused(
                                400,
                                "INVALIDJOBSTATE",
                                "Salesforce answered 400 INVALIDJOBSTATE: too late"));
    }

    @Test
    void is_unknown_after_an_answer_that_is_no_job() {
        org.answers(answer(200, "<html>Please sign in</html>"));

        assertThat(classifier.classify(request("close")))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("UNREADABLE_ANSWER"));
    }

    private Exchange request(String call) {
        return context.createProducerTemplate()
                .request(
                        "direct:" + call,
                        exchange -> exchange.getMessage().setHeader("jobId", JOB));
    }
}
