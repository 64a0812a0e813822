package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.ORDERS;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A query of the lake")
class LakeQueryTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String KEYS = "SELECT order_no__c FROM orders__dll ORDER BY 1";

    private final TenantClient tenant = new TenantClient(ORG.sandbox());

    @BeforeEach
    void fill() {
        tenant.signIn();
        tenant.stream(
                ORDERS,
                IntStream.range(1, 6)
                        .mapToObj(i -> new JsonObject().put("order_no", "k" + i).put("freight", i))
                        .toArray(JsonObject[]::new));
        tenant.flush();
    }

    // ---- V2, reference 5.6 ----------------------------------------------------------------------

    @Test
    void answers_arrays_in_the_order_of_its_columns() {
        JsonObject answer =
                json(
                        tenant.query(
                                "SELECT freight__c, order_no__c, count(*) AS n FROM orders__dll"
                                        + " WHERE order_no__c = 'k2' GROUP BY 1, 2"));

        assertThat(answer.getJsonArray("data"))
                .isEqualTo(
                        new JsonArray()
                                .add(new JsonArray().add("2.000000000000000000").add("k2").add(1)));
        assertThat(answer.getInteger("rowCount")).isEqualTo(1);
        assertThat(answer.getBoolean("done")).isTrue();
        assertThat(answer.containsKey("nextBatchId")).isFalse();
        assertThat(answer.getString("queryId")).matches("\\d{8}_\\d{6}_\\d{5}_\\w+");
        assertThat(answer.getJsonObject("metadata"))
                .isEqualTo(
                        new JsonObject()
                                .put("freight__c", column("DECIMAL", 0, 3))
                                .put("order_no__c", column("VARCHAR", 1, 12))
                                .put("n", column("BIGINT", 2, -5)));
    }

    private static JsonObject column(String type, int place, int code) {
        return new JsonObject().put("type", type).put("placeInOrder", place).put("typeCode", code);
    }

    @Test
    void answers_batch_after_batch_and_never_goes_back() {
        tenant.set("queryBatchRows", 2);
        JsonObject first = json(tenant.query(KEYS));
        String second = first.getString("nextBatchId");

        JsonObject answer = json(next(second));

        assertThat(first.getJsonArray("data").encode()).isEqualTo("[[\"k1\"],[\"k2\"]]");
        assertThat(answer.getJsonArray("data").encode()).isEqualTo("[[\"k3\"],[\"k4\"]]");
        assertThat(answer.getBoolean("done")).isFalse();
        assertThat(next(second).statusCode()).isEqualTo(404);
        JsonObject last = json(next(answer.getString("nextBatchId")));
        assertThat(last.getJsonArray("data").encode()).isEqualTo("[[\"k5\"]]");
        assertThat(last.getBoolean("done")).isTrue();
    }

    private HttpResponse<String> next(String batch) {
        return tenant.http().get("/api/v2/query/" + batch);
    }

    @Test
    void waits_three_minutes_for_the_next_call() {
        tenant.set("queryBatchRows", 1);
        JsonObject first = json(tenant.query(KEYS));
        tenant.advance(Duration.ofSeconds(170));
        JsonObject second = json(next(first.getString("nextBatchId")));
        assertThat(second.getJsonArray("data").encode()).isEqualTo("[[\"k2\"]]");

        tenant.advance(Duration.ofSeconds(200));

        assertThat(next(second.getString("nextBatchId")).statusCode()).isEqualTo(404);
    }

    @Test
    void has_to_be_read_within_an_hour() {
        tenant.set("queryBatchRows", 1);
        tenant.set("queryGapSeconds", 7_200);
        JsonObject first = json(tenant.query(KEYS));
        tenant.advance(Duration.ofMinutes(61));
        tenant.signIn();

        assertThat(next(first.getString("nextBatchId")).statusCode()).isEqualTo(404);
    }

    // Reference 5.7: every client finds its field.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT * FROM nothing__dll",
                "DROP TABLE orders__dll",
                "DELETE FROM orders__dll",
                "SELECT 1; SELECT 2",
                "SELECT * FROM read_csv('/etc/passwd')",
                "",
            })
    void is_refused_if_it_is_not_one_readable_select(String sql) {
        HttpResponse<String> answer = tenant.query(sql);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).fieldNames())
                .containsExactly(
                        "timestamp",
                        "error",
                        "errorCode",
                        "message",
                        "internalErrorCode",
                        "path",
                        "details");
        assertThat(tenant.keys("erp/orders")).hasSize(5);
    }

    @Test
    void is_refused_with_422_for_an_unknown_column() {
        assertThat(tenant.query("SELECT nope__c FROM orders__dll").statusCode()).isEqualTo(422);
    }

    @Test
    void is_refused_above_the_number_at_once() {
        tenant.set("concurrentQueries", 0);

        assertThat(tenant.query(KEYS).statusCode()).isEqualTo(429);
    }

    @Test
    void may_end_with_a_semicolon_and_carry_useless_parameters() {
        assertThat(
                        tenant.http()
                                .post(
                                        "/api/v2/query?offset=0&",
                                        new JsonObject().put("sql", KEYS + " ; ").encode())
                                .statusCode())
                .isEqualTo(200);
    }

    // ---- V1, reference 5.5 ----------------------------------------------------------------------

    @Test
    void answers_objects_in_the_first_version() {
        JsonObject answer =
                json(
                        tenant.http()
                                .post(
                                        "/api/v1/query?limit=2&offset=2&orderby=order_no__c DESC"
                                                .replace(" ", "%20"),
                                        "{\"sql\":\"SELECT order_no__c FROM orders__dll\"}"));

        assertThat(answer.getJsonArray("data").encode())
                .isEqualTo("[{\"order_no__c\":\"k3\"},{\"order_no__c\":\"k2\"}]");
        assertThat(answer.getBoolean("done")).isFalse();
        assertThat(answer.getInteger("rowCount")).isEqualTo(2);
    }

    // ---- what clients ask before, reference 8.3 -------------------------------------------------

    @Test
    void is_answered_by_an_engine_that_the_jdbc_driver_knows() {
        assertThat(json(tenant.http().get("/api/v1/query-config")))
                .isEqualTo(new JsonObject().put("queryengine", "trino"));
    }

    @Test
    void finds_the_data_spaces_in_the_org() {
        SandboxClient core =
                new SandboxClient(ORG.sandbox().uri()).signIn(ORG.sandbox().credentials());

        assertThat(
                        json(core.get("/services/data/v56.0/query/?q=SELECT+name+from+Dataspace"))
                                .getJsonArray("records")
                                .getJsonObject(0)
                                .getString("Name"))
                .isEqualTo("default");
    }

    // Reference 5.1.
    @Test
    void finds_its_tables_in_the_metadata() {
        JsonArray all = metadata("");
        assertThat(all)
                .extracting(entity -> ((JsonObject) entity).getString("name"))
                .contains("orders__dll", "customers__dll", "activity_logs__dll");
        assertThat(metadata("?entityName=orders__dll&entityType=DataLakeObject")).hasSize(1);
        assertThat(metadata("/?entityCategory=Engagement")).hasSize(2);
        assertThat(metadata("?entityType=CalculatedInsights")).isEmpty();

        JsonObject orders = metadata("?entityName=orders__dll").getJsonObject(0);
        assertThat(orders.getString("category")).isEqualTo("Related");
        assertThat(orders.getJsonArray("primaryKeys").getJsonObject(0))
                .isEqualTo(
                        new JsonObject()
                                .put("name", "order_no__c")
                                .put("displayName", "order_no")
                                .put("indexOrder", "1"));
        assertThat(orders.getJsonArray("fields"))
                .contains(
                        new JsonObject()
                                .put("name", "freight__c")
                                .put("displayName", "freight")
                                .put("type", "NUMBER"));
    }

    private JsonArray metadata(String query) {
        return json(tenant.http().get("/api/v1/metadata" + query)).getJsonArray("metadata");
    }
}
