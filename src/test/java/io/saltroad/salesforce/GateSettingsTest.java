package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of the gate")
class GateSettingsTest {

    @Test
    void have_defaults() {
        assertThat(GateSettings.from(Settings.of(TestOrg.defaults())))
                .isEqualTo(new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 10));
    }

    @Test
    void are_read_key_by_key() {
        assertThat(from("1s", "24h", "0"))
                .isEqualTo(new GateSettings(Duration.ofSeconds(1), Duration.ofHours(24), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0s | 15m | 10 | saltroad.gate.first-pause must be more than 0",
                "5s | 4s  | 10 | and at most saltroad.gate.max-pause",
                "5s | 25h | 10 | which is at most 24h",
                "5s | 15m | 91 | saltroad.salesforce.api-reserve must be 0..90 percent, was 91",
                "5s | 15m | -1 | saltroad.salesforce.api-reserve must be 0..90 percent, was -1"
            })
    void are_refused_if_they_make_no_sense(
            String first, String max, String reserve, String message) {
        assertThatThrownBy(() -> from(first, max, reserve))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    private static GateSettings from(String first, String max, String reserve) {
        return GateSettings.from(
                Settings.of(
                        Map.of(
                                "saltroad.gate.first-pause", first,
                                "saltroad.gate.max-pause", max,
                                "saltroad.salesforce.api-reserve", reserve)));
    }
}
