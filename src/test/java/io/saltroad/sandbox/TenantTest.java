package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.ORDERS;
import static io.saltroad.sandbox.TenantClient.SOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The Data Cloud tenant of a sandbox")
class TenantTest {

    @TempDir Path folder;

    private SandboxSettings settings() {
        return new SandboxSettings(
                "127.0.0.1", 0, SandboxSettings.NO_TLS, folder.resolve("sandbox"));
    }

    @Test
    void forgets_nothing_over_a_restart() {
        String job;
        try (Sandbox sandbox = Sandbox.start(settings())) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.set("visibilityMilliseconds", 600_000);
            tenant.set("queueMilliseconds", 600_000);
            tenant.stream(ORDERS, new JsonObject().put("order_no", "streamed"));
            job = tenant.job("customers", "upsert");
            tenant.upload(job, "customer_no\n1\n");
            tenant.setState(job, "UploadComplete");
        }
        try (Sandbox sandbox = Sandbox.start(settings())) {
            TenantClient tenant = new TenantClient(sandbox).signIn();

            assertThat(tenant.await(job).getString("state")).isEqualTo("JobComplete");
            tenant.awaitCount("orders__dll", 1);
            assertThat(tenant.keys("erp/customers")).containsExactly("1");
        }
    }

    @Test
    void takes_connectors_of_ones_own_with_their_openapi_schema() throws IOException {
        Files.writeString(
                folder.resolve("schema.yaml"),
                """
                openapi: 3.0.3
                components:
                  schemas:
                    invoices:
                      type: object
                      properties:
                        id: { type: number }
                        paid_on: { type: string, format: date }
                """);
        Path connectors = folder.resolve("connectors.yaml");
        Files.writeString(
                connectors,
                """
                connectors:
                  billing:
                    schema: schema.yaml
                    objects:
                      invoices: { category: Other, primaryKey: id, endpoint: invoices_1a }
                """);
        try (Sandbox sandbox = Sandbox.start(settings().withDataCloud(connectors))) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.stream(
                    SOURCES + "billing/invoices_1a",
                    new JsonObject().put("id", 7).put("paid_on", "2026-01-02"));
            tenant.flush();

            assertThat(tenant.records("billing/invoices").getJsonObject(0))
                    .isEqualTo(new JsonObject().put("id", 7.0).put("paid_on", "2026-01-02"));
        }
    }

    @Test
    void gives_its_tables_the_fields_that_were_declared_since() throws IOException {
        Path connectors = folder.resolve("connectors.yaml");
        String declared =
                "connectors: {x: {objects: {y: {category: Other, primaryKey: id, fields: {%s}}}}}";
        Files.writeString(connectors, declared.formatted("id: text"));
        try (Sandbox sandbox = Sandbox.start(settings().withDataCloud(connectors))) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.stream(SOURCES + "x/y", new JsonObject().put("id", "1"));
            tenant.flush();
        }
        Files.writeString(connectors, declared.formatted("id: text, amount: number"));
        try (Sandbox sandbox = Sandbox.start(settings().withDataCloud(connectors))) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.stream(SOURCES + "x/y", new JsonObject().put("id", "2").put("amount", 3));
            tenant.flush();

            assertThat(tenant.rows("SELECT amount__c FROM y__dll ORDER BY id__c").encode())
                    .isEqualTo("[[null],[\"3.000000000000000000\"]]");
        }
    }

    // Reference 4: the rules of a connector's schema.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{category: Profile, primaryKey: nope, fields: {id: text}} | no field 'nope'",
                "{category: Profile, fields: {id: text}} | needs the key 'primaryKey'",
                "{category: Lead, primaryKey: id, fields: {id: text}} | Profile, Engagement, Other",
                "{category: Engagement, primaryKey: id, fields: {id: text}} | needs 'eventTime'",
                "{category: Other, primaryKey: id, fields: {id: text, a__b: text}} | two underscores",
                "{category: Other, primaryKey: id, fields: {id: text, version: text}} | reserved",
                "{category: Other, primaryKey: id, fields: {id: text, ID: text}} | twice",
                "{category: Other, primaryKey: id, fields: {id: text, 'a b': text}} | letters, digits",
                "{category: Other, primaryKey: id, fields: {id: money}} | of type 'money'",
                "{category: Other, primaryKey: id, properties: {id: {type: object}}} | nested",
                "{category: Other, primaryKey: id, keys: 1, fields: {id: text}} | has the key 'keys'",
                "{category: Other, primaryKey: id, table: orders__dll, fields: {id: text}} | same table",
            })
    void does_not_start_with_a_wrong_declaration(String object, String why) throws IOException {
        Path connectors = folder.resolve("connectors.yaml");
        Files.writeString(connectors, "connectors: {x: {objects: {y: " + object + "}}}");

        assertThatThrownBy(() -> Sandbox.start(settings().withDataCloud(connectors)).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shows_on_the_page_what_arrived() {
        try (Sandbox sandbox = Sandbox.start(settings())) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.run("orders", "upsert", "order_no,freight\n1,2\n2,x\n");

            assertThat(tenant.http().get("/").body())
                    .contains("Data Cloud: objects", "erp/orders", "upsert orders of erp");
            assertThat(tenant.object("erp/orders").getLong("records")).isEqualTo(1);
            assertThat(tenant.object("erp/orders").getLong("problems")).isEqualTo(1);
        }
    }

    // Collected and loaded in bulk: a record must not cost a statement.
    @Test
    void takes_a_hundred_thousand_records_in_micro_batches() {
        try (Sandbox sandbox = Sandbox.start(settings())) {
            TenantClient tenant = new TenantClient(sandbox).signIn();
            tenant.set("requestsPerSecond", 100_000);
            for (int batch = 0; batch < 100; batch++) {
                int first = batch * 1_000;
                String records =
                        IntStream.range(first, first + 1_000)
                                .mapToObj(
                                        i ->
                                                "{\"order_no\":\"%06d\",\"ship_name\":\"Name of the recipient %d\",\"freight\":%d.5}"
                                                        .formatted(i, i, i))
                                .collect(Collectors.joining(",", "{\"data\":[", "]}"));
                assertThat(tenant.http().post(ORDERS, records).statusCode()).isEqualTo(202);
            }
            tenant.flush();

            assertThat(tenant.object("erp/orders").getLong("records")).isEqualTo(100_000);
        }
    }
}
