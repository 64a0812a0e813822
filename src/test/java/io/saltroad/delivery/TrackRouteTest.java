package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.salesforce.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

@DisplayName("The track route")
class TrackRouteTest {

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
    void takes_down_what_salesforce_says_of_the_job() throws Exception {
        Job job = closed();
        routes.answer("salesforce:bulk2GetJob", routes.job("JobComplete", 10L, 3L));

        Exchange exchange = routes.send("track-job", job);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly("salesforce:bulk2GetJob");
        assertThat(routes.asked.get(0).getHeader("jobId")).isEqualTo(job.idAtSalesforce());
        Job seen = routes.ledger.jobs().get(job.id());
        assertThat(seen.state()).isEqualTo(JobState.JOB_COMPLETE);
        assertThat(seen.recordsProcessed()).hasValue(10L);
        assertThat(seen.recordsFailed()).hasValue(3L);
        assertThat(seen.endedAt()).hasValue(routes.clock.instant());
    }

    @Test
    void asks_less_and_less_often() throws Exception {
        Job job = closed();
        routes.answer("salesforce:bulk2GetJob", routes.job("InProgress", 0L, 0L));
        List<Duration> pauses = new ArrayList<>();

        for (int look = 0; look < 30; look++) {
            pauses.add(look(job));
        }

        assertThat(pauses)
                .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .endsWith(Duration.ofMinutes(1), Duration.ofMinutes(1))
                .isSorted();
    }

    /** Looks at a job, and at the clock until the next look is due. */
    private Duration look(Job job) {
        routes.send("track-job", job);
        Instant next = routes.ledger.jobs().get(job.id()).notBefore();
        Duration pause = Duration.between(routes.clock.instant(), next);
        routes.clock.advance(pause);
        return pause;
    }

    @Nested
    @DisplayName("when salesforce does not answer")
    class NoAnswer {

        @Test
        void asks_again_later_if_that_may_pass() throws Exception {
            Job job = closed();
            routes.answer(
                    "salesforce:bulk2GetJob",
                    failing(
                            new SalesforceException(
                                    List.of(new RestError("SERVER_UNAVAILABLE", "later")), 503)));

            Exchange exchange = routes.send("track-job", job);

            assertThat(exchange.getException()).as("handled").isNull();
            Job later = routes.ledger.jobs().get(job.id());
            assertThat(later.state()).isEqualTo(JobState.UPLOAD_COMPLETE);
            assertThat(later.attempt()).isEqualTo(1);
            assertThat(later.notBefore()).isAfter(routes.clock.instant());
        }

        @Test
        void has_as_much_patience_as_at_first_however_often_it_has_looked() throws Exception {
            Job job = closed();
            routes.answer("salesforce:bulk2GetJob", routes.job("InProgress", 0L, 0L));
            for (int look = 0; look < 30; look++) {
                look(job);
            }
            routes.answer("salesforce:bulk2GetJob", failing(new IllegalStateException("odd")));

            routes.send("track-job", job);

            Job later = routes.ledger.jobs().get(job.id());
            assertThat(later.attempt()).isEqualTo(1);
            assertThat(later.notBefore()).isBeforeOrEqualTo(routes.clock.instant().plusSeconds(1));
            assertThat(routes.ledger.deliveries().get(job.deliveryId()).state())
                    .as("what is committed is not given up for one mistake")
                    .isEqualTo(DeliveryState.COMMITTED);
        }

        @Test
        void begins_to_count_anew_when_salesforce_has_answered() throws Exception {
            Job job = closed();
            routes.ledger.jobs().postponed(job, 4, routes.clock.instant(), "transient");
            routes.answer("salesforce:bulk2GetJob", routes.job("InProgress", 0L, 0L));

            routes.send("track-job", job);

            assertThat(routes.ledger.jobs().get(job.id()).attempt()).isZero();
        }

        @Test
        void waits_for_the_gate_without_counting_an_attempt() throws Exception {
            Job job = closed();
            Instant open = routes.clock.instant().plusSeconds(90);
            routes.gate.limited(new Limit("HTTP status 429", Optional.of(open)));
            routes.answer(
                    "salesforce:bulk2GetJob",
                    failing(
                            new SalesforceException(
                                    List.of(new RestError("REQUEST_LIMIT_EXCEEDED", "limit")),
                                    403)));

            routes.send("track-job", job);

            Job later = routes.ledger.jobs().get(job.id());
            assertThat(later.attempt()).isZero();
            assertThat(later.notBefore()).isEqualTo(open);
        }

        @Test
        void gives_the_delivery_up_if_salesforce_knows_no_such_job() throws Exception {
            Delivery delivery = routes.committed("1,Adam");
            Job job = routes.jobs(delivery).get(0);
            routes.answer(
                    "salesforce:bulk2GetJob",
                    failing(
                            new SalesforceException(
                                    List.of(new RestError("NOT_FOUND", "no such job")), 404)));

            routes.send("track-job", job);
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);
            routes.send("track-job", job);

            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
            assertThat(routes.calls)
                    .as("what is committed is not aborted")
                    .containsOnly("salesforce:bulk2GetJob");
        }
    }

    private Job closed() throws Exception {
        Job job = routes.jobs(routes.committed("1,Adam")).get(0);
        return routes.ledger
                .jobs()
                .seen(
                        job,
                        JobState.UPLOAD_COMPLETE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        routes.clock.instant());
    }
}
