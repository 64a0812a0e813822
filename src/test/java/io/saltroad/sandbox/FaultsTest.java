package io.saltroad.sandbox;

import static io.saltroad.sandbox.SandboxClient.DATA;
import static io.saltroad.sandbox.SandboxClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A scheduled fault")
class FaultsTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String LIMITS = DATA + "/limits";
    private static final String UPSERT =
            "{\"object\":\"Account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"ERP_Number__c\"}";

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void is_played_as_often_as_it_says_and_ends_by_itself() {
        client.fault(
                "{\"kind\":\"too-many-requests\",\"path\":\"/limits$\",\"times\":2,\"skip\":1,\"retryAfter\":7}");

        List<Integer> statuses =
                IntStream.range(0, 5).mapToObj(i -> client.get(LIMITS).statusCode()).toList();

        assertThat(statuses).containsExactly(200, 429, 429, 200, 200);
        JsonObject fault = new JsonArray(client.get("/sandbox/faults").body()).getJsonObject(0);
        assertThat(fault.getInteger("played")).isEqualTo(2);
        assertThat(fault.getInteger("left")).isZero();
    }

    @Test
    void meets_the_same_calls_again_with_the_same_seed() {
        String fault =
                "{\"kind\":\"bad-gateway\",\"method\":\"GET\",\"times\":100,\"probability\":0.5,\"seed\":7}";

        List<Integer> first = statusesUnder(fault);
        List<Integer> second = statusesUnder(fault);

        assertThat(first).isEqualTo(second).contains(200, 502);
    }

    private List<Integer> statusesUnder(String fault) {
        client.delete("/sandbox/faults");
        client.fault(fault);
        List<Integer> statuses =
                IntStream.range(0, 20).mapToObj(i -> client.get(LIMITS).statusCode()).toList();
        client.delete("/sandbox/faults");
        return statuses;
    }

    @Test
    void says_when_to_come_back_in_seconds_or_as_a_date() {
        client.fault("{\"kind\":\"too-many-requests\",\"retryAfter\":7}");
        client.fault("{\"kind\":\"unavailable\",\"retryAfter\":60,\"retryAfterForm\":\"date\"}");

        HttpResponse<String> limited = client.get(LIMITS);
        HttpResponse<String> unavailable = client.get(LIMITS);

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("7");
        assertThat(unavailable.statusCode()).isEqualTo(503);
        assertThat(unavailable.body()).contains("SERVER_UNAVAILABLE");
        Instant date =
                ZonedDateTime.parse(
                                unavailable.headers().firstValue("Retry-After").orElseThrow(),
                                DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
        assertThat(date).isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'kind':'request-limit'} | 403 | TotalRequests Limit exceeded.",
                "{'kind':'request-limit','concurrent':true} | 403 | ConcurrentRequests",
                "{'kind':'unavailable','html':true} | 503 | <html>",
                "{'kind':'bad-gateway'} | 502 | <html>",
                "{'kind':'error','status':400} | 400 | API_ERROR",
                "{'kind':'error','status':401} | 401 | INVALID_SESSION_ID",
                "{'kind':'error','status':403} | 403 | INSUFFICIENT_ACCESS",
                "{'kind':'error','status':404} | 404 | NOT_FOUND",
                "{'kind':'error','status':409} | 409 | CONFLICT",
                "{'kind':'error'} | 500 | UNKNOWN_EXCEPTION",
                "{'kind':'error','status':502} | 502 | <html>",
                "{'kind':'error','status':400,'errorCode':'EXCEEDEDQUOTA'} | 400 | EXCEEDEDQUOTA",
                "{'kind':'answer','status':420,'body':'no route'} | 420 | no route",
                "{'kind':'expire-sessions'} | 401 | INVALID_SESSION_ID",
            })
    void gives_the_answer_it_is_made_for(String fault, int status, String body) {
        client.fault(fault.replace('\'', '"'));

        HttpResponse<String> answer = client.get(LIMITS);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(body);
    }

    @Test
    void resets_the_connection_before_anything_is_done() {
        String job = client.createJob(UPSERT);
        client.fault("{\"kind\":\"reset\",\"method\":\"PATCH\"}");

        assertThatThrownBy(() -> close(job)).isInstanceOf(IOException.class);

        assertThat(client.job(job).getString("state")).isEqualTo("Open");
    }

    @Test
    void resets_the_connection_when_half_of_an_upload_has_arrived() {
        String job = client.createJob(UPSERT);
        client.fault("{\"kind\":\"reset\",\"method\":\"PUT\",\"when\":\"request\"}");

        assertThatThrownBy(() -> client.upload(job, "ERP_Number__c,Name\n1,A\n"))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(client.upload(job, "ERP_Number__c,Name\n1,A\n").statusCode()).isEqualTo(201);
    }

    @Test
    void resets_the_connection_when_half_of_the_reply_has_arrived() {
        String job = client.createJob(UPSERT);
        client.upload(job, "ERP_Number__c,Name\n1,A\n");
        client.fault("{\"kind\":\"reset\",\"method\":\"PATCH\",\"when\":\"reply\"}");

        assertThatThrownBy(() -> close(job)).isInstanceOf(IOException.class);

        assertThat(client.await(job).getString("state")).isEqualTo("JobComplete");
    }

    @Test
    void ends_the_session_in_the_middle_of_an_upload_which_was_for_nothing() {
        String job = client.createJob(UPSERT);
        client.fault("{\"kind\":\"expire-sessions\",\"method\":\"PUT\",\"when\":\"request\"}");

        HttpResponse<String> refused = client.upload(job, "ERP_Number__c,Name\n1,A\n");
        client.withToken(null).signIn(ORG.sandbox().credentials());
        HttpResponse<String> taken = client.upload(job, "ERP_Number__c,Name\n1,A\n");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("INVALID_SESSION_ID");
        assertThat(taken.statusCode()).isEqualTo(201);
    }

    @Test
    void refuses_a_sign_in_in_the_form_of_its_endpoint() {
        client.fault("{\"kind\":\"error\",\"status\":400,\"path\":\"/oauth2/token$\"}");

        HttpResponse<String> answer =
                client.form("/services/oauth2/token", Map.of("grant_type", "client_credentials"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo("invalid_request");
    }

    @Test
    void loses_the_reply_after_all_was_done() {
        String job = client.createJob(UPSERT);
        client.upload(job, "ERP_Number__c,Name\n1,A\n");
        client.fault("{\"kind\":\"reset\",\"method\":\"PATCH\",\"when\":\"after\"}");

        assertThatThrownBy(() -> close(job)).isInstanceOf(IOException.class);

        assertThat(client.await(job).getString("state")).isEqualTo("JobComplete");
    }

    private void close(String job) throws IOException {
        client.sendOrFail(
                INGEST + "/" + job,
                r -> r.method("PATCH", BodyPublishers.ofString("{\"state\":\"UploadComplete\"}")));
    }

    @Test
    void loses_the_reply_to_an_upload_that_has_arrived() {
        String job = client.createJob(UPSERT);
        client.fault(
                "{\"kind\":\"reset\",\"method\":\"PUT\",\"path\":\"/batches$\",\"when\":\"after\"}");

        assertThatThrownBy(
                        () ->
                                client.sendOrFail(
                                        INGEST + "/" + job + "/batches",
                                        r -> r.PUT(BodyPublishers.ofString("ERP_Number__c\n1\n"))))
                .isInstanceOf(IOException.class);

        assertThat(client.upload(job, "ERP_Number__c\n1\n").body()).contains("multipe contents");
    }

    @Test
    void stalls() {
        client.fault("{\"kind\":\"stall\",\"milliseconds\":200}");
        Instant start = Instant.now();

        assertThat(client.get(LIMITS).statusCode()).isEqualTo(200);

        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(199));
    }

    @Test
    void stops_a_job_in_the_middle() {
        String csv = "ERP_Number__c,Name\n1,A\n2,\"B,\n\"\"b\"\"\"\n3,C\n";
        client.fault("{\"kind\":\"stop-job\",\"object\":\"Account\",\"after\":1}");
        JsonObject failed = client.upsertAccounts(csv);
        client.fault("{\"kind\":\"stop-job\",\"state\":\"Aborted\",\"after\":2}");
        JsonObject aborted = client.upsertAccounts(csv);

        assertThat(failed.getString("state")).isEqualTo("Failed");
        assertThat(failed.getString("errorMessage"))
                .isEqualTo("TooManyLockFailure : Too many lock failure 200 Trying again later.");
        assertThat(failed.getLong("numberRecordsProcessed")).isEqualTo(1);
        assertThat(client.results(failed, "unprocessedrecords"))
                .isEqualTo("ERP_Number__c,Name\n2,\"B,\n\"\"b\"\"\"\n3,C\n");
        assertThat(Csv.rows(client.results(failed, "successfulResults"))).hasSize(1);
        assertThat(aborted.getString("state")).isEqualTo("Aborted");
        assertThat(client.results(aborted, "unprocessedRecords"))
                .isEqualTo("ERP_Number__c,Name\n3,C\n");
    }

    @Test
    void fails_the_records_it_names_or_a_share_of_all() {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < 1000; i++) {
            csv.append(i).append(",N\n");
        }
        client.fault("{\"kind\":\"row-errors\",\"keys\":[\"7\",8]}");
        JsonObject named = client.upsertAccounts(csv.toString());
        client.fault(
                "{\"kind\":\"row-errors\",\"share\":0.1,\"seed\":3,\"error\":\"FIELD_CUSTOM_VALIDATION_EXCEPTION:No:--\"}");
        JsonObject share = client.upsertAccounts(csv.toString());
        JsonObject none = client.upsertAccounts(csv.toString());

        assertThat(Csv.byColumn(client.results(named, "failedResults"), "ERP_Number__c"))
                .containsOnlyKeys("7", "8")
                .allSatisfy(
                        (key, row) ->
                                assertThat(row.get("sf__Error")).startsWith("UNABLE_TO_LOCK_ROW:"));
        assertThat(share.getLong("numberRecordsFailed")).isBetween(60L, 140L);
        assertThat(Csv.rows(client.results(share, "failedResults")))
                .hasSize(share.getLong("numberRecordsFailed").intValue());
        assertThat(none.getLong("numberRecordsFailed")).isZero();
    }

    @Test
    void reports_counts_that_are_not_true() {
        client.fault("{\"kind\":\"wrong-counts\",\"processed\":-1,\"failed\":2}");

        JsonObject job = client.upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n");

        assertThat(job.getLong("numberRecordsProcessed")).isEqualTo(1);
        assertThat(job.getLong("numberRecordsFailed")).isEqualTo(2);
    }

    @Test
    void cuts_any_reply_off_with_or_without_a_trace() {
        String whole = client.get(DATA).body();
        client.fault("{\"kind\":\"truncate-reply\"}");
        client.fault("{\"kind\":\"truncate-reply\",\"share\":0.25,\"clean\":true}");

        assertThatThrownBy(() -> client.sendOrFail(DATA, r -> r.GET()))
                .isInstanceOf(IOException.class);
        assertThat(client.get(DATA).body())
                .hasSize(Math.round(whole.length() * 0.25f))
                .isSubstringOf(whole);
    }

    @Test
    void cuts_a_results_file_off_with_or_without_a_trace() throws IOException {
        JsonObject job = client.upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n");
        String whole = client.results(job, "successfulResults");
        String path = INGEST + "/" + job.getString("id") + "/successfulResults";
        client.fault("{\"kind\":\"truncate-reply\",\"share\":0.5}");
        client.fault("{\"kind\":\"truncate-reply\",\"share\":0.5,\"clean\":true}");

        assertThatThrownBy(() -> client.sendOrFail(path, r -> r.GET()))
                .isInstanceOf(IOException.class);
        assertThat(whole).startsWith(client.get(path).body());
        assertThat(client.get(path).body()).isEqualTo(whole);
    }

    @Test
    void that_cannot_be_understood_is_refused_with_a_reason() {
        assertThat(client.post("/sandbox/faults", "{\"kind\":\"rest\"}").body())
                .contains("kind is 'rest'; there are [too-many-requests,");
        assertThat(client.post("/sandbox/faults", "{\"kind\":\"reset\",\"time\":3}").body())
                .contains("'time' means nothing to reset; it takes [");
        assertThat(
                        client.post("/sandbox/faults", "{\"kind\":\"reset\",\"path\":\"(\"}")
                                .statusCode())
                .isEqualTo(400);
        assertThat(client.post("/sandbox/faults", "{\"kind\":\"stop-job\",\"after\":-1}").body())
                .contains("after is -1; it takes a whole number, 0 or more");
        assertThat(client.post("/sandbox/faults", "{\"kind\":\"reset\",\"when\":\"later\"}").body())
                .contains("when is later; it takes one of [after, before, reply, request]");
        assertThat(
                        client.post(
                                        "/sandbox/faults",
                                        "{\"kind\":\"expire-sessions\",\"when\":\"reply\"}")
                                .body())
                .contains("when is reply; it takes one of [before, request]");
        assertThat(client.patch("/sandbox/settings", "{\"dailyRequests\":3}").body())
                .contains("There is no setting 'dailyRequests'");
    }

    @Test
    void is_seen_in_the_log_of_requests() {
        client.fault("{\"kind\":\"reset\"}");
        // A POST, since the JDK's client repeats a GET by itself.
        assertThatThrownBy(() -> client.sendOrFail(LIMITS, r -> r.POST(BodyPublishers.noBody())))
                .isInstanceOf(IOException.class);

        JsonArray log = new JsonArray(client.get("/sandbox/requests?last=10").body());

        assertThat(log)
                .anySatisfy(
                        entry -> {
                            JsonObject exchange = (JsonObject) entry;
                            assertThat(exchange.getString("path")).isEqualTo(LIMITS);
                            assertThat(exchange.getString("fault")).isEqualTo("reset");
                            assertThat(exchange.getInteger("status")).isZero();
                        });
        assertThat(new JsonObject(client.get("/sandbox/counters").body()).getLong("POST " + LIMITS))
                .isEqualTo(1);
    }
}
