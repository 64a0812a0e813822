package io.saltroad.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.TestFeed;
import io.saltroad.TestHouse;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An upload of 100 MB")
class LongUploadTest {

    private static final int RECORDS = 10_000;
    private static final int BYTES = 99_000_000;

    @TempDir Path folder;

    @Test
    void in_whose_middle_the_session_ends_costs_one_sign_in_and_one_more_upload() throws Exception {
        try (Sandbox org =
                        Sandbox.start(
                                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
                TestHouse house = new TestHouse(folder, org).patient(Duration.ofMinutes(2))) {
            house.add(TestFeed.named("notes").into("object: Account, operation: insert")).open();
            house.fault(
                    """
                    {"kind":"expire-sessions","when":"request","method":"PUT","path":"/batches$"}""");

            drop(Files.createDirectories(folder.resolve("export/notes")));
            Rested rested = house.rested("notes", "notes.csv");

            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts().delivered()).isEqualTo(RECORDS);
            JsonNode counters = counters(org);
            assertThat(counters.path("POST /services/oauth2/token").asInt()).isEqualTo(2);
            assertThat(counters.path("PUT /services/data/v66.0/jobs/ingest/{id}/batches").asInt())
                    .isEqualTo(2);
            assertThat(counters.path("POST /services/data/v66.0/jobs/ingest").asInt()).isEqualTo(1);
        }
    }

    private void drop(Path dropFolder) throws IOException {
        Path part = folder.resolve("unfinished");
        String note = "n".repeat(BYTES / RECORDS - "N000000,Note,\n".length());
        try (BufferedWriter csv = Files.newBufferedWriter(part)) {
            csv.write("AccountNumber,Name,Description\n");
            for (int i = 0; i < RECORDS; i++) {
                csv.write("N%06d,Note,%s\n".formatted(i, note));
            }
        }
        assertThat(Files.size(part)).isBetween(98_000_000L, 100_000_000L);
        Files.move(part, dropFolder.resolve("notes.csv"));
    }

    private static JsonNode counters(Sandbox org) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(org.uri().resolve("/sandbox/counters")).build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}
