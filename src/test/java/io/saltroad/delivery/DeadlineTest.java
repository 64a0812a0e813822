package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.ledger.Target;
import io.saltroad.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The deadline of a delivery")
class DeadlineTest {

    private static final Duration DAY = Duration.ofHours(24);

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private Ledger ledger;
    private Deadline deadline;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        deadline = new Deadline(ledger, DAY, clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTERED", "STAGED", "COMMITTED"})
    void is_over_after_a_day_without_progress_whatever_its_state(DeliveryState state) {
        Delivery delivery = delivery(state);

        clock.advance(DAY.minusMillis(1));
        assertThat(deadline.over()).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(deadline.over()).extracting(Delivery::id).containsExactly(delivery.id());
    }

    @ParameterizedTest
    @EnumSource(names = {"SETTLED", "DEAD", "DISPUTED", "SKIPPED", "ABANDONED"})
    void does_not_matter_to_a_delivery_that_is_closed(DeliveryState state) {
        Delivery delivery = registered("a", "customers");
        ledger.deliveries().ended(delivery, state, Counts.NONE, Optional.empty());

        clock.advance(Duration.ofDays(30));

        assertThat(deadline.over()).isEmpty();
        assertThatCode(() -> deadline.expire(new Work.OnDelivery(delivery)))
                .doesNotThrowAnyException();
    }

    @Test
    void never_comes_if_it_is_zero() {
        deadline = new Deadline(ledger, Duration.ZERO, clock);
        delivery(DeliveryState.STAGED);

        clock.advance(Duration.ofDays(30));

        assertThat(deadline.over()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"24h, PT24H", "90s, PT90S", "0, PT0S", "0h, PT0S"})
    void is_a_setting(String text, Duration expected) {
        Settings settings = Settings.of(Map.of("saltroad.delivery.deadline", text));

        assertThat(Deadline.limit(settings)).isEqualTo(expected);
    }

    @Test
    void counts_from_the_last_progress() {
        Delivery delivery = delivery(DeliveryState.COMMITTED);
        Job job = uploaded(delivery);
        seen(job, JobState.UPLOAD_COMPLETE, 0);
        clock.advance(Duration.ofHours(20));
        seen(job, JobState.IN_PROGRESS, 100);
        clock.advance(Duration.ofHours(20));
        seen(job, JobState.IN_PROGRESS, 200);
        clock.advance(Duration.ofHours(20));
        assertThat(deadline.over()).isEmpty();

        seen(job, JobState.IN_PROGRESS, 200);
        clock.advance(Duration.ofHours(4));

        assertThat(deadline.over()).hasSize(1);
    }

    @Test
    void is_not_put_off_by_failures() {
        Delivery delivery = registered("a", "customers");
        clock.advance(Duration.ofHours(20));
        postponed(delivery, "Connection reset");
        clock.advance(Duration.ofHours(4));

        assertThat(deadline.over()).hasSize(1);
    }

    @Test
    void counts_from_the_start_of_the_program_after_it_was_off() {
        delivery(DeliveryState.COMMITTED);
        clock.advance(Duration.ofDays(3));

        deadline = new Deadline(ledger, DAY, clock);

        assertThat(deadline.over()).isEmpty();
        clock.advance(DAY);
        assertThat(deadline.over()).hasSize(1);
    }

    @Test
    void does_not_count_time_behind_a_closed_gate() {
        delivery(DeliveryState.COMMITTED);
        Instant noon = clock.instant();
        closed(noon.plus(Duration.ofHours(1)), noon.plus(Duration.ofHours(6)));

        clock.advance(Duration.ofHours(28));
        assertThat(deadline.over()).isEmpty();
        clock.advance(Duration.ofHours(1));

        assertThat(deadline.over()).hasSize(1);
    }

    @Test
    void does_not_come_behind_a_gate_that_is_still_closed() {
        delivery(DeliveryState.COMMITTED);
        clock.advance(Duration.ofHours(23));
        closed(clock.instant(), clock.instant().plus(Duration.ofHours(12)));

        clock.advance(Duration.ofHours(12));

        assertThat(deadline.over()).isEmpty();
    }

    @Nested
    @DisplayName("of one that waits for others by design")
    class Waiting {

        @Test
        void moves_on_as_an_earlier_export_of_its_feed_comes_forward() {
            Delivery earlier = registered("a", "customers");
            Delivery later = staged(registered("b", "customers"));
            clock.advance(Duration.ofHours(20));
            staged(earlier);
            clock.advance(Duration.ofHours(20));

            assertThat(deadline.over()).isEmpty();
            clock.advance(Duration.ofHours(4));

            assertThat(deadline.over())
                    .extracting(Delivery::id)
                    .containsExactly(earlier.id(), later.id());
        }

        @Test
        void moves_on_as_a_feed_that_it_comes_after_comes_forward() {
            Delivery customers = registered("a", "customers");
            staged(registered("b", "orders", "customers"));
            clock.advance(Duration.ofHours(20));
            staged(customers);
            clock.advance(Duration.ofHours(20));

            assertThat(deadline.over()).isEmpty();
        }

        @Test
        void moves_on_as_what_those_wait_for_comes_forward() {
            Delivery countries = registered("a", "countries");
            staged(registered("b", "customers", "countries"));
            staged(registered("c", "orders", "customers"));
            clock.advance(Duration.ofHours(20));
            staged(countries);
            clock.advance(Duration.ofHours(20));

            assertThat(deadline.over()).isEmpty();
        }

        @Test
        void begins_when_the_others_have_made_room() {
            Delivery earlier = registered("a", "customers");
            Delivery later = staged(registered("b", "customers"));
            clock.advance(DAY);
            end(earlier, DeliveryState.DEAD);
            ledger.exports().closed("a", ExportState.DEAD, folder);
            clock.advance(Duration.ofHours(1));

            assertThat(deadline.over()).as("its turn has only come").isEmpty();
            clock.advance(Duration.ofHours(23));

            assertThat(deadline.over()).extracting(Delivery::id).containsExactly(later.id());
        }

        @Test
        void is_not_moved_by_other_feeds_and_later_exports() {
            Delivery waiting = staged(registered("a", "customers"));
            clock.advance(Duration.ofHours(20));
            registered("b", "customers");
            registered("c", "orders");
            clock.advance(Duration.ofHours(4));

            assertThat(deadline.over()).extracting(Delivery::id).containsExactly(waiting.id());
        }

        @Test
        void comes_even_if_feeds_wait_for_each_other() {
            staged(registered("a", "customers", "orders"));
            staged(registered("b", "orders", "customers"));

            clock.advance(DAY.plusSeconds(1));

            assertThat(deadline.over()).hasSize(2);
        }

        @Test
        void comes_as_ever_if_it_waits_for_nobody() {
            Delivery earlier = registered("a", "customers");
            Delivery later = registered("b", "customers");
            clock.advance(Duration.ofHours(20));
            staged(earlier);
            clock.advance(Duration.ofHours(4));

            assertThat(deadline.over())
                    .as("staging waits for no other export")
                    .extracting(Delivery::id)
                    .containsExactly(later.id());
        }
    }

    @Nested
    @DisplayName("set by a clock that was wrong")
    class WrongClock {

        @Test
        void counts_from_the_start_if_the_progress_is_in_the_time_to_come() {
            Instant now = clock.instant();
            clock.advance(Duration.ofDays(365));
            delivery(DeliveryState.STAGED);
            clock.set(now.toString());

            assertThat(deadline.over()).isEmpty();
            clock.advance(DAY);

            assertThat(deadline.over()).hasSize(1);
        }

        @Test
        void counts_from_the_setting_back_if_the_start_is_in_the_time_to_come() {
            Instant now = clock.instant();
            clock.advance(Duration.ofDays(365));
            deadline = new Deadline(ledger, DAY, clock);
            delivery(DeliveryState.STAGED);
            clock.set(now.toString());

            assertThat(deadline.over()).isEmpty();
            clock.advance(DAY);

            assertThat(deadline.over()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("is over too when Salesforce will soon delete its results")
    class Results {

        private static final Duration SIX_DAYS = Duration.ofDays(6);

        private Delivery delivery;
        private Job job;

        @BeforeEach
        void never() {
            deadline = new Deadline(ledger, Duration.ZERO, clock);
            delivery = delivery(DeliveryState.COMMITTED);
            job = uploaded(delivery);
        }

        @ParameterizedTest
        @EnumSource(names = {"UPLOAD_COMPLETE", "JOB_COMPLETE", "FAILED"})
        void six_days_after_its_jobs_were_closed(JobState state) {
            seen(job, state, 1);

            clock.advance(SIX_DAYS);
            assertThat(deadline.over()).isEmpty();
            clock.advance(Duration.ofMillis(1));

            assertThat(deadline.over()).extracting(Delivery::id).containsExactly(delivery.id());
        }

        @Test
        void even_behind_a_closed_gate() {
            seen(job, JobState.JOB_COMPLETE, 1);
            closed(clock.instant(), clock.instant().plus(Duration.ofDays(20)));

            clock.advance(SIX_DAYS.plusMillis(1));

            assertThat(deadline.over()).hasSize(1);
        }

        @Test
        void but_not_while_it_comes_forward_as_after_a_replay() {
            seen(job, JobState.JOB_COMPLETE, 1);
            Job another = uploaded(delivery);
            clock.advance(SIX_DAYS.plusMillis(1));
            seen(another, JobState.UPLOAD_COMPLETE, 1);

            assertThat(deadline.over()).isEmpty();
            clock.advance(Duration.ofHours(1));

            assertThat(deadline.over()).hasSize(1);
        }

        @Test
        void but_not_for_jobs_that_do_not_count() {
            ledger.jobs().abandoned(job);

            clock.advance(SIX_DAYS.plusDays(1));

            assertThat(deadline.over()).isEmpty();
        }

        @Test
        void with_a_reason_of_its_own() {
            seen(job, JobState.JOB_COMPLETE, 1);
            clock.advance(SIX_DAYS.plusMillis(1));

            DeadlineException expired = expire(delivery);

            assertThat(expired.code()).isEqualTo("RESULTS_EXPIRE");
            assertThat(expired)
                    .hasMessage(
                            "its jobs were closed more than 6 days ago, and Salesforce deletes jobs"
                                    + " and results after 7. It waited to be settled. Jobs: 1"
                                    + " JobComplete (750a). When the cause is gone: saltroad replay"
                                    + " a.1");
        }
    }

    @Nested
    @DisplayName("when it is over, says")
    class Messages {

        @Test
        void what_the_delivery_waited_for_with_the_last_trouble_and_what_to_do() {
            Delivery delivery = registered("a", "customers");
            postponed(delivery, "Connection reset");
            clock.advance(Duration.ofHours(1));
            postponed(delivery, "Salesforce answered 503");
            clock.advance(DAY);

            DeadlineException over = expire(delivery);

            assertThat(over.code()).isEqualTo("DEADLINE");
            assertThat(over)
                    .hasMessage(
                            "it has made no progress for 24h (saltroad.delivery.deadline). It waited"
                                    + " to be staged. Last trouble: until 2026-03-01T13:00:00.001Z:"
                                    + " Salesforce answered 503. When the cause is gone: saltroad"
                                    + " replay a.1");
        }

        @ParameterizedTest
        @CsvSource({
            "OPEN,            for its jobs to be closed, 2 Open",
            "UPLOAD_COMPLETE, for Salesforce to process its jobs, 2 UploadComplete",
            "IN_PROGRESS,     for Salesforce to process its jobs, 2 InProgress",
            "JOB_COMPLETE,    to be settled, 2 JobComplete"
        })
        void how_far_its_jobs_are(JobState state, String waited, String jobs) {
            Delivery delivery = delivery(DeliveryState.COMMITTED);
            for (Job job : List.of(uploaded(delivery), uploaded(delivery))) {
                seen(job, state, 1);
            }
            clock.advance(DAY);

            assertThat(expire(delivery).getMessage())
                    .contains(" It waited %s. Jobs: %s (750a, 750a). ".formatted(waited, jobs));
        }

        @Test
        void what_the_delivery_comes_after() {
            registered("a", "customers");
            Delivery orders = staged(registered("b", "orders", "customers"));
            clock.advance(DAY);

            assertThat(expire(orders).getMessage())
                    .contains(" It waited to be committed, which comes after customers/x.csv. ");
        }

        @Test
        void no_trouble_from_before_the_last_progress() {
            Delivery delivery = registered("a", "customers");
            postponed(delivery, "Connection reset");
            clock.advance(Duration.ofMillis(5));
            staged(delivery);
            clock.advance(DAY);

            assertThat(expire(delivery).getMessage()).doesNotContain("trouble");
        }

        @Test
        void nothing_if_the_delivery_has_come_forward_meanwhile() {
            Delivery delivery = registered("a", "customers");
            clock.advance(DAY);
            assertThat(deadline.over()).hasSize(1);
            staged(delivery);

            assertThatCode(() -> deadline.expire(new Work.OnDelivery(delivery)))
                    .doesNotThrowAnyException();
        }
    }

    @Nested
    @DisplayName("behind a dead letter of an ordered feed")
    class HeldUp {

        private Delivery dead;
        private Delivery waiting;

        @BeforeEach
        void bury() {
            dead = ordered("a");
            end(dead, DeliveryState.DEAD);
            ledger.exports().closed("a", ExportState.DEAD, folder);
            waiting = staged(ordered("b"));
        }

        @Test
        void does_not_come_however_long_nobody_decides() {
            clock.advance(Duration.ofDays(3));

            assertThat(deadline.over()).isEmpty();
            assertThatCode(() -> deadline.expire(new Work.OnDelivery(waiting)))
                    .doesNotThrowAnyException();
        }

        @Test
        void begins_when_somebody_has_decided() {
            clock.advance(Duration.ofDays(3));
            assertThat(deadline.over()).isEmpty();
            ledger.deadLetters()
                    .abandoned(
                            ledger.exports().get("a"),
                            List.of(dead),
                            ledger.requests()
                                    .ask(
                                            Request.Kind.ABANDON,
                                            dead.id(),
                                            Optional.of("not needed"),
                                            Optional.empty()),
                            "done");
            ledger.exports().closed("a", ExportState.ARCHIVED, folder);

            clock.advance(DAY.minusMillis(1));
            assertThat(deadline.over()).isEmpty();
            clock.advance(Duration.ofMillis(1));

            assertThat(deadline.over()).extracting(Delivery::id).containsExactly(waiting.id());
        }

        @Test
        void begins_then_even_if_only_corrected_records_have_ended_the_dead_letter() {
            clock.advance(Duration.ofDays(3));
            assertThat(deadline.over()).isEmpty();
            // as abandoned, but the export rests where it has been for days
            ledger.deadLetters()
                    .abandoned(
                            ledger.exports().get("b"),
                            List.of(dead),
                            ledger.requests()
                                    .ask(
                                            Request.Kind.ABANDON,
                                            dead.id(),
                                            Optional.of("corrected"),
                                            Optional.empty()),
                            "done");

            clock.advance(DAY.minusMillis(1));

            assertThat(deadline.over()).isEmpty();
        }

        @Test
        void does_not_come_to_a_feed_that_waits_for_the_one_held_up() {
            staged(registered("c", "orders", "customers"));
            clock.advance(Duration.ofDays(3));

            assertThat(deadline.over()).isEmpty();
        }

        @Test
        void comes_to_what_need_not_wait_for_it() {
            Delivery unstaged = ordered("c");
            Delivery other = staged(registered("d", "orders"));
            clock.advance(DAY);

            assertThat(deadline.over())
                    .extracting(Delivery::id)
                    .containsExactly(unstaged.id(), other.id());
        }

        private Delivery ordered(String id) {
            return registered(id, "customers", ExportTerms.of(List.of(), Duplicates.SKIP, true));
        }
    }

    private DeadlineException expire(Delivery delivery) {
        return catchThrowableOfType(
                DeadlineException.class, () -> deadline.expire(new Work.OnDelivery(delivery)));
    }

    private Delivery delivery(DeliveryState state) {
        Delivery delivery = registered("a", "customers");
        if (state != DeliveryState.REGISTERED) {
            staged(delivery);
        }
        if (state == DeliveryState.COMMITTED) {
            ledger.deliveries().committed(delivery);
        }
        return ledger.deliveries().get(delivery.id());
    }

    private Delivery registered(String id, String feed, String... after) {
        return registered(id, feed, ExportTerms.of(List.of(after), Duplicates.SKIP, false));
    }

    private Delivery registered(String id, String feed, ExportTerms terms) {
        clock.advance(Duration.ofMillis(1));
        Path file = folder.resolve(id).resolve("x.csv");
        ledger.exports().claiming(id, feed, file, file, 1, terms);
        ledger.exports().claimed(id, 1, "sha");
        ledger.exports().sealed(id);
        return ledger.deliveries()
                .register(
                        ledger.exports().get(id),
                        1,
                        Target.crm("Account", "insert", Optional.empty()),
                        Map.of(),
                        "fp");
    }

    private Delivery staged(Delivery delivery) {
        ledger.deliveries().staged(delivery, new Counts(1, 0, 0, 0, 0), "COMMA", "LF");
        return ledger.deliveries().get(delivery.id());
    }

    private void postponed(Delivery delivery, String message) {
        ledger.deliveries()
                .postponed(delivery, 1, clock.instant(), new Reason("transient", "CODE", message));
    }

    private void end(Delivery delivery, DeliveryState state) {
        ledger.deliveries().ended(delivery, state, Counts.NONE, Optional.empty());
    }

    private Job uploaded(Delivery delivery) {
        Job intent = ledger.jobs().intended(delivery.id(), 1);
        return ledger.jobs().uploaded(ledger.jobs().created(intent, "750" + delivery.exportId()));
    }

    private void seen(Job job, JobState state, long processed) {
        ledger.jobs()
                .seen(
                        ledger.jobs().get(job.id()),
                        state,
                        Optional.of(processed),
                        Optional.of(0L),
                        Optional.empty(),
                        clock.instant());
    }

    private void closed(Instant from, Instant until) {
        ledger.gates()
                .close(
                        new ClosedGate(
                                "salesforce", false, from, until, Duration.ofSeconds(5), "429"));
    }
}
