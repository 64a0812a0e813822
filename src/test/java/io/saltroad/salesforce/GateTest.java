package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Gates;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The gate of an org")
class GateTest {

    private static final GateSettings SETTINGS =
            new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 10);

    /** No jitter: each pause has its full length. */
    private static final RandomGenerator NEVER = () -> 0L;

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Ledger ledger;
    private Gate gate;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        gate = gate(SETTINGS);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void is_open_at_first() {
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.opensAt()).isEqualTo(clock.instant());
        assertThatCode(gate::pass).doesNotThrowAnyException();
    }

    @Test
    void is_closed_until_the_time_that_salesforce_names() {
        Instant until = clock.instant().plusSeconds(90);

        limited(until);

        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.opensAt()).isEqualTo(until);
        assertThatThrownBy(gate::pass)
                .isInstanceOf(GateClosedException.class)
                .hasMessage(
                        "the gate is closed until 2026-03-01T12:01:30Z: Salesforce answered 429");
        clock.advance(Duration.ofSeconds(90));
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.opensAt()).isEqualTo(clock.instant());
    }

    @Test
    void is_closed_for_a_day_at_most() {
        limited(clock.instant().plus(Duration.ofDays(400)));

        assertThat(gate.opensAt()).isEqualTo(clock.instant().plus(Duration.ofHours(24)));
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

    @ParameterizedTest(name = "{0} s ago")
    @CsvSource({"0", "1", "3600"})
    void is_closed_for_a_pause_if_the_time_that_salesforce_names_is_over(long ago) {
        limited(clock.instant().minusSeconds(ago));

        assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void is_closed_for_pauses_that_differ_by_up_to_a_fifth() {
        Set<Duration> pauses = new HashSet<>();
        RandomGenerator random = new SplittableRandom(42);
        for (int i = 0; i < 50; i++) {
            Gate other = new Gate("gate-" + i, ledger.gates(), SETTINGS, random, clock);
            other.limited(new Limit("Salesforce answered 429", Optional.empty()));
            pauses.add(Duration.between(clock.instant(), other.opensAt()));
        }

        assertThat(pauses)
                .hasSizeGreaterThan(40)
                .allSatisfy(
                        pause ->
                                assertThat(pause)
                                        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5)));
    }

    @Test
    void takes_its_pauses_from_the_settings() {
        gate = gate(new GateSettings(Duration.ofMillis(200), Duration.ofMillis(300), 0));

        limited(null);
        assertThat(gate.opensAt()).isEqualTo(clock.instant().plusMillis(200));
        clock.set(gate.opensAt().toString());
        limited(null);

        assertThat(gate.opensAt()).isEqualTo(clock.instant().plusMillis(300));
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

        Gate after = gate(SETTINGS);

        assertThat(after.isClosed()).isTrue();
        assertThat(after.opensAt()).isEqualTo(until);
    }

    @Test
    void is_one_of_several() {
        limited(clock.instant().plusSeconds(90));

        assertThat(new Gate("data-cloud", ledger.gates(), clock).isClosed()).isFalse();
    }

    @Test
    void takes_each_closure_down_once_though_it_is_prolonged() {
        Instant start = clock.instant();
        limited(start.plusSeconds(30));
        clock.advance(Duration.ofSeconds(10));
        limited(start.plusSeconds(60));
        clock.advance(Duration.ofSeconds(100));
        limited(clock.instant().plusSeconds(5));

        assertThat(ledger.gates().closedDuring("salesforce", start, start.plusSeconds(1000)))
                .hasSeconds(65);
        assertThat(ledger.gates().find("salesforce"))
                .hasValueSatisfying(
                        last -> assertThat(last.from()).isEqualTo(start.plusSeconds(110)));
    }

    @Nested
    @DisplayName("whose clock was wrong when it was closed")
    class WrongClock {

        private final Instant now = clock.instant();

        @Test
        void opens_when_the_clock_has_been_set_back_by_a_year() {
            clock.set("2027-03-01T12:00:00Z");
            limited(clock.instant().plusSeconds(90));
            clock.set(now.toString());

            assertThat(gate.isClosed()).isFalse();
            assertThat(gate.opensAt()).isEqualTo(now);
        }

        @Test
        void opens_when_the_clock_has_been_set_back_by_two_hours() {
            clock.advance(Duration.ofHours(2));
            limited(null);
            clock.set(now.toString());

            assertThat(gate.isClosed()).isFalse();
        }

        @Test
        void stays_closed_when_the_clock_is_only_corrected() {
            clock.advance(Duration.ofSeconds(30));
            limited(null);
            clock.set(now.toString());

            assertThat(gate.isClosed()).isTrue();
        }

        @Test
        void can_be_closed_by_the_right_clock() {
            clock.set("2027-03-01T12:00:00Z");
            limited(null);
            clock.set(now.toString());

            limited(null);

            assertThat(gate.opensAt()).isEqualTo(now.plusSeconds(5));
        }

        @Test
        void does_not_believe_a_time_that_no_limit_can_have_named() {
            ledger.gates()
                    .close(
                            new Gates.ClosedGate(
                                    "salesforce",
                                    false,
                                    now,
                                    now.plus(Duration.ofHours(25)),
                                    Duration.ofSeconds(5),
                                    "written by hand"));

            assertThat(gate.isClosed()).isFalse();
        }
    }

    @Nested
    @DisplayName("with a reserve for others")
    class Reserve {

        @Test
        void asks_for_the_limits_before_anything_begins() {
            assertThat(gate.limitsAreDue()).isTrue();
            assertThat(gate.mayBegin()).isFalse();
            assertThat(gate.mayFinish()).isTrue();

            gate.allowances(List.of(requests(100_000)));

            assertThat(gate.limitsAreDue()).isFalse();
            assertThat(gate.mayBegin()).isTrue();
        }

        @Test
        void asks_again_after_a_quarter_of_an_hour() {
            gate.allowances(List.of(requests(100_000)));

            clock.advance(Duration.ofMinutes(15).minusMillis(1));
            assertThat(gate.limitsAreDue()).isFalse();
            clock.advance(Duration.ofMillis(1));

            assertThat(gate.limitsAreDue()).isTrue();
        }

        @Test
        void asks_again_when_the_clock_has_been_set_back() {
            gate.allowances(List.of(requests(100_000)));

            clock.set("2026-02-01T00:00:00Z");

            assertThat(gate.limitsAreDue()).isTrue();
        }

        @ParameterizedTest(name = "{0} of 100,000 left: closed {1}")
        @CsvSource({"100000, false", "10000, false", "9999, true", "0, true"})
        void closes_when_it_is_touched(long left, boolean closed) {
            gate.allowances(List.of(requests(left)));

            assertThat(gate.isClosed()).isEqualTo(closed);
            assertThat(gate.keepsReserve()).isEqualTo(closed);
            assertThat(gate.mayBegin()).isNotEqualTo(closed);
        }

        @ParameterizedTest(name = "{0} of 100,000 used: closed {1}")
        @CsvSource({"0, false", "90000, false", "90001, true", "100000, true", "100001, true"})
        void closes_when_an_answer_says_so(long used, boolean closed) {
            gate.allowances(List.of(requests(100_000)));

            gate.usage(used, 100_000);

            assertThat(gate.isClosed()).isEqualTo(closed);
        }

        @Test
        void says_why_it_is_closed() {
            gate.allowances(List.of(requests(9_999)));

            assertThatThrownBy(gate::pass)
                    .hasMessageEndingWith(
                            ": only 9 % of the day's 100,000 API requests are left, and"
                                    + " saltroad.salesforce.api-reserve keeps 10 % for others");
        }

        @Test
        void closes_for_each_of_the_allowances() {
            gate.allowances(
                    List.of(requests(100_000), new Allowance("Bulk API batches", 100, 15_000)));

            assertThatThrownBy(gate::pass)
                    .hasMessageContaining(
                            "only 0 % of the day's 15,000 Bulk API batches are left, and");
        }

        @Test
        void does_not_mind_what_the_org_does_not_count() {
            gate.allowances(List.of(new Allowance("Bulk API batches", 0, 0)));

            assertThat(gate.mayBegin()).isTrue();
        }

        @Test
        void lets_what_is_committed_go_to_its_end() {
            gate.allowances(List.of(requests(0)));

            assertThat(gate.mayFinish()).isTrue();
        }

        @Test
        void holds_everything_when_salesforce_refuses_too() {
            gate.allowances(List.of(requests(0)));

            limited(clock.instant().plusSeconds(60));

            assertThat(gate.mayFinish()).isFalse();
            assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(60));
            assertThat(gate.limitsAreDue()).isFalse();
        }

        @Test
        void looks_again_after_pauses_that_grow_and_opens_when_there_is_enough() {
            List<Long> pauses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                gate.allowances(List.of(requests(9_999)));
                pauses.add(Duration.between(clock.instant(), gate.opensAt()).toSeconds());
                assertThat(gate.limitsAreDue()).isFalse();
                clock.set(gate.opensAt().toString());
                assertThat(gate.limitsAreDue()).isTrue();
                assertThat(gate.mayBegin()).as("before the limits are known").isFalse();
                assertThat(gate.keepsReserve()).as("before the limits are known").isTrue();
            }
            assertThat(pauses).containsExactly(5L, 10L, 20L, 40L);

            gate.allowances(List.of(requests(10_000)));

            assertThat(gate.mayBegin()).isTrue();
            assertThat(gate.keepsReserve()).isFalse();
        }

        @Test
        void is_not_closed_for_longer_by_each_answer_that_says_the_same() {
            gate.allowances(List.of(requests(9_999)));
            Instant opens = gate.opensAt();

            clock.advance(Duration.ofSeconds(3));
            gate.usage(90_002, 100_000);
            gate.allowances(List.of(requests(9_998)));

            assertThat(gate.opensAt()).isEqualTo(opens);
        }

        @Test
        void asks_at_once_after_a_restart_and_may_open_before_its_time() {
            gate.allowances(List.of(requests(9_999)));

            gate = gate(SETTINGS);

            assertThat(gate.isClosed()).isTrue();
            assertThat(gate.limitsAreDue()).isTrue();
            gate.allowances(List.of(requests(50_000)));
            assertThat(gate.mayBegin()).isTrue();
            assertThat(
                            ledger.gates()
                                    .closedDuring(
                                            "salesforce",
                                            Instant.EPOCH,
                                            clock.instant().plusSeconds(60)))
                    .isZero();
        }

        @Test
        void opens_if_the_reserve_is_given_up() {
            gate.allowances(List.of(requests(9_999)));

            gate = gate(new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 0));

            assertThat(gate.mayBegin()).isTrue();
            assertThat(gate.keepsReserve()).isFalse();
        }

        @Test
        void stays_closed_while_the_limits_cannot_be_asked() {
            gate.allowances(List.of(requests(9_999)));
            clock.set(gate.opensAt().toString());

            gate.allowancesUnknown(true);

            assertThat(gate.keepsReserve()).isTrue();
            assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(10));
            assertThatThrownBy(gate::pass).hasMessageContaining("only 9 % of the day's");
        }

        @Test
        void goes_by_the_answers_alone_if_the_org_does_not_tell_its_limits() {
            gate.usage(90_001, 100_000);
            assertThat(gate.isClosed()).isTrue();
            clock.set(gate.opensAt().toString());

            gate.allowancesUnknown(false);

            assertThat(gate.mayBegin()).isTrue();
            gate.usage(90_001, 100_000);
            assertThat(gate.opensAt()).isEqualTo(clock.instant().plusSeconds(10));
        }

        @Test
        void does_not_wait_for_limits_that_could_not_be_asked_at_first() {
            gate.allowancesUnknown(true);

            assertThat(gate.mayBegin()).isTrue();
        }
    }

    @Nested
    @DisplayName("without a reserve")
    class NoReserve {

        @BeforeEach
        void without() {
            gate = gate(new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 0));
        }

        @Test
        void never_asks_for_the_limits() {
            assertThat(gate.limitsAreDue()).isFalse();
            assertThat(gate.mayBegin()).isTrue();
        }

        @Test
        void stays_open_when_requests_run_low_but_are_not_refused() {
            gate.usage(99_999, 100_000);

            assertThat(gate.isClosed()).isFalse();
        }
    }

    private Gate gate(GateSettings settings) {
        return new Gate("salesforce", ledger.gates(), settings, NEVER, clock);
    }

    private static Allowance requests(long left) {
        return new Allowance("API requests", left, 100_000);
    }

    private void limited(Instant until) {
        gate.limited(new Limit("Salesforce answered 429", Optional.ofNullable(until)));
    }
}
