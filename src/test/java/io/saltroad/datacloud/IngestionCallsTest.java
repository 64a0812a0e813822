package io.saltroad.datacloud;

import static io.saltroad.salesforce.TestOrg.answer;
import static io.saltroad.salesforce.TestOrg.onlyFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.saltroad.ledger.JobState;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Calls of the Ingestion API")
class IngestionCallsTest {

    private static final String JOB = "913a8b00-7a9e-4331-aaf6-a019ae5021ab";
    private static final String JOBS = "/api/v1/ingest/jobs";
    private static final String STREAM = "/api/v1/ingest/sources/erp_api/customers_734a9fa2";

    /** More than the heap of the tests. */
    private static final long BIG = 300_000_000;

    private static final String TOLD =
            """
            {"id":"%s","object":"customers","sourceName":"erp_api","operation":"upsert",
             "createdById":"005R0000000zqc8IAA","createdDate":"2021-08-12T17:06:42.921387Z",
             "systemModstamp":"2021-08-12T17:06:43.921Z","state":"Open","contentType":"CSV",
             "apiVersion":"v1","contentUrl":"/api/v1/ingest/jobs/x/batches","retries":2,
             "totalProcessingTime":1500}
            """
                    .formatted(JOB);

    /** One step of a route. */
    private interface Step {
        void on(Message message) throws Exception;
    }

    @TempDir Path folder;

