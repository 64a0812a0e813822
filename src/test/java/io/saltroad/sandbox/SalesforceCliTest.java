package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        ORG.client().signIn(ORG.sandbox().credentials());
        if (signedIn) {
            return;
        }

        JsonObject result =
                sf(
                                home,
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
                bulk("upsert", "Account", file, "--external-id", "ERP_Number__c", "--wait", "2");
        assertThat(upserted.getJsonObject("jobInfo").getString("state")).isEqualTo("JobComplete");
        assertThat(upserted.getJsonObject("records").getJsonArray("successfulResults")).hasSize(2);

        Path out = home.resolve("out.csv");
        JsonObject exported =
                export("SELECT ERP_Number__c, Name FROM Account ORDER BY ERP_Number__c", out);
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

        JsonObject imported = bulk("import", "Contact", file, "--wait", "2");

        assertThat(imported.getMap())
                .containsEntry("processedRecords", 2)
                .containsEntry("successfulRecords", 2)
                .containsEntry("failedRecords", 0);
    }

    @Test
    void exports_page_by_page() throws IOException {
        ORG.client().patch("/sandbox/settings", "{\"queryPageRecords\":2}");
        ORG.client().upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n3,C\n4,D\n5,E\n");
        Path csv = home.resolve("pages.csv");
        Path json = home.resolve("pages.json");

        export("SELECT Name FROM Account ORDER BY Name", csv, "--result-format", "csv");
        export("SELECT Name FROM Account ORDER BY Name", json, "--result-format", "json");

        assertThat(csv).hasContent("\"Name\"\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"E\"\n");
        assertThat(new JsonArray(Files.readString(json)).encode())
                .isEqualTo(
                        "[{'Name':'A'},{'Name':'B'},{'Name':'C'},{'Name':'D'},{'Name':'E'}]"
                                .replace('\'', '"'));
    }

    @Test
    void updates_and_deletes() throws IOException {
        ORG.client().upsertAccounts("ERP_Number__c,Name\n1,A\n");
        String id = ORG.client().records("SELECT Id FROM Account").getJsonObject(0).getString("Id");
        Path changed = Files.writeString(home.resolve("changed.csv"), "Id,Name\n" + id + ",B\n");
        Path gone = Files.writeString(home.resolve("gone.csv"), "Id\n" + id + "\n");

        bulk("update", "Account", changed, "--wait", "2");
        String name =
                ORG.client().records("SELECT Name FROM Account").getJsonObject(0).getString("Name");
        bulk("delete", "Account", gone, "--wait", "2");

        assertThat(name).isEqualTo("B");
        assertThat(ORG.client().records("SELECT Name FROM Account")).isEmpty();
    }

    @Test
    void asks_later_for_the_results_of_a_job_that_it_has_not_waited_for() throws IOException {
        Path file = Files.writeString(home.resolve("later.csv"), "ERP_Number__c,Name\n1,A\n2,\n");

        String job =
                bulk("upsert", "Account", file, "--external-id", "ERP_Number__c")
                        .getJsonObject("jobInfo")
                        .getString("id");
        ORG.client().await(job);
        JsonObject results =
                sf("data", "bulk", "results", "--job-id", job).json().getJsonObject("result");

        assertThat(results.getMap())
                .containsEntry("processedRecords", 2)
                .containsEntry("successfulRecords", 1)
                .containsEntry("failedRecords", 1);
        assertThat(home.resolve(results.getString("failedFilePath")))
                .content()
                .contains("REQUIRED_FIELD_MISSING");
    }

    @Test
    void signs_in_with_the_certificate_of_an_app(@TempDir Path other) throws Exception {
        KeyStore keys = TestKeys.make(other.resolve("keys.p12"));
        ORG.client().post("/sandbox/certificates", TestKeys.pem(keys));
        Path key = Files.writeString(other.resolve("key.pem"), TestKeys.keyPem(keys));
        SandboxCredentials known = ORG.sandbox().credentials();

        JsonObject result =
                sf(
                                other,
                                Map.of(),
                                "org",
                                "login",
                                "jwt",
                                "--instance-url",
                                ORG.sandbox().uri().toString(),
                                "--client-id",
                                known.clientId(),
                                "--jwt-key-file",
                                key.toString(),
                                "--username",
                                known.username())
                        .json()
                        .getJsonObject("result");

        assertThat(result.getString("orgId")).startsWith("00D");
    }

    private static JsonObject bulk(String operation, String object, Path file, String... more) {
        return result(
                more, "data", operation, "bulk", "--sobject", object, "--file", file.toString());
    }

    private static JsonObject export(String query, Path file, String... more) {
        return result(
                more,
                "data",
                "export",
                "bulk",
                "--query",
                query,
                "--output-file",
                file.toString(),
                "--wait",
                "2");
    }

    private static JsonObject result(String[] more, String... arguments) {
        return sf(Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new))
                .json()
                .getJsonObject("result");
    }

    private static Clients.Run sf(String... arguments) {
        return sf(home, Map.of(), arguments);
    }

    private static Clients.Run sf(Path folder, Map<String, String> more, String... arguments) {
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
        return Clients.run(folder, environment, command);
    }
}
