package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.ORDERS;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A query by offset")
class NewestQueriesTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String CORE = "/services/data/v64.0/ssot/query-sql";
    private static final String V3 = "/api/v3/query";
    private static final String KEYS = "SELECT order_no__c FROM orders__dll ORDER BY 1";

    private final TenantClient tenant = new TenantClient(ORG.sandbox());
    private final SandboxClient core = new SandboxClient(ORG.sandbox().uri());

    @BeforeEach
    void fill() {
        core.withToken(null).signIn(ORG.sandbox().credentials());
        tenant.signIn();
        tenant.set("queryBatchRows", 2);
        tenant.stream(
                ORDERS,
                IntStream.range(1, 6)
                        .mapToObj(i -> new JsonObject().put("order_no", "k" + i).put("freight", i))
                        .toArray(JsonObject[]::new));
        tenant.flush();
    }

    private static String body(String sql) {
        return new JsonObject().put("sql", sql).put("rowLimit", 1_000_000).encode();
    }

    // ---- at the org's host, reference 5.9 and 8.2 -----------------------------------------------

    @Test
    void of_the_org_is_paged_until_all_rows_are_there() {
        JsonObject first = json(core.post(CORE + "?workload=x", body(KEYS)));
        String id = first.getJsonObject("status").getString("queryId");

        assertThat(first.getJsonArray("data").encode()).isEqualTo("[[\"k1\"],[\"k2\"]]");
        assertThat(first.getInteger("returnedRows")).isEqualTo(2);
        assertThat(first.getJsonObject("status").getInteger("rowCount")).isEqualTo(5);
        assertThat(first.getJsonObject("status").getString("completionStatus"))
                .isEqualTo("Finished");
        assertThat(first.getJsonArray("metadata").getJsonObject(0))
                .isEqualTo(
                        new JsonObject()
                                .put("name", "order_no__c")
                                .put("type", "Varchar")
                                .put("nullable", true));
        assertThat(json(core.get(CORE + "/" + id + "?waitTimeMs=5000")).containsKey("status"))
                .isTrue();
        JsonObject rest =
                json(core.get(CORE + "/" + id + "/rows?offset=4&rowLimit=1000000&omitSchema=true"));
        assertThat(rest.getJsonArray("data").encode()).isEqualTo("[[\"k5\"]]");
        assertThat(rest.containsKey("metadata")).isFalse();
        assertThat(json(core.get(CORE + "/" + id + "/rows?offset=5")).getJsonArray("data"))
                .isEmpty();
        HttpResponse<String> behind = core.get(CORE + "/" + id + "/rows?offset=6");
        assertThat(behind.statusCode()).isEqualTo(400);
        assertThat(new JsonArray(behind.body()).getJsonObject(0).getString("message"))
                .contains("out of range");
        assertThat(core.delete(CORE + "/" + id).statusCode()).isEqualTo(204);
        assertThat(core.get(CORE + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void takes_named_parameters() {
        JsonObject body =
                new JsonObject()
                        .put(
                                "sql",
                                "SELECT ':no' AS text, order_no__c FROM orders__dll WHERE freight__c"
                                        + " = :no AND order_no__c <> :other")
                        .put(
                                "sqlParameters",
                                new JsonArray()
                                        .add(parameter("Numeric", "3").put("name", "no"))
                                        .add(parameter("Varchar", "it's").put("name", "other")));

        assertThat(json(core.post(CORE, body.encode())).getJsonArray("data").encode())
                .isEqualTo("[[\":no\",\"k3\"]]");
    }

    private static JsonObject parameter(String type, String value) {
        return new JsonObject().put("type", type).put("value", value);
    }

    @Test
    void asks_for_the_columns_of_a_table_as_of_PostgreSQL() {
        String sql =
                "SELECT 'pg_catalog.x', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)"
                        + " FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON"
                        + " c.relnamespace = n.oid JOIN pg_catalog.pg_attribute a ON a.attrelid ="
                        + " c.oid JOIN pg_catalog.pg_type t ON a.atttypid = t.oid LEFT JOIN"
                        + " pg_catalog.pg_description d ON d.objoid = c.oid AND d.classoid ="
                        + " 'pg_class'::regclass WHERE n.nspname = 'public' AND c.relname ="
                        + " 'deliveries__dll' AND a.attnum < 8 ORDER BY a.attnum";

        tenant.set("queryBatchRows", 10);
        assertThat(
                        json(core.post(CORE, body(sql))).getJsonArray("data").stream()
                                .map(row -> ((JsonArray) row).stream().map(Object::toString))
                                .map(row -> row.collect(Collectors.joining(" "))))
                .containsExactly(
                        "pg_catalog.x delivery_no__c character varying",
                        "pg_catalog.x order_no__c character varying",
                        "pg_catalog.x customer_no__c character varying",
                        "pg_catalog.x delivered_at__c timestamp with time zone",
                        "pg_catalog.x parcels__c numeric(38,18)",
                        "pg_catalog.x weight__c numeric(38,18)",
                        "pg_catalog.x damaged__c boolean");
    }

    @Test
    void of_the_org_takes_no_data_cloud_token() {
        assertThat(tenant.http().post(CORE, body(KEYS)).statusCode()).isEqualTo(401);
    }

    // ---- V3, reference 5.8 ----------------------------------------------------------------------

    @Test
    void of_the_tenant_is_read_by_chunks() {
        HttpResponse<String> answer = tenant.http().post(V3, body(KEYS));
        String id =
                new JsonObject(answer.headers().firstValue("x-hyperdb-status").orElseThrow())
                        .getString("queryId");

        JsonObject status = json(tenant.http().get(V3 + "/" + id));
        assertThat(status.getString("completionStatus")).isEqualTo("FINISHED");
        assertThat(status.getInteger("chunkCount")).isEqualTo(3);
        JsonObject last = json(tenant.http().get(V3 + "/" + id + "/chunks/2?omitSchema=true"));
        assertThat(last)
                .isEqualTo(
                        new JsonObject()
                                .put("data", new JsonArray().add(new JsonArray().add("k5")))
                                .put("returnedRows", 1));
        assertThat(tenant.http().get(V3 + "/" + id + "/chunks/3").statusCode()).isEqualTo(404);
        assertThat(
                        json(tenant.http().get(V3 + "/" + id + "/rows?offset=1&limit=1"))
                                .getJsonArray("data")
                                .encode())
                .isEqualTo("[[\"k2\"]]");
        assertThat(tenant.http().get(V3 + "/" + id + "/rows").statusCode()).isEqualTo(400);
        assertThat(json(tenant.http().get(V3 + "/" + id + "/metadata")).getJsonArray("columns"))
                .hasSize(1);
        assertThat(tenant.http().delete(V3 + "/" + id).statusCode()).isEqualTo(204);
    }

    @Test
    void takes_parameters_by_place() {
        JsonObject body =
                new JsonObject()
                        .put("sql", "SELECT order_no__c FROM orders__dll WHERE freight__c = ?")
                        .put("paramStyle", "QUESTION_MARK")
                        .put("parameters", new JsonArray().add(parameter("Numeric", "4")));

        assertThat(json(tenant.http().post(V3, body.encode())).getJsonArray("data").encode())
                .isEqualTo("[[\"k4\"]]");
    }

    @Test
    void of_no_rows_tells_the_schema() {
        JsonObject body = new JsonObject().put("sql", KEYS).put("queryRowLimit", 0);

        JsonObject answer = json(tenant.http().post(V3, body.encode()));

        assertThat(answer.getJsonArray("data")).isEmpty();
        assertThat(answer.getJsonObject("metadata").getJsonArray("columns")).hasSize(1);
    }
}
