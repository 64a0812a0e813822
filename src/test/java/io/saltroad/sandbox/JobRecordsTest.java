package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The records of a job")
class JobRecordsTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void are_inserted_the_first_time_and_updated_the_second() {
        JsonObject first = client.upsertAccounts("ERP_Number__c,Name\nA1,One\nA2,Two\n");
        JsonObject second = client.upsertAccounts("ERP_Number__c,Name\na1,Uno\nA3,Three\n");

        Map<String, Map<String, String>> created = successes(first);
        Map<String, Map<String, String>> updated = successes(second);
        assertThat(created.get("A1")).containsEntry("sf__Created", "true");
        assertThat(updated.get("a1")).containsEntry("sf__Created", "false");
        assertThat(updated.get("a1").get("sf__Id")).isEqualTo(created.get("A1").get("sf__Id"));
        assertThat(updated.get("A3")).containsEntry("sf__Created", "true");
        assertThat(names()).containsExactly("Three", "Two", "Uno");
    }

    @Test
    void may_have_an_empty_id_beside_the_key_of_an_upsert() {
        JsonObject job = client.upsertAccounts("Id,ERP_Number__c,Name\n,1,One\n001,2,Two\n");

        assertThat(job.getInteger("numberRecordsFailed")).isEqualTo(1);
        assertThat(names()).containsExactly("One");
        assertThat(client.results(job, "failedResults"))
                .contains(
                        "\"INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id"
                                + " --\",\"001\",\"2\"");
    }

    @Test
    void keep_what_an_empty_value_is_sent_for_and_lose_what_is_set_to_null() {
        client.upsertAccounts(
                "ERP_Number__c,Name,Phone,AnnualRevenue,Active__c\n1,One,555,10.5,true\n");

        client.upsertAccounts("ERP_Number__c,Name,Phone,AnnualRevenue\n1,,,\n");
        assertThat(account("1").getString("Phone")).isEqualTo("555");

        client.upsertAccounts("ERP_Number__c,Phone,AnnualRevenue,Active__c\n1,#N/A,#N/A,#N/A\n");
        JsonObject account = account("1");
        assertThat(account.getString("Name")).isEqualTo("One");
        assertThat(account.getValue("Phone")).isNull();
        assertThat(account.getValue("AnnualRevenue")).isNull();
        assertThat(account.getBoolean("Active__c")).isFalse();
    }

    @Test
    void come_back_byte_by_byte() {
        List<String> values =
                List.of(
                        " blanks at both ends ",
                        "say \"hi\"",
                        "a,b;c|d^e`f\tg",
                        "line one\nline two\n",
                        "00012",
                        "Žluťoučký 株式会社 🚚 ﻿x",
                        "'; DROP TABLE \"Account\"; --",
                        "\\n \\ %_ {Name} $1",
                        "NULL",
                        "\"");
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < values.size(); i++) {
            csv.append(i).append(",\"").append(values.get(i).replace("\"", "\"\"")).append("\"\n");
        }

        JsonObject job = client.upsertAccounts(csv.toString());

        assertThat(job.getLong("numberRecordsFailed")).isZero();
        for (int i = 0; i < values.size(); i++) {
            assertThat(account("" + i).getString("Name")).isEqualTo(values.get(i));
            assertThat(successes(job).get("" + i)).containsEntry("Name", values.get(i));
        }
    }

    @Test
    void hold_numbers_dates_and_times_as_values() {
        client.upsertAccounts(
                """
                ERP_Number__c,Name,AnnualRevenue,NumberOfEmployees,Customer_Since__c,Last_Change__c,Active__c
                1,A,1234567.89,42,2024-02-29,2024-01-02T03:04:05.678+02:00,TRUE
                2,B,-1.5E3,7.0,1940-06-07Z,2024-01-02T03:04:05Z,0
                """);

        JsonObject one = account("1");
        assertThat(one.getValue("AnnualRevenue").toString()).isEqualTo("1234567.89");
        assertThat(one.getInteger("NumberOfEmployees")).isEqualTo(42);
        assertThat(one.getString("Customer_Since__c")).isEqualTo("2024-02-29");
        assertThat(one.getString("Last_Change__c")).isEqualTo("2024-01-02T01:04:05.678+0000");
        assertThat(one.getBoolean("Active__c")).isTrue();
        JsonObject two = account("2");
        assertThat(two.getValue("AnnualRevenue").toString()).isEqualTo("-1500.0");
        assertThat(two.getInteger("NumberOfEmployees")).isEqualTo(7);
        assertThat(two.getString("Customer_Since__c")).isEqualTo("1940-06-07");
        assertThat(two.getBoolean("Active__c")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name | #N/A | REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --",
                "Currency__c | EURO | STRING_TOO_LONG:Currency: data value too large: EURO (max"
                        + " length=3):Currency__c --",
                "AnnualRevenue | 1.234,56 | INVALID_TYPE_ON_FIELD_IN_RECORD:AnnualRevenue: value"
                        + " not of required type: 1.234,56:AnnualRevenue --",
                "AnnualRevenue | 1_000 | INVALID_TYPE_ON_FIELD_IN_RECORD:AnnualRevenue: value not"
                        + " of required type: 1_000:AnnualRevenue --",
                "AnnualRevenue | 1e20 | NUMBER_OUTSIDE_VALID_RANGE:AnnualRevenue: value outside of"
                        + " valid range on numeric field: 1e20:AnnualRevenue --",
                "NumberOfEmployees | 1.5 | INVALID_TYPE_ON_FIELD_IN_RECORD:NumberOfEmployees: value"
                        + " not of required type: 1.5:NumberOfEmployees --",
                "NumberOfEmployees | 123456789 | NUMBER_OUTSIDE_VALID_RANGE:NumberOfEmployees:"
                        + " value outside of valid range on numeric field: 123456789:NumberOfEmployees"
                        + " --",
                "Customer_Since__c | 07/04/1996 | INVALID_TYPE_ON_FIELD_IN_RECORD:Customer Since:"
                        + " value not of required type: 07/04/1996:Customer_Since__c --",
                "Customer_Since__c | 2023-02-29 | INVALID_TYPE_ON_FIELD_IN_RECORD:Customer Since:"
                        + " value not of required type: 2023-02-29:Customer_Since__c --",
                "Last_Change__c | 2024-01-02 03:04:05 | INVALID_TYPE_ON_FIELD_IN_RECORD:Last"
                        + " Change: value not of required type: 2024-01-02 03:04:05:Last_Change__c --",
                "Active__c | X | INVALID_TYPE_ON_FIELD_IN_RECORD:Active: value not of required"
                        + " type: X:Active__c --",
                "Email__c | nobody | INVALID_EMAIL_ADDRESS:Email: invalid email address:"
                        + " nobody:Email__c --",
                "Owner.ERP_Id__c | 999 | INVALID_FIELD:Foreign key external ID: 999 not found for"
                        + " field ERP_Id__c in entity User:--",
                "OwnerId | 001000000000001 | MALFORMED_ID:OwnerId: id value of incorrect type:"
                        + " 001000000000001:OwnerId --",
                "OwnerId | 005000000000001 | INVALID_CROSS_REFERENCE_KEY:invalid cross reference"
                        + " id:--",
            })
    void fail_one_by_one_when_a_value_does_not_fit(String column, String value, String error) {
        String header =
                column.equals("Name") ? "ERP_Number__c,Name" : "ERP_Number__c,Name," + column;
        String bad = column.equals("Name") ? "1," : "1,A,";
        String good = column.equals("Name") ? "2,B\n" : "2,B,\n";

        JsonObject job = client.upsertAccounts(header + "\n" + bad + "\"" + value + "\"\n" + good);

        assertThat(job.getString("state")).isEqualTo("JobComplete");
        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(2);
        assertThat(job.getLong("numberRecordsFailed")).isEqualTo(1);
        assertThat(failures(job)).containsExactly(Map.entry("1", error));
        assertThat(names()).containsExactly("B");
    }

    @Test
    void need_their_key_and_what_is_required_of_a_new_record() {
        JsonObject job = client.upsertAccounts("ERP_Number__c,Name\n,A\n1,\n");

        assertThat(failures(job))
                .containsOnly(
                        Map.entry("", "MISSING_ARGUMENT:ERP_Number__c not specified:--"),
                        Map.entry(
                                "1",
                                "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name"
                                        + " --"));
    }

    @Test
    void fail_both_when_a_key_is_twice_in_one_chunk() {
        JsonObject job = client.upsertAccounts("ERP_Number__c,Name\n1,A\n1,B\n2,C\n");

        assertThat(job.getLong("numberRecordsFailed")).isEqualTo(2);
        assertThat(failures(job))
                .containsOnly(
                        Map.entry("1", "DUPLICATE_VALUE:Duplicate external id specified: 1:--"));
        assertThat(names()).containsExactly("C");
    }

    @Test
    void update_each_other_when_a_key_is_in_two_chunks() {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name,Phone\n1,First,555\n");
        for (int i = 2; i <= 250; i++) {
            csv.append(i).append(",N").append(i).append(",\n");
        }
        csv.append("1,Last,\n");

        JsonObject job = client.upsertAccounts(csv.toString());

        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(251);
        assertThat(job.getLong("numberRecordsFailed")).isZero();
        assertThat(account("1").getString("Name")).isEqualTo("Last");
        assertThat(account("1").getString("Phone")).isEqualTo("555");
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize"))
                .isEqualTo(250);
        assertThat(client.results(job, "successfulResults").lines())
                .filteredOn(
                        line -> line.contains("\"1\",\"Last\"") || line.contains("\"1\",\"First\""))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"true\",\"1\",\"First\""))
                .anyMatch(line -> line.contains("\"false\",\"1\",\"Last\""));
    }

    @Test
    void refer_to_their_parents_by_external_id() {
        client.upsertAccounts("ERP_Number__c,Name,Owner.ERP_Id__c\n0007,Parent,100\n");

        JsonObject job =
                client.run(
                        "{\"object\":\"Order\",\"operation\":\"upsert\",\"externalIdFieldName\":\"ERP_Number__c\"}",
                        """
                        ERP_Number__c,Account.ERP_Number__c,EffectiveDate,Status
                        O1,0007,2024-01-02,Draft
                        O2,0008,2024-01-02,Draft
                        O3,,2024-01-02,Draft
                        O4,0007,,Started
                        """);

        assertThat(failures(job))
                .containsOnly(
                        Map.entry(
                                "O2",
                                "INVALID_FIELD:Foreign key external ID: 0008 not found for field"
                                        + " ERP_Number__c in entity Account:--"),
                        Map.entry(
                                "O3",
                                "REQUIRED_FIELD_MISSING:Required fields are missing:"
                                        + " [AccountId]:AccountId --"),
                        Map.entry(
                                "O4",
                                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:bad value for restricted"
                                        + " picklist field: Started:Status --"));
        JsonObject order =
                client.records("SELECT Account.Name, Account.ERP_Number__c FROM Order")
                        .getJsonObject(0)
                        .getJsonObject("Account");
        assertThat(order.getString("Name")).isEqualTo("Parent");
        assertThat(account("0007").getJsonObject("Owner").getString("ERP_Id__c")).isEqualTo("100");
    }

    @Test
    void keep_unique_values_apart() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");

        JsonObject job =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"insert\"}",
                        "ERP_Number__c,Name\n1,Again\n2,B\n2,C\n");

        String taken = account("1").getString("Id");
        assertThat(client.results(job, "failedResults"))
                .contains(
                        "DUPLICATE_VALUE:duplicate value found: ERP_Number__c duplicates value on"
                                + " record with id: "
                                + taken)
                .contains("\"2\",\"C\"");
        assertThat(names()).containsExactly("A", "B");
    }

    @Test
    void are_updated_and_deleted_by_id() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n3,C\n");
        String one = account("1").getString("Id");
        String two = account("2").getString("Id");
        String three = account("3").getString("Id");

        JsonObject update =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"update\"}",
                        "Id,Name\n%s,Ay\n%s,Bee\n001000000000AAA,X\n12,X\n,X\n"
                                .formatted(one, two.substring(0, 15)));
        assertThat(names()).containsExactly("Ay", "Bee", "C");
        assertThat(client.results(update, "failedResults"))
                .contains("INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--")
                .contains("MALFORMED_ID:")
                .contains("MISSING_ARGUMENT:Id not specified:--");

        client.run("{\"object\":\"Account\",\"operation\":\"delete\"}", "Id\n" + one + "\n");
        JsonObject again =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"delete\"}", "Id\n" + one + "\n");
        client.run("{\"object\":\"Account\",\"operation\":\"hardDelete\"}", "Id\n" + two + "\n");

        assertThat(names()).containsExactly("C");
        assertThat(client.results(again, "failedResults"))
                .contains("ENTITY_IS_DELETED:entity is deleted:--");
        assertThat(
                        new JsonObject(
                                        client.get(
                                                        SandboxClient.DATA
                                                                + "/queryAll?q="
                                                                + SandboxClient.encoded(
                                                                        "SELECT Id, IsDeleted FROM"
                                                                                + " Account"))
                                                .body())
                                .getInteger("totalSize"))
                .isEqualTo(2);
        assertThat(three).hasSize(18).startsWith("001");
    }

    @Test
    void can_be_upserted_by_id_where_an_empty_id_inserts() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");
        String id = account("1").getString("Id");

        JsonObject job =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"Id\"}",
                        "Id,Name\n" + id + ",Ay\n,New\n,Newer\n");

        assertThat(job.getLong("numberRecordsFailed")).isZero();
        assertThat(names()).containsExactly("Ay", "New", "Newer");
    }

    @Test
    void get_what_the_org_notes_about_every_record() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");

        JsonObject account = account("1");

        assertThat(account.getString("CreatedDate"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
        assertThat(account.getString("SystemModstamp")).isNotNull();
        assertThat(account.getBoolean("IsDeleted")).isFalse();
        assertThat(account.getString("OwnerId")).startsWith("005");
        assertThat(account.getString("CreatedById")).isEqualTo(account.getString("OwnerId"));
    }

    // ---- ----------------------------------------------------------------------------------------

    private JsonObject account(String number) {
        return client.records(
                        "SELECT Id, Name, Phone, AnnualRevenue, NumberOfEmployees, Active__c,"
                                + " Customer_Since__c, Last_Change__c, Owner.ERP_Id__c, OwnerId,"
                                + " CreatedDate, CreatedById, SystemModstamp, IsDeleted FROM Account"
                                + " WHERE ERP_Number__c = '"
                                + number
                                + "'")
                .getJsonObject(0);
    }

    private List<String> names() {
        return client.records("SELECT Name FROM Account ORDER BY Name").stream()
                .map(record -> ((JsonObject) record).getString("Name"))
                .toList();
    }

    private Map<String, Map<String, String>> successes(JsonObject job) {
        return Csv.byColumn(client.results(job, "successfulResults"), "ERP_Number__c");
    }

    /** The errors by key. */
    private Map<String, String> failures(JsonObject job) {
        Map<String, String> errors = new TreeMap<>();
        Csv.byColumn(client.results(job, "failedResults"), "ERP_Number__c")
                .forEach((key, row) -> errors.put(key, row.get("sf__Error")));
        return errors;
    }
}
