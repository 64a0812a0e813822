package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.CLOSE;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The commit routes")
class CommitRouteTest {

    @TempDir Path folder;

    private RoutesUnderTest routes;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void write_the_decision_and_send_nothing() throws Exception {
        Delivery delivery = routes.staged("1,Adam");

        routes.send("commit", delivery);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);
        assertThat(routes.now(delivery).committedAt()).isPresent();
        assertThat(routes.calls).isEmpty();
    }

    @Test
    void decide_once_however_often_they_are_asked() throws Exception {
        Delivery delivery = routes.staged("1,Adam");
        routes.send("commit", delivery);
        Optional<Instant> first = routes.now(delivery).committedAt();
        routes.clock.advance(Duration.ofMinutes(1));

        routes.send("commit", delivery);

        assertThat(routes.now(delivery).committedAt()).isEqualTo(first);
    }

    @Test
    void do_not_commit_what_is_not_staged() throws Exception {
        Delivery delivery = routes.registered("1,Adam");

        routes.send("commit", delivery);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
    }

    @Test
    void abort_and_skip_what_has_turned_out_to_be_a_duplicate() throws Exception {
        Delivery first = routes.committed("1,Adam");
        Delivery second = routes.staged("1,Adam");
        routes.ledger.exports().claimed(second.exportId(), 1, sha256(first));
        routes.ledger
                .deliveries()
                .ended(first, DeliveryState.SETTLED, new Counts(1, 1, 0, 0, 0), Optional.empty());

        routes.send("commit", second);

        assertThat(routes.calls).containsExactly(ABORT);
        assertThat(routes.now(second).state()).isEqualTo(DeliveryState.SKIPPED);
        assertThat(routes.jobs(second)).extracting(Job::state).containsOnly(JobState.ABORTED);
    }

    private String sha256(Delivery delivery) {
        return routes.ledger.exports().get(delivery.exportId()).sha256().orElseThrow();
    }

    @Test
    void stage_again_what_salesforce_may_drop_soon() throws Exception {
        Delivery delivery = routes.staged("1,Adam");
        routes.clock.advance(Duration.ofHours(21));

        routes.send("commit", delivery);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
        assertThat(routes.calls).isEmpty();
    }

    @Test
    void close_a_job_with_one_call() throws Exception {
        Job job = routes.jobs(routes.committed("1,Adam")).get(0);

        Exchange exchange = routes.send("close-job", job);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly(CLOSE);
        assertThat(routes.asked.get(0).getHeader("jobId")).isEqualTo(job.idAtSalesforce());
        Job closed = routes.ledger.jobs().get(job.id());
        assertThat(closed.state()).isEqualTo(JobState.UPLOAD_COMPLETE);
        assertThat(closed.closedAt()).hasValue(routes.clock.instant());
        assertThat(closed.notBefore()).isEqualTo(routes.clock.instant().plusSeconds(1));
    }

    @Nested
    @DisplayName("when the reply to a close is lost")
    class LostReply {

        private Job job;

        @BeforeEach
        void lose() throws Exception {
            job = routes.jobs(routes.committed("1,Adam")).get(0);
            routes.answer(
                    CLOSE,
                    failing(new SalesforceException(new SocketException("Connection reset"))));

            Exchange exchange = routes.send("close-job", job);

            assertThat(exchange.getException()).as("handled").isNull();
            assertThat(routes.ledger.jobs().get(job.id()).attempt()).isEqualTo(1);
            assertThat(routes.ledger.jobs().get(job.id()).notBefore())
                    .isAfter(routes.clock.instant());
            routes.calls.clear();
        }

        @Test
        void ask_for_the_state_of_the_job_and_leave_it_closed_if_it_is() {
            routes.answer("salesforce:bulk2GetJob", routes.job("InProgress", 0L, 0L));

            routes.send("close-job", job);

            assertThat(routes.calls).containsExactly("salesforce:bulk2GetJob");
            assertThat(routes.ledger.jobs().get(job.id()).state()).isEqualTo(JobState.IN_PROGRESS);
        }

        @Test
        void ask_for_the_state_of_the_job_and_close_it_if_it_is_still_open() {
            routes.answer("salesforce:bulk2GetJob", routes.job("Open", null, null));
            routes.answer(CLOSE, RoutesUnderTest.patched("UploadComplete"));

            routes.send("close-job", job);

            assertThat(routes.calls).containsExactly("salesforce:bulk2GetJob", CLOSE);
            assertThat(routes.ledger.jobs().get(job.id()).state())
                    .isEqualTo(JobState.UPLOAD_COMPLETE);
        }
    }

    @Test
    void take_a_first_refusal_for_a_lost_reply_and_ask_before_they_give_up() throws Exception {
        Delivery delivery = routes.committed("1,Adam");
        Job job = routes.jobs(delivery).get(0);
        routes.answer(
                CLOSE,
                failing(
                        new SalesforceException(
                                List.of(new RestError("INVALIDJOBSTATE", "not Open")), 409)));

        routes.send("close-job", job);
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);

        routes.answer("salesforce:bulk2GetJob", routes.job("Open", null, null));
        routes.send("close-job", job);

        assertThat(routes.calls).containsExactly(CLOSE, "salesforce:bulk2GetJob", CLOSE);
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(routes.now(delivery).reason())
                .hasValueSatisfying(
                        reason -> assertThat(reason.code()).isEqualTo("INVALIDJOBSTATE"));
    }
}
