package io.saltroad.salesforce.bulk;

import static io.saltroad.salesforce.TestOrg.JOB;
import static io.saltroad.salesforce.TestOrg.answer;
import static io.saltroad.salesforce.TestOrg.onlyFor;
import static io.saltroad.salesforce.TestOrg.sessionExpired;
import static io.saltroad.salesforce.TestOrg.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
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

@DisplayName("Big bodies of Bulk API 2.0")
class BulkHttpTest {

    private static final String PATH = "/services/data/v66.0/jobs/ingest/" + JOB;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** More than the heap of the tests. */
    private static final long BIG = 300_000_000;

    @TempDir Path folder;

    private final TestOrg org = new TestOrg();
    private final CamelContext context = new DefaultCamelContext();
    private final FailureClassifier classifier =
            new FailureClassifier(Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicLong bytes = new AtomicLong();

    @BeforeEach
    void start() throws Exception {
        BulkHttp bulkHttp =
                new BulkHttp(SalesforceConnection.bind(context, org.settings(), new TestSignals()));
        // It would keep results in memory, whatever the endpoint says.
        context.setStreamCaching(false);
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("direct:upload")
                                .bean(bulkHttp, "upload")
                                .to("salesforce-http:http://org")
                                .bean(bulkHttp, "done");
                        for (String results :
                                new String[] {
                                    "successfulResults", "failedResults", "unprocessedRecords"
                                }) {
                            from("direct:" + results)
                                    .bean(bulkHttp, results)
                                    .to("salesforce-http:http://org?disableStreamCache=true")
                                    .process(BulkHttpTest.this::count)
                                    .bean(bulkHttp, "done");
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

    @Test
    void an_upload_streams_a_file_larger_than_the_heap_with_its_length() throws Exception {
        Path chunk = folder.resolve("chunk.csv");
        try (RandomAccessFile file = new RandomAccessFile(chunk.toFile(), "rw")) {
            file.setLength(BIG);
        }
        org.answers(this::take);

        assertThat(upload(chunk).getException()).isNull();

        assertThat(bytes).hasValue(BIG);
        TestOrg.Asked asked = org.calls().get(0);
        assertThat(asked.method()).isEqualTo("PUT");
        assertThat(asked.path()).isEqualTo(PATH + "/batches");
        assertThat(asked.header("content-length")).isEqualTo(Long.toString(BIG));
        assertThat(asked.header("transfer-encoding")).isNull();
        assertThat(asked.header("content-type")).isEqualTo("text/csv; charset=UTF-8");
    }

    @Test
    void an_upload_is_sent_byte_by_byte() throws Exception {
        byte[] csv = "Name\n\"Müller\r\n& Söhne\"\n".getBytes(StandardCharsets.UTF_8);
        byte[][] received = new byte[1][];
        org.answers(
                exchange -> {
                    received[0] = exchange.getRequestBody().readAllBytes();
                    answer(201, "").give(exchange);
                });

        upload(Files.write(folder.resolve("chunk.csv"), csv));

        assertThat(received[0]).isEqualTo(csv);
    }

    @Test
    void an_upload_asks_before_it_sends() throws Exception {
        org.answers(this::take);

        upload(small());

        assertThat(org.calls().get(0).header("expect")).isEqualToIgnoringCase("100-continue");
    }

    @Test
    void an_upload_is_sent_again_after_a_new_sign_in_since_nothing_was_processed()
            throws Exception {
        org.answers(onlyFor(token(2), this::take));

        assertThat(upload(small()).getException()).isNull();

        assertThat(org.calls()).hasSize(2);
        assertThat(bytes).hasValue(Files.size(small()));
    }

    @Test
    void an_upload_fails_with_401_if_the_new_session_is_refused_too() throws Exception {
        org.answers(sessionExpired());

        assertThat(upload(small()).getException(HttpOperationFailedException.class))
                .extracting(HttpOperationFailedException::getStatusCode)
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void an_upload_is_not_sent_again_by_itself(int status) throws Exception {
        org.answers(
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    answer(status, "", "Retry-After", "0").give(exchange);
                });

        assertThat(upload(small()).getException()).isNotNull();

        assertThat(org.calls()).hasSize(1);
    }

    @Test
    void an_upload_is_not_sent_again_after_the_connection_is_lost() throws Exception {
        org.answers(
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.close();
                });

        assertThat(classifier.classify(upload(small())))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        lost -> assertThat(lost.code()).isEqualTo("CONNECTION_LOST"));

        assertThat(org.calls()).hasSize(1);
    }

    @Test
    void an_upload_is_not_sent_again_after_a_reset_on_its_way() throws Exception {
        Path chunk = folder.resolve("chunk.csv");
        try (RandomAccessFile file = new RandomAccessFile(chunk.toFile(), "rw")) {
            file.setLength(20_000_000);
        }
        org.answers(
                exchange -> {
                    exchange.getRequestBody().readNBytes(1_000_000);
                    // What was not read makes the system reset the connection.
                    exchange.close();
                });

        assertThat(classifier.classify(upload(chunk)))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        lost -> assertThat(lost.code()).isEqualTo("CONNECTION_LOST"));

        assertThat(org.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After", "retry-after", "RETRY-AFTER"})
    void the_end_of_a_limit_is_found_whatever_the_letter_case(String header) throws Exception {
        org.answers(answer(503, "<html>Busy</html>", header, "20"));

        assertThat(classifier.classify(upload(small())))
                .isEqualTo(
                        new Failure.Limited(
                                "HTTP_503",
                                "Salesforce answered 503: Busy",
                                Optional.of(NOW.plusSeconds(20))));
    }

    @ParameterizedTest
    @CsvSource({
        "successfulResults, successfulResults",
        "failedResults, failedResults",
        "unprocessedRecords, unprocessedrecords"
    })
    void results_are_asked_for_as_csv(String method, String resource) {
        results(method);

        TestOrg.Asked asked = org.calls().get(0);
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.path()).isEqualTo(PATH + "/" + resource);
        assertThat(asked.header("accept")).isEqualTo("text/csv");
    }

    @Test
    void results_larger_than_the_heap_stream_through() {
        org.answers(exchange -> send(exchange, BIG, BIG));

        assertThat(results("failedResults").getException()).isNull();

        assertThat(bytes).hasValue(BIG);
    }

    @Test
    void results_that_break_off_fail_instead_of_looking_complete() {
        org.answers(exchange -> send(exchange, 1_000_000, 400_000));

        assertThat(classifier.classify(results("failedResults")))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        lost -> assertThat(lost.code()).isEqualTo("CONNECTION_LOST"));
    }

