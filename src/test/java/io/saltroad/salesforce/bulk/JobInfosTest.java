package io.saltroad.salesforce.bulk;

import static io.saltroad.salesforce.TestOrg.JOB;
import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The jobs of an org")
class JobInfosTest {

    private static final String ACCOUNTS =
            """
            {"id":"%s","object":"Account","operation":"hardDelete","createdById":"005A",
             "createdDate":"2026-03-01T12:00:00.000+0000","state":"Open","contentType":"CSV",
             "columnDelimiter":"COMMA","lineEnding":"LF","apiVersion":66.0}
            """
                    .formatted(JOB);

    private final TestOrg org = new TestOrg();
    private final CamelContext context = new DefaultCamelContext();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());

    @BeforeEach
    void start() throws Exception {
        JobInfos jobInfos =
                new JobInfos(SalesforceConnection.bind(context, org.settings(), new TestSignals()));
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:page")
                                .process(e -> jobInfos.page(e.getMessage(), next(e)))
                                .to("salesforce:raw?format=JSON&rawMethod=GET")
                                .process(
                                        e ->
                                                e.getMessage()
                                                        .setBody(
                                                                jobInfos.readPage(e.getMessage())));
                        from("direct:one")
                                .process(e -> jobInfos.one(e.getMessage(), JOB))
                                .to("salesforce:raw?format=JSON&rawMethod=GET")
                                .process(
                                        e ->
                                                e.getMessage()
                                                        .setBody(jobInfos.readOne(e.getMessage())));
                    }
                });
        context.start();
    }

    private static Optional<String> next(Exchange exchange) {
        return Optional.ofNullable(exchange.getMessage().getBody(String.class));
    }

    @AfterEach
    void stop() {
        context.stop();
        org.close();
    }

    @Test
    void are_listed_page_by_page() {
        org.answers(
                answer(
                        200,
                        """
                        {"done":false,"records":[%s],
                         "nextRecordsUrl":"/services/data/v66.0/jobs/ingest?queryLocator=01g-1"}
                        """
                                .formatted(ACCOUNTS),
                        "Sforce-Limit-Info",
                        "api-usage=1/2"));

        Exchange first = request("page", null);
        JobPage page = first.getMessage().getBody(JobPage.class);
        request("page", page.next().orElseThrow());

        assertThat(first.getMessage().getHeaders()).isEmpty();
        assertThat(page.jobs())
                .containsExactly(
                        new JobInfo(
                                JOB,
                                "005A",
                                Instant.parse("2026-03-01T12:00:00Z"),
                                "Open",
                                new JobShape(
                                        "Account",
                                        "hardDelete",
                                        Optional.empty(),
                                        "CSV",
                                        "COMMA",
                                        "LF")));
        assertThat(org.calls())
                .extracting(TestOrg.Asked::method, TestOrg.Asked::path, TestOrg.Asked::query)
                .containsExactly(
                        tuple("GET", "/services/data/v66.0/jobs/ingest", "jobType=V2Ingest"),
                        tuple("GET", "/services/data/v66.0/jobs/ingest", "queryLocator=01g-1"));
    }

    @Test
    void end_with_the_last_page() {
        org.answers(answer(200, "{\"done\":true,\"records\":[],\"nextRecordsUrl\":null}"));

        assertThat(request("page", null).getMessage().getBody(JobPage.class).next()).isEmpty();
    }

    @Test
    void may_be_of_kinds_that_we_do_not_know() {
        org.answers(
                answer(
                        200,
                        """
                        {"done":true,"records":[
                          {"id":"750X","operation":"teleport","state":"Undone","jobType":"V9"},
                          {"id":"750Y","createdById":"005","createdDate":"yesterday"}, %s]}
                        """
                                .formatted(ACCOUNTS)));

        assertThat(request("page", null).getMessage().getBody(JobPage.class).jobs())
                .extracting(JobInfo::id)
                .containsExactly(JOB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Please sign in</html>",
                "{}",
                "[]",
                "{\"records\":[],\"done\":false,\"nextRecordsUrl\":\"@example.com/jobs\"}"
            })
    void are_unknown_after_an_answer_that_is_no_list(String answer) {
        org.answers(answer(200, answer));

        assertThat(classifier.classify(request("page", null)))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("UNREADABLE_ANSWER"));
    }

    @Test
    void can_be_looked_at_one_by_one() {
        org.answers(answer(200, ACCOUNTS));

        assertThat(request("one", null).getMessage().getBody(JobInfo.class).id()).isEqualTo(JOB);
        assertThat(org.calls().get(0).path()).isEqualTo("/services/data/v66.0/jobs/ingest/" + JOB);
    }

    @Test
    void have_a_shape_that_can_be_written_down() {
        JobShape upsert =
                new JobShape("Account", "UPSERT", Optional.of("ERP__c"), "CSV", "TAB", "CRLF");
        JobShape insert = new JobShape("Account", "INSERT", Optional.empty(), "CSV", "TAB", "LF");

        assertThat(JobShape.parse(upsert.text())).hasValue(upsert);
        assertThat(JobShape.parse(insert.text())).hasValue(insert);
        assertThat(JobShape.parse("of an older program")).isEmpty();
    }

    private Exchange request(String route, String body) {
        return context.createProducerTemplate()
                .request("direct:" + route, exchange -> exchange.getMessage().setBody(body));
    }
}
