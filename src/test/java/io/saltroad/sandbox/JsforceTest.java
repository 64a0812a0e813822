package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
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

@DisplayName("jsforce, unchanged,")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsforceTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private JsonObject seen;

    /** Once, but before a test: a class that is skipped before its first one shows none. */
    @BeforeEach
    void takeATour(@TempDir Path folder) {
        Path node = Clients.node();
        if (seen != null) {
            return;
        }
        SandboxCredentials known = ORG.sandbox().credentials();
        seen =
                Clients.run(
                                folder,
                                Map.of("NODE_PATH", Clients.installed("node_modules").toString()),
                                List.of(
                                        node.toString(),
                                        Clients.script("jsforce.js").toString(),
                                        ORG.sandbox().uri().toString(),
                                        ORG.newSession(),
                                        known.username(),
                                        known.password() + known.securityToken(),
                                        known.clientId(),
                                        known.clientSecret()))
                        .json();
    }

    @Test
    void loads_records_with_loadAndWaitForResults() {
        JsonObject loaded = seen.getJsonObject("loaded");

        assertThat(column(loaded.getJsonArray("successful"), "Name"))
                .containsExactlyInAnyOrder("Äpfel, \"süß\"", "Birnen");
        assertThat(column(loaded.getJsonArray("failed"), "sf__Error"))
                .containsExactly(
                        "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --");
        assertThat(loaded.getJsonArray("unprocessed")).isEmpty();
        assertThat(column(seen.getJsonArray("again"), "sf__Created")).containsExactly("false");
    }

    @Test
    void reads_records_with_a_bulk_query() {
        assertThat(column(seen.getJsonArray("bulkQuery"), "Name"))
                .containsExactly("Äpfel, \"süß\"", "Birnen");
        assertThat(column(seen.getJsonArray("bulkQuery"), "Owner.Name"))
                .containsOnly("Integration User");
    }

    @Test
    void queries_page_by_page() {
        assertThat(column(seen.getJsonObject("query").getJsonArray("records"), "Phone"))
                .containsExactly("11", null);
        assertThat(seen.getInteger("pages")).isEqualTo(4_500);
        assertThat(seen.getJsonArray("errors").encode())
                .contains("INVALID_FIELD: ")
                .contains("No such column 'Nothing__c' on entity 'Account'")
                .contains("MALFORMED_QUERY: ");
    }

    @Test
    void writes_single_records() {
        assertThat(seen.getJsonObject("record").getString("Phone")).isEqualTo("11");
        assertThat(seen.getJsonObject("created").getBoolean("success")).isTrue();
        assertThat(seen.getJsonObject("upserted").getBoolean("created")).isTrue();
        assertThat(seen.getJsonObject("updated").getBoolean("success")).isTrue();
        assertThat(seen.getJsonObject("destroyed").getBoolean("success")).isTrue();
        assertThat(seen.getInteger("count")).isZero();
    }

    @Test
    void describes_the_org() {
        assertThat(seen.getJsonArray("describe")).contains("Id", "ERP_Number__c");
        assertThat(seen.getJsonArray("describeGlobal")).contains("Account", "Order");
        assertThat(seen.getJsonObject("limits").getInteger("Max")).isEqualTo(1_000_000);
        assertThat(seen.getString("identity")).startsWith("005");
    }

    @Test
    void signs_in_and_out_over_SOAP() {
        assertThat(seen.getJsonObject("soap").getString("organizationId")).startsWith("00D");
        assertThat(seen.getInteger("soapQuery")).isEqualTo(2);
        assertThat(seen.getString("refused"))
                .contains(
                        "INVALID_LOGIN: Invalid username, password, security token; or user"
                                + " locked out.");
        assertThat(seen.getString("afterLogout")).startsWith("INVALID_SESSION_ID");
    }

    @Test
    void signs_in_with_the_password_of_a_user_of_an_app_and_again_when_its_session_has_ended() {
        assertThat(seen.getJsonObject("app").getString("organizationId")).startsWith("00D");
        assertThat(seen.getInteger("signedInAgain")).isEqualTo(2);
    }

    private static List<String> column(JsonArray rows, String name) {
        return rows.stream().map(row -> ((JsonObject) row).getString(name)).toList();
    }
}
