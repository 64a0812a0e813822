package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.PickUpWindows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A schedule of 1:30 each night")
class PickUpScheduleTest {

    private static final String NIGHTLY = "0 30 1 * * ?";

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Ledger ledger;
    private PickUpWindows windows;
    private PickUpSchedule schedule;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        windows = ledger.pickUpWindows();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Nested
    @DisplayName("until 3:00")
    class UntilThree {

        @BeforeEach
        void start() {
            restart();
            assertThat(isOpen("2026-03-01T12:00:00Z")).isFalse();
        }

        void restart() {
            schedule = schedule("0 0 3 * * ?");
        }

        @Test
        void opens_a_window_when_it_fires() {
            assertThat(isOpen("2026-03-02T01:29:59Z")).isFalse();
            assertThat(isOpen("2026-03-02T01:30:00Z")).isTrue();
            assertThat(isOpen("2026-03-02T02:59:59Z")).isTrue();
        }

        @Test
        void closes_the_window_at_three() {
            isOpen("2026-03-02T01:30:00Z");

            assertThat(isOpen("2026-03-02T03:00:00Z")).isFalse();
            assertThat(isOpen("2026-03-02T12:00:00Z")).isFalse();
            assertThat(isOpen("2026-03-03T01:30:00Z")).isTrue();
        }

        @Test
        void keeps_the_window_open_although_the_folder_is_quiet() {
            isOpen("2026-03-02T01:30:00Z");

            schedule.folderIsQuiet(clock.instant());

            assertThat(isOpen("2026-03-02T02:00:00Z")).isTrue();
        }

        @Test
        void is_open_after_a_restart_within_the_window() {
            isOpen("2026-03-02T01:30:00Z");

            restart();

            assertThat(isOpen("2026-03-02T02:00:00Z")).isTrue();
            assertThat(isOpen("2026-03-02T03:00:00Z")).isFalse();
        }

        @Test
        void catches_up_a_firing_that_was_missed() {
            restart();

            assertThat(isOpen("2026-03-02T09:00:00Z")).isTrue();
        }

        @Test
        void looks_in_a_window_that_is_caught_up_until_the_folder_is_quiet() {
            restart();
            isOpen("2026-03-02T09:00:00Z");
            assertThat(isOpen("2026-03-02T09:00:02Z")).isTrue();

            schedule.folderIsQuiet(clock.instant());

            assertThat(isOpen("2026-03-02T09:00:04Z")).isFalse();
            assertThat(isOpen("2026-03-03T01:30:00Z")).isTrue();
        }

        @Test
        void catches_up_several_missed_firings_as_one() {
            restart();
            assertThat(isOpen("2026-03-09T09:00:00Z")).isTrue();

            schedule.folderIsQuiet(clock.instant());

            assertThat(isOpen("2026-03-09T09:00:02Z")).isFalse();
        }

        @Test
        void does_not_catch_up_again_after_another_restart() {
            restart();
            isOpen("2026-03-02T09:00:00Z");
            schedule.folderIsQuiet(clock.instant());

            restart();

            assertThat(isOpen("2026-03-02T10:00:00Z")).isFalse();
        }

        @Test
        void catches_up_after_a_restart_if_the_folder_was_not_quiet_before_it() {
            restart();
            isOpen("2026-03-02T09:00:00Z");

            restart();

            assertThat(isOpen("2026-03-02T10:00:00Z")).isTrue();
        }
    }

    @Test
    void does_not_catch_up_what_was_before_its_first_start() {
        schedule = schedule("0 0 3 * * ?");

        assertThat(isOpen("2026-03-02T02:00:00Z")).isFalse();
        assertThat(isOpen("2026-03-02T02:00:02Z")).isFalse();
        assertThat(isOpen("2026-03-03T01:30:00Z")).isTrue();
    }

    @Test
    void without_an_end_is_open_from_its_first_firing_on() {
        schedule = schedule(null);
        isOpen("2026-03-01T12:00:00Z");

        assertThat(isOpen("2026-03-02T01:29:59Z")).isFalse();
        assertThat(isOpen("2026-03-02T01:30:00Z")).isTrue();
        assertThat(isOpen("2026-03-02T20:00:00Z")).isTrue();
        assertThat(isOpen("2026-03-03T01:30:00Z")).isTrue();
    }

    @Test
    void does_not_search_through_all_firings_since_its_first_start() {
        schedule =
                new PickUpSchedule(
                        "customers", "0/2 * * * * ?", Optional.empty(), ZoneOffset.UTC, windows);
        isOpen("2026-03-01T12:00:00Z");

        assertThat(isOpen("2026-03-01T18:00:00Z")).isTrue();

        assertThat(windows.handledUntil("customers"))
                .hasValueSatisfying(
                        until ->
                                assertThat(until)
                                        .isAfter(clock.instant().minus(Duration.ofSeconds(3))));
    }

    @Test
    void fires_once_if_it_names_a_moment_that_is_over_for_good() {
        schedule =
                new PickUpSchedule(
                        "customers",
                        "0 30 1 2 3 ? 2026",
                        Optional.empty(),
                        ZoneOffset.UTC,
                        windows);
        isOpen("2026-03-01T12:00:00Z");

        assertThat(isOpen("2026-03-02T01:30:00Z")).isTrue();
        assertThat(isOpen("2027-03-02T01:30:00Z")).isTrue();
    }

    @Test
    void means_the_hours_of_its_zone() {
        schedule =
                new PickUpSchedule(
                        "customers",
                        NIGHTLY,
                        Optional.of("0 0 3 * * ?"),
                        ZoneId.of("Asia/Kolkata"),
                        windows);
        isOpen("2026-03-01T12:00:00Z");

        assertThat(isOpen("2026-03-01T19:59:59Z")).isFalse();
        assertThat(isOpen("2026-03-01T20:00:00Z")).isTrue();
        assertThat(isOpen("2026-03-01T21:30:00Z")).isFalse();
    }

    @Test
    void keeps_its_local_hour_when_the_clocks_change() {
        schedule =
                new PickUpSchedule(
                        "customers",
                        "0 30 4 * * ?",
                        Optional.of("0 0 5 * * ?"),
                        ZoneId.of("Europe/Berlin"),
                        windows);
        isOpen("2026-03-28T12:00:00Z");

        assertThat(isOpen("2026-03-29T02:29:59Z")).isFalse();
        assertThat(isOpen("2026-03-29T02:30:00Z")).isTrue();
        assertThat(isOpen("2026-03-29T03:00:00Z")).isFalse();
    }

    @Test
    void is_told_apart_from_the_schedule_of_another_feed() {
        PickUpSchedule other =
                new PickUpSchedule("orders", NIGHTLY, Optional.empty(), ZoneOffset.UTC, windows);
        schedule = schedule(null);
        isOpen("2026-03-01T12:00:00Z");

        assertThat(other.isOpen(Instant.parse("2026-03-02T02:00:00Z")))
                .as("its first start")
                .isFalse();
        assertThat(isOpen("2026-03-02T02:00:00Z")).isTrue();
    }

    @Test
    void that_is_no_cron_expression_is_refused() {
        assertThatThrownBy(() -> PickUpSchedule.parse("30 1 * * *", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private PickUpSchedule schedule(String until) {
        return new PickUpSchedule(
                "customers", NIGHTLY, Optional.ofNullable(until), ZoneOffset.UTC, windows);
    }

    private boolean isOpen(String time) {
        clock.set(time);
        return schedule.isOpen(clock.instant());
    }
}
