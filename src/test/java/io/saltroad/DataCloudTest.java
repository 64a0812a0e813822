package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports on their way into Data Cloud, from end to end. */
@DisplayName("An export for Data Cloud")
class DataCloudTest {

    private static final String TARGET =
            "connector: erp, object: orders, operation: upsert, key: order_no";

    private static final String SCHEMA =
            """
            order_no: { type: string }
            customer_no: { type: string }
            employee_no: { type: string }
            order_date: { type: string, format: date }
            required_date: { type: string, format: date }
            shipped_date: { type: string, format: date }
            ship_via: { type: string }
            freight: { type: number }
            ship_name: { type: string }
            ship_street: { type: string }
            ship_city: { type: string }
            ship_state: { type: string }
            ship_postal_code: { type: string }
            ship_country: { type: string }
            source_system: { type: string }
            """;

    private static final String MAPPING =
            """
            order_no: { from: NO, required: true }
            customer_no: { from: CUSTOMER }
            employee_no: { value: "", empty: clear }
            order_date: { from: DATE, type: date, format: yyyyMMdd }
            required_date: { value: "", empty: clear }
            shipped_date: { value: "", empty: clear }
            ship_via: { value: "", empty: clear }
            freight: { from: FREIGHT, type: decimal, format: "1.234,56" }
            ship_name: { from: NAME }
            ship_street: { value: "", empty: clear }
            ship_city: { value: "", empty: clear }
            ship_state: { value: "", empty: clear }
            ship_postal_code: { value: "", empty: clear }
            ship_country: { value: "", empty: clear }
            source_system: { value: ERP01 }
            """;

    private Sandbox org;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeEach
    void openOrg() {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
        house = new TestHouse(folder, org).patient(Duration.ofSeconds(60));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        org.close();
    }

    private static TestFeed orders(String kamelet, String more) {
        return TestFeed.named("orders")
                .read("delimiter: semicolon")
                .mapped(MAPPING)
                .checkedBy("orders", SCHEMA)
                .into(kamelet, TARGET + more);
    }

    private static String export(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(
                        n ->
                                "%05d;C%d;20240607;1.0%02d,5;Smørrebrød „%d“"
                                        .formatted(n, n % 7, n % 100, n))
                .collect(Collectors.joining("\n", "NO;CUSTOMER;DATE;FREIGHT;NAME\n", "\n"));
    }

