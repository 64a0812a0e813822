package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Event;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook of {@code docs/examples}, from end to end. */
@DisplayName("A webhook into Data Cloud")
class MessagesTest {

    private static final Path EXAMPLES = Path.of("docs", "examples");
    private static final String STREAM = "/api/v1/ingest/sources/";

    private final HttpClient http = HttpClient.newHttpClient();

    private Sandbox org;
    private int port;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeEach
    void openHouse() throws Exception {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        for (String name :
                List.of("credit-limits-webhook.camel.yaml", "credit-limits-webhook.schema.yaml")) {
            Files.copy(EXAMPLES.resolve(name), feeds.resolve(name));
        }
        port = freePort();
        house =
                new TestHouse(folder, org)
                        .patient(Duration.ofSeconds(60))
                        .set("camel.server.enabled", "true")
                        .set("camel.server.host", "127.0.0.1")
                        .set("camel.server.port", String.valueOf(port))
                        .set("saltroad.gate.first-pause", "1s");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        org.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private CompletableFuture<HttpResponse<String>> call(String json) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/credit-limits"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String limit(String customer, String amount) {
        return """
        {"customer_no":"%s","credit_limit":%s,"currency":"EUR","blocked":false,
         "modified_at":"2026-03-01T10:00:00Z"}"""
                .formatted(customer, amount);
    }

    private List<String> customers() throws Exception {
        List<String> customers = new ArrayList<>();
        for (JsonNode row : house.tenantRows("erp", "credit_limits")) {
            customers.add(row.path("customer_no").asText());
        }
        customers.sort(null);
        return customers;
    }

    /** Data Cloud works on what it has taken a little later. */
    private void awaitCustomers(String... expected) {
        await().untilAsserted(() -> assertThat(customers()).containsExactly(expected));
    }

    @Test
    void answers_when_data_cloud_has_acknowledged() throws Exception {
        house.open();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(call(limit("C" + i, "1000.50")));
        }
        calls.add(call("[" + limit("L1", "1") + "," + limit("L2", "2") + "]"));

        assertThat(calls).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(204));
        awaitCustomers("C0", "C1", "C2", "C3", "C4", "L1", "L2");
        assertThat(house.tenantRows("erp", "credit_limits").get(0).path("credit_limit").isNumber())
                .isTrue();
        assertThat(house.asked("POST", STREAM)).isLessThan(6);
    }

    @Test
    void says_what_does_not_fit_and_takes_the_rest() throws Exception {
        house.open();

        HttpResponse<String> answer =
                call("[" + limit("C1", "\"much\"") + "," + limit("C2", "7") + "]").join();

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("message 1: credit_limit: 'much' is not a plain decimal number");
        awaitCustomers("C2");
    }

    @Test
    void waits_while_the_gate_is_closed() throws Exception {
        house.open();
        house.fault(
                "{\"kind\":\"too-many-requests\",\"method\":\"POST\",\"path\":\"ingest/sources\",\"retryAfter\":1}");

        assertThat(call(limit("C1", "1")).join().statusCode()).isEqualTo(204);
        awaitCustomers("C1");
    }

    @Test
    void says_so_when_data_cloud_goes_on_failing() throws Exception {
        house.set("saltroad.data-cloud.message-deadline", "1s").open();
        house.fault(
                "{\"kind\":\"error\",\"status\":500,\"method\":\"POST\",\"path\":\"ingest/sources\",\"times\":50}");

        assertThat(call(limit("C1", "1")).join().statusCode()).isEqualTo(503);
        assertThat(customers()).isEmpty();
    }

    @Test
    void is_named_when_a_bulk_job_gets_in_its_way() throws Exception {
        house.add(
                        TestFeed.named("limits")
                                .into(
                                        "data-cloud-bulk-sink",
                                        "connector: erp, object: credit_limits, operation: upsert,"
                                                + " key: customer_no"))
                .open();
        assertThat(call(limit("C1", "1")).join().statusCode()).isEqualTo(204);

        TestHouse.Rested rested =
                house.deliver(
                        "limits",
                        "l.csv",
                        """
                        customer_no,credit_limit,currency,blocked,modified_at
                        C2,5,EUR,true,2026-03-01T10:00:00Z
                        """);

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(house.ledger().events().of(rested.export().id()))
                .extracting(Event::kind)
                .contains("over-stream");
        awaitCustomers("C1", "C2");
    }
}
