package io.saltroad.sandbox;

import static io.saltroad.sandbox.SandboxClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An ingest job")
class JobLifeTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String UPSERT =
            "{\"object\":\"account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"erp_number__c\"}";
    private static final String CSV = "ERP_Number__c,Name\n0001,One\n0002,Two\n";

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void is_created_open() {
        JsonObject job = new JsonObject(client.post(INGEST, UPSERT).body());

        assertThat(job.getString("id")).matches("750\\w{15}");
        assertThat(job.getString("createdDate"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
        assertThat(job.getString("contentUrl"))
                .isEqualTo("services/data/v66.0/jobs/ingest/" + job.getString("id") + "/batches");
        assertThat(job.getValue("apiVersion")).isEqualTo(66.0);
        assertThat(job.fieldNames())
                .containsExactly(
                        "id",
                        "operation",
                        "object",
                        "createdById",
                        "createdDate",
                        "systemModstamp",
                        "state",
                        "externalIdFieldName",
                        "concurrencyMode",
                        "contentType",
                        "apiVersion",
                        "contentUrl",
                        "lineEnding",
                        "columnDelimiter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'operation':'insert'} | INVALIDJOB",
                "{'object':'Account'} | INVALIDJOB",
                "{'object':'Account','operation':'merge'} | INVALIDOPERATION",
                "{'object':'Nothing__c','operation':'insert'} | INVALIDENTITY",
                "{'object':'Account','operation':'upsert'} | INVALIDJOB",
                "{'object':'Account','operation':'upsert','externalIdFieldName':'Name'} | INVALIDJOB",
                "{'object':'Account','operation':'insert','columnDelimiter':'COLON'} | INVALIDJOB",
                "{'object':'Account','operation':'insert','contentType':'XML'} | INVALIDJOB",
                "[] | JSON_PARSER_ERROR",
                "{ | JSON_PARSER_ERROR",
            })
    void is_not_created_from_a_wrong_description(String json, String code) {
        HttpResponse<String> answer = client.post(INGEST, json.replace('\'', '"'));

        assertRefused(answer, 400, code);
    }

    @Test
    void goes_from_open_over_upload_complete_and_in_progress_to_job_complete() {
        client.fault(
                "{\"kind\":\"slow-job\",\"queuedMilliseconds\":300,\"inProgressMilliseconds\":300}");
        String job = client.createJob(UPSERT);

        HttpResponse<String> upload = client.upload(job, CSV);
        assertThat(upload.statusCode()).isEqualTo(201);
        assertThat(upload.body()).isEmpty();

        HttpResponse<String> close =
                client.patch(
                        INGEST + "/" + job,
                        "{\"id\":\"%s\",\"state\":\"UploadComplete\"}".formatted(job));
        assertThat(close.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(close.body()).getString("state")).isEqualTo("UploadComplete");
        assertThat(new JsonObject(close.body()).containsKey("contentUrl")).isFalse();
        assertThat(client.job(job).getString("state")).isEqualTo("UploadComplete");

        awaitState(job, "InProgress");
        JsonObject end = client.await(job);

        assertThat(end.getString("state")).isEqualTo("JobComplete");
        assertThat(end.getString("jobType")).isEqualTo("V2Ingest");
        assertThat(end.getLong("numberRecordsProcessed")).isEqualTo(2);
        assertThat(end.getLong("numberRecordsFailed")).isZero();
        assertThat(end.containsKey("errorMessage")).isFalse();
    }

    @Test
    void tells_no_counts_while_it_is_open() {
        JsonObject job = client.job(client.createJob(UPSERT));

        assertThat(job.getString("state")).isEqualTo("Open");
        assertThat(job.containsKey("numberRecordsProcessed")).isFalse();
        assertThat(job.getInteger("retries")).isZero();
    }

    @Test
    void takes_one_upload_and_refuses_the_second_in_the_words_of_the_platform() {
        String job = client.createJob(UPSERT);
        client.upload(job, CSV);

        HttpResponse<String> second = client.upload(job, CSV);

        assertRefused(second, 400, "INVALIDJOB");
        assertThat(second.body())
                .contains(
                        "Found multipe contents for job: <" + job + ">, please 'Close' / 'Abort'");
    }

    @Test
    void takes_no_upload_once_it_is_closed_or_aborted_or_gone() {
        String closed = client.run(UPSERT, CSV).getString("id");
        String aborted = client.createJob(UPSERT);
        client.setState(aborted, "Aborted");

        assertRefused(client.upload(closed, CSV), 400, "INVALIDJOBSTATE");
        assertRefused(client.upload(aborted, CSV), 400, "INVALIDJOBSTATE");
        assertRefused(client.upload("7505f00000000zzAAA", CSV), 404, "NOT_FOUND");
    }

    @Test
    void refuses_an_upload_that_is_too_long() {
        client.patch("/sandbox/settings", "{\"uploadBytes\":100}");
        String job = client.createJob(UPSERT);

        HttpResponse<String> answer = client.upload(job, "x".repeat(101));

        assertRefused(answer, 413, "CLIENTINPUTERROR");
        assertThat(client.upload(client.createJob(UPSERT), "x".repeat(100)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void that_is_closed_without_data_is_complete_with_no_records() {
        String job = client.createJob(UPSERT);
        client.setState(job, "UploadComplete");

        assertThat(client.await(job).getLong("numberRecordsProcessed")).isZero();
        assertThat(client.await(job).getString("state")).isEqualTo("JobComplete");
    }

    @Test
    void with_a_header_alone_is_complete_and_with_an_empty_upload_fails() {
        JsonObject headerOnly = client.upsertAccounts("ERP_Number__c,Name\n");
        JsonObject empty = client.upsertAccounts("");

        assertThat(headerOnly.getString("state")).isEqualTo("JobComplete");
        assertThat(headerOnly.getLong("numberRecordsProcessed")).isZero();
        assertThat(empty.getString("state")).isEqualTo("Failed");
        assertThat(empty.getString("errorMessage")).startsWith("ClientInputError : ");
    }

    @Test
    void does_nothing_when_it_is_aborted_and_says_so_in_its_unprocessed_records() {
        String job = client.createJob(UPSERT);
        client.upload(job, CSV);

        HttpResponse<String> answer = client.setState(job, "Aborted");

        assertThat(new JsonObject(answer.body()).getString("state")).isEqualTo("Aborted");
        assertThat(client.get(INGEST + "/" + job + "/unprocessedRecords").body()).isEqualTo(CSV);
        assertThat(client.query("SELECT COUNT() FROM Account").getInteger("totalSize")).isZero();
    }

    @Test
    void can_be_aborted_while_it_is_in_progress() {
        client.fault("{\"kind\":\"slow-job\",\"inProgressMilliseconds\":400}");
        String job = client.createJob(UPSERT);
        client.upload(job, CSV);
        client.setState(job, "UploadComplete");
        awaitState(job, "InProgress");

        assertThat(client.setState(job, "Aborted").statusCode()).isEqualTo(200);

        assertThat(client.get(INGEST + "/" + job + "/unprocessedrecords").body()).isEqualTo(CSV);
        assertThat(client.get(INGEST + "/" + job + "/successfulResults").body())
                .isEqualTo("\"sf__Id\",\"sf__Created\",ERP_Number__c,Name\n");
    }

    @Test
    void cannot_be_aborted_or_closed_after_its_end() {
        String job = client.run(UPSERT, CSV).getString("id");

        HttpResponse<String> abort = client.setState(job, "Aborted");

        assertRefused(abort, 400, "INVALIDJOBSTATE");
        assertThat(abort.body()).contains("Aborting already Completed Job not allowed");
        assertRefused(client.setState(job, "UploadComplete"), 400, "INVALIDJOBSTATE");
        assertRefused(client.setState(job, "Open"), 400, "INVALIDJOBSTATE");
        assertRefused(client.setState(job, "Nonsense"), 400, "INVALIDJOBSTATE");
    }

    @Test
    void can_be_deleted_after_its_end_but_not_while_it_is_open() {
        String open = client.createJob(UPSERT);
        String ended = client.run(UPSERT, CSV).getString("id");

        HttpResponse<String> refused = client.delete(INGEST + "/" + open);
        assertRefused(refused, 400, "API_ERROR");
        assertThat(refused.body()).contains("because the job is not terminated");

        assertThat(client.delete(INGEST + "/" + ended).statusCode()).isEqualTo(204);
        HttpResponse<String> gone = client.get(INGEST + "/" + ended);
        assertRefused(gone, 404, "NOT_FOUND");
        assertThat(gone.body()).contains("The requested resource does not exist");
    }

    @Test
    void is_listed() {
        String job = client.createJob(UPSERT);

        JsonObject list = new JsonObject(client.get(INGEST + "?jobType=V2Ingest").body());

        assertThat(list.getBoolean("done")).isTrue();
        assertThat(list.containsKey("nextRecordsUrl")).isTrue();
        assertThat(list.getJsonArray("records"))
                .anySatisfy(o -> assertThat(((JsonObject) o).getString("id")).isEqualTo(job));
    }

    /** 100,000 characters are documented; the second form names no file for its data. */
    @ParameterizedTest
    @ValueSource(strings = {"; filename=\"content\"", ""})
    void can_be_created_with_its_data_in_one_call(String file) {
        String csv = "Name\n" + "Zürich %s\n".formatted("ü".repeat(200)).repeat(470);
        String body =
                """
                --BOUNDARY\r
                Content-Type: application/json\r
                Content-Disposition: form-data; name="job"\r
                \r
                {"object":"Account","operation":"insert","lineEnding":"LF"}\r
                --BOUNDARY\r
                Content-Type: text/csv; charset=UTF-8\r
                Content-Disposition: form-data; name="content"%s\r
                \r
                %s\r
                --BOUNDARY--\r
                """
                        .formatted(file, csv);

        JsonObject job = new JsonObject(createWithData(body).body());

        assertThat(csv).hasSizeBetween(95_000, 100_000);
        assertThat(job.getString("state")).isEqualTo("UploadComplete");
        assertThat(job.containsKey("contentUrl")).isFalse();
        assertThat(client.await(job.getString("id")).getLong("numberRecordsProcessed"))
                .isEqualTo(470);
        assertThat(client.records("SELECT Name FROM Account").getJsonObject(0).getString("Name"))
                .startsWith("Zürich üü");
    }

    private HttpResponse<String> createWithData(String body) {
        return client.send(
                INGEST,
                r ->
                        r.POST(BodyPublishers.ofString(body))
                                .header("Content-Type", "multipart/form-data; boundary=BOUNDARY"));
    }

    @Test
    void is_not_open_any_more_after_the_time_that_the_org_allows() {
        client.patch("/sandbox/settings", "{\"openJobSeconds\":0}");
        String job = client.createJob(UPSERT);

        assertThat(client.job(job).getString("state")).isEqualTo("Failed");
        assertRefused(client.upload(job, CSV), 400, "INVALIDJOBSTATE");
    }

    @Test
    void is_not_created_when_the_quota_is_used_up() {
        client.patch("/sandbox/settings", "{\"dailyBulkApiBatches\":0}");

        assertRefused(client.post(INGEST, UPSERT), 400, "EXCEEDEDQUOTA");
    }

    @Test
    void leaves_records_over_the_daily_allocation_unprocessed() {
        client.patch("/sandbox/settings", "{\"dailyBulkRecords\":1}");

        JsonObject job = client.upsertAccounts(CSV);

        assertThat(job.getString("state")).isEqualTo("Failed");
        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(1);
        assertThat(client.results(job, "unprocessedrecords"))
                .isEqualTo("ERP_Number__c,Name\n0002,Two\n");
    }

    @Test
    void for_hard_delete_needs_a_permission() {
        client.patch("/sandbox/settings", "{\"hardDelete\":false}");

        assertRefused(
                client.post(INGEST, "{\"object\":\"Account\",\"operation\":\"hardDelete\"}"),
                400,
                "FEATURENOTENABLED");
    }

    @Test
    void is_found_under_sloppy_paths() {
        String job = client.createJob(UPSERT);

        assertThat(client.get("//services/data/v66.0/jobs//ingest/" + job + "/").statusCode())
                .isEqualTo(200);
        assertThat(client.post("/services/data/v66.0/jobs/ingest//", UPSERT).statusCode())
                .isEqualTo(200);
        assertThat(client.get(INGEST + "/" + job.substring(0, 15)).statusCode()).isEqualTo(200);
    }

    @Test
    void answers_other_methods_with_405() {
        HttpResponse<String> answer = client.send(INGEST, r -> r.PUT(BodyPublishers.ofString("")));

        assertRefused(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.body()).contains("HTTP Method 'PUT' not allowed. Allowed are ");
    }

    private void awaitState(String job, String state) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> client.job(job).getString("state").equals(state));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonArray errors = new JsonArray(answer.body());
        assertThat(errors).hasSize(1);
        assertThat(errors.getJsonObject(0).getString("errorCode")).isEqualTo(code);
        assertThat(errors.getJsonObject(0).getString("message")).isNotEmpty();
    }
}
