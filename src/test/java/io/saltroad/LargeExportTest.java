package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory budget, shown from outside: the program in a process of its own, with the heap that
 * its start script gives it.
 */
@DisplayName("An export of one gigabyte")
class LargeExportTest {

    private static final int RECORDS = 100_000;
    private static final String NOTE = "a long note; ".repeat(770);

    @TempDir Path house;

    @Test
    void is_delivered_within_128_megabytes_of_heap() throws Exception {
        Path dropFolder = Files.createDirectories(house.resolve("erp/export/notes"));
        writeExport(dropFolder.resolve("notes.csv"));
        writeFeed(Files.createDirectories(house.resolve("routes/feeds")));
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts())) {
            writeSettings(sandbox);

            JsonNode report = run();

            assertThat(report.path("exitCode").asInt()).isZero();
            assertThat(report.path("counts").path("read").asInt()).isEqualTo(RECORDS);
            assertThat(report.path("counts").path("delivered").asInt()).isEqualTo(RECORDS);
        }
    }

    private static void writeExport(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write("ERP_Number__c,Name,Description\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < RECORDS; i++) {
                String record = "L%08d,Müller & Söhne %d,\"%s\"\n".formatted(i, i, NOTE);
                out.write(record.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(Files.size(file)).isGreaterThan(1_000_000_000);
    }

    private static void writeFeed(Path feeds) throws IOException {
        Files.writeString(
                feeds.resolve("notes.camel.yaml"),
                """
                - route:
                    id: notes
                    from:
                      uri: kamelet:erp-export-source
                      parameters: { feed: notes, minAge: 0s }
                      steps:
                        - to:
                            uri: kamelet:salesforce-bulk-sink
                            parameters:
                              object: Account
                              operation: upsert
                              externalIdField: ERP_Number__c
                """);
    }

    private void writeSettings(Sandbox sandbox) throws IOException {
        Files.writeString(
                house.resolve("application.properties"),
                """
                saltroad.salesforce.login-url=%s
                saltroad.salesforce.client-id=%s
                saltroad.salesforce.client-secret=%s
                saltroad.bulk.poll-delay=200ms
                saltroad.bulk.poll-max-delay=1s
                """
                        .formatted(
                                sandbox.uri(),
                                sandbox.credentials().clientId(),
                                sandbox.credentials().clientSecret()));
    }

    private JsonNode run() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path report = house.resolve("report.json");
        Path log = house.resolve("run.log");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        java.toString(),
                                        "-Xmx128m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "io.saltroad.Saltroad",
                                        "run",
                                        "--once",
                                        "--json"))
                        .directory(house.toFile())
                        .redirectOutput(report.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(() -> tail(log)).isZero();
        return new ObjectMapper().readTree(report.toFile());
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
