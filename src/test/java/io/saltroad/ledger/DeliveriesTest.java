package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The book of deliveries")
class DeliveriesTest {

    private static final Reason RESET = new Reason("transient", "CONNECTION_LOST", "reset");

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
    void holds_what_the_sink_asked_for() {
        Delivery delivery = test.registered(test.claimed("a", "customers"), 2);

        assertThat(delivery.id()).isEqualTo("a.2");
        assertThat(delivery.exportId()).isEqualTo("a");
        assertThat(delivery.feed()).isEqualTo("customers");
        assertThat(delivery.ordinal()).isEqualTo(2);
        assertThat(delivery.object()).isEqualTo("Account");
        assertThat(delivery.operation()).isEqualTo("upsert");
        assertThat(delivery.keyField()).hasValue("ERP__c");
        assertThat(delivery.parameters())
                .isEqualTo(Map.of("object", "Account", "operation", "upsert"));
        assertThat(delivery.fingerprint()).isEqualTo("fingerprint");
        assertThat(delivery.state()).isEqualTo(DeliveryState.REGISTERED);
        assertThat(delivery.counts()).isEqualTo(Counts.NONE);
        assertThat(delivery.attempt()).isZero();
        assertThat(delivery.notBefore()).isEqualTo(test.clock.instant());
        assertThat(delivery.reason()).isEmpty();
        assertThat(delivery.registeredAt()).isEqualTo(test.clock.instant());
    }

