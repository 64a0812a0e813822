package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.HTTP;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static io.saltroad.delivery.RoutesUnderTest.replying;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Reason;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The settle routes")
class SettleRouteTest {

    private static final String FAILED =
            """
            "sf__Id","sf__Error","ERP__c","Name"
            "","REQUIRED_FIELD_MISSING:Name is missing:Name --","2","Eva"
            """;

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
    void ask_for_no_results_if_every_record_was_taken() throws Exception {
        Delivery delivery = routes.completed("1,Adam", "2,Eva");

        Exchange exchange = routes.send("settle", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).isEmpty();
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(2, 2, 0, 0, 0));
        assertThat(routes.now(delivery).reason()).isEmpty();
    }

    @Test
    void fetch_failed_results_only_from_the_job_that_has_some() throws Exception {
        Delivery delivery = secondFailed();
        routes.answer(HTTP, replying(FAILED));

        routes.send("settle", delivery);

        assertThat(routes.calls).containsExactly(HTTP);
        Message get = routes.asked.get(0);
        assertThat(get.getHeader(Exchange.HTTP_METHOD)).isEqualTo("GET");
        assertThat(get.getHeader(Exchange.HTTP_URI, String.class))
                .endsWith("/jobs/ingest/750000000000002AAA/failedResults");
        assertThat(get.getHeader("Accept")).isEqualTo("text/csv");
        assertThat(get.getBody()).isNull();
    }

    @Test
    void write_failed_records_with_their_line_and_original_text() throws Exception {
        Delivery delivery = secondFailed();
        routes.answer(HTTP, replying(FAILED));

        routes.send("settle", delivery);

        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(2, 1, 1, 0, 0));
        assertThat(report(delivery, "CUST.csv.failed.csv"))
                .isEqualTo(
                        """
                        saltroad__Line,sf__Error,saltroad__Message,ERP__c,Name\r
                        3,REQUIRED_FIELD_MISSING,Name is missing:Name --,2,Eva\r
                        """);
    }

    @Test
    void stream_results_past_the_cache_of_the_http_component() {
        assertThat(routes.real)
                .hasEntrySatisfying(
                        "salesforce-http://http://org?disableStreamCache=true",
                        endpoint ->
                                assertThat(((HttpEndpoint) endpoint).isDisableStreamCache())
                                        .isTrue());
    }

    @Test
    void account_for_what_a_failed_job_did_not_come_to() throws Exception {
        routes.parameters =
                Map.of(
                        "object", "Account",
                        "operation", "upsert",
                        "externalIdField", "ERP__c",
                        "retries", "0");
        Delivery delivery = routes.committed("1,Adam", "2,Eva");
        routes.ended(routes.jobs(delivery).get(0), JobState.JOB_COMPLETE, 1, 0);
        routes.ended(routes.jobs(delivery).get(1), JobState.FAILED, 0, 0);
        routes.answer(HTTP, replying("\"ERP__c\",\"Name\"\n\"2\",\"Eva\"\n"));

        routes.send("settle", delivery);

        assertThat(routes.asked.get(0).getHeader(Exchange.HTTP_URI, String.class))
                .endsWith("/750000000000002AAA/unprocessedrecords");
        Delivery dead = routes.now(delivery);
        assertThat(dead.state()).isEqualTo(DeliveryState.DEAD);
        assertThat(dead.counts()).isEqualTo(new Counts(2, 1, 0, 0, 1));
        assertThat(dead.reason())
                .contains(
                        new Reason(
                                "refused",
                                "JOB_FAILED",
                                "job 750000000000002AAA: InvalidBatch. Salesforce did not come to 1"
                                        + " records, also not in follow-up jobs"));
        assertThat(report(delivery, "CUST.csv.unprocessed.csv"))
                .isEqualTo("saltroad__Line,ERP__c,Name\r\n3,2,Eva\r\n");
    }

    @Nested
    @DisplayName("when the results are not whole")
    class Truncated {

        @Test
        void fetch_them_again_later_and_account_for_nothing() throws Exception {
            Delivery delivery = secondFailed();
            routes.answer(HTTP, replying("\"sf__Id\",\"sf__Error\",\"ERP__c\",\"Name\"\n"));

            Exchange exchange = routes.send("settle", delivery);

            assertThat(exchange.getException()).as("handled").isNull();
            Delivery later = routes.now(delivery);
            assertThat(later.state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(later.attempt()).isEqualTo(1);
            assertThat(later.notBefore()).isAfter(routes.clock.instant());
            assertThat(later.reason())
                    .hasValueSatisfying(
                            reason -> assertThat(reason.code()).isEqualTo("INCOMPLETE_RESULTS"));
        }

        @Test
        void start_with_an_empty_store_the_next_time() throws Exception {
            Delivery delivery = routes.committed("1,Adam", "2,Eva");
            routes.jobs(delivery).forEach(job -> routes.ended(job, JobState.JOB_COMPLETE, 1, 1));
            AtomicBoolean broken = new AtomicBoolean(true);
            routes.answer(
                    HTTP,
                    exchange -> {
                        boolean first =
                                exchange.getMessage()
                                        .getHeader(Exchange.HTTP_URI, String.class)
                                        .contains("001AAA");
                        if (!first && broken.getAndSet(false)) {
                            throw new SocketException("Connection reset");
                        }
                        replying(
                                        "\"sf__Id\",\"sf__Error\",\"ERP__c\",\"Name\"\n"
                                                + (first
                                                        ? "\"\",\"X:y\",\"1\",\"Adam\"\n"
                                                        : "\"\",\"X:y\",\"2\",\"Eva\"\n"))
                                .process(exchange);
                    });
            routes.send("settle", delivery);
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);

            routes.send("settle", delivery);

            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(2, 0, 2, 0, 0));
        }

        @Test
        void take_a_stream_that_breaks_off_for_a_failure_that_may_pass() throws Exception {
            Delivery delivery = secondFailed();
            routes.answer(
                    HTTP,
                    exchange ->
                            exchange.getMessage().setBody(breakingOff("\"sf__Id\",\"sf__Error\"")));

            routes.send("settle", delivery);

            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(routes.now(delivery).attempt()).isEqualTo(1);
        }

        @Test
        void begin_no_round_with_a_part_of_the_records_but_dispute_in_the_end() throws Exception {
            Delivery delivery = routes.committed("1,Adam", "2,Eva");
            routes.jobs(delivery).forEach(job -> routes.ended(job, JobState.JOB_COMPLETE, 1, 1));
            routes.answer(
                    HTTP,
                    exchange -> {
                        String uri =
                                exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
                        String locked = "\"\",\"UNABLE_TO_LOCK_ROW:locked:--\",\"1\",\"Adam\"\n";
                        replying(
                                        uri.endsWith("successfulResults")
                                                ? "\"sf__Id\",\"sf__Created\",\"ERP__c\",\"Name\"\n"
                                                : "\"sf__Id\",\"sf__Error\",\"ERP__c\",\"Name\"\n"
                                                        + (uri.contains("001AAA") ? locked : ""))
                                .process(exchange);
                    });

            for (int look = 0; look < 6; look++) {
                routes.send("settle", routes.now(delivery));
            }

            assertThat(routes.ledger.rounds().of(delivery.id())).isEmpty();
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DISPUTED);
        }

        /** A stream that gives the start and then fails. */
        private static InputStream breakingOff(String start) {
            return new FilterInputStream(
                    new ByteArrayInputStream(start.getBytes(StandardCharsets.UTF_8))) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    if (read < 0) {
                        throw new SocketException("Connection reset");
                    }
                    return read;
                }
            };
        }
    }

    @Test
    void dispute_a_delivery_whose_results_belong_to_no_record() throws Exception {
        Delivery delivery = secondFailed();
        routes.answer(
                HTTP,
                exchange ->
                        replying(
                                        exchange.getMessage()
                                                        .getHeader(Exchange.HTTP_URI, String.class)
                                                        .endsWith("failedResults")
                                                ? FAILED.replace("\"2\"", "\"99\"")
                                                : "\"sf__Id\",\"sf__Created\",\"ERP__c\",\"Name\"\n")
                                .process(exchange));

        routes.send("settle", delivery);

        Delivery disputed = routes.now(delivery);
        assertThat(disputed.state()).isEqualTo(DeliveryState.DISPUTED);
        assertThat(disputed.reason())
                .hasValueSatisfying(
                        reason -> {
                            assertThat(reason.code()).isEqualTo("BOOKS_DO_NOT_CLOSE");
                            assertThat(reason.message())
                                    .contains("1 results belong to no record of the export");
                        });
    }

    @Test
    void hand_a_failed_fetch_to_the_policy_of_the_route_that_settles() throws Exception {
        Delivery delivery = secondFailed();
        routes.answer(HTTP, failing(new SocketException("Connection reset")));

        routes.send("settle", delivery);

        assertThat(routes.now(delivery).attempt()).isEqualTo(1);
        assertThat(routes.ledger.events().of(delivery.exportId()))
                .filteredOn(event -> event.kind().equals("postponed"))
                .hasSize(1);
    }

    private Delivery secondFailed() throws IOException {
        Delivery delivery = routes.committed("1,Adam", "2,Eva");
        routes.ended(routes.jobs(delivery).get(0), JobState.JOB_COMPLETE, 1, 0);
        routes.ended(routes.jobs(delivery).get(1), JobState.JOB_COMPLETE, 1, 1);
        return delivery;
    }

    private String report(Delivery delivery, String name) throws IOException {
        Export export = routes.ledger.exports().get(delivery.exportId());
        return Files.readString(export.workFolder().resolve(name));
    }

    @Test
    void write_delivered_records_with_their_ids_if_the_sink_asks_for_full_receipts()
            throws Exception {
        routes.parameters =
                Map.of(
                        "object", "Account",
                        "operation", "upsert",
                        "externalIdField", "ERP__c",
                        "receipts", "full");
        Delivery delivery = routes.completed("1,Adam");
        routes.answer(
                HTTP,
                replying(
                        """
                        "sf__Id","sf__Created","ERP__c","Name"
                        "001000000000001AAA","true","1","Adam"
                        """));

        routes.send("settle", delivery);

        assertThat(routes.asked.get(0).getHeader(Exchange.HTTP_URI, String.class))
                .endsWith("/750000000000001AAA/successfulResults");
        assertThat(report(delivery, "CUST.csv.delivered.csv"))
                .isEqualTo(
                        """
                        saltroad__Line,sf__Id,sf__Created,ERP__c,Name\r
                        2,001000000000001AAA,true,1,Adam\r
                        """);
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.SETTLED);
    }
}
