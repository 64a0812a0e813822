package io.saltroad.datacloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Data Cloud")
class DataCloudSettingsTest {

    @Test
    void has_settings_with_defaults() {
        assertThat(with(Map.of()))
                .isEqualTo(
                        new DataCloudSettings(
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                5,
                                20,
                                140_000_000,
                                100,
                                190_000,
                                10_000,
                                Duration.ofSeconds(1),
                                240,
                                8,
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(3),
                                Duration.ofMinutes(30),
                                200));
    }

    @Test
    void has_a_setting_for_each_of_them() {
        assertThat(
                        with(
                                Map.ofEntries(
                                        Map.entry("dataspace", "sales"),
                                        Map.entry("instance-url", "http://localhost:8080/"),
                                        Map.entry("exclusive-connector", "true"),
                                        Map.entry("jobs-at-once", "2"),
                                        Map.entry("jobs-per-hour", "7"),
                                        Map.entry("chunk-size", "5MB"),
                                        Map.entry("chunks-per-job", "3"),
                                        Map.entry("micro-batch-size", "100kB"),
                                        Map.entry("micro-batch-records", "50"),
                                        Map.entry("micro-batch-age", "200ms"),
                                        Map.entry("requests-per-second", "30"),
                                        Map.entry("parallel-requests", "4"),
                                        Map.entry("poll-delay", "100ms"),
                                        Map.entry("poll-max-delay", "2s"),
                                        Map.entry("bulk-delay", "0s"),
                                        Map.entry("streaming-delay", "15m"),
                                        Map.entry("confirm-deadline", "1h"),
                                        Map.entry("deletes-per-request", "20"))))
                .isEqualTo(
                        new DataCloudSettings(
                                Optional.of("sales"),
                                Optional.of(URI.create("http://localhost:8080")),
                                true,
                                2,
                                7,
                                5_000_000,
                                3,
                                100_000,
                                50,
                                Duration.ofMillis(200),
                                30,
                                4,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(2),
                                Duration.ZERO,
                                Duration.ofMinutes(15),
                                Duration.ofHours(1),
                                20));
    }

    @ParameterizedTest
    @CsvSource({
        "instance-url, https://host/path",
        "instance-url, ftp://host",
        "instance-url, two words",
        "exclusive-connector, yes",
        "jobs-at-once, 0",
        "jobs-per-hour, 0",
        "chunk-size, 151MB",
        "chunk-size, 999B",
        "chunks-per-job, 101",
        "chunks-per-job, 0",
        "micro-batch-size, 201kB",
        "micro-batch-size, 9GB",
        "micro-batch-size, 999B",
        "micro-batch-records, 0",
        "micro-batch-age, 0s",
        "micro-batch-age, 11m",
        "requests-per-second, 251",
        "requests-per-second, 0",
        "parallel-requests, 65",
        "parallel-requests, 0",
        "poll-delay, 0s",
        "poll-delay, 2m",
        "poll-max-delay, 25h",
        "bulk-delay, 25h",
        "streaming-delay, 25h",
        "confirm-deadline, 0s",
        "deletes-per-request, 201",
        "deletes-per-request, 0"
    })
    void refuses_settings_that_data_cloud_or_this_machine_would_not_bear(String key, String value) {
        assertThatThrownBy(() -> with(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("saltroad.data-cloud." + key);
    }

    @Test
    void is_asked_for_a_job_again_after_half_of_the_time_since_its_close() {
        DataCloudSettings settings = with(Map.of());

        assertThat(settings.delayAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.delayAfter(Duration.ofSeconds(40))).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.delayAfter(Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "abc123.c360a.salesforce.com, https://abc123.c360a.salesforce.com",
        "https://abc123.c360a.salesforce.com/, https://abc123.c360a.salesforce.com",
        "localhost:8443, https://localhost:8443",
        "http://127.0.0.1:8080, http://127.0.0.1:8080"
    })
    void has_an_address_that_may_come_without_its_scheme(String text, URI address) {
        assertThat(TenantAddress.of(text)).contains(address);
    }

    private static DataCloudSettings with(Map<String, String> values) {
        return DataCloudSettings.from(
                FrontDoor.withDefaults()
                        .commandLine(
                                values.entrySet().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        entry ->
                                                                "saltroad.data-cloud."
                                                                        + entry.getKey(),
                                                        Map.Entry::getValue)))
                        .open()
                        .settings());
    }
}
