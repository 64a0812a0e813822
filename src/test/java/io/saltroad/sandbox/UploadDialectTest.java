package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The CSV of an upload")
class UploadDialectTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @ParameterizedTest
    @CsvSource({
        "BACKQUOTE, LF, '`'",
        "CARET, LF, ^",
        "COMMA, CRLF, ','",
        "PIPE, CRLF, |",
        "SEMICOLON, CRLF, ;",
        "TAB, LF, '\t'",
    })
    void may_have_every_delimiter_and_both_line_ends(String name, String lines, String d) {
        String eol = lines.equals("LF") ? "\n" : "\r\n";
        String csv =
                "ERP_Number__c%1$sName%2$s1%1$s\"a%1$sb\"%2$s2%1$s\"two%2$slines\"%2$s"
                        .formatted(d, eol);

        JsonObject job = insert(name, lines, csv);

        assertThat(job.getString("state")).as(job.encode()).isEqualTo("JobComplete");
        assertThat(client.records("SELECT Name FROM Account ORDER BY Name").encode())
                .contains(new JsonObject().put("Name", "a" + d + "b").encode().substring(1))
                .contains(
                        new JsonObject().put("Name", "two" + eol + "lines").encode().substring(1));
        assertThat(client.results(job, "successfulResults"))
                .startsWith(
                        "\"sf__Id\""
                                + d
                                + "\"sf__Created\""
                                + d
                                + "ERP_Number__c"
                                + d
                                + "Name"
                                + eol)
                .endsWith("\"" + eol);
    }

    @ParameterizedTest
    @CsvSource({
        // declared, header's, record's, in quotes
        "LF, CRLF, CRLF, ''",
        "LF, LF, CRLF, ''",
        "CRLF, LF, LF, ''",
        "CRLF, CRLF, LF, ''",
        "LF, LF, LF, CRLF",
        "CRLF, CRLF, CRLF, LF",
    })
    void must_have_the_line_ends_that_the_job_declares(
            String declared, String header, String record, String quoted) {
        String csv = "Name" + eol(header) + "\"a" + eol(quoted) + "b\"" + eol(record);

        JsonObject job = insert("COMMA", declared, csv);

        assertThat(job.getString("state")).isEqualTo("Failed");
        assertThat(job.getString("errorMessage"))
                .isEqualTo(
                        "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is "
                                + declared);
        assertThat(client.results(job, "unprocessedrecords")).isEqualTo(csv);
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize")).isZero();
    }

    private static String eol(String name) {
        return switch (name) {
            case "LF" -> "\n";
            case "CRLF" -> "\r\n";
            default -> "";
        };
    }

    @Test
    void may_lack_its_last_line_end_unless_the_org_is_strict() {
        assertThat(insert("COMMA", "LF", "Name\nA").getString("state")).isEqualTo("JobComplete");

        client.patch("/sandbox/settings", "{\"strictLineEndings\":true}");

        assertThat(insert("COMMA", "LF", "Name\nA").getString("state")).isEqualTo("Failed");
        assertThat(insert("COMMA", "LF", "Name\n\"A\nB\"\n").getString("state"))
                .isEqualTo("Failed");
    }

    @Test
    void must_not_begin_with_a_byte_order_mark() {
        assertThat(insert("COMMA", "LF", "\uFEFFName\nA\n").getString("errorMessage"))
                .isEqualTo("InvalidBatch : Field name not found : \uFEFFName");
        assertThat(insert("COMMA", "LF", "\uFEFF\"Name\"\nA\n").getString("errorMessage"))
                .isEqualTo(
                        "InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with"
                                + " quote should be within a quote");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "'Name,Foo__c,Bar__c': Field name not found -Foo__c",
                "'Name,CreatedDate': Field name not found -CreatedDate",
                "'Name,Nowhere.ERP_Id__c': Unable to find relationship-Nowhere",
                "'Name,Owner.FirstName': Field name not found -Owner.FirstName",
                "'Name,': Field name not found -",
            })
    void must_have_columns_that_are_fields(String header, String message) {
        JsonObject job = insert("COMMA", "LF", header + "\nA,B,C\n");

        assertThat(job.getString("state")).isEqualTo("Failed");
        assertThat(job.getString("errorMessage") + " ")
                .startsWith("InvalidBatch : " + message.replace("-", ": "));
        assertThat(job.getLong("numberRecordsProcessed")).isZero();
    }

    @Test
    void names_no_type_for_a_plain_relationship() {
        assertThat(
                        insert("COMMA", "LF", "Name,User:Owner.ERP_Id__c\nA,100\n")
                                .getString("errorMessage"))
                .isEqualTo(
                        "InvalidBatch : type is not needed for non polymorphic foreign key references: Owner");
    }

    @Test
    void must_have_the_key_column() {
        JsonObject job = client.upsertAccounts("Name\nA\n");

        assertThat(job.getString("errorMessage"))
                .isEqualTo("InvalidBatch : Field name not found : ERP_Number__c");
    }

    @Test
    void takes_names_in_any_case_and_gives_them_back_as_they_were() {
        JsonObject job = insert("COMMA", "LF", "name,\"PHONE\"\nA,1\n");

        assertThat(client.results(job, "successfulResults"))
                .startsWith("\"sf__Id\",\"sf__Created\",name,PHONE\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A,1,2", "A", "A\"B,1", "\"A\"B,1", " \"A\",1"})
    void fails_a_malformed_record_alone(String record) {
        JsonObject job = insert("COMMA", "LF", "Name,Phone\nGood,1\n" + record + "\nFine,\"2\"\n");

        assertThat(job.getString("state")).isEqualTo("JobComplete");
        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(3);
        assertThat(job.getLong("numberRecordsFailed")).isEqualTo(1);
        assertThat(client.results(job, "failedResults")).contains("\"CLIENTINPUTERROR:");
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize"))
                .isEqualTo(2);
    }

    @Test
    void fails_as_a_whole_when_a_quote_is_never_closed() {
        JsonObject job = insert("COMMA", "LF", "Name\nGood\n\"Bad\n");

        assertThat(job.getString("errorMessage"))
                .startsWith("InvalidBatch : Failed to parse CSV. ");
    }

    @Test
    void gives_the_results_of_a_failed_job_their_header_however_long_it_is() {
        JsonObject job =
                insert("COMMA", "LF", "Name,Phone\n" + "Good,1\n".repeat(10_000) + "\"Bad\n");

        assertThat(client.results(job, "failedResults"))
                .isEqualTo("\"sf__Id\",\"sf__Error\",Name,Phone\n");
    }

    @Test
    void must_be_utf_8() {
        String job = client.createJob(spec("COMMA", "LF"));
        client.upload(
                job,
                BodyPublishers.ofByteArray("Name\nZürich\n".getBytes(StandardCharsets.ISO_8859_1)));
        client.setState(job, "UploadComplete");

        assertThat(client.await(job).getString("errorMessage"))
                .isEqualTo("InvalidBatch : Failed to parse CSV. The data is not UTF-8");
    }

    @Test
    void of_a_deletion_has_ids_only() {
        JsonObject job =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"delete\"}",
                        "Id,Name\n001000000000001AAA,A\n");

        assertThat(job.getString("errorMessage"))
                .isEqualTo("InvalidBatch : Delete batch must contain only ids");
    }

    @Test
    void may_hold_values_of_many_lines_and_blank_lines_between_records() {
        JsonObject job =
                insert("COMMA", "LF", "Name,Phone\n\"" + "line\n".repeat(40) + "\",1\n\nB,2\n");

        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(2);
        assertThat(job.getLong("numberRecordsFailed")).isZero();
    }

    private JsonObject insert(String delimiter, String lineEnding, String csv) {
        return client.run(spec(delimiter, lineEnding), csv);
    }

    private static String spec(String delimiter, String lineEnding) {
        return new JsonObject()
                .put("object", "Account")
                .put("operation", "insert")
                .put("columnDelimiter", delimiter)
                .put("lineEnding", lineEnding)
                .encode();
    }
}
