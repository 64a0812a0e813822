package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The head of an answer")
class LimitWatchTest {

    private static final Clock NOW =
            Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final TestSignals signals = new TestSignals();
    private final LimitWatch watch = new LimitWatch(signals, NOW);

    @ParameterizedTest
    @CsvSource({"429, true", "503, false", "403, false", "200, false"})
    void names_a_limit_by_its_status(int status, boolean limit) {
        watch.look(status, name -> null);

        assertThat(signals.limits.size()).isEqualTo(limit ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"429, true", "503, true", "403, true", "301, false"})
    void names_a_limit_by_saying_when_to_come_back(int status, boolean limit) {
        watch.look(status, Map.of("Retry-After", "10")::get);

        assertThat(signals.limits)
                .extracting(Limit::until)
                .isEqualTo(limit ? List.of(Optional.of(NOW.instant().plusSeconds(10))) : List.of());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "api-usage=18/5000, 18 of 5000",
                "api-usage=18/5000; per-app-api-usage=17/250(appName=erp), 18 of 5000",
                "per-app-api-usage=17/250(appName=erp), none",
                "nonsense, none"
            })
    void names_the_usage_of_the_org(String header, String usage) {
        watch.look(200, Map.of("Sforce-Limit-Info", header)::get);

        assertThat(signals.usages).isEqualTo(usage == null ? List.of() : List.of(usage));
    }

    @Test
    void reaches_the_route_even_if_the_signal_cannot_be_taken_down() {
        LimitSignals broken =
                new LimitSignals() {
                    @Override
                    public void limited(Limit limit) {
                        throw new IllegalStateException("no ledger");
                    }

                    @Override
                    public void usage(long used, long max) {
                        throw new IllegalStateException("no ledger");
                    }
                };

        assertThatCode(() -> new LimitWatch(broken, NOW).look(429, name -> null))
                .doesNotThrowAnyException();
    }
}