    @Test
    void nothing_of_the_call_stays_on_the_message() throws Exception {
        org.answers(
                exchange -> {
                    take(exchange);
                });

        Exchange exchange = upload(small());

        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("jobId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7505fEXAMPLE", "../../sobjects/Acco", "7505fEXAMPLE4C2AAM?x=y"})
    void the_id_of_a_job_cannot_be_anything_else(String id) {
        assertThatThrownBy(() -> JobId.checked(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the id of a job");
    }

    private Path small() throws IOException {
        return Files.writeString(folder.resolve("small.csv"), "Name\nx\n");
    }

    private Exchange upload(Path chunk) {
        return request("direct:upload", chunk.toFile());
    }

    private Exchange results(String method) {
        return request("direct:" + method, null);
    }

    private Exchange request(String uri, Object body) {
        return context.createProducerTemplate()
                .request(
                        uri,
                        exchange -> {
                            exchange.getMessage().setHeader("jobId", JOB);
                            exchange.getMessage().setBody(body);
                        });
    }

    /** Reads an upload without keeping it. */
    private void take(HttpExchange exchange) throws IOException {
        drain(exchange.getRequestBody());
        answer(201, "").give(exchange);
    }

    private void count(Exchange exchange) throws IOException {
        drain(exchange.getMessage().getBody(InputStream.class));
    }

    private void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes.addAndGet(read);
        }
    }

    /** Announces more than it sends, if told so. */
    private static void send(HttpExchange exchange, long announced, long sent) throws IOException {
        exchange.sendResponseHeaders(200, announced);
        OutputStream out = exchange.getResponseBody();
        byte[] buffer = new byte[100_000];
        for (long left = sent; left > 0; left -= buffer.length) {
            out.write(buffer);
        }
        out.flush();
        exchange.close();
    }
}
