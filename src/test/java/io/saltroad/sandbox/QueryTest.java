package io.saltroad.sandbox;

import static io.saltroad.sandbox.SandboxClient.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A query")
class QueryTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name = 'anna' | Anna",
                "Name != 'Anna' | Bert,Carl,O'Hara",
                "Phone != '1' | Bert,Carl,O'Hara",
                "Phone = null | Carl",
                "Phone <> null AND Phone > '1' | Bert,O'Hara",
                "Name LIKE '%AR%' | Carl,O'Hara",
                "Name LIKE '_nna' | Anna",
                "Name IN ('Anna', 'carl', 'x') | Anna,Carl",
                "Name NOT IN ('Anna', 'Carl') | Bert,O'Hara",
                "NOT (Name = 'Anna' OR Name = 'Bert') | Carl,O'Hara",
                "Name = 'Anna' OR (Name = 'Bert' AND Phone = '2') | Anna,Bert",
                "Account.Owner.ERP_Id__c = '100' | Bert",
                "SystemModstamp > 2020-01-01T00:00:00Z AND SystemModstamp < 2020-01-02T00:00:00Z |"
                        + " ''",
                "SystemModstamp >= TODAY AND CreatedDate = LAST_N_DAYS:1 | Anna,Bert,Carl,O'Hara",
                "CreatedDate < YESTERDAY | ''",
                "Customer_Since__c < THIS_YEAR AND Customer_Since__c != LAST_90_DAYS | Anna,Bert",
                "AnnualRevenue >= 10.5 | Bert,Carl",
                "Active__c = true | Anna",
                "Customer_Since__c < 2021-01-01 | Anna",
                "Last_Change__c > 2024-01-01T00:00:00+01:00 | Bert",
                "Owner.ERP_Id__c = '100' | Bert",
                "Account.Name = 'Anna' | Anna",
                "Name = 'O\\'Hara' | O'Hara",
            })
    void finds_what_its_condition_says(String condition, String names) {
        people();

        JsonArray found =
                client.records("SELECT Name FROM Account WHERE " + condition + " ORDER BY Name");

        assertThat(found.stream().map(o -> ((JsonObject) o).getString("Name")))
                .containsExactly(names.isEmpty() ? new String[0] : names.split(",", -1));
    }

    @Test
    void orders_limits_and_skips() {
        people();

        assertThat(
                        client.records(
                                        "SELECT Phone, Name FROM Account ORDER BY Phone DESC NULLS"
                                                + " LAST, Name ASC LIMIT 2 OFFSET 1")
                                .encode())
                .contains("\"Phone\":\"2\"")
                .contains("\"Phone\":\"1\"")
                .doesNotContain("\"Phone\":\"3\"")
                .doesNotContain("null");
        assertThat(client.query("SELECT COUNT() FROM Account WHERE Phone = null"))
                .isEqualTo(
                        new JsonObject()
                                .put("totalSize", 1)
                                .put("done", true)
                                .put("records", new JsonArray()));
    }

    @Test
    void gives_records_with_their_attributes_and_parents() {
        people();

        JsonObject bert =
                client.records(
                                "SELECT Id, Name, Owner.Name, Parent.Name, Parent.Phone FROM"
                                        + " Account WHERE Name = 'Bert'")
                        .getJsonObject(0);

        assertThat(bert.getJsonObject("attributes"))
                .isEqualTo(
                        new JsonObject()
                                .put("type", "Account")
                                .put("url", DATA + "/sobjects/Account/" + bert.getString("Id")));
        assertThat(bert.getJsonObject("Owner").getString("Name")).isEqualTo("Nora North");
        assertThat(bert.containsKey("Parent")).isTrue();
        assertThat(bert.getValue("Parent")).isNull();
    }

    @Test
    void gives_the_address_of_every_record_and_parent() {
        people();

        JsonObject bert =
                client.records("SELECT Name, Owner.Name FROM Account WHERE Name = 'Bert'")
                        .getJsonObject(0);

        assertThat(bert.fieldNames()).containsExactly("attributes", "Name", "Owner");
        assertThat(bert.getJsonObject("attributes").getString("url"))
                .startsWith(DATA + "/sobjects/Account/001");
        assertThat(bert.getJsonObject("Owner").getJsonObject("attributes").getString("url"))
                .startsWith(DATA + "/sobjects/User/005");
    }

    @Test
    void follows_a_contact_to_its_account() {
        people();
        client.run(
                "{\"object\":\"Contact\",\"operation\":\"insert\"}",
                "LastName,Account.ERP_Number__c\nSmith,1\nJones,\nWayne,2\n");

        JsonArray found =
                client.records(
                        "SELECT c.LastName, c.Account.Name FROM Contact c"
                                + " WHERE c.Account.AnnualRevenue < 10.5 OR c.AccountId = null"
                                + " ORDER BY c.Account.Name NULLS LAST");

        assertThat(found.stream().map(o -> ((JsonObject) o).getString("LastName")))
                .containsExactly("Smith", "Jones");
        assertThat(found.getJsonObject(0).getJsonObject("Account").getString("Name"))
                .isEqualTo("Anna");
        assertThat(found.getJsonObject(1).getValue("Account")).isNull();
    }

    @Test
    void sums_up() {
        people();

        JsonObject answer =
                client.query(
                        "SELECT COUNT(Phone), COUNT_DISTINCT(AnnualRevenue) kinds, MIN(Name),"
                                + " SUM(AnnualRevenue), MAX(Customer_Since__c) latest"
                                + " FROM Account WHERE Name != 'Carl'");

        assertThat(answer.getInteger("totalSize")).isEqualTo(1);
        assertThat(answer.getJsonArray("records").getJsonObject(0))
                .isEqualTo(
                        new JsonObject()
                                .put("attributes", new JsonObject().put("type", "AggregateResult"))
                                .put("expr0", 3)
                                .put("kinds", 2)
                                .put("expr1", "Anna")
                                .put("expr2", 20.5)
                                .put("latest", "2021-01-01"));
    }

    @Test
    void with_queryAll_sees_what_was_deleted() {
        people();
        String anna =
                client.records("SELECT Id FROM Account WHERE Name = 'Anna'")
                        .getJsonObject(0)
                        .getString("Id");
        client.delete(DATA + "/sobjects/Account/" + anna);

        String soql = SandboxClient.encoded("SELECT COUNT() FROM Account");
        assertThat(new JsonObject(client.get(DATA + "/query?q=" + soql).body()))
                .isEqualTo(count(3));
        assertThat(new JsonObject(client.get(DATA + "/queryAll?q=" + soql).body()))
                .isEqualTo(count(4));
    }

    private static JsonObject count(int records) {
        return new JsonObject()
                .put("totalSize", records)
                .put("done", true)
                .put("records", new JsonArray());
    }

    @Test
    void tells_its_columns_to_who_lays_out_a_table() {
        JsonObject answer =
                new JsonObject(
                        client.get(
                                        DATA
                                                + "/query?columns=true&q="
                                                + SandboxClient.encoded(
                                                        "SELECT Name, Owner.Name, Owner.Email FROM"
                                                                + " Account"))
                                .body());

        assertThat(answer.getString("entityName")).isEqualTo("Account");
        JsonArray columns = answer.getJsonArray("columnMetadata");
        assertThat(columns).hasSize(2);
        assertThat(columns.getJsonObject(0).getMap())
                .containsEntry("columnName", "Name")
                .containsEntry("aggregate", false)
                .containsEntry("textType", true);
        assertThat(columns.getJsonObject(1).getJsonArray("joinColumns")).hasSize(2);
    }

    @Test
    void comes_in_pages() {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < 4_500; i++) {
            csv.append("%04d,N%n".formatted(i));
        }
        client.upsertAccounts(csv.toString());

        List<String> numbers = new ArrayList<>();
        JsonObject page = client.query("SELECT ERP_Number__c FROM Account ORDER BY ERP_Number__c");
        assertThat(page.getInteger("totalSize")).isEqualTo(4_500);
        assertThat(page.getJsonArray("records")).hasSize(2_000);
        collect(page, numbers);
        while (!page.getBoolean("done")) {
            assertThat(page.getString("nextRecordsUrl")).matches(DATA + "/query/0r8\\w+-\\d+");
            page = new JsonObject(client.get(page.getString("nextRecordsUrl")).body());
            collect(page, numbers);
        }

        assertThat(page.containsKey("nextRecordsUrl")).isFalse();
        assertThat(numbers).hasSize(4_500).isSorted().doesNotHaveDuplicates();
    }

    private static void collect(JsonObject page, List<String> numbers) {
        page.getJsonArray("records")
                .forEach(o -> numbers.add(((JsonObject) o).getString("ERP_Number__c")));
    }

    @Test
    void has_pages_of_the_size_that_the_client_asks_for() {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < 300; i++) {
            csv.append(i).append(",N\n");
        }
        client.upsertAccounts(csv.toString());

        HttpResponse<String> answer =
                client.send(
                        DATA + "/query/?q=SELECT+Id+FROM+Account",
                        r -> r.GET().header("Sforce-Query-Options", "batchSize=200"));

        assertThat(new JsonObject(answer.body()).getJsonArray("records")).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT Id FORM Account | MALFORMED_QUERY",
                "SELECT Id FROM Account WHERE | MALFORMED_QUERY",
                "SELECT Id FROM Account GROUP BY Id | MALFORMED_QUERY",
                "SELECT Id FROM Account WHERE Name = Anna | MALFORMED_QUERY",
                "SELECT Id FROM Account WHERE Id = null OR Id = null AND Id = null |"
                        + " MALFORMED_QUERY",
                "SELECT Name, COUNT(Id) FROM Account | MALFORMED_QUERY",
                "SELECT FORMAT(Name) FROM Account | MALFORMED_QUERY",
                "SELECT SUM(Name) FROM Account | INVALID_FIELD",
                "SELECT Id FROM Account WHERE Name = TODAY | INVALID_FIELD",
                "SELECT Id FROM Account WHERE CreatedDate LIKE TODAY | INVALID_FIELD",
                "SELECT Id FROM Account OFFSET 2001 | NUMBER_OUTSIDE_VALID_RANGE",
                "SELECT Id FROM Account LIMIT -1 | MALFORMED_QUERY",
                "SELECT Id FROM Account; DROP TABLE x | MALFORMED_QUERY",
                "SELECT Foo__c FROM Account | INVALID_FIELD",
                "SELECT Owner.Foo__c FROM Account | INVALID_FIELD",
                "SELECT Boss.Name FROM Account | INVALID_FIELD",
                "SELECT Owner.CreatedBy.Name FROM Account | INVALID_FIELD",
                "SELECT Id FROM Account WHERE Name = 5 | INVALID_FIELD",
                "SELECT Id FROM Account WHERE AnnualRevenue = '5' | INVALID_FIELD",
                "SELECT Id FROM Nothing__c | INVALID_TYPE",
            })
    void that_is_wrong_says_why(String soql, String code) {
        HttpResponse<String> answer = client.get(DATA + "/query?q=" + SandboxClient.encoded(soql));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonArray(answer.body()).getJsonObject(0).getString("errorCode"))
                .isEqualTo(code);
    }

    @Test
    void knows_no_pages_of_others() {
        HttpResponse<String> answer = client.get(DATA + "/query/0r8000000000000AAA-2000");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("INVALID_QUERY_LOCATOR");
    }

    @Test
    void has_single_records_beside_it() {
        String path = DATA + "/sobjects/Account/ERP_Number__c/a%2F%201";

        HttpResponse<String> created = client.patch(path, "{\"Name\":\"A\",\"Phone\":\"1\"}");
        HttpResponse<String> updated =
                client.patch(path, "{\"Phone\":null,\"Owner\":{\"ERP_Id__c\":\"100\"}}");
        String id = new JsonObject(created.body()).getString("id");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(updated.body()).getBoolean("created")).isFalse();
        JsonObject read =
                new JsonObject(client.get(path + "?fields=Name,Phone,ERP_Number__c").body());
        assertThat(read.getString("ERP_Number__c")).isEqualTo("a/ 1");
        assertThat(read.getValue("Phone")).isNull();

        String record = DATA + "/sobjects/Account/" + id;
        assertThat(client.patch(record, "{\"Name\":\"B\"}").statusCode()).isEqualTo(204);
        assertThat(new JsonObject(client.get(record).body()).getString("Name")).isEqualTo("B");
        assertThat(client.delete(record).statusCode()).isEqualTo(204);
        assertThat(client.get(record).statusCode()).isEqualTo(404);
        assertThat(client.patch(record, "{\"Name\":\"B\"}").body()).contains("ENTITY_IS_DELETED");
        HttpResponse<String> refused = client.post(DATA + "/sobjects/Account", "{\"Phone\":\"1\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonArray(refused.body()).getJsonObject(0))
                .isEqualTo(
                        new JsonObject()
                                .put("message", "Required fields are missing: [Name]")
                                .put("errorCode", "REQUIRED_FIELD_MISSING")
                                .put("fields", new JsonArray().add("Name")));
    }

    private void people() {
        client.upsertAccounts(
                """
                ERP_Number__c,Name,Phone,AnnualRevenue,Active__c,Customer_Since__c,Last_Change__c,Owner.ERP_Id__c
                1,Anna,1,10,true,2020-12-31,2023-12-31T22:00:00Z,
                2,Bert,2,10.5,,2021-01-01,2024-01-01T00:00:00Z,100
                3,Carl,,11,,,,
                4,O'Hara,3,,,,,
                """);
    }
}
