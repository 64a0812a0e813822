package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Figures")
class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.44S, 0.4 s",
        "PT9.94S, 9.9 s",
        "PT12.7S, 12 s",
        "PT3M5S, 3 min 05 s",
        "PT2H5M, 2 h 05 min",
        "PT30H, 30 h 00 min"
    })
    void show_times_as_precisely_as_they_are_interesting(Duration time, String expected) {
        assertThat(Figures.time(time)).isEqualTo(expected);
    }

    @Test
    void group_counts_by_thousands_in_every_country() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.megabytes(82_340_000)).isEqualTo("82.3");
    }

    @Test
    void shorten_long_names() {
        assertThat(Figures.shortened("CUST_2026.csv", 13)).isEqualTo("CUST_2026.csv");
        assertThat(Figures.shortened("CUST_2026.csv", 10)).isEqualTo("CUST_202..");
    }
}
