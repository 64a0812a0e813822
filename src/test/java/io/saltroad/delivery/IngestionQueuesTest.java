package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Target;
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

@DisplayName("The queue of an object in Data Cloud")
class IngestionQueuesTest {

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

    @TempDir Path folder;
    private Ledger ledger;
    private IngestionQueues queues;
    private int exports;

    @BeforeEach
    void setUp() {
        ledger = Ledger.open(new LedgerSettings("jdbc:sqlite:" + folder.resolve("l.db")), clock);
        queues = new IngestionQueues(ledger, DataCloudParts.settings(), clock);
    }

    @AfterEach
    void tearDown() {
        ledger.close();
    }

    @Test
    void lets_the_delivery_that_was_committed_first_begin() {
        Delivery first = committed("customers");
        Delivery second = committed("customers");

        assertThat(queues.mayLoad()).extracting(Delivery::id).containsExactly(first.id());
        assertThat(queues.waitsFor(second).orElseThrow())
                .contains("1 before it")
                .contains(first.id());
    }

    @Test
    void holds_no_other_object_up() {
        committed("customers");
        Delivery other = committed("orders");

        assertThat(queues.mayLoad()).extracting(Delivery::id).contains(other.id());
    }

    @Test
    void waits_while_its_first_delivery_pauses_since_a_later_one_must_not_overtake_it() {
        Delivery first = committed("customers");
        committed("customers");
        ledger.deliveries()
                .postponed(
                        first,
                        1,
                        clock.instant().plusSeconds(60),
                        new Reason("transient", "X", "x"));

        assertThat(queues.mayLoad()).isEmpty();

        clock.advance(Duration.ofSeconds(61));
        assertThat(queues.mayLoad()).extracting(Delivery::id).containsExactly(first.id());
    }

    @Test
    void goes_on_with_the_open_job_though_no_slot_is_free() {
        for (int i = 0; i < 20; i++) {
            ended(job("others"));
        }
        Delivery delivery = committed("customers");
        assertThat(queues.mayLoad()).isEmpty();

        IngestionJob open = job("customers");

        assertThat(queues.mayLoad()).extracting(Delivery::id).containsExactly(delivery.id());
        assertThat(queues.jobFor(delivery)).map(IngestionJob::id).contains(open.id());
    }

    @Test
    void lets_streams_and_jobs_wait_for_each_other() {
        Delivery bulk = committed("customers");
        IngestionJob job = job("customers");
        load(job, bulk);
        Delivery stream = committed("customers", Lane.DATA_CLOUD_STREAM);

        assertThat(queues.mayStream()).isEmpty();
        assertThat(queues.waitsFor(stream).orElseThrow()).contains(job.idAtSalesforce());

        ended(job);
        assertThat(queues.mayStream()).extracting(Delivery::id).containsExactly(stream.id());
    }

    @Nested
    @DisplayName("takes a slot")
    class TakesASlot {

        @Test
        void if_fewer_jobs_are_unfinished_than_the_tenant_takes() {
            Delivery delivery = committed("customers");
            List<IngestionJob> others = List.of(job("a"), job("b"), job("c"), job("d"), job("e"));
            assertThat(queues.mayLoad()).isEmpty();
            assertThat(queues.waitsFor(delivery).orElseThrow())
                    .isEqualTo(
                            "waits for a slot: saltroad.data-cloud.jobs-at-once is 5, and these"
                                    + " have unfinished jobs: erp/a, erp/b, erp/c, erp/d, erp/e");

            ended(others.get(2));

            assertThat(queues.mayLoad()).hasSize(1);
        }

        @Test
        void if_fewer_jobs_were_created_within_an_hour_than_the_tenant_takes() {
            ended(job("others"));
            clock.advance(Duration.ofMinutes(10));
            for (int i = 0; i < 19; i++) {
                ended(job("others"));
            }
            Delivery delivery = committed("customers");
            assertThat(queues.mayLoad()).isEmpty();
            assertThat(queues.waitsFor(delivery).orElseThrow())
                    .contains("until 2026-03-01T13:00:00Z");

            clock.advance(Duration.ofMinutes(50));

            assertThat(queues.mayLoad()).hasSize(1);
        }

        @Test
        void again_when_a_create_that_nobody_answered_is_an_hour_old() {
            for (String object : List.of("a", "b", "c", "d", "e")) {
                ledger.ingestionJobs().intended(new IngestionQueue("erp", object), "upsert");
            }
            committed("customers");
            assertThat(queues.mayLoad()).isEmpty();

            clock.advance(Duration.ofMinutes(61));

            assertThat(queues.mayLoad()).hasSize(1);
        }

