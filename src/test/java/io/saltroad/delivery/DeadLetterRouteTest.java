package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.ErpExportSource;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Reason;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The dead-letter route")
class DeadLetterRouteTest {

    private static final Trouble TROUBLE =
            new Trouble(Trouble.Kind.REFUSED, "INVALIDENTITY", "there is no object Acount");

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
    void aborts_each_open_job_of_a_delivery_that_is_not_committed_and_ends_it() throws Exception {
        Delivery delivery = routes.staged("1,Adam", "2,Eva");

        Exchange exchange = bury(new Work.OnDelivery(delivery));

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly(ABORT, ABORT);
        assertThat(routes.jobs(delivery)).extracting(Job::state).containsOnly(JobState.ABORTED);
        Delivery dead = routes.now(delivery);
        assertThat(dead.state()).isEqualTo(DeliveryState.DEAD);
        assertThat(dead.endedAt()).isPresent();
        assertThat(dead.reason())
                .contains(new Reason("refused", "INVALIDENTITY", "there is no object Acount"));
    }

    @Test
    void aborts_nothing_of_a_delivery_that_is_committed() throws Exception {
        Delivery delivery = routes.committed("1,Adam");

        bury(new Work.OnDelivery(delivery));

        assertThat(routes.calls).isEmpty();
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
    }

    @Test
    void does_not_stop_at_an_abort_that_fails() throws Exception {
        Delivery delivery = routes.staged("1,Adam", "2,Eva");
        routes.answer(ABORT, failing(new SocketException("reset")));

        Exchange exchange = bury(new Work.OnDelivery(delivery));

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).hasSize(2);
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
    }

    @Test
    void leaves_the_other_deliveries_of_the_export_alone() throws Exception {
        Delivery first = routes.staged("1,Adam");
        Delivery second = routes.registered(routes.ledger.exports().get(first.exportId()), 2);

        bury(new Work.OnDelivery(first));

        assertThat(routes.now(second).state()).isEqualTo(DeliveryState.REGISTERED);
    }

    @Test
    void leaves_ended_deliveries_as_they_are() throws Exception {
        Delivery delivery = routes.registered("1,Adam");
        routes.ledger
                .deliveries()
                .ended(delivery, DeliveryState.SKIPPED, Counts.NONE, Optional.empty());

        bury(new Work.OnDelivery(delivery));

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.SKIPPED);
    }

    @Test
    void ends_all_deliveries_of_an_export_that_fails_in_its_feed() throws Exception {
        Delivery delivery = routes.registered("1,Adam");
        Export export = routes.ledger.exports().get(delivery.exportId());

        buryInItsFeed(export);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(routes.ledger.exports().get(export.id()).reason())
                .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo("INVALIDENTITY"));
        assertThat(routes.ledger.exports().readyToRest())
                .extracting(Export::id)
                .containsExactly(export.id());
    }

    @Test
    void leaves_an_export_as_it_is_that_has_come_to_rest_before_its_feed_fails() throws Exception {
        Delivery delivery = routes.registered("1,Adam");
        Export export = routes.ledger.exports().get(delivery.exportId());
        routes.ledger
                .deliveries()
                .ended(delivery, DeliveryState.ABANDONED, Counts.NONE, Optional.empty());
        routes.ledger.exports().closed(export.id(), ExportState.ARCHIVED, folder);

        buryInItsFeed(export);

        Export now = routes.ledger.exports().get(export.id());
        assertThat(now.state()).isEqualTo(ExportState.ARCHIVED);
        assertThat(now.reason()).isEmpty();
    }

    private void buryInItsFeed(Export export) {
        routes.context
                .createProducerTemplate()
                .send(
                        "direct:bury",
                        exchange -> {
                            exchange.setVariable("trouble", TROUBLE);
                            exchange.setVariable(ErpExportSource.EXPORT, export);
                        });
    }

    private Exchange bury(Work work) {
        return routes.context
                .createProducerTemplate()
                .send(
                        "direct:bury",
                        exchange -> {
                            exchange.setVariable("trouble", TROUBLE);
                            exchange.setVariable(DueConsumer.WORK, work);
                        });
    }
}
