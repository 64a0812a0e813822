package io.saltroad.datacloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.salesforce.TestSignals;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import io.saltroad.settings.FrontDoor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tenant of the sandbox")
class TenantAtSandboxTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> FIELDS =
            List.of(
                    "order_no",
                    "customer_no",
                    "employee_no",
                    "order_date",
                    "required_date",
                    "shipped_date",
                    "ship_via",
                    "freight",
                    "ship_name",
                    "ship_street",
                    "ship_city",
                    "ship_state",
                    "ship_postal_code",
                    "ship_country",
                    "source_system");

    /** Addresses a call. */
    private interface Addressing {
        void on(Message message);
    }

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Sandbox sandbox;
    private DataCloudConnection connection;
    private IngestionCalls calls;
    private TenantQuery query;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.onFreePorts());
        connection =
                DataCloudConnection.bind(
                        context,
                        SalesforceSettings.from(
                                FrontDoor.withDefaults()
                                        .commandLine(
                                                Map.of(
                                                        "saltroad.salesforce.login-url",
                                                        sandbox.tlsUri().orElseThrow().toString(),
                                                        "saltroad.salesforce.trusted-certificates",
                                                        sandbox.certificate()
                                                                .orElseThrow()
                                                                .toString(),
                                                        "saltroad.salesforce.client-id",
                                                        sandbox.credentials().clientId(),
                                                        "saltroad.salesforce.client-secret",
                                                        sandbox.credentials().clientSecret()))
                                        .open()
                                        .settings()),
                        TestTenant.settings(),
                        new TestSignals());
        calls = new IngestionCalls(connection);
        query = new TenantQuery(connection);
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        sandbox.close();
    }

    @Test
    void takes_streamed_records_and_gives_them_back_in_batches() throws Exception {
        for (int batch = 0; batch < 3; batch++) {
            int from = batch * 500;
            Exchange sent = go(records(from, from + 500), m -> calls.stream(m, "erp", "orders"));
            calls.readAccepted(sent.getMessage());
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> query.count("SELECT COUNT(*) FROM orders__dll") == 1500);

        List<String> keys = new ArrayList<>();
        long rows =
                query.rows(
                        "SELECT order_no__c, ship_name__c FROM orders__dll ORDER BY order_no__c",
                        row -> {
                            assertThat(row).hasSize(2).element(1).isEqualTo("Ü " + row.get(0));
                            keys.add(row.get(0));
                        });
        assertThat(rows).isEqualTo(1500);
        assertThat(keys).doesNotHaveDuplicates().contains("k 0,%", "k 1499+%");
    }

    @Test
    void takes_the_keys_of_records_to_delete_in_the_query_and_in_the_body() throws Exception {
        calls.readAccepted(go(records(0, 20), m -> calls.stream(m, "erp", "orders")).getMessage());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> query.count("SELECT COUNT(*) FROM orders__dll") == 20);

        for (List<String> keys : List.of(List.of(key(1), key(3)), List.of(key(0), key(5)))) {
            calls.readAccepted(go(keys, m -> calls.streamDelete(m, "erp", "orders")).getMessage());
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> query.count("SELECT COUNT(*) FROM orders__dll") == 16);
    }

    @Test
    void reports_records_that_do_not_fit() throws Exception {
        Exchange answered =
                go(
                        "{\"data\":[{\"order_no\":1}]}".getBytes(UTF_8),
                        m -> calls.validate(m, "erp", "orders"));

        HttpOperationFailedException refused =
                answered.getException(HttpOperationFailedException.class);
        assertThat(ValidationReport.of(refused.getResponseBody()).orElseThrow().findings())
                .hasSize(1);
    }

    @Test
    void takes_a_new_session_when_the_old_one_has_ended() throws Exception {
        TenantSession first = connection.session();
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/tenant/tokens"))
                                .DELETE()
                                .build(),
                        BodyHandlers.discarding());

        assertThat(query.count("SELECT COUNT(*) FROM orders__dll")).isZero();

        assertThat(connection.session()).isNotEqualTo(first);
    }

    @Test
    void says_what_is_wrong_with_a_query() {
        assertThat(
                        new FailureClassifier(Clock.systemUTC())
                                .classify(
                                        catchThrowable(
                                                () -> query.count("SELECT COUNT(*) FROM none"))))
                .isInstanceOfSatisfying(
                        Failure.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .startsWith("Data Cloud answered 4")
                                        .contains("none"));
    }

    private Exchange go(Object body, Addressing addressing) {
        return context.createProducerTemplate()
                .request(
                        "data-cloud-http:http://tenant?deleteWithBody=true",
                        exchange -> {
                            exchange.getMessage().setBody(body);
                            addressing.on(exchange.getMessage());
                        });
    }

    private static byte[] records(int from, int to) {
        ObjectNode body = JSON.createObjectNode();
        for (int i = from; i < to; i++) {
            ObjectNode record = body.withArray("data").addObject();
            FIELDS.forEach(field -> record.put(field, ""));
            record.putNull("freight");
            record.put("order_no", key(i));
            record.put("ship_name", "Ü " + key(i));
        }
        return body.toString().getBytes(UTF_8);
    }

    /** With a comma, which the query cannot hold, in every other one. */
    private static String key(int number) {
        return "k %d%s%%".formatted(number, number % 2 == 0 ? "," : "+");
    }
}
