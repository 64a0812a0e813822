package io.saltroad.datacloud;

import static io.saltroad.salesforce.TestOrg.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.TestOrg;
import io.saltroad.salesforce.TestSignals;
import io.saltroad.salesforce.UnreadableAnswerException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A query of Data Cloud")
class TenantQueryTest {

    private static final String SQL = "SELECT id__c, \"n\" FROM customers__dll";

    /** A result of 300 MB: more than the heap of the tests. */
    private static final long MANY = 3_000_000;

    private final TestTenant tenant = new TestTenant();
    private final CamelContext context = new DefaultCamelContext();
    private final TestSignals signals = new TestSignals();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());
    private TenantQuery query;

    @BeforeEach
    void start() {
        query =
                new TenantQuery(
                        DataCloudConnection.bind(
                                context, tenant.org.settings(), TestTenant.settings(), signals));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        tenant.close();
    }

    @Test
    void hands_on_the_rows_of_all_batches_in_their_order() throws Exception {
        tenant.answers(
                exchange ->
                        answer(
                                        200,
                                        switch (exchange.getRequestURI().getRawPath()) {
                                            case "/api/v2/query" ->
                                                    "{\"data\":[[\"a\",1],[\"b\",null]],\"rowCount\":2,\"nextBatchId\":\"x/1 2\",\"done\":false,\"metadata\":{\"id__c\":{\"type\":\"VARCHAR\",\"placeInOrder\":0}}}";
                                            case "/api/v2/query/x%2F1%202" ->
                                                    "{\"startTime\":\"t\",\"data\":[[true,\"0.200000000000000000\"]],\"nextBatchId\":\"y\",\"done\":false}";
                                            default -> "{\"data\":[[\"ä\\n\",1.50]],\"done\":true}";
                                        })
                                .give(exchange));
        List<List<String>> rows = new ArrayList<>();

        assertThat(query.rows(SQL, rows::add)).isEqualTo(4);

        assertThat(rows)
                .containsExactly(
                        List.of("a", "1"),
                        Arrays.asList("b", null),
                        List.of("true", "0.200000000000000000"),
                        List.of("ä\n", "1.50"));
        assertThat(tenant.calls())
                .extracting(TestOrg.Asked::method)
                .containsExactly("POST", "GET", "GET");
        assertThat(tenant.calls().get(0).body())
                .isEqualTo("{\"sql\":\"SELECT id__c, \\\"n\\\" FROM customers__dll\"}");
        assertThat(tenant.calls().get(0).header("content-type")).startsWith("application/json");
        assertThat(tenant.calls())
                .allSatisfy(
                        one ->
                                assertThat(one.header("authorization"))
                                        .isEqualTo("Bearer " + TestTenant.token(1)));
    }

    @Test
    void has_no_rows_if_there_are_none() throws Exception {
        tenant.answers(answer(200, "{\"data\":[],\"rowCount\":0,\"done\":true,\"metadata\":{}}"));

        assertThat(query.rows(SQL, row -> {})).isZero();
    }

    @Test
    void streams_a_result_larger_than_the_heap() throws Exception {
        tenant.answers(exchange -> sendMany(exchange, true));
        AtomicLong seen = new AtomicLong();

        assertThat(query.rows(SQL, row -> seen.incrementAndGet())).isEqualTo(MANY);

        assertThat(seen).hasValue(MANY);
    }

    @Test
    void fails_if_its_result_breaks_off() {
        tenant.answers(exchange -> sendMany(exchange, false));

        assertThat(classifier.classify(catchThrowable(() -> query.rows(SQL, row -> {}))))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("CONNECTION_LOST"));
    }

    @Test
    void ends_when_the_handler_cannot_take_more() {
        tenant.answers(answer(200, "{\"data\":[[1],[2]],\"done\":true}"));

        assertThatThrownBy(
                        () ->
                                query.rows(
                                        SQL,
                                        row -> {
                                            throw new IOException("the disk is full");
                                        }))
                .hasMessage("the disk is full");
    }

    @Test
    void says_in_the_words_of_data_cloud_why_it_is_refused() {
        tenant.answers(
                answer(
                        400,
                        """
                        {"timestamp":"t","error":"Bad Request","errorCode":"SQL_ERROR",
                         "message":"Table customers__dll not found","details":"line 1:15"}
                        """));

        assertThat(classifier.classify(catchThrowable(() -> query.count(SQL))))
                .isEqualTo(
                        new Failure.Refused(
                                400,
                                "SQL_ERROR",
                                "Data Cloud answered 400 SQL_ERROR: Table customers__dll not found line 1:15"));
    }

    @Test
    void tells_the_gate_when_too_many_run_at_once() {
        tenant.answers(answer(429, TestTenant.error("Too Many Requests", "15 at once")));

        assertThat(classifier.classify(catchThrowable(() -> query.count(SQL))))
                .isInstanceOf(Failure.Limited.class);
        assertThat(signals.limits).hasSize(1);
    }

    @Test
    void is_made_once_more_with_new_tokens_after_a_401() throws Exception {
        tenant.answers(
                TestOrg.onlyFor(
                        TestTenant.token(2), answer(200, "{\"data\":[[7]],\"done\":true}")));

        assertThat(query.count(SQL)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "[[12]], 12",
        "[[\"12\"]], 12",
        "[[\"12.000000000000000000\"]], 12",
        "[[1.2E1]], 12"
    })
    void counts(String data, long count) throws Exception {
        tenant.answers(answer(200, "{\"data\":%s,\"done\":true}".formatted(data)));

        assertThat(query.count("SELECT COUNT(*) FROM t")).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[[null]]", "[[1,2]]", "[[1],[2]]", "[[\"many\"]]", "[[1.5]]"})
    void does_not_take_anything_for_a_count(String data) {
        tenant.answers(answer(200, "{\"data\":%s,\"done\":true}".formatted(data)));

        assertThatThrownBy(() -> query.count("SELECT COUNT(*) FROM t"))
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageContaining("SELECT COUNT(*) FROM t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Sign in</html>",
                "[]",
                "{}",
                "{\"data\":null}",
                "{\"data\":[1]}",
                "{\"data\":[[[1]]]}",
                "{\"data\":[[1]],\"done\":false}",
                "{\"data\":[[1]],\"done\":true",
                "{\"data\":[[1],"
            })
    void does_not_take_anything_for_a_whole_result(String body) {
        tenant.answers(answer(200, body));

        assertThat(classifier.classify(catchThrowable(() -> query.rows(SQL, row -> {}))))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo("UNREADABLE_ANSWER"));
    }

    private static void sendMany(HttpExchange exchange, boolean all) throws IOException {
        byte[] row = ("[\"" + "x".repeat(96) + "\"],").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 9 + MANY * row.length + 16);
        OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16);
        out.write("{\"data\":[".getBytes(StandardCharsets.UTF_8));
        for (long i = 0; i < (all ? MANY - 1 : 1000); i++) {
            out.write(row);
        }
        if (all) {
            row[row.length - 1] = ' ';
            out.write(row);
            out.write("],\"done\":true}  ".getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        exchange.close();
    }
}
