package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The Salesforce CLI, unchanged,")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SalesforceCliTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    /** Its home: who has signed in is known there. */
    @TempDir static Path home;

    private boolean signedIn;

    /** Once, but before a test: a class that is skipped before its first one shows none. */
    @BeforeEach
    void signsIn() {
        Clients.node();
        if (signedIn) {
            return;
        }

        JsonObject result =
                sf(
                                Map.of("SF_ACCESS_TOKEN", ORG.newSession()),
                                "org",
                                "login",
                                "access-token",
                                "--instance-url",
                                ORG.sandbox().uri().toString(),
                                "--no-prompt",
                                "--set-default")
                        .json()
                        .getJsonObject("result");

        assertThat(result.getString("username")).isEqualTo(ORG.sandbox().credentials().username());
        assertThat(result.getString("name")).isEqualTo("Saltroad Sandbox");
        signedIn = true;
    }

    @Test
    void shows_the_org() {
        JsonObject org = sf("org", "display").json().getJsonObject("result");

        assertThat(org.getString("connectedStatus")).isEqualTo("Connected");
        assertThat(org.getString("apiVersion")).isEqualTo("67.0");
    }

    @Test
    void upserts_exports_and_queries_accounts() throws IOException {
        Path file = home.resolve("accounts.csv");
        Files.writeString(file, "ERP_Number__c,Name\n1,\"A, first\"\n2,B\n");

        JsonObject upserted =
                sf(
                                "data",
                                "upsert",
                                "bulk",
                                "--sobject",
                                "Account",
                                "--file",
                                file.toString(),
                                "--external-id",
                                "ERP_Number__c",
                                "--wait",
                                "2")
                        .json()
                        .getJsonObject("result");
        assertThat(upserted.getJsonObject("jobInfo").getString("state")).isEqualTo("JobComplete");
        assertThat(upserted.getJsonObject("records").getJsonArray("successfulResults")).hasSize(2);

        Path out = home.resolve("out.csv");
        JsonObject exported =
                sf(
                                "data",
                                "export",
                                "bulk",
                                "--query",
                                "SELECT ERP_Number__c, Name FROM Account ORDER BY ERP_Number__c",
                                "--output-file",
                                out.toString(),
                                "--wait",
                                "2")
                        .json()
                        .getJsonObject("result");
        assertThat(exported.getInteger("totalSize")).isEqualTo(2);
        assertThat(out).hasContent("\"ERP_Number__c\",\"Name\"\n\"1\",\"A, first\"\n\"2\",\"B\"\n");

        JsonArray queried =
                sf(
                                "data",
                                "query",
                                "--query",
                                "SELECT Name, Owner.Name FROM Account WHERE ERP_Number__c = '1'")
                        .json()
                        .getJsonObject("result")
                        .getJsonArray("records");
        assertThat(queried).hasSize(1);
        assertThat(queried.getJsonObject(0).getJsonObject("Owner").getString("Name"))
                .isEqualTo("Integration User");
    }

    @Test
    void imports_contacts() throws IOException {
        Path file = home.resolve("contacts.csv");
        Files.writeString(file, "LastName,FirstName\nSmith,Ann\nJones,\n");

        JsonObject imported =
                sf(
                                "data",
                                "import",
                                "bulk",
                                "--sobject",
                                "Contact",
                                "--file",
                                file.toString(),
                                "--wait",
                                "2")
                        .json()
                        .getJsonObject("result");

        assertThat(imported.getMap())
                .containsEntry("processedRecords", 2)
                .containsEntry("successfulRecords", 2)
                .containsEntry("failedRecords", 0);
    }

    private static Clients.Run sf(String... arguments) {
        return sf(Map.of(), arguments);
    }

    private static Clients.Run sf(Map<String, String> more, String... arguments) {
        Path node = Clients.node();
        List<String> command = new ArrayList<>();
        command.add(node.toString());
        command.add("--no-deprecation");
        command.add(Clients.installed("node_modules/@salesforce/cli/bin/run.js").toString());
        command.addAll(List.of(arguments));
        command.add("--json");
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", node.getParent() + ":" + System.getenv("PATH"));
        environment.put("SF_DISABLE_TELEMETRY", "true");
        environment.put("SF_AUTOUPDATE_DISABLE", "true");
        environment.put("SF_SKIP_NEW_VERSION_CHECK", "true");
        environment.put("SF_DISABLE_DNS_CHECK", "true");
        // Machines without a desktop have no keychain.
        environment.put("SF_USE_GENERIC_UNIX_KEYCHAIN", "true");
        environment.putAll(more);
        return Clients.run(home, environment, command);
    }
}
