package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.JobState;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.Limits;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The ask-limits route")
class LimitsRouteTest {

    private static final String LIMITS = "salesforce:limits";

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
    void lets_deliveries_begin_if_enough_is_left() {
        assertThat(routes.gate.mayBegin()).isFalse();
        routes.answer(LIMITS, limits("DailyApiRequests", 100_000, 50_000));

        Exchange exchange = ask();

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly(LIMITS);
        assertThat(routes.gate.mayBegin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DailyApiRequests", "DailyBulkApiBatches", "DailyBulkApiRequests"})
    void closes_the_gate_if_only_the_reserve_is_left(String entry) {
        routes.answer(LIMITS, limits(entry, 15_000, 1_499));

        ask();

        assertThat(routes.gate.isClosed()).isTrue();
        assertThat(routes.ledger.gates().closedAt(routes.clock.instant()).get(0).reason())
                .startsWith("only 9 % of the day's 15,000 ")
                .endsWith(" are left, and saltroad.salesforce.api-reserve keeps 10 % for others");
    }

    @Test
    void does_not_mind_entries_that_are_for_others() {
        routes.answer(LIMITS, limits("DailyBulkV2QueryJobs", 10_000, 0));

        ask();

        assertThat(routes.gate.mayBegin()).isTrue();
    }

    @Test
    void holds_nothing_up_if_the_user_may_not_see_the_limits() {
        routes.answer(
                LIMITS,
                failing(
                        new SalesforceException(
                                List.of(new RestError("INSUFFICIENT_ACCESS", "no")), 403)));

        Exchange exchange = ask();

        assertThat(exchange.getException()).isNull();
        assertThat(routes.gate.mayBegin()).isTrue();
    }

    @Test
    void holds_nothing_up_if_salesforce_does_not_answer() {
        routes.answer(LIMITS, failing(new SocketException("Connection reset")));

        ask();

        assertThat(routes.gate.mayBegin()).isTrue();
    }

    @Test
    void closes_the_gate_if_the_requests_are_used_up_altogether() {
        routes.answer(
                LIMITS,
                failing(
                        new SalesforceException(
                                List.of(new RestError("REQUEST_LIMIT_EXCEEDED", "limit")), 403)));

        ask();

        assertThat(routes.gate.mayFinish()).isFalse();
        assertThat(routes.gate.opensAt()).isAfter(routes.clock.instant());
    }

    @Test
    void stops_a_stage_before_the_next_upload() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva");
        Processor create = routes.job("Open", null, null);
        routes.answer(
                "salesforce:bulk2CreateJob",
                exchange -> {
                    create.process(exchange);
                    routes.gate.usage(95_000, 100_000);
                });

        Exchange exchange = routes.send("stage", delivery);

        assertThat(exchange.getException()).isNull();
        Delivery later = routes.now(delivery);
        assertThat(later.state()).isEqualTo(DeliveryState.REGISTERED);
        assertThat(later.attempt()).as("time behind a gate is no attempt").isZero();
        assertThat(later.notBefore()).isEqualTo(routes.gate.opensAt());
        assertThat(later.reason())
                .hasValueSatisfying(
                        reason -> {
                            assertThat(reason.failureClass()).isEqualTo("limited");
                            assertThat(reason.message()).contains("only 5 % of the day's 100,000");
                        });
        assertThat(routes.jobs(delivery))
                .as("what was begun is kept")
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.state()).isEqualTo(JobState.OPEN);
                            assertThat(job.uploadedAt()).isPresent();
                        });

        routes.clock.advance(Duration.ofMinutes(1));
        routes.answer("salesforce:bulk2CreateJob", create);
        routes.send("stage", delivery);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
        assertThat(routes.jobs(delivery)).hasSize(2);
    }

    private Exchange ask() {
        return routes.send("ask-limits", new Work.OnOrg());
    }

    /** The entry as it comes over the wire, with the share of an app in it. */
    private static Processor limits(String entry, int max, int remaining) {
        return exchange ->
                exchange.getMessage()
                        .setBody(
                                new ObjectMapper()
                                        .readValue(
                                                """
                                                {"%s": {"Max": %d, "Remaining": %d,
                                                  "Data Loader": {"Max": 0, "Remaining": 0}}}
                                                """
                                                        .formatted(entry, max, remaining),
                                                Limits.class));
    }
}
