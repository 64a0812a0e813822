package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.delivery.DeliveryProgress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The progress of deliveries")
class ProgressTextTest {

    private static final Duration START = Duration.ofSeconds(100);

    private final ProgressText text = new ProgressText();

    @Test
    void is_one_line_each() {
        assertThat(text.lines(List.of(customers(45_000_000, 450_000), orders()), START))
                .containsExactly(
                        "customers/CUST_2026.csv  staging   45%     450,000 rec"
                                + "   0.0 MB/s     0/2 jobs",
                        "northwind-orders/Order.. tracking 100%         830 rec"
                                + "   0.0 MB/s     1/1 jobs");
    }

    @Test
    void fits_a_terminal_of_80_columns() {
        assertThat(text.lines(List.of(customers(100_000_000, 100_000_000), orders()), START))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void has_the_speed_since_the_last_look() {
        text.lines(List.of(customers(10_000_000, 100_000)), START);

        assertThat(text.sentences(List.of(customers(51_000_000, 510_000)), START.plusMillis(500)))
                .containsExactly(
                        "customers/CUST_2026.csv: staging, 51 % read, 510,000 records, 82.0 MB/s,"
                                + " 0 of 2 jobs done");
    }

    @Test
    void starts_anew_when_an_export_is_read_again() {
        text.lines(List.of(customers(90_000_000, 900_000)), START);

        assertThat(text.lines(List.of(customers(1_000_000, 10_000)), START.plusSeconds(1)))
                .allSatisfy(line -> assertThat(line).contains(" 0.0 MB/s"));
    }

    @Test
    void of_an_empty_export_is_complete() {
        var empty = new DeliveryProgress("customers", "EMPTY.csv", "waiting", 0, 0, 0, 0, 0, 0);

        assertThat(text.lines(List.of(empty), START)).singleElement().asString().contains("100%");
    }

    private static DeliveryProgress customers(long bytes, long records) {
        return new DeliveryProgress(
                "customers", "CUST_2026.csv", "staging", bytes, 100_000_000, records, 2, 0, 0);
    }

    private static DeliveryProgress orders() {
        return new DeliveryProgress(
                "northwind-orders", "Orders_of_last_week.csv", "tracking", 99, 99, 830, 1, 1, 99);
    }
}
