package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("salesforce-datacloud-connector, unchanged,")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatacloudConnectorTest {

    @RegisterExtension static final SandboxExtension ORG = SandboxExtension.withTls();

    private static final String DELIVERIES = TenantClient.SOURCES + "erp/deliveries";

    private JsonObject seen;

    /** Once, but before a test: a class that is skipped before its first one shows none. */
    @BeforeEach
    void takeATour(@TempDir Path folder) throws Exception {
        Path python = Clients.python("salesforce_datacloud_connector");
        if (seen != null) {
            return;
        }
        TenantClient tenant = new TenantClient(ORG.sandbox()).signIn();
        tenant.stream(
                DELIVERIES,
                new JsonObject()
                        .put("delivery_no", "it's 1")
                        .put("weight", 12.5)
                        .put("damaged", true)
                        .put("delivered_at", "2026-01-31T08:00:00.250Z"),
                new JsonObject()
                        .put("delivery_no", "it's 2")
                        .put("delivered_at", "2026-02-01T00:00:00.000Z"));
        tenant.flush();
        KeyStore keys = TestKeys.make(folder.resolve("keys.p12"));
        ORG.client().post("/sandbox/certificates", TestKeys.pem(keys));
        Path key = Files.writeString(folder.resolve("key.pem"), TestKeys.keyPem(keys));
        SandboxCredentials known = ORG.sandbox().credentials();

        seen =
                Clients.run(
                                folder,
                                Map.of(
                                        "REQUESTS_CA_BUNDLE",
                                        ORG.sandbox().certificate().orElseThrow().toString(),
                                        "TZ", // what comes as UTC has to stay it
                                        "Europe/Berlin"),
                                List.of(
                                        python.toString(),
                                        Clients.script("datacloud_connector_tour.py").toString(),
                                        ORG.sandbox().uri().toString(),
                                        ORG.sandbox().tlsUri().orElseThrow().toString(),
                                        known.clientId(),
                                        known.clientSecret(),
                                        known.username(),
                                        known.password() + known.securityToken(),
                                        known.refreshToken(),
                                        key.toString()))
                        .json();
    }

    @Test
    void signs_in_with_password_refresh_token_and_assertion() {
        assertThat(seen.getJsonObject("counts").getMap())
                .isEqualTo(Map.of("password", 2, "refresh", 2, "jwt", 2));
        assertThat(seen.getString("refused")).startsWith("OperationalError: Authentication failed");
    }

    @Test
    void queries_the_lake_into_rows_of_its_types() {
        assertThat(seen.getJsonArray("columns").encode())
                .isEqualTo(
                        "[[\"delivery_no__c\",\"STRING\"],[\"weight__c\",\"NUMBER\"],[\"damaged__c\",\"NUMBER\"],"
                                + "[\"delivered_at__c\",\"DATETIME\"],[\"day\",\"DATETIME\"]]");
        assertThat(seen.getJsonArray("rows"))
                .containsExactly(
                        new JsonArray()
                                .add("\"it's 1\"")
                                .add("Decimal('12.500000000000000000')")
                                .add("True")
                                .add(
                                        "datetime.datetime(2026, 1, 31, 8, 0, 0, 250000,"
                                                + " tzinfo=tzutc())")
                                .add("datetime.date(2026, 1, 31)"),
                        new JsonArray()
                                .add("\"it's 2\"")
                                .add("None")
                                .add("None")
                                .add("datetime.datetime(2026, 2, 1, 0, 0, tzinfo=tzutc())")
                                .add("datetime.date(2026, 2, 1)"));
        assertThat(seen.getJsonArray("parameters").encode()).isEqualTo("[[\"it's 1\"]]");
        assertThat(seen.getJsonArray("frame").encode()).isEqualTo("[{\"one\":1,\"two\":\"two\"}]");
    }

    @Test
    void reads_pages_to_the_last_row_and_cancels() {
        assertThat(seen.getJsonArray("pages")).containsExactly(2_500, 1, 2_500);
        assertThat(seen.getString("cancelledTwice"))
                .startsWith("ProgrammingError")
                .contains("query");
    }

    @Test
    void is_told_what_is_wrong_with_a_query() {
        assertThat(seen.getString("wrongColumn")).contains("\"nothing\\\" not found");
        assertThat(seen.getString("wrongTable"))
                .startsWith("ProgrammingError")
                .contains("nothing__dll does not exist");
    }

    @Test
    void lists_tables_and_their_columns() {
        assertThat(seen.getJsonArray("tables"))
                .contains("public.orders__dll", "public.deliveries__dll")
                .allMatch(table -> table.toString().matches("public\\.\\w+__dll"));
        assertThat(seen.getJsonArray("someTables")).containsExactly("orders__dll");
        assertThat(seen.getJsonArray("views")).isEmpty();
        assertThat(seen.getJsonArray("fields").encode())
                .startsWith("[[\"delivery_no__c\",\"Varchar\"],")
                .contains(
                        "[\"delivered_at__c\",\"TimestampTZ\"],[\"parcels__c\",\"Numeric\",38,18],"
                                + "[\"weight__c\",\"Numeric\",38,18],[\"damaged__c\",\"Boolean\"]");
        assertThat(seen.getValue("noTable")).isNull();
    }
}
