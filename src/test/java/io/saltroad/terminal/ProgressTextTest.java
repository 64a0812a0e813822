package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.delivery.DeliveryProgress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The progress of deliveries")
class ProgressTextTest {

    private final ProgressText text = new ProgressText(true);

    @Test
    void is_one_line_each_below_a_head() {
        assertThat(text.lines(List.of(customers(45), orders("tracking", 1), orders("waiting", 0))))
                .containsExactly(
                        "EXPORT                     STATE                       RECORDS   MB/S   JOBS",
                        "customers/CUST_2026.csv    staging  ████░░░░░░  45%    450,000   90.0    0/2",
                        "northwind-orders/Orders_.. tracking ███░░░░░░░  33%        830    1.0    1/3",
                        "northwind-orders/Orders_.. waiting  ░░░░░░░░░░   0%          0              ");
    }

    @Test
    void does_without_blocks_where_a_terminal_has_none() {
        assertThat(new ProgressText(false).lines(List.of(customers(45))))
                .last()
                .asString()
                .contains(" ####......  45% ");
    }

    @Test
    void fits_a_terminal_of_80_columns() {
        assertThat(text.lines(List.of(customers(100), orders("tracking", 3))))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void shows_a_screenful_of_them_at_most() {
        assertThat(text.lines(Collections.nCopies(40, customers(1))))
                .hasSize(14)
                .last()
                .isEqualTo("and 28 more");
    }

    @Test
    void is_a_sentence_for_each_that_is_under_way_in_a_log() {
        assertThat(text.sentences(List.of(customers(45), orders("waiting", 0))))
                .containsExactly(
                        "customers/CUST_2026.csv is staging: 45% read, 450,000 records, 90.0 MB/s,"
                                + " 0 of 2 jobs done",
                        "1 delivery waits");
    }

    @Test
    void of_an_empty_export_is_complete() {
        var empty =
                new DeliveryProgress(
                        "customers", "EMPTY.csv", "staging", 0, 0, 0, 0, 0, 0, Duration.ZERO);

        assertThat(text.lines(List.of(empty))).last().asString().contains("100%", " 0.0 ");
    }

    @Test
    void is_nothing_without_deliveries() {
        assertThat(text.lines(List.of())).isEmpty();
        assertThat(text.sentences(List.of())).isEmpty();
    }

    private static DeliveryProgress customers(int percent) {
        return new DeliveryProgress(
                "customers",
                "CUST_2026.csv",
                "staging",
                percent * 1_000_000L,
                100_000_000,
                percent * 10_000L,
                2,
                0,
                0,
                Duration.ofMillis(percent * 1000L / 90));
    }

    private static DeliveryProgress orders(String step, int jobsDone) {
        boolean waiting = step.equals("waiting");
        return new DeliveryProgress(
                "northwind-orders",
                "Orders_of_last_week.csv",
                step,
                waiting ? 0 : 999_000,
                999_000,
                waiting ? 0 : 830,
                waiting ? 0 : 3,
                jobsDone,
                0,
                Duration.ofSeconds(1));
    }
}
