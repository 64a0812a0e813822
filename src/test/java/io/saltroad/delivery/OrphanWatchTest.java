package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.export.PickUps;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Intent;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Target;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer to a create is waited for five minutes at most here. */
@DisplayName("A look for orphans is due")
class OrphanWatchTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final Holds holds = new Holds(clock);
    private Ledger ledger;
    private Delivery delivery;
    private OrphanWatch watch;

    @BeforeEach
    void open() {
        ledger = Ledger.open(new LedgerSettings("jdbc:sqlite:" + folder.resolve("l.db")), clock);
        Path file = folder.resolve("a/CUST.csv");
        ledger.exports().claiming("a", "customers", file, file, 1, List.of(), Duplicates.SKIP);
        ledger.exports().claimed("a", 1, "sha");
        ledger.exports().sealed("a");
        delivery =
                ledger.deliveries()
                        .register(
                                ledger.exports().get("a"),
                                1,
                                Target.crm("Account", "insert", Optional.empty()),
                                Map.of(),
                                "fp");
        ledger.jobs().created(ledger.jobs().intended(delivery.id(), 9), "750000000000009AAA");
        watch = watch(false);
        clock.advance(Duration.ofMinutes(1));
    }

    private OrphanWatch watch(boolean exclusiveUser) {
        return new OrphanWatch(ledger, holds, exclusiveUser, PATIENCE, clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Job intent() {
        return ledger.jobs().intended(delivery.id(), 1);
    }

    @Test
    void never_while_every_create_is_answered() {
        ledger.jobs().created(intent(), "750000000000001AAA");
        clock.advance(Duration.ofDays(1));

        assertThat(watch.isDue()).isFalse();
    }

    @Test
    void some_seconds_after_another_job_was_made_for_the_chunk() {
        intent();
        clock.advance(Duration.ofSeconds(30));
        assertThat(watch.isDue()).as("it may still be answered").isFalse();
        ledger.jobs().created(intent(), "750000000000002AAA");
        assertThat(watch.isDue()).as("Salesforce may not be done").isFalse();

        clock.advance(Duration.ofSeconds(5));

        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void some_seconds_after_the_delivery_was_closed() {
        intent();
        clock.advance(Duration.ofSeconds(30));
        ledger.deliveries().ended(delivery, DeliveryState.DEAD, Counts.NONE, Optional.empty());
        assertThat(watch.isDue()).isFalse();

        clock.advance(Duration.ofSeconds(5));

        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void some_seconds_after_a_start_that_finds_it_unanswered() {
        intent();
        clock.advance(Duration.ofSeconds(30));
        watch = watch(false);
        assertThat(watch.isDue()).isFalse();

        clock.advance(Duration.ofSeconds(5));

        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void when_nobody_can_wait_for_the_answer_any_more() {
        intent();
        clock.advance(PATIENCE);
        assertThat(watch.isDue()).isFalse();

        clock.advance(Duration.ofSeconds(5));

        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void although_the_clock_has_jumped_back() {
        intent();
        clock.advance(Duration.ofHours(-1));
        intent();
        assertThat(watch.isDue()).isFalse();

        clock.advance(Duration.ofHours(1).plus(PATIENCE).plusSeconds(5));

        assertThat(watch.toLookFor()).hasSize(2);
    }

    @Test
    void but_not_before_salesforce_can_know_who_we_are() {
        intent();
        clock.advance(Duration.ofDays(8));
        assertThat(watch.isDue()).as("our last job is forgotten there").isFalse();

        ledger.jobs().created(ledger.jobs().intended(delivery.id(), 9), "750000000000010AAA");

        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void but_not_behind_a_closed_gate() {
        Gate gate = new Gate("salesforce", ledger.gates(), clock);
        Agenda agenda =
                new Agenda(
                        ledger,
                        new Recipes(),
                        PickUps.onSchedule(),
                        DataCloudParts.gates(ledger, gate, clock),
                        holds,
                        watch,
                        new Deadline(ledger, Duration.ofHours(24), clock),
                        DataCloudParts.of(ledger, new Recipes(), clock));
        intent();
        clock.advance(PATIENCE.plusSeconds(5));
        assertThat(agenda.due(Agenda.Step.ORPHANS)).hasSize(1);

        gate.limited(new Limit("429", Optional.of(clock.instant().plusSeconds(60))));

        assertThat(agenda.due(Agenda.Step.ORPHANS)).isEmpty();
    }

    @Nested
    @DisplayName("after the last one")
    class AfterTheLast {

        @Test
        void no_sooner_than_a_minute_later() {
            watch.rest(true);
            intent();
            intent();
            clock.advance(Duration.ofSeconds(59));
            assertThat(watch.isDue()).isFalse();

            clock.advance(Duration.ofSeconds(1));

            assertThat(watch.isDue()).isTrue();
        }

        @Test
        void ten_minutes_later_if_it_could_not_tell() {
            intent();
            intent();
            clock.advance(Duration.ofSeconds(5));
            watch.rest(false);
            clock.advance(Duration.ofMinutes(9));
            assertThat(watch.isDue()).isFalse();

            clock.advance(Duration.ofMinutes(1));

            assertThat(watch.isDue()).isTrue();
        }
    }

    @Nested
    @DisplayName("for an orphan that stands open")
    class Found {

        @BeforeEach
        void found() {
            intent();
            Intent unanswered = ledger.orphans().intents().get(0);
            ledger.orphans().found(unanswered, "750000000000666AAA", "Account", clock.instant());
        }

        @Test
        void not_at_all_while_others_may_use_our_user() {
            assertThat(watch.isDue()).isFalse();
        }

        @Test
        void if_nobody_else_uses_our_user_any_more() {
            assertThat(watch(true).isDue()).isTrue();
        }

        @Test
        void until_it_is_gone() {
            ledger.orphans().gone(ledger.orphans().open().get(0), "Aborted");

            assertThat(watch(true).isDue()).isFalse();
        }

        @Test
        void for_as_long_as_salesforce_keeps_it() {
            clock.advance(Duration.ofDays(7).plusSeconds(1));

            assertThat(watch(true).isDue()).isFalse();
        }
    }
}
