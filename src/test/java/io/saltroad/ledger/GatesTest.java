package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Gates.ClosedGate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The book of gates")
class GatesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant EVENING = NOON.plus(Duration.ofHours(8));

    @TempDir Path folder;

    private TestLedger test;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void remembers_each_gate_over_a_restart() {
        ClosedGate gate = gate("salesforce", 0, 5, "429");
        ClosedGate other =
                new ClosedGate("other", true, NOON, EVENING, Duration.ofSeconds(10), "reserve");
        gates().close(gate);
        gates().close(other);
        test.reopen();

        assertThat(gates().find("salesforce")).hasValue(gate);
        assertThat(gates().all()).containsExactly(other, gate);
    }

    @Test
    void remembers_how_long_a_gate_was_closed_when_it_opens_before_its_time() {
        gates().close(gate("salesforce", 0, 60, "429"));

        gates().open("salesforce", NOON.plusSeconds(60));

        assertThat(gates().find("salesforce"))
                .hasValueSatisfying(
                        gate -> {
                            assertThat(gate.isClosedAt(NOON.plusSeconds(59))).isTrue();
                            assertThat(gate.isClosedAt(NOON.plusSeconds(60))).isFalse();
                            assertThat(gate.pause()).isEqualTo(Duration.ofSeconds(5));
                        });
        assertThat(gates().closedDuring("salesforce", NOON, EVENING)).hasSeconds(60);
    }

    @Nested
    @DisplayName("knows for how much of a time one was closed:")
    class ClosedDuring {

        @Test
        void for_nothing_of_it_if_none_ever_was() {
            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).isZero();
        }

        /** Closed from 10 s to 20 s, and from 60 s to 90 s after noon. */
        @ParameterizedTest(name = "{2} s from {0} s to {1} s after noon")
        @CsvSource({
            "0,  100, 40",
            "0,  10,  0",
            "0,  15,  5",
            "12, 15,  3",
            "10, 20,  10",
            "15, 65,  10",
            "20, 60,  0",
            "90, 99,  0",
            "50, 50,  0"
        })
        void for_what_lies_within(long from, long to, long closed) {
            gates().close(gate("salesforce", 10, 20, "429"));
            gates().close(gate("salesforce", 60, 90, "429"));

            assertThat(
                            gates().closedDuring(
                                            "salesforce",
                                            NOON.plusSeconds(from),
                                            NOON.plusSeconds(to)))
                    .hasSeconds(closed);
        }

        @Test
        void once_for_a_closure_that_was_prolonged() {
            gates().close(gate("salesforce", 0, 10, "429"));
            gates().close(gate("salesforce", 0, 30, "429 again"));

            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).hasSeconds(30);
        }

        @Test
        void of_that_gate_alone() {
            gates().close(gate("salesforce", 0, 30, "429"));
            gates().close(gate("other", 10, 20, "429"));
            gates().close(gate("another", 25, 40, "429"));

            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).hasSeconds(30);
        }

        @Test
        void also_when_the_gate_has_been_closed_again() {
            gates().close(gate("salesforce", 0, 10, "429"));
            gates().close(gate("salesforce", 100, 110, "429"));
            test.reopen();

            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).hasSeconds(20);
        }

        @Test
        void for_a_month() {
            long days29 = Duration.ofDays(29).toSeconds();
            long days31 = Duration.ofDays(31).toSeconds();
            gates().close(gate("salesforce", 0, 10, "429"));

            gates().close(gate("salesforce", days29, days29 + 1, "429"));
            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).hasSeconds(10);

            gates().close(gate("salesforce", days31, days31 + 1, "429"));
            assertThat(gates().closedDuring("salesforce", NOON, EVENING)).isZero();
            assertThat(gates().closedDuring("salesforce", NOON, NOON.plus(Duration.ofDays(40))))
                    .hasSeconds(2);
        }
    }

    private Gates gates() {
        return test.ledger.gates();
    }

    private static ClosedGate gate(String name, long from, long until, String reason) {
        return new ClosedGate(
                name,
                false,
                NOON.plusSeconds(from),
                NOON.plusSeconds(until),
                Duration.ofSeconds(5),
                reason);
    }
}