    private final TestTenant tenant = new TestTenant();
    private final CamelContext context = new DefaultCamelContext();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());
    private IngestionCalls calls;

    @BeforeEach
    void start() throws Exception {
        calls =
                new IngestionCalls(
                        DataCloudConnection.bind(
                                context,
                                tenant.org.settings(),
                                TestTenant.settings(),
                                new TestSignals()));
        context.setStreamCaching(false);
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:call")
                                .process(exchange -> step(exchange, "before"))
                                .to("data-cloud-http:http://tenant?deleteWithBody=true")
                                .process(exchange -> step(exchange, "after"));
                        from("direct:create")
                                .bean(calls, "createJob")
                                .to("data-cloud-http:http://tenant")
                                .bean(calls, "readJob");
                    }
                });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        tenant.close();
    }

    @Test
    void create_a_job_from_the_headers_of_a_route() {
        tenant.answers(answer(201, TOLD));

        IngestionJob job =
                context.createFluentProducerTemplate()
                        .withHeader("connector", "erp_api")
                        .withHeader("object", "customers")
                        .withHeader("operation", "upsert")
                        .to("direct:create")
                        .request(IngestionJob.class);

        assertThat(job)
                .isEqualTo(
                        new IngestionJob(
                                JOB,
                                "customers",
                                Optional.of("erp_api"),
                                "upsert",
                                JobState.OPEN,
                                Optional.of("005R0000000zqc8IAA"),
                                Optional.of(Instant.parse("2021-08-12T17:06:42.921387Z")),
                                Optional.of(Instant.parse("2021-08-12T17:06:43.921Z")),
                                2,
                                Duration.ofMillis(1500)));
        assertThat(call("POST", JOBS).body())
                .isEqualTo(
                        "{\"object\":\"customers\",\"sourceName\":\"erp_api\",\"operation\":\"upsert\"}");
        assertThat(call("POST", JOBS).header("content-type")).isEqualTo("application/json");
        assertThat(call("POST", JOBS).header("accept")).isEqualTo("application/json");
        assertThat(call("POST", JOBS).header("authorization"))
                .isEqualTo("Bearer " + TestTenant.token(1));
    }

    @Test
    void upload_a_file_larger_than_the_heap_with_its_length() throws Exception {
        Path chunk = folder.resolve("chunk.csv");
        try (RandomAccessFile file = new RandomAccessFile(chunk.toFile(), "rw")) {
            file.setLength(BIG);
        }
        AtomicLong bytes = new AtomicLong();
        tenant.answers(
                exchange -> {
                    bytes.addAndGet(count(exchange));
                    answer(202, "{\"accepted\":true}").give(exchange);
                });

        Exchange done = go(chunk.toFile(), m -> calls.upload(m, JOB), calls::done);

        assertThat(done.getException()).isNull();
        assertThat(bytes).hasValue(BIG);
        TestOrg.Asked asked = call("PUT", JOBS + "/" + JOB + "/batches");
        assertThat(asked.header("content-length")).isEqualTo(Long.toString(BIG));
        assertThat(asked.header("content-type")).isEqualTo("text/csv");
        assertThat(asked.header("expect")).isEqualToIgnoringCase("100-continue");
    }

    @Test
    void upload_without_caring_what_is_answered_beside_the_status() throws Exception {
        for (int status : new int[] {200, 201, 202}) {
            tenant.answers(
                    exchange -> {
                        count(exchange);
                        answer(status, "").give(exchange);
                    });

            assertThat(go(small(), m -> calls.upload(m, JOB), calls::done).getException()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"UploadComplete", "Aborted"})
    void close_and_abort_a_job(String state) {
        tenant.answers(answer(200, TOLD.replace("\"Open\"", '"' + state + '"')));

        Exchange done =
                state.equals("Aborted")
                        ? go(null, m -> calls.abort(m, JOB), calls::readJob)
                        : go(null, m -> calls.close(m, JOB), calls::readJob);

        assertThat(done.getMessage().getBody(IngestionJob.class).state().word()).isEqualTo(state);
        assertThat(call("PATCH", JOBS + "/" + JOB).body())
                .isEqualTo("{\"state\":\"%s\"}".formatted(state));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'7505fEXAMPLE4C2AAM','state':'InProgress','apiVersion':1}",
                "{'id':'7505fEXAMPLE4C2AAM','states':'InProgress','createdDate':'yesterday'}",
                "{'id':'7505fEXAMPLE4C2AAM','state':'IN_PROGRESS','sourceName':null,'new':{'x':[1]}}"
            })
    void read_what_is_told_of_a_job_whatever_is_missing_or_new(String told) {
        tenant.answers(answer(200, told.replace('\'', '"')));

        IngestionJob job =
                go(null, m -> calls.info(m, JOB), calls::readJob)
                        .getMessage()
                        .getBody(IngestionJob.class);

        assertThat(job.id()).isEqualTo("7505fEXAMPLE4C2AAM");
        assertThat(job.state()).isEqualTo(JobState.IN_PROGRESS);
        assertThat(job.sourceName()).isEmpty();
        assertThat(job.createdDate()).isEmpty();
        call("GET", JOBS + "/" + JOB);
    }

    @ParameterizedTest
    @CsvSource({
        "2021-08-12T17:06:42.921Z, 2021-08-12T17:06:42.921Z",
        "2021-08-12T17:06:42Z, 2021-08-12T17:06:42Z",
        "2021-08-12T17:06:42.921387Z, 2021-08-12T17:06:42.921387Z",
        "2021-08-12T19:06:42.921+02:00, 2021-08-12T17:06:42.921Z",
        "2021-08-12T17:06:42.921+0000, 2021-08-12T17:06:42.921Z"
    })
    void read_times_in_each_of_their_forms(String told, Instant time) {
        tenant.answers(
                answer(
                        200,
                        "{\"id\":\"x\",\"state\":\"Open\",\"createdDate\":\"%s\"}"
                                .formatted(told)));

        assertThat(
                        go(null, m -> calls.info(m, JOB), calls::readJob)
                                .getMessage()
                                .getBody(IngestionJob.class)
                                .createdDate())
                .contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Sign in</html>",
                "[]",
                "{\"id\":\"x\"}",
                "{\"id\":\"x\",\"state\":\"Odd\"}"
            })
    void say_that_an_answer_is_no_job(String told) {
        tenant.answers(answer(200, told));

        assertThat(classifier.classify(go(null, m -> calls.info(m, JOB), calls::readJob)))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("UNREADABLE_ANSWER"));
    }

    @Test
    void list_jobs_page_by_page() {
        List<String> many = Collections.nCopies(100, TOLD);
        tenant.answers(
                exchange ->
                        answer(
                                        200,
                                        exchange.getRequestURI().getQuery().contains("offset=0")
                                                ? "{\"data\":[%s]}"
                                                        .formatted(String.join(",", many))
                                                : "{\"data\":[%s,{\"id\":\"odd\",\"state\":\"Odd\"}]}"
                                                        .formatted(TOLD))
                                .give(exchange));

        IngestionJobPage first = page("Open,InProgress", 0);
        IngestionJobPage second = page("Open,InProgress", 100);

        assertThat(first.isLast()).isFalse();
        assertThat(first.jobs()).hasSize(100);
        assertThat(second.isLast()).isTrue();
        assertThat(second.jobs()).hasSize(1);
        assertThat(tenant.calls())
                .extracting(TestOrg.Asked::query)
                .containsExactly(
                        "limit=100&offset=0&states=Open,InProgress",
                        "limit=100&offset=100&states=Open,InProgress");
    }

    @Test
    void delete_a_job() {
        tenant.answers(answer(204, ""));

        assertThat(go(null, m -> calls.delete(m, JOB), calls::done).getException()).isNull();

        call("DELETE", JOBS + "/" + JOB);
    }

    @Test
    void stream_bytes_as_they_are() {
        byte[] body = "{\"data\":[{\"id\":\"Müller\"}]}".getBytes(StandardCharsets.UTF_8);
        tenant.answers(onlyFor(TestTenant.token(2), answer(202, "{\"accepted\":true}")));

        Exchange done =
                go(
                        body,
                        m -> calls.stream(m, "erp_api", "customers_734a9fa2"),
                        calls::readAccepted);

        assertThat(done.getException()).isNull();
        assertThat(done.getMessage().getBody()).isNull();
        assertThat(done.getMessage().getHeaders()).isEmpty();
        assertThat(tenant.calls())
                .hasSize(2)
                .allSatisfy(
                        asked -> {
                            assertThat(asked.path()).isEqualTo(STREAM);
                            assertThat(asked.body()).isEqualTo("{\"data\":[{\"id\":\"Müller\"}]}");
                            assertThat(asked.header("content-type")).isEqualTo("application/json");
                            assertThat(asked.header("content-length"))
                                    .isEqualTo(Integer.toString(body.length));
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Sign in</html>", "{\"accepted\":false}"})
    void do_not_take_anything_for_an_acknowledgement(String told) {
        tenant.answers(answer(200, told));

        assertThat(
                        go(
                                        new byte[] {'{', '}'},
                                        m -> calls.stream(m, "erp_api", "customers"),
                                        calls::readAccepted)
                                .getException())
                .hasMessageContaining("Data Cloud");
    }

    @Test
    void delete_records_by_keys_in_the_query() throws Exception {
        tenant.answers(answer(202, "{\"accepted\":true}"));
        List<String> keys = List.of("1", "ä b", "a+b", "100%", "%41", "x&y=z", "q?#\"<>|\\", "/..");

        assertThat(deleteRecords(keys).getException()).isNull();

        TestOrg.Asked asked = call("DELETE", STREAM);
        assertThat(asked.query()).isEqualTo("ids=" + String.join(",", keys));
        assertThat(asked.body()).isEmpty();
    }

    @Test
    void delete_records_by_keys_in_the_body_if_they_are_too_long_for_the_query() throws Exception {
        tenant.answers(answer(202, "{\"accepted\":true}"));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add("a-rather-long-key-of-a-customer-" + i);
        }

        assertThat(deleteRecords(keys).getException()).isNull();

        assertThat(call("DELETE", STREAM).query()).isNull();
        assertThat(ids(call("DELETE", STREAM).body())).isEqualTo(keys);
    }

    @Test
    void delete_records_by_keys_in_the_body_if_one_holds_a_comma() throws Exception {
        tenant.answers(answer(202, "{\"accepted\":true}"));

        assertThat(deleteRecords(List.of("a,b", "c")).getException()).isNull();

        assertThat(call("DELETE", STREAM).query()).isNull();
        assertThat(ids(call("DELETE", STREAM).body())).containsExactly("a,b", "c");
    }

    @Test
    void validate_records_and_read_the_report() {
        tenant.answers(
                answer(
                        400,
                        """
                        {"timestamp":"2021-08-20T16:34:26.047666Z","error":"Bad Request",
                         "message":"Bad Request: JSON is properly formatted but has a mismatch with Schema.",
                         "path":"uri=/api/v1/ingest/sources/erp_api/customers/actions/test",
                         "tenantId":"t1","internalErrorCode":"COMMON_ERROR_GENERIC",
                         "details":{"validationReport":[
                           {"record":"{\\"id\\":\\"x\\"}",
                            "causingExceptions":["#/id: expected type: Number, found: String"]},
                           {"record":{"id":1},"causingExceptions":["a","b"]}]}}
                        """));

        Exchange done =
                go(
                        new byte[] {'{', '}'},
                        m -> calls.validate(m, "erp_api", "customers_734a9fa2"),
                        calls::readAccepted);

        call("POST", STREAM + "/actions/test");
        HttpOperationFailedException refused =
                done.getException(HttpOperationFailedException.class);
        assertThat(ValidationReport.of(refused.getResponseBody()))
                .contains(
                        new ValidationReport(
                                List.of(
                                        new ValidationReport.Finding(
                                                "{\"id\":\"x\"}",
                                                List.of(
                                                        "#/id: expected type: Number, found: String")),
                                        new ValidationReport.Finding(
                                                "{\"id\":1}", List.of("a", "b")))));
        assertThat(classifier.classify(done))
                .isEqualTo(
                        new Failure.Refused(
                                400,
                                "HTTP_400",
                                "Data Cloud answered 400: Bad Request: JSON is properly formatted but has a mismatch with Schema. #/id: expected type: Number, found: String"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"message\":\"x\"}", "{\"details\":\"text\"}", "[]"})
    void find_no_report_where_there_is_none(String body) {
        assertThat(ValidationReport.of(body)).isEmpty();
    }

    @Test
    void leave_nothing_of_theirs_on_the_message() throws Exception {
        tenant.answers(
                exchange -> {
                    count(exchange);
                    answer(202, "{\"accepted\":true}").give(exchange);
                });

        Exchange done = go(small(), m -> calls.upload(m, JOB), calls::done);

        assertThat(done.getMessage().getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../sources", "a/b", "x?y=z", "x y"})
    void put_nothing_into_an_address_that_does_not_belong_there(String name) {
        Message message = context.getEndpoint("direct:call").createExchange().getMessage();

        assertThatThrownBy(() -> calls.info(message, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the id of a job");
        assertThatThrownBy(() -> calls.stream(message, name, "customers"))
                .hasMessageContaining("not the name of a connector");
        assertThatThrownBy(() -> calls.stream(message, "erp_api", name))
                .hasMessageContaining("not the endpoint name");
    }

    private Exchange deleteRecords(List<String> keys) {
        return go(
                keys,
                m -> calls.streamDelete(m, "erp_api", "customers_734a9fa2"),
                calls::readAccepted);
    }

    private IngestionJobPage page(String states, int offset) {
        return go(null, m -> calls.list(m, states, offset), calls::readPage)
                .getMessage()
                .getBody(IngestionJobPage.class);
    }

    private static void step(Exchange exchange, String name) throws Exception {
        exchange.getProperty(name, Step.class).on(exchange.getMessage());
    }

    private Exchange go(Object body, Step before, Step after) {
        return context.createProducerTemplate()
                .request(
                        "direct:call",
                        exchange -> {
                            exchange.setProperty("before", before);
                            exchange.setProperty("after", after);
                            exchange.getMessage().setBody(body);
                        });
    }

    private TestOrg.Asked call(String method, String path) {
        assertThat(tenant.calls()).hasSize(1);
        TestOrg.Asked asked = tenant.calls().get(0);
        assertThat(asked.method()).isEqualTo(method);
        assertThat(asked.path()).isEqualTo(path);
        return asked;
    }

    private static List<String> ids(String body) throws IOException {
        return Arrays.asList(
                new ObjectMapper()
                        .treeToValue(
                                new ObjectMapper().readTree(body).path("ids"), String[].class));
    }

    private File small() throws IOException {
        return Files.writeString(folder.resolve("small.csv"), "id\nx\n").toFile();
    }

    private static long count(HttpExchange exchange) throws IOException {
        long bytes = 0;
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes += read;
        }
        return bytes;
    }
}
