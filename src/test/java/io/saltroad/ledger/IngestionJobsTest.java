package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;

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

@DisplayName("A job of Data Cloud")
class IngestionJobsTest {

    private static final IngestionQueue CUSTOMERS = new IngestionQueue("erp", "customers");

    @TempDir Path folder;
    private TestLedger house;
    private Delivery first;
    private Delivery second;

    @BeforeEach
    void setUp() {
        house = new TestLedger(folder);
        first = committed("a");
        second = committed("b");
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void stands_in_the_ledger_before_it_is_asked_for() {
        jobs().intended(CUSTOMERS, "upsert");
        house.reopen();

        assertThat(jobs().unended(CUSTOMERS))
                .extracting(IngestionJob::state)
                .containsExactly(JobState.INTENDED);
    }

    @Test
    void holds_chunks_of_several_deliveries() {
        IngestionJob job = open();
        loaded(job, first);
        loaded(job, second);

        assertThat(jobs().deliveriesIn(job))
                .extracting(Delivery::id)
                .containsExactly(first.id(), second.id());
        assertThat(house.ledger.jobs().ofDelivery(first.id()))
                .extracting(Job::idAtSalesforce)
                .containsExactly(job.idAtSalesforce());
    }

    @Test
    void counts_a_file_that_is_sent_twice_twice_in_one_place() {
        IngestionJob job = open();
        jobs().loading(job, first, 1);
        jobs().loading(job, first, 1);

        assertThat(jobs().get(job.id()).uploads()).isEqualTo(2);
        assertThat(house.ledger.jobs().ofDelivery(first.id())).hasSize(1);
    }

    @Test
    void takes_its_chunks_along_from_state_to_state() {
        IngestionJob job = open();
        loaded(job, first);

        jobs().seen(job, JobState.JOB_COMPLETE, now());

        assertThat(house.ledger.jobs().ofDelivery(first.id()))
                .allMatch(chunk -> chunk.state() == JobState.JOB_COMPLETE)
                .allMatch(chunk -> chunk.endedAt().isPresent());
        assertThat(house.ledger.deliveries().dueToConfirm())
                .extracting(Delivery::id)
                .containsExactly(first.id());
    }

    @Test
    void brings_its_deliveries_forward_with_each_new_state_and_not_with_each_look() {
        IngestionJob job = open();
        loaded(job, first);
        house.clock.advance(Duration.ofMinutes(1));
        job = jobs().seen(job, JobState.IN_PROGRESS, now());
        Instant forward = house.ledger.deliveries().get(first.id()).progressAt();
        house.clock.advance(Duration.ofMinutes(1));

        jobs().seen(job, JobState.IN_PROGRESS, now());

        assertThat(house.ledger.deliveries().get(first.id()).progressAt()).isEqualTo(forward);
        assertThat(forward).isEqualTo(now().minus(Duration.ofMinutes(1)));
    }

    @Test
    void is_no_job_of_an_org() {
        IngestionJob job = open();
        loaded(job, first);

        assertThat(house.ledger.jobs().dueToClose()).isEmpty();
        assertThat(house.ledger.jobs().openOfItsOwn(first.id())).isEmpty();
        assertThat(house.ledger.orphans().mayKnowUs()).isFalse();
        jobs().seen(job, JobState.IN_PROGRESS, now());
        assertThat(house.ledger.jobs().dueToTrack()).isEmpty();
    }

    @Nested
    @DisplayName("that is lost")
    class ThatIsLost {

        @Test
        void gives_chunks_back_to_the_queue_and_says_so() {
            IngestionJob job = open();
            loaded(job, first);
            loaded(job, second);

            jobs().lost(job, JobState.FAILED, List.of(first), "it failed");

            assertThat(house.ledger.deliveries().toSend())
                    .extracting(Delivery::id)
                    .containsExactly(first.id());
            assertThat(house.ledger.events().of(second.exportId()))
                    .extracting(Event::message)
                    .contains("it failed");
        }

        @Test
        void counts_for_those_that_have_tried_often_enough() {
            IngestionJob job = open();
            loaded(job, first);

            jobs().lost(job, JobState.FAILED, List.of(), "it failed");

            assertThat(house.ledger.deliveries().dueToConfirm())
                    .extracting(Delivery::id)
                    .containsExactly(first.id());
        }
    }

    private IngestionJobs jobs() {
        return house.ledger.ingestionJobs();
    }

    private Instant now() {
        return house.clock.instant();
    }

    private IngestionJob open() {
        return jobs().created(jobs().intended(CUSTOMERS, "upsert"), "913a8b00");
    }

    private void loaded(IngestionJob job, Delivery delivery) {
        house.ledger.jobs().uploaded(jobs().loading(job, delivery, 1));
    }

    private Delivery committed(String id) {
        Delivery delivery =
                house.ledger
                        .deliveries()
                        .register(
                                house.sealed(id, "customers"),
                                1,
                                new Target(
                                        Lane.DATA_CLOUD_BULK,
                                        Optional.of("erp"),
                                        "customers",
                                        "upsert",
                                        Optional.of("customer_no")),
                                Map.of(),
                                "fp");
        house.ledger.deliveries().cut(new Chunk(delivery.id(), 1, 0, 2, 1, 10, "sha"));
        house.ledger.deliveries().staged(delivery, new Counts(1, 0, 0, 0, 0), "COMMA", "LF");
        house.ledger.deliveries().committed(delivery);
        house.clock.advance(Duration.ofMillis(1));
        return house.ledger.deliveries().get(delivery.id());
    }
}
