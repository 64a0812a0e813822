package io.saltroad.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A client of the sandbox that knows nothing of its insides. */
final class SandboxClient {

    static final String DATA = "/services/data/v66.0";
    static final String INGEST = DATA + "/jobs/ingest";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI uri;
    private final HttpClient http;
    private String token;

    SandboxClient(URI uri) {
        this(uri, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    SandboxClient(URI uri, HttpClient http) {
        this.uri = uri;
        this.http = http;
    }

    // ---- plain calls ----------------------------------------------------------------------------

    HttpResponse<String> get(String path) {
        return send(path, request -> request.GET());
    }

    HttpResponse<String> delete(String path) {
        return send(path, request -> request.DELETE());
    }

    HttpResponse<String> post(String path, String json) {
        return send(
                path,
                r ->
                        r.POST(BodyPublishers.ofString(json))
                                .header("Content-Type", "application/json"));
    }

    HttpResponse<String> patch(String path, String json) {
        return send(
                path,
                r ->
                        r.method("PATCH", BodyPublishers.ofString(json))
                                .header("Content-Type", "application/json"));
    }

    HttpResponse<String> form(String path, Map<String, String> fields) {
        String body =
                fields.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
        return send(
                path,
                r ->
                        r.POST(BodyPublishers.ofString(body))
                                .header("Content-Type", "application/x-www-form-urlencoded"));
    }

    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> shape) {
        try {
            return sendOrFail(path, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For those who expect the connection to break. */
    HttpResponse<String> sendOrFail(String path, UnaryOperator<HttpRequest.Builder> shape)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(shape.apply(request).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // ---- sign-in --------------------------------------------------------------------------------

    /** Signs in as an app that has its own secret. */
    SandboxClient signIn(SandboxCredentials credentials) {
        HttpResponse<String> answer =
                form(
                        "/services/oauth2/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                credentials.clientId(),
                                "client_secret",
                                credentials.clientSecret()));
        return withToken(new JsonObject(answer.body()).getString("access_token"));
    }

    SandboxClient withToken(String accessToken) {
        token = accessToken;
        return this;
    }

    String token() {
        return token;
    }

    // ---- jobs -----------------------------------------------------------------------------------

    String createJob(String json) {
        HttpResponse<String> answer = post(INGEST, json);
        if (answer.statusCode() != 200) {
            throw new AssertionError("the job was not created: " + answer.body());
        }
        return new JsonObject(answer.body()).getString("id");
    }

    HttpResponse<String> upload(String job, String csv) {
        return upload(job, BodyPublishers.ofString(csv));
    }

    HttpResponse<String> upload(String job, BodyPublisher csv) {
        return send(
                INGEST + "/" + job + "/batches",
                r -> r.PUT(csv).header("Content-Type", "text/csv; charset=UTF-8"));
    }

    HttpResponse<String> setState(String job, String state) {
        return patch(INGEST + "/" + job, new JsonObject().put("state", state).encode());
    }

    JsonObject job(String job) {
        return new JsonObject(get(INGEST + "/" + job).body());
    }

    /** Waits for one of the three states that end a job. */
    JsonObject await(String job) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> job(job),
                        info ->
                                Set.of("JobComplete", "Failed", "Aborted")
                                        .contains(info.getString("state")));
    }

    /** Creates a job, uploads, closes it and waits for its end. */
    JsonObject run(String spec, String csv) {
        String job = createJob(spec);
        upload(job, csv);
        setState(job, "UploadComplete");
        return await(job);
    }

    JsonObject upsertAccounts(String csv) {
        return run(
                "{\"object\":\"Account\",\"operation\":\"upsert\",\"externalIdFieldName\":\"ERP_Number__c\"}",
                csv);
    }

    String results(JsonObject job, String which) {
        return get(INGEST + "/" + job.getString("id") + "/" + which).body();
    }

    // ---- reading back ---------------------------------------------------------------------------

    JsonObject query(String soql) {
        return new JsonObject(get(DATA + "/query?q=" + encoded(soql)).body());
    }

    /** The records of a query that fits on one page. */
    JsonArray records(String soql) {
        return query(soql).getJsonArray("records");
    }

    void fault(String json) {
        HttpResponse<String> answer = post("/sandbox/faults", json);
        if (answer.statusCode() != 201) {
            throw new AssertionError("the fault was not scheduled: " + answer.body());
        }
    }
}
