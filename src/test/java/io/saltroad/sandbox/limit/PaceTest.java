package io.saltroad.sandbox.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pace")
class PaceTest {

    // Such clocks may begin anywhere and run over.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Pace pace = new Pace(now::get);

    @Test
    void is_none_until_it_is_set_and_none_at_0() {
        pace.take(1_000_000_000);
        assertThat(pace.left()).isZero();

        pace.change(1_000);
        pace.take(1_000_000_000);
        assertThat(pace.left()).isPositive();

        pace.change(0);
        assertThat(pace.left()).isZero();
    }

    @Test
    void lets_those_who_take_wait_for_as_long_as_all_together_have_taken() {
        pace.change(1_000_000);

        pace.take(500_000);
        pace.take(250_000);

        assertThat(pace.left()).isEqualTo(Duration.ofMillis(750).toNanos());
        pass(Duration.ofMillis(700));
        assertThat(pace.left()).isEqualTo(Duration.ofMillis(50).toNanos());
        pass(Duration.ofMillis(50));
        assertThat(pace.left()).isZero();
    }

    @Test
    void makes_up_for_a_timer_that_was_late() {
        pace.change(1_000_000);
        pace.take(100_000);

        pass(Duration.ofMillis(120));
        pace.take(100_000);

        assertThat(pace.left()).isEqualTo(Duration.ofMillis(80).toNanos());
    }

    @Test
    void makes_up_for_no_more_than_a_twentieth_of_a_second_of_idle_time() {
        pace.change(1_000_000);

        pass(Duration.ofHours(1));
        pace.take(100_000);

        assertThat(pace.left()).isEqualTo(Duration.ofMillis(50).toNanos());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