    @Test
    void goes_from_registered_to_settled() {
        Delivery delivery = test.registered("a");

        test.ledger.deliveries().staged(delivery, new Counts(5, 0, 0, 1, 0), "TAB", "CRLF");
        Delivery staged = now(delivery);
        assertThat(staged.state()).isEqualTo(DeliveryState.STAGED);
        assertThat(staged.counts()).isEqualTo(new Counts(5, 0, 0, 1, 0));
        assertThat(staged.columnDelimiter()).hasValue("TAB");
        assertThat(staged.lineEnding()).hasValue("CRLF");
        assertThat(staged.stagedAt()).isPresent();

        test.ledger.deliveries().committed(delivery);
        assertThat(now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);
        assertThat(now(delivery).committedAt()).isPresent();

        test.ledger
                .deliveries()
                .ended(
                        delivery,
                        DeliveryState.SETTLED,
                        new Counts(5, 4, 0, 1, 0),
                        Optional.empty());
        assertThat(now(delivery).state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(now(delivery).counts()).isEqualTo(new Counts(5, 4, 0, 1, 0));
        assertThat(now(delivery).endedAt()).isPresent();
    }

    @Test
    void never_commits_what_is_not_staged() {
        Delivery delivery = test.registered("a");

        test.ledger.deliveries().committed(delivery);

        assertThat(now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
    }

    @Nested
    @DisplayName("leaves a delivery that was closed meanwhile")
    class Closed {

        private Delivery delivery;
        private Delivery dead;
        private List<Event> events;

        @BeforeEach
        void bury() {
            delivery = test.registered("a");
            end(delivery, DeliveryState.DEAD);
            dead = now(delivery);
            events = test.ledger.events().of("a");
        }

        @Test
        void as_it_is_when_its_staging_is_done() {
            assertThat(test.ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF"))
                    .isFalse();
        }

        @Test
        void as_it_is_when_its_open_jobs_become_too_old() {
            test.ledger.deliveries().stageAgain(delivery);
        }

        @Test
        void as_it_is_when_it_should_commit() {
            test.ledger.deliveries().committed(delivery);
        }

        @Test
        void as_it_is_when_it_ends_otherwise_too() {
            boolean closed =
                    test.ledger
                            .deliveries()
                            .ended(
                                    delivery,
                                    DeliveryState.SETTLED,
                                    new Counts(1, 1, 0, 0, 0),
                                    Optional.empty());

            assertThat(closed).isFalse();
        }

        @Test
        void as_it_is_when_a_step_of_it_fails_too() {
            test.ledger.deliveries().postponed(delivery, 1, test.clock.instant(), RESET);
        }

        @AfterEach
        void nothing_has_changed() {
            assertThat(now(delivery)).isEqualTo(dead);
            assertThat(test.ledger.events().of("a")).isEqualTo(events);
        }
    }

    @Test
    void does_not_stage_anew_what_has_been_committed() {
        Delivery delivery = test.committed("a");

        assertThat(test.ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF")).isFalse();

        assertThat(now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);
    }

    @Test
    void counts_the_attempts_that_failed_alike_in_a_row() {
        Delivery delivery = test.registered("a");
        failing(delivery, 1, "transient");
        failing(delivery, 2, "transient");
        assertThat(alike(delivery, "transient")).isEqualTo(2);
        assertThat(alike(delivery, "unexpected")).isZero();

        failing(delivery, 3, "unexpected");

        assertThat(alike(delivery, "transient")).isZero();
        assertThat(alike(delivery, "unexpected")).isEqualTo(1);
        assertThat(now(delivery).attempt()).as("the pauses go on growing").isEqualTo(3);
    }

    @Test
    void does_not_take_what_is_no_attempt_for_the_end_of_a_row() {
        Delivery delivery = test.registered("a");
        failing(delivery, 1, "unexpected");
        failing(delivery, 1, "limited");
        failing(delivery, 2, "unexpected");

        assertThat(alike(delivery, "unexpected")).isEqualTo(2);
        assertThat(alike(delivery, "limited")).isZero();
    }

    @Test
    void begins_a_new_row_with_each_step() {
        Delivery delivery = test.registered("a");
        failing(delivery, 1, "unexpected");
        test.ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");
        assertThat(alike(delivery, "unexpected")).isZero();

        failing(delivery, 1, "unexpected");

        assertThat(alike(delivery, "unexpected")).isEqualTo(1);
    }

    private void failing(Delivery delivery, int attempt, String failureClass) {
        test.ledger
                .deliveries()
                .postponed(
                        delivery,
                        attempt,
                        test.clock.instant(),
                        new Reason(failureClass, "CODE", "message"));
    }

    private int alike(Delivery delivery, String failureClass) {
        return test.ledger.deliveries().attemptsAlike(delivery, failureClass);
    }

    @Test
    void stages_again_what_the_feed_has_changed() {
        Delivery delivery = test.staged("a");
        Job open = test.uploaded(delivery, 1);

        test.ledger
                .deliveries()
                .reregister(
                        delivery,
                        Target.crm("Contact", "insert", Optional.empty()),
                        Map.of("object", "Contact"),
                        "other");

        assertThat(now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
        assertThat(now(delivery).object()).isEqualTo("Contact");
        assertThat(now(delivery).operation()).isEqualTo("insert");
        assertThat(now(delivery).keyField()).isEmpty();
        assertThat(test.ledger.jobs().get(open.id()).uploadedAt())
                .as("what was uploaded does not count any more")
                .isEmpty();
        assertThat(now(delivery).fingerprint()).isEqualTo("other");
        assertThat(now(delivery).parameters()).isEqualTo(Map.of("object", "Contact"));
    }

    @Test
    void forgets_attempts_and_their_reason_when_a_step_is_done() {
        Delivery delivery = test.registered("a");
        test.ledger.deliveries().postponed(delivery, 3, test.clock.instant(), RESET);

        test.ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");

        assertThat(now(delivery).attempt()).isZero();
        assertThat(now(delivery).reason()).isEmpty();
    }

    @Test
    void makes_a_postponed_step_due_at_its_time() {
        Delivery delivery = test.registered("a");
        Instant later = test.clock.instant().plusSeconds(30);

        test.ledger.deliveries().postponed(delivery, 1, later, RESET);

        assertThat(now(delivery).attempt()).isEqualTo(1);
        assertThat(now(delivery).reason()).hasValue(RESET);
        assertThat(test.ledger.deliveries().dueToStage()).isEmpty();
        test.clock.advance(Duration.ofSeconds(30));
        assertThat(ids(test.ledger.deliveries().dueToStage())).containsExactly("a.1");
    }

    @Test
    void stages_deliveries_of_sealed_exports_oldest_first() {
        test.registered(test.claimed("open", "customers"), 1);
        test.registered("b");
        test.clock.advance(Duration.ofSeconds(1));
        test.registered("a");
        test.staged("c");

        assertThat(ids(test.ledger.deliveries().dueToStage())).containsExactly("b.1", "a.1");
    }

    @Test
    void commits_staged_deliveries_in_the_order_they_were_staged() {
        test.staged("b");
        test.clock.advance(Duration.ofSeconds(1));
        test.staged("a");
        test.registered("c");
        test.committed("d");

        assertThat(ids(test.ledger.deliveries().dueToCommit())).containsExactly("b.1", "a.1");
    }

    @Test
    void settles_a_committed_delivery_when_all_its_uploaded_jobs_have_ended() {
        Delivery delivery = test.committed("a");
        Job first = test.uploaded(delivery, 1);
        Job second = test.uploaded(delivery, 2);
        test.seen(first, JobState.JOB_COMPLETE);
        assertThat(test.ledger.deliveries().dueToSettle()).isEmpty();
        test.seen(second, JobState.IN_PROGRESS);
        assertThat(test.ledger.deliveries().dueToSettle()).isEmpty();

        test.seen(second, JobState.FAILED);

        assertThat(ids(test.ledger.deliveries().dueToSettle())).containsExactly("a.1");
    }

    @Test
    void settles_without_waiting_for_jobs_that_were_given_up_or_never_came_to_be() {
        Delivery delivery = test.committed("a");
        test.ledger.jobs().abandoned(test.uploaded(delivery, 1));
        test.ledger.jobs().intended(delivery.id(), 1);
        test.seen(test.uploaded(delivery, 1), JobState.JOB_COMPLETE);

        assertThat(ids(test.ledger.deliveries().dueToSettle())).containsExactly("a.1");
    }

    @Test
    void settles_a_delivery_without_any_job() {
        test.committed("a");

        assertThat(ids(test.ledger.deliveries().dueToSettle())).containsExactly("a.1");
    }

    @Test
    void knows_which_delivery_of_the_same_sink_was_the_latest_to_send_anything() {
        Delivery settled = test.ended("settled", DeliveryState.SETTLED);
        later();
        test.registered(test.sealed("other-feed", "orders"), 1);
        test.registered(test.sealed("other-sink", "customers"), 2);
        end(test.registered("skipped"), DeliveryState.SKIPPED);
        end(test.registered("never-committed"), DeliveryState.DEAD);
        later();
        Delivery now = test.registered("now");
        assertThat(test.ledger.deliveries().latestBefore(now))
                .map(Delivery::id)
                .hasValue(settled.id());

        Delivery dead = test.ended("committed-and-dead", DeliveryState.DEAD);
        assertThat(test.ledger.deliveries().latestBefore(dead)).map(Delivery::id).hasValue("now.1");
        later();
        test.registered("later");
        assertThat(test.ledger.deliveries().latestBefore(now))
                .as("what sent only a part has sent something")
                .map(Delivery::id)
                .hasValue(dead.id());
    }

    @Test
    void knows_which_bytes_the_same_sink_has_brought() {
        Counts some = new Counts(3, 1, 0, 0, 2);
        for (DeliveryState state : DeliveryState.values()) {
            if (state.closed()) {
                Delivery closed = test.registered("some-" + state);
                test.ledger.deliveries().ended(closed, state, some, Optional.empty());
                end(test.registered("none-" + state), state);
            }
        }
        test.registered("under-way");
        Delivery now = test.registered("now");
        later();
        Delivery newer = test.registered("newer");
        test.ledger.deliveries().ended(newer, DeliveryState.SETTLED, some, Optional.empty());

        assertThat(broughtBefore(now, "some-SETTLED")).containsExactly("some-SETTLED.1");
        assertThat(broughtBefore(now, "some-DISPUTED")).containsExactly("some-DISPUTED.1");
        assertThat(broughtBefore(now, "some-DEAD")).containsExactly("some-DEAD.1");
        assertThat(broughtBefore(now, "some-ABANDONED")).containsExactly("some-ABANDONED.1");
        assertThat(broughtBefore(now, "some-SKIPPED")).isEmpty();
        assertThat(broughtBefore(now, "none-DEAD")).isEmpty();
        assertThat(broughtBefore(now, "none-ABANDONED")).isEmpty();
        assertThat(broughtBefore(now, "under-way")).isEmpty();
        assertThat(broughtBefore(now, "now")).isEmpty();
        assertThat(broughtBefore(now, "newer"))
                .as("an old one that is replayed meets what came after it")
                .containsExactly("newer.1");
    }

    @Test
    void does_not_take_a_job_of_which_nothing_is_known_for_one_that_did_nothing() {
        Delivery gone = test.registered("gone");
        Job job = test.ledger.jobs().intended(gone.id(), 1);
        test.ledger.jobs().uploaded(test.ledger.jobs().created(job, "750000000000001AAA"));
        test.ledger.deliveries().staged(gone, new Counts(3, 0, 0, 0, 0), "COMMA", "LF");
        test.ledger.deliveries().committed(gone);
        end(gone, DeliveryState.DEAD);
        Delivery now = test.registered("now");
        assertThat(broughtBefore(now, "gone")).containsExactly("gone.1");

        test.ledger
                .jobs()
                .seen(
                        job,
                        JobState.FAILED,
                        Optional.of(0L),
                        Optional.of(0L),
                        Optional.empty(),
                        test.clock.instant());
        assertThat(broughtBefore(now, "gone")).isEmpty();
    }

    private List<String> broughtBefore(Delivery delivery, String export) {
        return test.ledger.deliveries().sentBefore(delivery, "sha-of-" + export).stream()
                .map(Delivery::id)
                .toList();
    }

    private void later() {
        test.clock.advance(Duration.ofSeconds(1));
    }

    private void end(Delivery delivery, DeliveryState state) {
        test.ledger.deliveries().ended(delivery, state, Counts.NONE, Optional.empty());
    }

    @Test
    void remembers_a_chunk_under_its_number_when_it_is_cut_again() {
        Delivery delivery = test.registered("a");
        Chunk before = new Chunk(delivery.id(), 1, 0, 2, 10, 100, "before");
        Chunk after = new Chunk(delivery.id(), 1, 0, 2, 11, 110, "after");
        test.ledger.deliveries().cut(before);
        test.ledger.deliveries().cut(new Chunk(delivery.id(), 2, 0, 12, 10, 100, "second"));

        test.ledger.deliveries().cut(after);

        assertThat(test.ledger.deliveries().chunks(delivery.id())).hasSize(2).startsWith(after);
    }

    @Test
    void forgets_chunks_that_the_latest_reading_did_not_give() {
        Delivery delivery = test.registered("a");
        for (int number = 1; number <= 4; number++) {
            test.ledger.deliveries().cut(new Chunk(delivery.id(), number, 0, number, 1, 1, "sha"));
        }

        test.ledger.deliveries().forgetChunksExcept(delivery, Set.of(1, 3));

        assertThat(test.ledger.deliveries().chunks(delivery.id()))
                .extracting(Chunk::number)
                .containsExactly(1, 3);
    }

    @Test
    void lists_the_newest_first() {
        test.registered("a");
        test.clock.advance(Duration.ofSeconds(1));
        test.registered("b");
        test.clock.advance(Duration.ofSeconds(1));
        test.registered("c");

        assertThat(ids(test.ledger.deliveries().newest(2))).containsExactly("c.1", "b.1");
    }

    @Test
    void lists_what_happened_since_a_time() {
        test.ended("old", DeliveryState.SETTLED);
        Delivery open = test.registered("open");
        test.clock.advance(Duration.ofHours(1));
        Instant start = test.clock.instant();
        test.registered("new");

        assertThat(ids(test.ledger.deliveries().since(start))).containsExactly("open.1", "new.1");
        assertThat(ids(test.ledger.deliveries().open())).containsExactly(open.id(), "new.1");
    }

    @Test
    void notes_each_step_as_an_event() {
        Delivery delivery = test.committed("a");
        test.ledger.deliveries().postponed(delivery, 1, test.clock.instant(), RESET);
        end(delivery, DeliveryState.SETTLED);

        List<Event> events = test.ledger.events().of("a");

        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(
                        "claiming",
                        "claimed",
                        "registered",
                        "staged",
                        "committed",
                        "postponed",
                        "settled");
        assertThat(events)
                .filteredOn(event -> event.kind().equals("staged"))
                .extracting(Event::message)
                .containsExactly("5 read, 1 rejected");
        assertThat(events.get(6).deliveryId()).hasValue("a.1");
        assertThat(events.get(0).deliveryId()).isEmpty();
    }

    private Delivery now(Delivery delivery) {
        return test.ledger.deliveries().get(delivery.id());
    }

    private static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::id).toList();
    }
}
