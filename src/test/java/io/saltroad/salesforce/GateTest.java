package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The gate of an org")
class GateTest {

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Ledger ledger;
    private Gate gate;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        gate = new Gate("salesforce", ledger.gates(), clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void is_open_at_first() {
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.opensAt()).isEqualTo(clock.instant());
    }

    @Test
    void is_closed_until_the_time_that_salesforce_names() {
        Instant until = clock.instant().plusSeconds(90);

        limited(until);

        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.opensAt()).isEqualTo(until);
        clock.advance(Duration.ofSeconds(90));
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.opensAt()).isEqualTo(clock.instant());
    }

    @Test
    void is_closed_for_a_pause_that_grows_if_salesforce_names_no_time() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            limited(null);
            pauses.add(Duration.between(clock.instant(), gate.opensAt()).toSeconds());
            clock.set(gate.opensAt().toString());
        }

        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 900L, 900L);
    }

    @Test
    void counts_requests_that_were_under_way_together_as_one_limit() {
        for (int i = 0; i < 4; i++) {
            limited(null);
        }

        assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void starts_with_a_short_pause_again_after_a_quiet_time() {
        limited(null);
        clock.set(gate.opensAt().toString());
        limited(null);
        clock.set(gate.opensAt().toString());
        clock.advance(Duration.ofMinutes(1));

        limited(null);

        assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void never_opens_earlier_because_of_another_limit() {
        Instant late = clock.instant().plusSeconds(600);
        limited(late);

        limited(clock.instant().plusSeconds(10));
        limited(null);

        assertThat(gate.opensAt()).isEqualTo(late);
    }

    @Test
    void stays_closed_over_a_restart() {
        Instant until = clock.instant().plusSeconds(90);
        limited(until);

        Gate after = new Gate("salesforce", ledger.gates(), clock);

        assertThat(after.isClosed()).isTrue();
        assertThat(after.opensAt()).isEqualTo(until);
    }

    @Test
    void is_one_of_several() {
        limited(clock.instant().plusSeconds(90));

        assertThat(new Gate("data-cloud", ledger.gates(), clock).isClosed()).isFalse();
    }

    @Test
    void stays_open_when_requests_run_low_but_are_not_refused() {
        gate.usage(99_999, 100_000);

        assertThat(gate.isClosed()).isFalse();
    }

    private void limited(Instant until) {
        gate.limited(new Limit("HTTP status 429", Optional.ofNullable(until)));
    }
}
