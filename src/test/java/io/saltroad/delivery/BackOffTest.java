package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The pause after a failure that may pass")
class BackOffTest {

    private final BackOff backOff = new BackOff(new SplittableRandom(42));

    @ParameterizedTest(name = "attempt {0}: up to {2}")
    @CsvSource({
        "1, PT0.5S, PT1S",
        "2, PT1S, PT2S",
        "3, PT2S, PT4S",
        "8, PT64S, PT128S",
        "9, PT128S, PT256S",
        "10, PT2M30S, PT5M",
        "100, PT2M30S, PT5M",
        "2147483647, PT2M30S, PT5M"
    })
    void doubles_up_to_five_minutes_and_half_of_it_is_sure(
            int attempt, Duration least, Duration most) {
        for (int i = 0; i < 100; i++) {
            assertThat(backOff.after(attempt)).isBetween(least, most);
        }
    }

    @Test
    void is_not_the_same_for_all() {
        assertThat(
                        IntStream.range(0, 50)
                                .mapToObj(i -> backOff.after(5))
                                .collect(Collectors.toSet()))
                .hasSizeGreaterThan(40);
    }
}
