package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A job that is only scanned")
class JobScanTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String SCAN_ONLY = "{\"processJobs\":false}";
    private static final String UPSERT =
            "{\"object\":\"Account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"ERP_Number__c\"}";
    private static final String CSV = "ERP_Number__c,Name\n0001,One\n0002,Two\n";

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signInAndScanOnly() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
        client.patch("/sandbox/settings", SCAN_ONLY);
    }

    @Test
    void completes_with_its_records_counted_and_none_in_the_org() {
        JsonObject job = client.upsertAccounts(CSV);

        assertThat(job.getString("state")).isEqualTo("JobComplete");
        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(2);
        assertThat(job.getLong("numberRecordsFailed")).isZero();
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize")).isZero();
    }

    @Test
    void keeps_its_upload() {
        JsonObject job = client.upsertAccounts(CSV);

        HttpResponse<String> upload = client.get(uploadOf(job));

        assertThat(upload.body()).isEqualTo(CSV);
        assertThat(upload.headers().firstValue("Content-Type")).contains("text/csv");
    }

    @Test
    void loses_its_upload_when_it_is_deleted() {
        JsonObject job = client.upsertAccounts(CSV);

        client.delete(SandboxClient.INGEST + "/" + job.getString("id"));

        assertThat(client.get(uploadOf(job)).statusCode()).isEqualTo(404);
    }

    @Test
    void and_the_setting_are_gone_when_the_data_is() {
        JsonObject job = client.upsertAccounts(CSV);

        client.delete("/sandbox/data");

        assertThat(client.get(uploadOf(job)).statusCode()).isEqualTo(404);
        client.upsertAccounts(CSV);
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize"))
                .isEqualTo(2);
    }

    @Test
    void answers_each_record_as_it_was_sent_with_an_id_of_its_own() {
        String record = "0001,\"Two \"\"lines\"\"\n of one, name\"\n";

        JsonObject job = client.upsertAccounts("ERP_Number__c,\"Name\"\n" + record + "\n2,B");

        assertThat(client.results(job, "successfulResults"))
                .matches(
                        "\"sf__Id\",\"sf__Created\",ERP_Number__c,Name\n"
                                + "\"0015f00000000\\w{5}\",\"true\",\\Q%s\\E".formatted(record)
                                + "\"0015f00000000\\w{5}\",\"true\",2,B\n");
        assertThat(
                        Csv.rows(client.results(job, "successfulResults")).stream()
                                .map(row -> row.get("sf__Id"))
                                .distinct())
                .hasSize(2);
        assertThat(client.results(job, "successfulResults"))
                .isEqualTo(client.results(job, "successfulResults"));
    }

    @ParameterizedTest
    @CsvSource({
        "BACKQUOTE, LF, '`'",
        "CARET, CRLF, ^",
        "COMMA, CRLF, ','",
        "PIPE, LF, |",
        "SEMICOLON, CRLF, ;",
        "TAB, LF, '\t'",
    })
    void answers_with_its_delimiter_and_its_line_ends(String name, String lines, String d) {
        String eol = lines.equals("LF") ? "\n" : "\r\n";
        String spec =
                new JsonObject()
                        .put("object", "Account")
                        .put("operation", "insert")
                        .put("columnDelimiter", name)
                        .put("lineEnding", lines)
                        .encode();

        JsonObject job =
                client.run(
                        spec,
                        "Name%1$sPhone%2$s\"a%2$sb\"%1$s1%2$s%2$sc%1$s2%2$s".formatted(d, eol));

        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(2);
        assertThat(client.results(job, "successfulResults"))
                .matches(
                        "\\Q\"sf__Id\"%1$s\"sf__Created\"%1$sName%1$sPhone%2$s\\E\"001\\w{15}\"\\Q%1$s\"true\"%1$s\"a%2$sb\"%1$s1%2$s\\E\"001\\w{15}\"\\Q%1$s\"true\"%1$sc%1$s2%2$s\\E"
                                .formatted(d, eol));
    }

    @Test
    void of_an_update_says_that_nothing_was_created() {
        JsonObject job =
                client.run(
                        "{\"object\":\"Account\",\"operation\":\"update\"}",
                        "Id,Name\n001000000000001AAA,A\n");

        assertThat(client.results(job, "successfulResults"))
                .contains("\",\"false\",001000000000001AAA,A\n");
    }

    @Test
    void has_no_other_results() {
        JsonObject job = client.upsertAccounts(CSV);

        assertThat(client.results(job, "failedResults"))
                .isEqualTo("\"sf__Id\",\"sf__Error\",ERP_Number__c,Name\n");
        assertThat(client.results(job, "unprocessedrecords")).isEqualTo("ERP_Number__c,Name\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Name\r\nA\r\n' | ClientInputError : LineEnding is invalid",
                "'Name\n\"A\n' | InvalidBatch : Failed to parse CSV. The last quote is never closed",
                "'Name,Foo__c\nA,B\n' | InvalidBatch : Field name not found : Foo__c",
                "'Phone\nA\n' | InvalidBatch : Field name not found : ERP_Number__c",
                "'' | ClientInputError : The upload is empty",
            })
    void fails_as_any_other_if_its_upload_is_no_csv_for_it(String csv, String message) {
        String withKey = csv.replace("Name", "ERP_Number__c");

        JsonObject job = client.upsertAccounts(withKey);

        assertThat(job.getString("state")).isEqualTo("Failed");
        assertThat(job.getString("errorMessage")).startsWith(message);
        assertThat(job.getLong("numberRecordsProcessed")).isZero();
        assertThat(client.results(job, "unprocessedrecords")).isEqualTo(withKey);
        assertThat(client.results(job, "successfulResults"))
                .startsWith("\"sf__Id\",\"sf__Created\",");
    }

    @Test
    void counts_a_malformed_record_like_any_other() {
        JsonObject job = client.upsertAccounts("ERP_Number__c,Name\n1,A,B\n2,a\"b\n3\n");

        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(3);
        assertThat(client.results(job, "successfulResults").lines()).hasSize(4);
    }

    @Test
    void stays_one_when_jobs_are_processed_again() {
        String scanned = open();
        client.patch("/sandbox/settings", "{\"processJobs\":true}");
        String processed = open();
        client.patch("/sandbox/settings", SCAN_ONLY);

        client.setState(scanned, "UploadComplete");
        client.setState(processed, "UploadComplete");
        client.await(scanned);
        client.await(processed);

        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize"))
                .isEqualTo(2);
    }

    @Test
    void waits_for_no_other_job() {
        client.fault("{\"kind\":\"slow-job\",\"inProgressMilliseconds\":3600000}");
        String slow = open();
        client.setState(slow, "UploadComplete");

        List<String> others = IntStream.range(0, 5).mapToObj(i -> open()).toList();
        others.forEach(job -> client.setState(job, "UploadComplete"));

        assertThat(others)
                .allMatch(job -> client.await(job).getString("state").equals("JobComplete"));
        client.setState(slow, "Aborted");
    }

    @Test
    void is_listed_among_the_others() {
        client.patch("/sandbox/settings", "{\"processJobs\":true}");
        JsonObject before = client.upsertAccounts(CSV);
        client.patch("/sandbox/settings", SCAN_ONLY);
        JsonObject scanned = client.upsertAccounts(CSV);
        client.patch("/sandbox/settings", "{\"processJobs\":true}");
        JsonObject after = client.upsertAccounts(CSV);

        assertThat(
                        new JsonObject(client.get(SandboxClient.INGEST).body())
                                .getJsonArray("records").stream()
                                        .map(job -> ((JsonObject) job).getString("id")))
                .containsExactly(
                        before.getString("id"), scanned.getString("id"), after.getString("id"));
    }

    @Test
    void may_have_its_results_cut_off() {
        JsonObject job = client.upsertAccounts(CSV);
        String all = client.results(job, "successfulResults");
        client.fault("{\"kind\":\"truncate-reply\",\"path\":\"successfulResults\",\"clean\":true}");

        assertThat(client.results(job, "successfulResults"))
                .isEqualTo(all.substring(0, Math.round(all.length() / 2f)));
    }

    @Test
    void has_a_hundred_thousand_results_in_the_order_of_its_upload(@TempDir Path folder)
            throws IOException {
        Path csv = folder.resolve("customers.csv");
        try (var out = Files.newBufferedWriter(csv)) {
            out.write("ERP_Number__c,Name\n");
            for (int i = 0; i < 100_000; i++) {
                out.write("%06d,\"Customer \"\"%d\"\"\nof ours\"\n".formatted(i, i));
            }
        }
        String job = client.createJob(UPSERT);
        client.upload(job, BodyPublishers.ofFile(csv));
        client.setState(job, "UploadComplete");

        JsonObject end = client.await(job);

        assertThat(end.getLong("numberRecordsProcessed")).isEqualTo(100_000);
        assertThat(client.get(uploadOf(end)).body()).isEqualTo(Files.readString(csv));
        assertThat(client.results(end, "failedResults"))
                .isEqualTo("\"sf__Id\",\"sf__Error\",ERP_Number__c,Name\n");
        var rows = Csv.rows(client.results(end, "successfulResults"));
        assertThat(rows.stream().map(row -> row.get("sf__Id")).distinct()).hasSize(100_000);
        assertThat(rows.stream().map(row -> row.get("ERP_Number__c")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100_000).mapToObj("%06d"::formatted).toList());
        assertThat(rows.get(99_999)).containsEntry("Name", "Customer \"99999\"\nof ours");
    }

    @Test
    void ends_with_the_process_and_leaves_nothing(@TempDir Path folder) throws IOException {
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, folder);
        JsonObject job;
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient own = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            own.patch("/sandbox/settings", SCAN_ONLY);
            job = own.upsertAccounts(CSV);
        }

        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient own = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());

            assertThat(own.get(uploadOf(job)).statusCode()).isEqualTo(404);
            try (Stream<Path> jobs = Files.list(folder.resolve("jobs"))) {
                assertThat(jobs).isEmpty();
            }
        }
    }

    /** An open job with its upload. */
    private String open() {
        String job = client.createJob(UPSERT);
        client.upload(job, CSV);
        return job;
    }

    private static String uploadOf(JsonObject job) {
        return "/sandbox/jobs/" + job.getString("id") + "/upload";
    }
}
