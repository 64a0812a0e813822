package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.CUSTOMERS;
import static io.saltroad.sandbox.TenantClient.ORDERS;
import static io.saltroad.sandbox.TenantClient.SOURCES;
import static io.saltroad.sandbox.TenantClient.customer;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is streamed")
class StreamingTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String CREDIT = SOURCES + "erp/credit_limits";

    private final TenantClient tenant = new TenantClient(ORG.sandbox());

    @BeforeEach
    void signIn() {
        tenant.signIn();
    }

    // Reference 3.1: 202 {"accepted":true}.
    @Test
    void is_accepted_and_can_be_queried_a_while_later() {
        HttpResponse<String> answer =
                tenant.stream(
                        CUSTOMERS,
                        customer("0001", "Grüße & \"Co\"")
                                .put("annual_revenue", 77506.5)
                                .put("active", true)
                                .put("customer_since", "2021-02-28")
                                .put("modified_at", "2021-07-05T09:31:44.457Z"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer)).isEqualTo(new JsonObject().put("accepted", true));
        tenant.awaitCount("customers__dll", 1);
        assertThat(
                        tenant.rows(
                                "SELECT customer_no__c, name__c, annual_revenue__c, active__c,"
                                        + " customer_since__c, modified_at__c, city__c FROM"
                                        + " customers__dll"))
                .isEqualTo(
                        new JsonArray()
                                .add(
                                        new JsonArray()
                                                .add("0001")
                                                .add("Grüße & \"Co\"")
                                                .add("77506.500000000000000000")
                                                .add(true)
                                                .add("2021-02-28")
                                                .add("2021-07-05 09:31:44.457 UTC")
                                                .addNull()));
    }

    // Reference 5.6: the system columns of a lake table.
    @Test
    void has_the_system_columns_of_the_lake() {
        tenant.stream(ORDERS, new JsonObject().put("order_no", "1"));
        tenant.flush();

        JsonObject answer = json(tenant.query("SELECT * FROM orders__dll"));

        assertThat(answer.getJsonObject("metadata").fieldNames())
                .contains(
                        "DataSourceObject__c",
                        "DataSource__c",
                        "InternalOrganization__c",
                        "KQ_order_no__c",
                        "cdp_sys_PartitionDate__c",
                        "cdp_sys_SourceVersion__c");
        assertThat(tenant.rows("SELECT DataSource__c, DataSourceObject__c FROM orders__dll"))
                .isEqualTo(new JsonArray().add(new JsonArray().add("erp").add("orders")));
    }

    // Reference 3.4: asynchronous.
    @Test
    void cannot_be_seen_before_its_time() {
        tenant.set("visibilityMilliseconds", 180_000);
        tenant.stream(ORDERS, new JsonObject().put("order_no", "1"));

        assertThat(tenant.records("erp/orders")).isEmpty();
        tenant.advance(Duration.ofSeconds(181));

        tenant.awaitCount("orders__dll", 1);
    }

    // Reference 2.5 and 3.1: a full replace; what is missing is wiped.
    @Test
    void replaces_the_record_with_its_key_as_a_whole() {
        tenant.stream(
                ORDERS,
                new JsonObject().put("order_no", "1").put("ship_via", "3").put("freight", 1.5));
        tenant.flush();
        tenant.stream(ORDERS, new JsonObject().put("order_no", "1").put("ship_via", "4"));
        tenant.flush();

        JsonObject order = tenant.records("erp/orders").getJsonObject(0);
        assertThat(order.getString("ship_via")).isEqualTo("4");
        assertThat(order.getValue("freight")).isNull();
    }

    @Test
    void counts_with_its_last_record_if_a_key_comes_twice() {
        tenant.stream(
                ORDERS,
                new JsonObject().put("order_no", "1").put("ship_via", "3"),
                new JsonObject().put("order_no", "2"),
                new JsonObject().put("order_no", "1").put("ship_via", "5"));
        tenant.flush();

        assertThat(tenant.keys("erp/orders")).containsExactly("1", "2");
        assertThat(tenant.records("erp/orders").getJsonObject(0).getString("ship_via"))
                .isEqualTo("5");
    }

    // Reference 3.6: out-of-order rows with older Record Modified are ignored.
    @Test
    void is_ignored_if_it_was_modified_earlier() {
        tenant.stream(
                CUSTOMERS,
                customer("1", "Newer").put("modified_at", "2026-02-02T00:00:00.000Z"),
                customer("1", "Older").put("modified_at", "2026-01-01T00:00:00.000Z"));
        tenant.flush();
        tenant.stream(
                CUSTOMERS, customer("1", "Oldest").put("modified_at", "2025-01-01T00:00:00.000Z"));
        tenant.stream(CUSTOMERS, customer("2", "Other").put("modified_at", "2025-01-01T00:00:00Z"));
        tenant.flush();

        assertThat(tenant.records("erp/customers"))
                .extracting(c -> ((JsonObject) c).getString("name"))
                .containsExactly("Newer", "Other");
    }

    // Reference 3.1, help 005102709: such calls collapse into one blank record.
    @Test
    void collapses_into_one_blank_record_if_its_names_are_wrong() {
        tenant.stream(ORDERS, new JsonObject().put("order_no__c", "1").put("Freight", 3));
        tenant.flush();
        HttpResponse<String> answer =
                tenant.stream(ORDERS, new JsonObject().put("OrderNo", "2").put("ORDER_NO", "3"));
        tenant.flush();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(tenant.records("erp/orders")).hasSize(1);
        assertThat(tenant.records("erp/orders").getJsonObject(0).getMap().values())
                .containsOnlyNulls();
    }

    // The record is lost and nobody is told but the problem records.
    @Test
    void is_lost_if_a_value_does_not_fit_its_type() {
        tenant.stream(
                ORDERS,
                new JsonObject().put("order_no", "1").put("freight", "12,50"),
                new JsonObject().put("order_no", 2),
                new JsonObject().put("order_no", "3").put("order_date", "2021-02-30"),
                new JsonObject().put("order_no", "4").put("order_date", "20210228"),
                new JsonObject().put("order_no", "5").put("ship_name", new JsonObject()),
                new JsonObject().put("order_no", "6").put("order_date", "2021-02-28"));
        tenant.flush();

        assertThat(tenant.keys("erp/orders")).containsExactly("6");
        assertThat(tenant.problems("erp/orders"))
                .extracting(p -> ((JsonObject) p).getString("message"))
                .containsExactly(
                        "the value of freight does not fit its type",
                        "the value of order_no does not fit its type",
                        "the value of order_date does not fit its type",
                        "the value of order_date does not fit its type",
                        "the value of ship_name does not fit its type");
        assertThat(tenant.rows("SELECT count(*) FROM PR_orders__dll").getJsonArray(0).getLong(0))
                .isEqualTo(5);
    }

    // Reference 3.6: a partial stream takes the key, a newer modification and what has changed.
    @Test
    void changes_only_what_it_brings_if_the_stream_is_partial() {
        tenant.stream(
                CREDIT,
                new JsonObject()
                        .put("customer_no", "1")
                        .put("credit_limit", 100)
                        .put("currency", "EUR")
                        .put("blocked", false)
                        .put("modified_at", "2026-01-01T00:00:00Z"));
        tenant.flush();
        tenant.stream(
                CREDIT,
                new JsonObject()
                        .put("customer_no", "1")
                        .put("credit_limit", 200)
                        .put("modified_at", "2026-01-02T00:00:00Z"),
                new JsonObject()
                        .put("customer_no", "1")
                        .put("blocked", true)
                        .put("currency", null)
                        .put("modified_at", "2026-01-03T00:00:00Z"),
                new JsonObject()
                        .put("customer_no", "1")
                        .put("credit_limit", 999)
                        .put("modified_at", "2026-01-01T00:00:00Z"));
        tenant.flush();

        assertThat(tenant.records("erp/credit_limits").getJsonObject(0))
                .isEqualTo(
                        new JsonObject()
                                .put("customer_no", "1")
                                .put("credit_limit", 200.0)
                                .put("currency", null)
                                .put("blocked", true)
                                .put("modified_at", "2026-01-03T00:00:00.000Z"));
    }

    // Reference 3.1: the endpoint's name can carry a suffix.
    @Test
    void goes_to_the_name_of_the_endpoint() {
        JsonObject runner = new JsonObject().put("maid", "a").put("premium", true);

        assertThat(
                        tenant.stream(SOURCES + "northern_trail/runner_profiles_734a9fa2", runner)
                                .statusCode())
                .isEqualTo(202);
        assertThat(tenant.stream(SOURCES + "northern_trail/runner_profiles", runner).statusCode())
                .isEqualTo(404);
        tenant.awaitCount("runner_profiles__dll", 1);
    }

    // Reference 3.1: 404 is documented, others saw success while nothing arrives.
    @Test
    void is_refused_for_an_unknown_object_unless_the_tenant_is_lenient() {
        JsonObject record = new JsonObject().put("id", "1");
        HttpResponse<String> answer = tenant.stream(SOURCES + "erp/nothing", record);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).fieldNames())
                .containsExactly(
                        "timestamp",
                        "error",
                        "message",
                        "path",
                        "tenantId",
                        "internalErrorCode",
                        "details");
        assertThat(json(answer).getString("path"))
                .isEqualTo("uri=/api/v1/ingest/sources/erp/nothing");
        assertThat(tenant.stream(SOURCES + "nobody/customers", record).statusCode()).isEqualTo(404);

        tenant.set("lenientObjects", true);

        assertThat(tenant.stream(SOURCES + "erp/nothing", record).statusCode()).isEqualTo(202);
    }

    // Reference 3.4: 200 KB a request.
    @Test
    void is_refused_above_the_size_of_a_request() {
        String most = "{\"data\":[{\"order_no\":\"1\",\"ship_name\":\"%s\"}]}";
        String fits = most.formatted("x".repeat(200_000 - most.length() + 2));

        assertThat(fits).hasSize(200_000);
        assertThat(tenant.http().post(ORDERS, fits).statusCode()).isEqualTo(202);
        assertThat(tenant.http().post(ORDERS, fits + " ").statusCode()).isEqualTo(413);
    }

    // Reference 3.4: 250 requests/s over all ingestion object endpoints together.
    @Test
    void is_refused_above_the_rate_of_all_objects_together() {
        tenant.set("requestsPerSecond", 2);
        tenant.set("retryAfterSeconds", 1);
        tenant.advance(Duration.ofSeconds(10));

        int[] statuses =
                IntStream.range(0, 12)
                        .map(
                                i ->
                                        tenant.stream(
                                                        i % 2 == 0 ? ORDERS : CUSTOMERS,
                                                        new JsonObject())
                                                .statusCode())
                        .toArray();

        assertThat(statuses).startsWith(202, 202).contains(429);
        assertThat(tenant.stream(ORDERS).headers().firstValue("Retry-After")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"data\":{}}",
                "{\"data\":[1]}",
                "{\"data\":[{\"order_no\":}]}",
                "{\"data\":[]} {}",
            })
    void is_refused_if_it_is_not_an_object_with_records(String body) {
        HttpResponse<String> answer = tenant.http().post(ORDERS, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).getString("error")).isEqualTo("Bad Request");
    }

    @Test
    void is_refused_if_it_is_not_called_json() {
        assertThat(
                        tenant.http()
                                .send(
                                        ORDERS,
                                        r ->
                                                r.POST(BodyPublishers.ofString("{\"data\":[]}"))
                                                        .header("Content-Type", "text/csv"))
                                .statusCode())
                .isEqualTo(415);
    }

    @Test
    void may_be_printed_over_several_lines() {
        tenant.http().post(ORDERS, "{\r\n \"data\" : [\n{ \"order_no\":\n\"1\" }\n]\n}\n");
        tenant.flush();

        assertThat(tenant.keys("erp/orders")).containsExactly("1");
    }

    @Test
    void arrives_to_the_last_digit_and_character() {
        tenant.http()
                .post(
                        ORDERS,
                        """
                        {"data":[
                        {"order_no":"1","freight":12345678901.123456789012345678,
                         "ship_name":"a,\\"b\\"\\r\\nc \\u00fc \\ud83d\\ude80","ship_via":"s"},
                        {"order_no":"2","freight":-1.5e3,"ship_name":"\\ud800 half, \\u0000"},
                        {"order_no":"3","freight":1e30},
                        {"order_no":"4","freight":0,"order_no":"5"}
                        ]}
                        """);
        tenant.flush();

        assertThat(
                        tenant.rows(
                                        "SELECT order_no__c, freight__c, ship_name__c FROM"
                                                + " orders__dll ORDER BY 1")
                                .encode())
                .isEqualTo(
                        new JsonArray()
                                .add(
                                        new JsonArray()
                                                .add("1")
                                                .add("12345678901.123456789012345678")
                                                .add("a,\"b\"\r\nc \u00fc \ud83d\ude80"))
                                .add(
                                        new JsonArray()
                                                .add("2")
                                                .add("-1500.000000000000000000")
                                                .add("? half, "))
                                .add(new JsonArray().add("5").add("0.000000000000000000").addNull())
                                .encode());
        assertThat(tenant.problems("erp/orders")).hasSize(1);
    }

    // Reference 3.2: keys in the query or in the body.
    @Test
    void is_deleted_by_key() {
        tenant.stream(
                ORDERS,
                IntStream.range(1, 6)
                        .mapToObj(i -> new JsonObject().put("order_no", "k" + i))
                        .toArray(JsonObject[]::new));
        HttpResponse<String> answer = tenant.http().delete(ORDERS + "?ids=k1,k2");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer)).isEqualTo(new JsonObject().put("accepted", true));
        tenant.http()
                .send(
                        ORDERS,
                        r ->
                                r.method(
                                                "DELETE",
                                                BodyPublishers.ofString(
                                                        "{\"ids\":[\"k4\",\"no\"]}"))
                                        .header("Content-Type", "application/json"));
        tenant.flush();

        assertThat(tenant.keys("erp/orders")).containsExactly("k3", "k5");
    }

    @Test
    void is_taken_in_the_order_in_which_it_came() {
        JsonObject order = new JsonObject().put("order_no", "1");
        tenant.stream(ORDERS, order);
        tenant.http().delete(ORDERS + "?ids=1");
        tenant.stream(ORDERS, order.copy().put("ship_via", "again"));
        tenant.stream(ORDERS, new JsonObject().put("order_no", "2"));
        tenant.http().delete(ORDERS + "?ids=2");
        tenant.flush();

        assertThat(tenant.records("erp/orders"))
                .extracting(o -> ((JsonObject) o).getString("ship_via"))
                .containsExactly("again");
    }

    // Reference 3.2: the row goes only if its record-modified value is earlier than now.
    @Test
    void is_not_deleted_if_it_was_modified_in_the_future() {
        tenant.stream(
                CUSTOMERS,
                customer("past", "A").put("modified_at", "2020-01-01T00:00:00Z"),
                customer("future", "B").put("modified_at", "2999-01-01T00:00:00Z"));
        tenant.http().delete(CUSTOMERS + "?ids=past,future");
        tenant.flush();

        assertThat(tenant.keys("erp/customers")).containsExactly("future");
    }

    // Reference 3.2: at most 200 keys.
    @Test
    void is_not_deleted_by_more_than_two_hundred_keys() {
        String most =
                IntStream.range(0, 200).mapToObj(i -> "k" + i).collect(Collectors.joining(","));

        assertThat(tenant.http().delete(ORDERS + "?ids=" + most).statusCode()).isEqualTo(202);
        assertThat(tenant.http().delete(ORDERS + "?ids=" + most + ",one").statusCode())
                .isEqualTo(400);
        assertThat(tenant.http().delete(ORDERS).statusCode()).isEqualTo(400);
    }

    // Reference 3.6: the event time of a key must never change. If it does, there are two.
    @Test
    void stands_twice_if_the_time_of_an_event_changes() {
        String path = SOURCES + "erp/deliveries";
        JsonObject event =
                new JsonObject()
                        .put("delivery_no", "1")
                        .put("delivered_at", "2026-01-01T10:00:00.000Z");
        tenant.stream(path, event, event.copy().put("parcels", 2));
        tenant.flush();
        assertThat(tenant.records("erp/deliveries")).hasSize(1);

        tenant.stream(path, event.copy().put("delivered_at", "2026-01-01T10:00:00.001Z"));
        tenant.flush();

        assertThat(tenant.keys("erp/deliveries")).containsExactly("1", "1");
        tenant.http().delete(path + "?ids=1");
        tenant.flush();
        assertThat(tenant.keys("erp/deliveries")).isEmpty();
    }
}
