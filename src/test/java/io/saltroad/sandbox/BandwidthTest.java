package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Times are those that nothing may fall short of; how exact they are, {@code PaceTest} says. */
@DisplayName("The bandwidth")
class BandwidthTest {

    private static final long MEGABYTE = 1_000_000;

    /** Of the time that is due, at the least: the last that arrives is not waited for. */
    private static final double SHARE = 0.7;

    private static Sandbox sandbox;

    private SandboxClient client;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.onFreePorts().withBandwidth(4 * MEGABYTE));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void signIn() {
        client = new SandboxClient(sandbox.uri());
        client.delete("/sandbox/data");
        client.signIn(sandbox.credentials());
        client.patch("/sandbox/settings", "{\"processJobs\":false}");
    }

    @Test
    void limits_what_comes_in() {
        assertTakes(1.0, () -> upload(4 * MEGABYTE));
    }

    @Test
    void limits_one_upload_after_the_other_on_a_connection() {
        assertTakes(1.0, () -> IntStream.range(0, 8).forEach(i -> upload(MEGABYTE / 2)));
    }

    @Test
    void is_shared_by_all_connections() {
        assertTakes(
                1.0,
                () ->
                        CompletableFuture.allOf(
                                        IntStream.range(0, 4)
                                                .mapToObj(
                                                        i ->
                                                                CompletableFuture.runAsync(
                                                                        () -> upload(MEGABYTE)))
                                                .toArray(CompletableFuture<?>[]::new))
                                .join());
    }

    @Test
    void limits_what_goes_out() {
        client.patch("/sandbox/settings", "{\"bytesPerSecond\":0}");
        String job = upload(4 * MEGABYTE);
        client.patch("/sandbox/settings", "{\"bytesPerSecond\":%d}".formatted(4 * MEGABYTE));

        assertTakes(
                1.0,
                () ->
                        assertThat(client.get("/sandbox/jobs/" + job + "/upload").body())
                                .hasSize(4_000_000));
    }

    @Test
    void is_changed_while_it_runs_also_for_connections_that_are_open() {
        client.patch("/sandbox/settings", "{\"bytesPerSecond\":%d}".formatted(MEGABYTE));

        assertTakes(1.0, () -> upload(MEGABYTE));
    }

    @Test
    void is_that_of_the_start_again_when_the_data_is_deleted() {
        client.patch("/sandbox/settings", "{\"bytesPerSecond\":0}");
        assertThat(bytesPerSecond()).isZero();

        client.delete("/sandbox/data");

        assertThat(bytesPerSecond()).isEqualTo(4 * MEGABYTE);
    }

    @Test
    void is_not_negative() {
        HttpResponse<String> answer = client.patch("/sandbox/settings", "{\"bytesPerSecond\":-1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("bytesPerSecond takes 0 (no limit) or more");
    }

    private long bytesPerSecond() {
        return new JsonObject(client.get("/sandbox/settings").body()).getLong("bytesPerSecond");
    }

    private String upload(long bytes) {
        String job = client.createJob("{\"object\":\"Account\",\"operation\":\"insert\"}");
        String csv = "Name\n" + "A".repeat((int) bytes - 6) + "\n";
        assertThat(client.upload(job, csv).statusCode()).isEqualTo(201);
        return job;
    }

    private static void assertTakes(double seconds, Runnable work) {
        long start = System.nanoTime();
        work.run();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(
                        Duration.ofMillis((long) (seconds * SHARE * 1_000)),
                        Duration.ofSeconds(30));
    }
}
