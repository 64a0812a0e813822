package io.saltroad.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.crash.Child.Errand;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route from Kafka of {@code docs/examples}, in a process that is killed. */
@DisplayName("Every message of a Kafka topic arrives though the process is killed")
class KafkaKillTest {

    private static final Path EXAMPLES = Path.of("docs", "examples");
    private static final int MESSAGES = 10_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir Path folder;

    @Test
    void amid_a_stream_and_though_data_cloud_fails_for_a_while() throws Exception {
        try (Sandbox sandbox =
                        Sandbox.start(
                                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
                KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 3);
                House house = new House(folder.resolve("house"), sandbox)) {
            for (String name :
                    List.of(
                            "deliveries-from-kafka.camel.yaml",
                            "deliveries-from-kafka.schema.yaml")) {
                house.write("routes/feeds/" + name, Files.readString(EXAMPLES.resolve(name)));
            }
            house.set("deliveries.kafka.brokers", broker.address())
                    .set("saltroad.data-cloud.micro-batch-records", "100")
                    .set("saltroad.data-cloud.requests-per-second", "20");
            broker.create("deliveries", "deliveries-refused");
            broker.send("deliveries", MESSAGES, KafkaKillTest::delivery);

            long committed;
            Set<String> arrived;
            try (Child child = house.start(Errand.none(), "run")) {
                awaitArrivals(sandbox, broker, MESSAGES / 4);
                child.kill();
                arrived = arrived(sandbox);
                committed = broker.committed("saltroad");
            }
            assertThat(arrived.size()).isBetween(MESSAGES / 4, MESSAGES - 1);
            assertThat(committed).isBetween(1L, arrived.size() + 1L);

            // Now Data Cloud fails for longer than we are patient, so that batches fail too.
            house.set("saltroad.data-cloud.message-deadline", "1s");
            fault(sandbox, "{\"kind\":\"error\",\"path\":\"ingest/sources\",\"times\":60}");
            try (Child child = house.start(Errand.none(), "run")) {
                awaitArrivals(sandbox, broker, MESSAGES);
                await("the last commit")
                        .atMost(House.PATIENCE)
                        .until(() -> broker.committed("saltroad") == MESSAGES);
                child.stop();
                assertThat(child.ends(House.PATIENCE)).isTrue();
            }
            assertThat(arrived(sandbox))
                    .isEqualTo(
                            IntStream.rangeClosed(1, MESSAGES)
                                    .filter(number -> number != 17)
                                    .mapToObj("D%06d"::formatted)
                                    .collect(Collectors.toSet()));
            assertThat(broker.messages("deliveries-refused", 1)).contains(delivery(17));
            assertThat(house.log()).contains("Will break on first error");
        }
    }

    /** One of them does not fit. */
    private static String delivery(int number) {
        return """
        {"delivery_no":"D%06d","order_no":"%d","customer_no":"VINET",\
        "delivered_at":"2026-03-01T10:00:00Z","parcels":%s,"weight":12.5,"damaged":false}"""
                .formatted(number, number, number == 17 ? "\"several\"" : "3");
    }

    private static void awaitArrivals(Sandbox sandbox, KafkaBroker broker, int count) {
        await("%d arrivals".formatted(count))
                .atMost(House.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () ->
                                arrived(sandbox).size() >= Math.min(count, MESSAGES - 1)
                                        && broker.committed("saltroad") > 0);
    }

    private static void fault(Sandbox sandbox, String json) throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/faults"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.discarding());
    }

    private static Set<String> arrived(Sandbox sandbox) throws Exception {
        String keys =
                HTTP.send(
                                HttpRequest.newBuilder(
                                                sandbox.uri()
                                                        .resolve(
                                                                "/sandbox/tenant/objects/erp/deliveries/keys"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        return keys.lines().collect(Collectors.toSet());
    }
}