        @Test
        void for_a_create_too_that_was_refused_since_it_counts_all_the_same() {
            for (int i = 0; i < 20; i++) {
                ledger.ingestionJobs()
                        .withdrawn(
                                ledger.ingestionJobs()
                                        .intended(new IngestionQueue("erp", "x"), "upsert"));
            }
            committed("customers");

            assertThat(queues.mayLoad()).isEmpty();
        }
    }

    @Nested
    @DisplayName("closes its job")
    class ClosesItsJob {

        @Test
        void when_nothing_more_goes_into_it() {
            Delivery delivery = committed("customers");
            IngestionJob job = job("customers");
            assertThat(queues.mayClose()).isEmpty();

            load(job, delivery);

            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
        }

        @Test
        void not_while_another_delivery_can_join() {
            Delivery first = committed("customers");
            IngestionJob job = job("customers");
            load(job, first);
            Delivery second = committed("customers");

            assertThat(queues.mayClose()).isEmpty();
            assertThat(queues.mayLoad()).extracting(Delivery::id).containsExactly(second.id());
        }

        @Test
        void not_while_the_delivery_that_fills_it_pauses_for_some_seconds() {
            Delivery first = committed("customers");
            IngestionJob job = job("customers");
            load(job, first);
            Delivery second = committed("customers");
            Reason reason = new Reason("transient", "X", "x");
            ledger.deliveries().postponed(second, 1, clock.instant().plusSeconds(30), reason);

            assertThat(queues.mayClose()).isEmpty();

            ledger.deliveries().postponed(second, 2, clock.instant().plusSeconds(300), reason);
            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
        }

        @Test
        void if_all_is_given_up_that_it_holds_rather_than_bring_it_along() {
            Delivery first = committed("customers");
            IngestionJob job = job("customers");
            load(job, first);
            ledger.deliveries()
                    .ended(
                            first,
                            DeliveryState.DEAD,
                            new Counts(1, 0, 0, 0, 0),
                            Optional.of(new Reason("refused", "X", "x")));
            committed("customers");

            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
            assertThat(queues.mayLoad()).isEmpty();
        }

        @Test
        void when_it_is_full() {
            Delivery delivery = committed("customers");
            IngestionJob job = job("customers");
            for (int i = 0; i < 100; i++) {
                ledger.ingestionJobs().loading(job, delivery, 1);
            }

            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
            assertThat(queues.mayLoad()).isEmpty();
        }

        @Test
        void before_data_cloud_deletes_it() {
            committed("customers");
            IngestionJob job = job("customers");
            clock.advance(Duration.ofDays(6).plusSeconds(1));

            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
        }

        @Test
        void if_the_next_delivery_deletes_records() {
            Delivery first = committed("customers");
            IngestionJob job = job("customers");
            load(job, first);
            committed("customers", Lane.DATA_CLOUD_BULK, "delete");

            assertThat(queues.mayClose()).extracting(IngestionJob::id).containsExactly(job.id());
            assertThat(queues.mayLoad()).isEmpty();
        }
    }

    private Delivery committed(String object) {
        return committed(object, Lane.DATA_CLOUD_BULK);
    }

    private Delivery committed(String object, Lane lane) {
        return committed(object, lane, "upsert");
    }

    private Delivery committed(String object, Lane lane, String operation) {
        String id = "export-%d".formatted(++exports);
        Path file = folder.resolve(id).resolve("x.csv");
        ledger.exports().claiming(id, object, file, file, 1, List.of(), Duplicates.SKIP);
        ledger.exports().claimed(id, 1, "sha");
        ledger.exports().sealed(id);
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                ledger.exports().get(id),
                                1,
                                new Target(
                                        lane,
                                        Optional.of("erp"),
                                        object,
                                        operation,
                                        Optional.of("key")),
                                Map.of(),
                                "fp");
        if (lane == Lane.DATA_CLOUD_BULK) {
            ledger.deliveries().cut(new Chunk(delivery.id(), 1, 0, 2, 1, 10, "sha"));
        }
        ledger.deliveries().staged(delivery, new Counts(1, 0, 0, 0, 0), "COMMA", "LF");
        ledger.deliveries().committed(delivery);
        clock.advance(Duration.ofMillis(1));
        return ledger.deliveries().get(delivery.id());
    }

    private IngestionJob job(String object) {
        return ledger.ingestionJobs()
                .created(
                        ledger.ingestionJobs()
                                .intended(new IngestionQueue("erp", object), "upsert"),
                        object + "-job");
    }

    private void load(IngestionJob job, Delivery delivery) {
        ledger.jobs().uploaded(ledger.ingestionJobs().loading(job, delivery, 1));
    }

    private void ended(IngestionJob job) {
        ledger.ingestionJobs().seen(job, JobState.JOB_COMPLETE, clock.instant());
    }
}