    private List<String> keys() throws Exception {
        List<String> keys = new ArrayList<>();
        for (JsonNode row : house.tenantRows("erp", "orders")) {
            keys.add(row.path("order_no").asText());
        }
        keys.sort(null);
        return keys;
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink", "data-cloud-sink"})
    void arrives_mapped_and_typed_and_is_accepted(String kamelet) throws Exception {
        house.add(orders(kamelet, "")).open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 3));

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts()).isEqualTo(new Counts(3, 0, 0, 0, 0, 0, 3, 0));
        await().untilAsserted(() -> assertThat(keys()).containsExactly("00001", "00002", "00003"));
        JsonNode row = house.tenantRows("erp", "orders").get(0);
        assertThat(row.path("order_date").asText()).startsWith("2024-06-07");
        assertThat(row.path("freight").asDouble()).isEqualTo(1001.5);
        assertThat(row.path("ship_name").asText()).isEqualTo("Smørrebrød „1“");
        assertThat(row.path("source_system").asText()).isEqualTo("ERP01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
    void is_delivered_when_its_keys_are_confirmed(String kamelet) throws Exception {
        house.add(orders(kamelet, ", confirm: keys")).open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 1200));

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts()).isEqualTo(new Counts(1200, 1200, 0, 0, 0));
    }

    @Test
    void goes_in_bulk_if_it_is_large_and_is_streamed_if_it_is_small() throws Exception {
        house.add(orders("data-cloud-sink", ", streamBelow: 10")).open();

        Rested small = house.deliver("orders", "small.csv", export(1, 9));
        Rested large = house.deliver("orders", "large.csv", export(10, 20));

        assertThat(small.delivery().lane()).isEqualTo(Lane.DATA_CLOUD_STREAM);
        assertThat(large.delivery().lane()).isEqualTo(Lane.DATA_CLOUD_BULK);
        await().untilAsserted(() -> assertThat(keys()).hasSize(20));
    }

    @Test
    void shows_how_many_requests_it_took_to_stream_it() throws Exception {
        house.set("saltroad.data-cloud.micro-batch-records", "50")
                .add(orders("data-cloud-streaming-sink", ""))
                .open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 120));

        StringWriter out = new StringWriter();
        int exitCode =
                Saltroad.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute(
                                "deliveries",
                                rested.delivery().id(),
                                "-D",
                                "saltroad.ledger.url=jdbc:sqlite:" + folder.resolve("ledger.db"));
        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .containsPattern("STREAM +RECORDS +REQUESTS +BYTES +ENDED")
                .containsPattern("  120 +3 +[0-9,]{6} ");
    }

    @Test
    void is_cut_into_chunks_of_one_job() throws Exception {
        house.set("saltroad.data-cloud.chunk-size", "1kB")
                .add(orders("data-cloud-bulk-sink", ", confirm: count"))
                .open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 100));

        assertThat(rested.counts().delivered()).isEqualTo(100);
        assertThat(house.ledger().deliveries().chunks(rested.delivery().id()))
                .hasSizeGreaterThan(5);
        assertThat(house.tenantJobs()).hasSize(1);
    }

    @Test
    void goes_into_several_jobs_one_after_another_if_it_has_too_many_chunks() throws Exception {
        house.set("saltroad.data-cloud.chunk-size", "1kB")
                .set("saltroad.data-cloud.chunks-per-job", "3")
                .add(orders("data-cloud-bulk-sink", ", confirm: count"))
                .open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 100));

        assertThat(rested.counts().delivered()).isEqualTo(100);
        assertThat(house.tenantJobs().size()).isGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
    void reports_what_does_not_fit_the_schema_before_anything_is_sent(String kamelet)
            throws Exception {
        house.add(
                        TestFeed.named("orders")
                                .read("delimiter: semicolon")
                                .checkedBy(
                                        "orders",
                                        "order_no: { type: string }\nfreight: { type: number }")
                                .into(kamelet, TARGET))
                .open();

        Rested rested = house.deliver("orders", "o.csv", "order_no;freight\n1;2.5\n2;cheap\n;3\n");

        assertThat(rested.counts().rejected()).isEqualTo(2);
        assertThat(rested.counts().accepted()).isEqualTo(1);
        assertThat(rested.report("o.csv.rejected.csv")).contains("3,freight,cheap").contains("4,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
    void sends_the_last_record_of_a_key_alone(String kamelet) throws Exception {
        house.add(
                        TestFeed.named("orders")
                                .read("delimiter: semicolon")
                                .into(kamelet, TARGET + ", confirm: keys"))
                .open();

        Rested rested =
                house.deliver("orders", "o.csv", "order_no;ship_name\n1;old\n2;other\n1;new\n");

        assertThat(rested.counts()).isEqualTo(new Counts(3, 2, 0, 0, 0, 1));
        assertThat(house.tenantRows("erp", "orders").findValuesAsText("ship_name"))
                .containsExactlyInAnyOrder("other", "new");
        assertThat(rested.report("o.csv.superseded.csv")).contains("1;old".replace(';', ','));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
    void deletes(String kamelet) throws Exception {
        house.add(orders("data-cloud-bulk-sink", ""))
                .add(
                        TestFeed.named("gone")
                                .into(
                                        kamelet,
                                        "connector: erp, object: orders, operation: delete, key:"
                                                + " order_no, confirm: keys"))
                .open();
        house.deliver("orders", "o.csv", export(1, 300));

        Rested rested =
                house.deliver(
                        "gone",
                        "d.csv",
                        IntStream.rangeClosed(1, 299)
                                .mapToObj("%05d,any"::formatted)
                                .collect(Collectors.joining("\n", "order_no,why\n", "\n")));

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts().delivered()).isEqualTo(299);
        assertThat(keys()).containsExactly("00300");
    }

    @Nested
    @DisplayName("whose records do not all show up")
    class WhoseRecordsDoNotAllShowUp {

        @Test
        void is_disputed_too_if_only_what_was_there_before_shows_and_versions_are_compared()
                throws Exception {
            house.set("saltroad.data-cloud.confirm-deadline", "2s")
                    .add(customers("by-key", "confirm: count"))
                    .add(customers("by-version", "confirm: keys, version: modified_at"))
                    .open();
            house.deliver("by-key", "v1.csv", customer("Meyer", "2024-06-07T10:00:00Z"));
            house.fault("{\"kind\":\"lose-rows\",\"times\":2}");

            Rested byKey =
                    house.deliver("by-key", "v2.csv", customer("Meier", "2024-06-08T10:00:00Z"));
            Rested byVersion =
                    house.deliver(
                            "by-version", "v2.csv", customer("Meier", "2024-06-08T10:00:00Z"));

            assertThat(byKey.counts().delivered()).isEqualTo(1);
            assertThat(byVersion.counts().unconfirmed()).isEqualTo(1);
            assertThat(byVersion.state()).isEqualTo(DeliveryState.DISPUTED);
        }

        private TestFeed customers(String feed, String confirm) {
            return TestFeed.named(feed)
                    .into(
                            "data-cloud-bulk-sink",
                            "connector: erp, object: customers, operation: upsert, key:"
                                    + " customer_no, "
                                    + confirm);
        }

        private static String customer(String name, String modified) {
            return "customer_no,name,modified_at\n1,%s,%s\n".formatted(name, modified);
        }

        @ParameterizedTest
        @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
        void is_disputed_with_the_records_that_are_missing(String kamelet) throws Exception {
            house.set("saltroad.data-cloud.confirm-deadline", "3s")
                    .add(
                            TestFeed.named("orders")
                                    .read("delimiter: semicolon")
                                    .into(kamelet, TARGET + ", confirm: keys"))
                    .open();

            // Without a schema nobody sees that Data Cloud cannot read this date.
            Rested rested =
                    house.deliver(
                            "orders",
                            "o.csv",
                            "order_no;order_date\n1;2024-06-07\n2;soon\n3;2024-06-08\n");

            assertThat(rested.state()).isEqualTo(DeliveryState.DISPUTED);
            assertThat(rested.counts().unconfirmed()).isEqualTo(1);
            assertThat(rested.counts().delivered()).isEqualTo(2);
            assertThat(rested.report("o.csv.unconfirmed.csv")).contains("3,2,soon");
            assertThat(rested.delivery().reason().orElseThrow().code()).isEqualTo("UNCONFIRMED");
        }
    }

    @Test
    void shares_a_job_with_others_that_wait_for_the_same_slot() throws Exception {
        house.set("saltroad.data-cloud.jobs-at-once", "1")
                .add(orders("data-cloud-bulk-sink", ", confirm: count"))
                .add(
                        TestFeed.named("credit")
                                .into(
                                        "data-cloud-bulk-sink",
                                        "connector: erp, object: credit_limits, operation: upsert,"
                                                + " key: customer_no"))
                .open();
        house.fault("{\"kind\":\"slow-job\",\"inProgressMilliseconds\":2500}");
        house.drop("credit", "c.csv", "customer_no,currency\n1,EUR\n");
        await().until(() -> house.tenantJobs().size() == 1);
        house.drop("orders", "a.csv", export(1, 3));
        house.drop("orders", "b.csv", export(3, 5));

        Rested first = house.rested("orders", "a.csv");
        Rested second = house.rested("orders", "b.csv");

        assertThat(first.counts().delivered()).isEqualTo(3);
        assertThat(second.counts().delivered()).isEqualTo(3);
        assertThat(keys()).hasSize(5);
        assertThat(house.tenantJobs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"count", "keys"})
    void tells_text_keys_apart_that_would_be_one_number(String confirm) throws Exception {
        house.set("saltroad.data-cloud.confirm-deadline", "2s")
                .add(
                        TestFeed.named("orders")
                                .into("data-cloud-bulk-sink", TARGET + ", confirm: " + confirm))
                .open();
        house.fault("{\"kind\":\"lose-rows\",\"keys\":[\"1.10\"]}");

        Rested rested = house.deliver("orders", "o.csv", "order_no\n1.1\n1.10\n");

        assertThat(rested.counts().delivered()).isEqualTo(1);
        assertThat(rested.counts().unconfirmed()).isEqualTo(1);
    }

    @Test
    void is_asked_for_before_its_keys_are_deleted_by_the_next_one() throws Exception {
        house.set("saltroad.data-cloud.streaming-delay", "1s")
                .set("saltroad.data-cloud.confirm-deadline", "5s")
                .add(
                        TestFeed.named("orders")
                                .into("data-cloud-streaming-sink", TARGET + ", confirm: keys"))
                .add(
                        TestFeed.named("gone")
                                .into(
                                        "data-cloud-streaming-sink",
                                        "connector: erp, object: orders, operation: delete, key:"
                                                + " order_no, version: order_date, confirm: keys"))
                .open();
        house.drop("orders", "o.csv", "order_no,order_date\n1,2024-06-07\n2,2024-06-07\n");
        await().until(
                        () ->
                                house.ledger().deliveries().open().stream()
                                        .anyMatch(house.ledger().deliveries()::isSent));
        house.drop("gone", "d.csv", "order_no,order_date\n1,2024-06-08\n2,2024-06-08\n");

        assertThat(house.rested("orders", "o.csv").counts().delivered()).isEqualTo(2);
        assertThat(house.rested("gone", "d.csv").counts().delivered()).isEqualTo(2);
        assertThat(keys()).isEmpty();
    }

    @Test
    void is_not_begun_with_a_version_that_the_schema_does_not_have() throws Exception {
        house.add(orders("data-cloud-bulk-sink", ", version: order_data")).open();

        Rested rested = house.deliver("orders", "o.csv", export(1, 3));

        assertThat(rested.export().reason().orElseThrow().message())
                .contains("has no field order_data, did you mean order_date?");
        assertThat(house.tenantJobs()).isEmpty();
    }

    @Test
    void is_deleted_only_where_the_version_is_later_than_what_is_stored() throws Exception {
        house.add(
                        TestFeed.named("customers")
                                .into(
                                        "data-cloud-bulk-sink",
                                        "connector: erp, object: customers, operation: upsert, key:"
                                                + " customer_no"))
                .add(
                        TestFeed.named("gone")
                                .into(
                                        "data-cloud-sink",
                                        "connector: erp, object: customers, operation: delete, key:"
                                                + " customer_no, version: modified_at"))
                .open();
        house.deliver(
                "customers",
                "c.csv",
                "customer_no,modified_at\n1,2024-06-07T10:00:00Z\n2,2024-06-07T10:00:00Z\n");

        Rested rested =
                house.deliver(
                        "gone",
                        "g.csv",
                        "customer_no,modified_at\n1,2024-06-06T10:00:00Z\n2,2024-06-08T10:00:00Z\n");

        assertThat(rested.delivery().lane()).isEqualTo(Lane.DATA_CLOUD_BULK);
        assertThat(house.tenantRows("erp", "customers").findValuesAsText("customer_no"))
                .containsExactly("1");
    }

    @Nested
    @DisplayName("whose job fails")
    class WhoseJobFails {

        @Test
        void goes_into_another_one() throws Exception {
            house.add(orders("data-cloud-bulk-sink", ", confirm: count")).open();
            house.fault("{\"kind\":\"stop-job\",\"state\":\"Failed\"}");

            Rested rested = house.deliver("orders", "o.csv", export(1, 3));

            assertThat(rested.counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
            assertThat(house.tenantJobs()).hasSize(2);
        }

        @Test
        void is_a_dead_letter_in_the_end_and_can_be_replayed() throws Exception {
            house.add(orders("data-cloud-bulk-sink", ", retries: 1")).open();
            house.fault("{\"kind\":\"stop-job\",\"state\":\"Failed\",\"times\":2}");

            Rested rested = house.deliver("orders", "o.csv", export(1, 3));

            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.counts()).isEqualTo(new Counts(3, 0, 0, 0, 3));
            assertThat(rested.delivery().reason().orElseThrow().code())
                    .isEqualTo("INGESTION_JOB_FAILED");

            house.ledger()
                    .requests()
                    .ask(
                            Request.Kind.REPLAY,
                            rested.delivery().id(),
                            Optional.empty(),
                            Optional.empty());
            Rested again = house.restedAgain(rested);

            assertThat(again.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(again.counts().accepted()).isEqualTo(3);
            assertThat(keys()).hasSize(3);
        }
    }

    @Test
    void waits_behind_a_job_that_somebody_else_has_left_open() throws Exception {
        house.tenantAllows("{\"secondJobOfAnObject\":\"409\"}");
        house.add(orders("data-cloud-bulk-sink", "")).open();
        String other = house.createTenantJob("erp", "orders");
        house.drop("orders", "o.csv", export(1, 3));
        await().untilAsserted(
                        () ->
                                assertThat(house.ledger().deliveries().open())
                                        .flatExtracting(
                                                delivery -> delivery.reason().stream().toList())
                                        .extracting(Reason::code)
                                        .containsExactly("OBJECT_BUSY"));

        house.abortTenantJob(other);

        assertThat(house.rested("orders", "o.csv").counts().accepted()).isEqualTo(3);
    }

    @Test
    void can_be_abandoned_as_long_as_nothing_of_it_was_taken() throws Exception {
        house.tenantAllows("{\"secondJobOfAnObject\":\"409\"}");
        house.add(orders("data-cloud-bulk-sink", "")).open();
        house.createTenantJob("erp", "orders");
        house.drop("orders", "o.csv", export(1, 3));
        await().until(
                        () ->
                                house.ledger().deliveries().open().stream()
                                        .anyMatch(delivery -> delivery.attempt() > 0));

        house.ledger()
                .requests()
                .ask(
                        Request.Kind.ABANDON,
                        house.ledger().deliveries().open().get(0).id(),
                        Optional.of("the wrong day"),
                        Optional.empty());
        Rested rested = house.rested("orders", "o.csv");

        assertThat(rested.state()).isEqualTo(DeliveryState.ABANDONED);
        assertThat(keys()).isEmpty();
    }
}
