package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The expire route")
class DeadlineRouteTest {

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
    void buries_a_delivery_that_is_overdue_and_aborts_its_open_jobs() throws Exception {
        Delivery delivery = routes.staged("1,Adam", "2,Eva");
        routes.clock.advance(Duration.ofHours(24));

        Exchange exchange = routes.send("expire", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly(ABORT, ABORT);
        assertThat(routes.jobs(delivery)).extracting(Job::state).containsOnly(JobState.ABORTED);
        Delivery dead = routes.now(delivery);
        assertThat(dead.state()).isEqualTo(DeliveryState.DEAD);
        assertThat(dead.deadFrom()).hasValue(DeliveryState.STAGED);
        assertThat(dead.reason())
                .hasValueSatisfying(
                        reason -> {
                            assertThat(reason.failureClass()).isEqualTo("transient");
                            assertThat(reason.code()).isEqualTo("DEADLINE");
                            assertThat(reason.message())
                                    .endsWith("saltroad replay " + delivery.id());
                        });
        assertThat(routes.ledger.exports().readyToRest()).extracting(Export::id).hasSize(1);
    }

    @Test
    void leaves_the_jobs_of_a_committed_delivery_to_salesforce() throws Exception {
        Delivery delivery = routes.committed("1,Adam");
        routes.clock.advance(Duration.ofHours(24));

        routes.send("expire", delivery);

        assertThat(routes.calls).isEmpty();
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(routes.now(delivery).deadFrom()).hasValue(DeliveryState.COMMITTED);
    }

    @Test
    void does_nothing_to_one_that_is_not() throws Exception {
        Delivery delivery = routes.staged("1,Adam");

        Exchange exchange = routes.send("expire", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.now(delivery)).isEqualTo(delivery);
    }
}
