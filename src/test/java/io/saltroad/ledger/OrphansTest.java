package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The book of orphans")
class OrphansTest {

    private static final String ID = "750000000000666AAA";

    @TempDir Path folder;

    private TestLedger test;
    private Delivery delivery;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
        delivery = test.registered("a");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Job intent() {
        return test.ledger.jobs().intended(delivery.id(), 3);
    }

    private Intent unanswered() {
        List<Intent> intents = test.ledger.orphans().intents();
        assertThat(intents).hasSize(1);
        return intents.get(0);
    }

    @Test
    void begins_with_intents_that_have_no_id() {
        test.uploaded(delivery, 1);
        Job intent = intent();
        test.ledger.jobs().asked(intent, "Account INSERT - CSV COMMA LF");

        assertThat(unanswered())
                .isEqualTo(
                        new Intent(
                                intent.id(),
                                delivery.id(),
                                3,
                                Optional.of("Account INSERT - CSV COMMA LF"),
                                test.clock.instant(),
                                Optional.empty()));
    }

    @Test
    void knows_from_the_next_job_of_the_chunk_that_nobody_waits_for_an_answer() {
        intent();
        for (int attempt = 2; attempt <= 12; attempt++) {
            test.clock.advance(Duration.ofSeconds(1));
            intent();
        }

        List<Intent> intents = test.ledger.orphans().intents();

        assertThat(intents).hasSize(12);
        for (int i = 0; i < 11; i++) {
            assertThat(intents.get(i).endedBy()).hasValue(intents.get(i + 1).intendedAt());
        }
        assertThat(intents.get(11).endedBy()).isEmpty();
    }

    @Test
    void keeps_what_was_found_over_a_restart() {
        intent();
        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());

        test.reopen();

        assertThat(test.ledger.orphans().all())
                .extracting(Orphan::salesforceId)
                .containsExactly(ID);
        assertThat(test.ledger.orphans().intents()).isEmpty();
    }

    @Test
    void takes_no_job_that_is_ours_and_none_twice() {
        Job ours = test.uploaded(delivery, 1);
        intent();
        test.ledger
                .orphans()
                .found(unanswered(), ours.idAtSalesforce(), "Account", test.clock.instant());
        assertThat(test.ledger.orphans().all()).isEmpty();
        assertThat(unanswered().chunkNumber()).as("nothing was found for it").isEqualTo(3);

        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());
        intent();
        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());

        assertThat(test.ledger.orphans().all()).hasSize(1);
    }

    @Test
    void takes_nothing_for_an_intent_that_was_answered_meanwhile() {
        Job intent = intent();
        Intent seen = unanswered();
        test.ledger.jobs().created(intent, "750000000000001AAA");

        test.ledger.orphans().found(seen, ID, "Account", test.clock.instant());
        test.ledger.orphans().nothingCameOf(seen);

        assertThat(test.ledger.orphans().all()).isEmpty();
        assertThat(test.ledger.jobs().get(intent.id()).state()).isEqualTo(JobState.OPEN);
        assertThat(test.ledger.jobs().get(intent.id()).endedAt()).isEmpty();
    }

    @Test
    void closes_an_intent_of_which_nothing_came() {
        Job intent = intent();

        test.ledger.orphans().nothingCameOf(unanswered());

        assertThat(test.ledger.orphans().intents()).isEmpty();
        Job closed = test.ledger.jobs().get(intent.id());
        assertThat(closed.state()).isEqualTo(JobState.INTENDED);
        assertThat(closed.endedAt()).hasValue(test.clock.instant());
    }

    @Test
    void keeps_no_delivery_from_its_way() {
        intent();
        test.ledger.orphans().nothingCameOf(unanswered());
        Job job = test.uploaded(delivery, 3);
        test.ledger.deliveries().staged(delivery, new Counts(5, 0, 0, 0, 0), "COMMA", "LF");
        test.ledger.deliveries().committed(delivery);
        assertThat(test.ledger.jobs().dueToClose()).extracting(Job::id).containsExactly(job.id());

        test.seen(job, JobState.JOB_COMPLETE);

        assertThat(test.ledger.jobs().dueToClose()).isEmpty();
        assertThat(test.ledger.jobs().dueToTrack()).isEmpty();
        assertThat(test.ledger.deliveries().dueToSettle())
                .extracting(Delivery::id)
                .containsExactly(delivery.id());
    }

    @Test
    void tells_what_became_of_it() {
        intent();
        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());
        test.ledger.orphans().gone(test.ledger.orphans().open().get(0), "Aborted");

        assertThat(test.ledger.orphans().open()).isEmpty();
        assertThat(test.ledger.orphans().all().get(0).abortedAt()).hasValue(test.clock.instant());
        assertThat(test.ledger.events().of("a"))
                .extracting(Event::kind, Event::message)
                .contains(tuple("orphan-aborted", "job " + ID + " at Salesforce is Aborted"));
    }

    @Test
    void forgets_a_job_that_somebody_else_works_with() {
        intent();
        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());
        test.ledger.orphans().mistaken(test.ledger.orphans().open().get(0), "InProgress");

        assertThat(test.ledger.orphans().ofDelivery(delivery.id())).isEmpty();
        assertThat(test.ledger.events().of("a"))
                .extracting(Event::message)
                .contains("job " + ID + " at Salesforce is InProgress, so it is somebody else's");
    }

    @Test
    void shows_an_orphan_for_as_long_as_salesforce_keeps_it() {
        intent();
        test.ledger.orphans().found(unanswered(), ID, "Account", test.clock.instant());

        test.clock.advance(Duration.ofDays(7).plusMillis(1));

        assertThat(test.ledger.orphans().all()).isEmpty();
        assertThat(test.ledger.orphans().ofDelivery(delivery.id())).hasSize(1);
    }
}
