package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A reject threshold")
class RejectThresholdTest {

    @ParameterizedTest(name = "of {0} with {1} of {2}: {3}")
    @CsvSource({
        "0, 0, 10, false",
        "0, 1, 10, true",
        "100, 100, 100, false",
        "100, 101, 1000000, true",
        "1%, 1, 100, false",
        "1%, 2, 100, true",
        "1%, 1, 99, true",
        "0.5 %, 5, 1000, false",
        "0.5%, 6, 1000, true",
        "33.333333%, 1, 3, true",
        "0%, 0, 0, false",
        "100%, 7, 7, false"
    })
    void is_exceeded_by_one_more(String text, long rejected, long read, boolean exceeded) {
        assertThat(RejectThreshold.of(text).isExceededBy(rejected, read)).isEqualTo(exceeded);
    }

    @Test
    void knows_a_number_before_all_records_are_read() {
        assertThat(RejectThreshold.of("1").isExceededBy(2)).isTrue();
        assertThat(RejectThreshold.of("1%").isExceededBy(2)).isFalse();
        assertThat(RejectThreshold.NONE.isExceededBy(Long.MAX_VALUE)).isFalse();
        assertThat(RejectThreshold.NONE.isExceededBy(7, 7)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1,5%", "101%", "1 percent", "%", "1.5"})
    void is_nothing_else(String text) {
        assertThatThrownBy(() -> RejectThreshold.of(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
