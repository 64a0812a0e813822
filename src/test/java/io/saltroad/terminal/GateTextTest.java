package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Gates.ClosedGate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A closed gate")
class GateTextTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "PT3S,  13:00:03 (in 3.0 s)",
        "PT4M,  13:04:00 (in 4 min 00 s)",
        "PT13H, 2026-03-02 02:00:00 (in 13 h 00 min)"
    })
    void is_told_with_the_time_it_opens_and_the_reason(Duration pause, String until) {
        ClosedGate gate =
                new ClosedGate(
                        "salesforce",
                        false,
                        NOW,
                        NOW.plus(pause),
                        pause,
                        "Salesforce answered 429");

        assertThat(new GateText(ZoneId.of("Europe/Berlin")).sentence(gate, NOW))
                .isEqualTo(
                        "Gate of salesforce: closed until " + until + ": Salesforce answered 429");
    }
}
