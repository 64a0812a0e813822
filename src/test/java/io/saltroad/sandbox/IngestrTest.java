package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ingestr, unchanged,")
class IngestrTest {

    @TempDir Path folder;

    private Path program;
    private Sandbox sandbox;
    private SandboxCredentials known;
    private SandboxClient client;

    @BeforeEach
    void start() throws Exception {
        program = Clients.installed("python/bin/ingestr");
        Path objects = folder.resolve("objects.yaml");
        Files.writeString(
                objects,
                """
                objects:
                  Invoice__c:
                    keyPrefix: a00
                    fields:
                      Name: { type: string, length: 80, nameField: true }
                      Number__c: { type: string, length: 20, externalId: true, unique: true }
                      Amount__c: { type: currency }
                      Account__c: { type: reference, to: Account, relationship: Account__r }
                """);
        sandbox =
                Sandbox.start(
                        new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null, objects));
        known = sandbox.credentials();
        client = new SandboxClient(sandbox.uri()).signIn(known);
        client.upsertAccounts("ERP_Number__c,Name,AnnualRevenue\n1,Äpfel,10.5\n2,Birnen,\n");
        client.run(
                "{\"object\":\"Contact\",\"operation\":\"insert\"}",
                "LastName,Account.ERP_Number__c\nSmith,1\n");
        client.run(
                "{\"object\":\"Invoice__c\",\"operation\":\"insert\"}",
                "Number__c,Amount__c,Account__r.ERP_Number__c\nI1,99.95,2\n");
    }

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void fetches_accounts_after_it_has_signed_in_over_SOAP() throws Exception {
        fetch("username", known.username(), "account");

        assertThat(rows("SELECT erp_number__c, name, annual_revenue FROM target ORDER BY 1"))
                .containsExactly("1|Äpfel|10.5", "2|Birnen|null");
    }

    @Test
    void merges_what_was_modified_into_what_it_has() throws Exception {
        fetch("client", "", "account");
        client.upsertAccounts("ERP_Number__c,Name\n2,Bananen\n3,Kirschen\n");
        fetch("client", "", "account");

        assertThat(rows("SELECT erp_number__c, name FROM target ORDER BY 1"))
                .containsExactly("1|Äpfel", "2|Bananen", "3|Kirschen");
    }

    @Test
    void fetches_only_what_was_modified_since_the_time_that_it_is_given() throws Exception {
        fetch("client", "", "account");
        client.upsertAccounts("ERP_Number__c,Name\n2,Bananen\n3,Kirschen\n");

        fetch("client", "", "account", "--interval-start", day(+1));
        assertThat(rows("SELECT erp_number__c, name FROM target ORDER BY 1"))
                .containsExactly("1|Äpfel", "2|Birnen");

        fetch("client", "", "account", "--interval-start", day(-1));
        assertThat(rows("SELECT erp_number__c, name FROM target ORDER BY 1"))
                .containsExactly("1|Äpfel", "2|Bananen", "3|Kirschen");
    }

    @Test
    void fetches_contacts_with_the_credentials_of_an_app() throws Exception {
        fetch("client", "", "contact");

        assertThat(rows("SELECT last_name FROM target")).containsExactly("Smith");
    }

    @Test
    void fetches_a_custom_object_with_a_token() throws Exception {
        fetch("token", client.token(), "custom:Invoice__c");

        assertThat(rows("SELECT number__c, amount__c FROM target")).containsExactly("I1|99.95");
    }

    @Test
    void queries_by_REST_where_an_org_has_no_bulk_API() throws Exception {
        client.post(
                "/sandbox/faults",
                """
                {"kind":"answer","path":"^/services/async/","times":100,"status":400,"body":{
                  "exceptionCode":"FeatureNotEnabled","exceptionMessage":"Async API not enabled"}}
                """);

        fetch("client", "", "account");

        assertThat(rows("SELECT erp_number__c, name, annual_revenue FROM target ORDER BY 1"))
                .containsExactly("1|Äpfel|10.5", "2|Birnen|null");
        assertThat(client.get("/sandbox/counters").body())
                .contains("GET /services/data/v59.0/query");
    }

    private static String day(int fromToday) {
        return LocalDate.now(ZoneOffset.UTC).plusDays(fromToday).toString();
    }

    private void fetch(String how, String value, String table, String... more) {
        String parameters =
                switch (how) {
                    case "username" ->
                            "username=%s&password=%s&token=%s"
                                    .formatted(
                                            SandboxClient.encoded(value),
                                            known.password(),
                                            known.securityToken());
                    case "client" ->
                            "client_id=%s&client_secret=%s"
                                    .formatted(known.clientId(), known.clientSecret());
                    default -> "access_token=" + SandboxClient.encoded(value);
                };
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "ingest",
                                "--yes",
                                "--progress",
                                "log",
                                "--source-uri",
                                "salesforce://?%s&domain=%s"
                                        .formatted(
                                                parameters,
                                                SandboxClient.encoded(sandbox.uri().toString())),
                                "--source-table",
                                table,
                                "--dest-uri",
                                "sqlite:///" + database(),
                                "--dest-table",
                                "main.target"));
        command.addAll(List.of(more));
        Clients.Run run = Clients.run(folder, Map.of("DISABLE_TELEMETRY", "true"), command);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private Path database() {
        return folder.resolve("target.db");
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(row.getString(i)));
                }
                found.add(String.join("|", values));
            }
        }
        return found;
    }
}
