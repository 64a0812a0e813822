package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("simple_salesforce, unchanged and over TLS,")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimpleSalesforceTest {

    @RegisterExtension static final SandboxExtension ORG = SandboxExtension.withTls();

    private JsonObject seen;

    /** Once, but before a test: a class that is skipped before its first one shows none. */
    @BeforeEach
    void takeATour(@TempDir Path folder) {
        Path python = Clients.python("simple_salesforce");
        if (seen != null) {
            return;
        }
        Sandbox sandbox = ORG.sandbox();
        SandboxCredentials known = sandbox.credentials();
        seen =
                Clients.run(
                                folder,
                                Map.of(
                                        "REQUESTS_CA_BUNDLE",
                                        sandbox.certificate().orElseThrow().toString()),
                                List.of(
                                        python.toString(),
                                        Clients.script("simple_salesforce_tour.py").toString(),
                                        sandbox.tlsUri().orElseThrow().toString(),
                                        ORG.newSession(),
                                        known.username(),
                                        known.password(),
                                        known.securityToken()))
                        .json();
    }

    @Test
    void upserts_with_bulk2_and_reads_the_results() {
        assertThat(seen.getJsonArray("jobs").getJsonObject(0).getMap())
                .containsEntry("numberRecordsProcessed", 3)
                .containsEntry("numberRecordsFailed", 1);
        assertThat(Csv.byColumn(seen.getString("successful"), "ERP_Number__c").get("1"))
                .containsEntry("Name", "Äpfel, \"süß\"")
                .containsEntry("sf__Created", "true");
        assertThat(Csv.rows(seen.getString("failed")).get(0).get("sf__Error"))
                .startsWith("REQUIRED_FIELD_MISSING");
        assertThat(Csv.rows(seen.getString("unprocessed"))).isEmpty();
    }

    @Test
    void queries_with_bulk2_page_by_page() {
        List<String> pages = seen.getJsonArray("bulkQuery").stream().map(String::valueOf).toList();

        assertThat(pages).hasSize(2);
        assertThat(Csv.rows(pages.get(0)).get(0))
                .containsEntry("Name", "Äpfel, \"süß\"")
                .containsEntry("Owner.Name", "Integration User");
        assertThat(Csv.rows(pages.get(1)).get(0)).containsEntry("Name", "Birnen");
    }

    @Test
    void queries_with_bulk_1_where_times_are_milliseconds() {
        JsonObject first = seen.getJsonArray("bulk1").getJsonObject(0);

        assertThat(seen.getJsonArray("bulk1")).hasSize(2);
        assertThat(first.getString("ERP_Number__c")).isEqualTo("1");
        assertThat(first.getLong("CreatedDate")).isBetween(1_700_000_000_000L, 4_000_000_000_000L);
        assertThat(first.getJsonObject("attributes").getString("type")).isEqualTo("Account");
    }

    @Test
    void uses_the_rest_api() {
        assertThat(seen.getJsonArray("query")).hasSize(2);
        assertThat(seen.getInteger("queryAll")).isEqualTo(2);
        assertThat(seen.getString("record")).isEqualTo("Äpfel, \"süß\"");
        assertThat(seen.getInteger("updated")).isEqualTo(204);
        assertThat(seen.getInteger("deleted")).isEqualTo(204);
        assertThat(seen.getInteger("with deleted")).isEqualTo(1);
        assertThat(seen.getJsonArray("describe")).contains("ERP_Number__c");
        assertThat(seen.getString("error")).isEqualTo("INVALID_FIELD");
    }

    @Test
    void inserts_a_file_in_batches() {
        assertThat(seen.getJsonArray("inserted"))
                .hasSize(2)
                .allSatisfy(
                        job ->
                                assertThat(((JsonObject) job).getInteger("numberRecordsProcessed"))
                                        .isEqualTo(1));
    }

    @Test
    void aborts_a_job_whose_upload_has_failed() {
        assertThat(seen.getString("failed upload")).isEqualTo("SalesforceGeneralError");
        assertThat(seen.getJsonArray("contact jobs"))
                .containsExactly("Aborted", "JobComplete", "JobComplete");
    }

    @Test
    void signs_in_again_when_its_session_has_ended() {
        assertThat(seen.getInteger("signed in again")).isEqualTo(2);
    }

    @Test
    void signs_in_over_SOAP_with_password_and_token() {
        assertThat(seen.getJsonObject("soap").getInteger("accounts")).isEqualTo(2);
        assertThat(seen.getJsonObject("soap").getString("instance"))
                .isEqualTo(ORG.sandbox().tlsUri().orElseThrow().getAuthority());
        assertThat(seen.getString("refused")).contains("INVALID_LOGIN");
    }
}
