package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A query of Bulk API 1.0")
class ClassicQueryTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String JOBS = "/services/async/59.0/job";
    private static final String SPEC =
            "{\"operation\":\"query\",\"object\":\"Account\",\"contentType\":\"JSON\"}";

    private final SandboxClient client = ORG.client();
    private String session;

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
        session = client.token();
    }

    @Test
    void gives_its_records_as_one_array_with_times_in_milliseconds() {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < 4_100; i++) {
            csv.append("%04d,N\n".formatted(i));
        }
        client.upsertAccounts(csv.toString());
        client.withToken(null);

        JsonObject batch =
                run("SELECT ERP_Number__c, CreatedDate FROM Account ORDER BY ERP_Number__c");

        assertThat(batch.getString("state")).isEqualTo("Completed");
        assertThat(batch.getInteger("numberRecordsProcessed")).isEqualTo(4_100);
        JsonArray records = new JsonArray(result(batch).body());
        assertThat(records).hasSize(4_100);
        assertThat(records.getJsonObject(4_099).getString("ERP_Number__c")).isEqualTo("4099");
        assertThat(records.getJsonObject(0).getValue("CreatedDate")).isInstanceOf(Long.class);
    }

    @Test
    void without_records_gives_an_empty_array() {
        assertThat(result(run("SELECT Id FROM Contact")).body()).isEqualTo("[]");
    }

    @Test
    void that_is_wrong_fails_its_batch() {
        JsonObject batch = run("SELECT Nothing__c FROM Account");

        assertThat(batch.getString("state")).isEqualTo("Failed");
        assertThat(batch.getString("stateMessage"))
                .startsWith("InvalidBatch : Failed to process query: INVALID_FIELD");
        assertThat(result(batch).body()).contains("Batch not completed");
    }

    @Test
    void is_closed_like_any_job() {
        String job = create(SPEC).getString("id");

        JsonObject closed = new JsonObject(send(JOBS + "/" + job, "{\"state\":\"Closed\"}").body());

        assertThat(closed.getString("state")).isEqualTo("Closed");
        assertThat(send(JOBS + "/" + job + "/batch", "SELECT Id FROM Account").body())
                .contains("InvalidJobState");
    }

    @Test
    void needs_a_session_and_says_so_in_words_of_its_own() {
        session = "00Dx!dead";

        HttpResponse<String> answer = send(JOBS, SPEC);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getMap())
                .containsEntry("exceptionCode", "InvalidSessionId")
                .containsEntry("exceptionMessage", "Invalid session id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "30.0", "99.0", "59"})
    void is_of_a_version_that_is_served(String version) {
        assertThat(send(JOBS.replace("59.0", version), SPEC).body())
                .contains("InvalidVersion", version);
    }

    @Test
    void is_all_that_there_is_of_that_API() {
        assertThat(send(JOBS, SPEC.replace("query", "insert")).body()).contains("InvalidJob");
        assertThat(send(JOBS, SPEC.replace("JSON", "CSV")).body()).contains("InvalidJob");
    }

    // ---- ----------------------------------------------------------------------------------------

    private JsonObject create(String spec) {
        HttpResponse<String> answer = send(JOBS, spec);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private JsonObject run(String soql) {
        String job = create(SPEC).getString("id");
        JsonObject batch = new JsonObject(send(JOBS + "/" + job + "/batch", soql).body());
        String path = path(batch);
        return Awaitility.await()
                .until(
                        () -> new JsonObject(get(path).body()),
                        info -> Set.of("Completed", "Failed").contains(info.getString("state")));
    }

    private HttpResponse<String> result(JsonObject batch) {
        HttpResponse<String> results = get(path(batch) + "/result");
        return results.statusCode() == 200
                ? get(path(batch) + "/result/" + new JsonArray(results.body()).getString(0))
                : results;
    }

    private static String path(JsonObject batch) {
        return "%s/%s/batch/%s".formatted(JOBS, batch.getString("jobId"), batch.getString("id"));
    }

    private HttpResponse<String> get(String path) {
        return client.send(path, r -> r.GET().header("X-SFDC-Session", session));
    }

    private HttpResponse<String> send(String path, String body) {
        UnaryOperator<HttpRequest.Builder> post =
                r ->
                        r.POST(BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")
                                .header("X-SFDC-Session", "Bearer " + session);
        return client.send(path, post);
    }
}
