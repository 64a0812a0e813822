package io.saltroad;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;

/** Who else has to do with the tenant of Data Cloud, and knows nothing of us. */
public final class SomebodyElse {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JOBS = "/api/v1/ingest/jobs";

    private final URI tenant;
    private final HttpClient http = HttpClient.newHttpClient();

    public SomebodyElse(URI tenant) {
        this.tenant = tenant;
    }

    /** Aborts all jobs that have not ended. */
    public void abortsLoads() throws IOException, InterruptedException {
        forEachUnfinished("Aborted");
    }

    /** Closes all jobs that are open. */
    public void closesLoads() throws IOException, InterruptedException {
        forEachUnfinished("UploadComplete");
    }

    /** Deletes all jobs that have ended. */
    public void deletesLoads() throws IOException, InterruptedException {
        String token = token();
        for (JsonNode job : send(HttpRequest.newBuilder(tenant.resolve("/sandbox/tenant/jobs")))) {
            send(
                    HttpRequest.newBuilder(tenant.resolve(JOBS + "/" + job.path("id").asText()))
                            .header("Authorization", "Bearer " + token)
                            .DELETE());
        }
    }

    /**
     * Streams records that have nothing but a key.
     *
     * @param object with its connector: {@code erp/customers}
     */
    public void streams(String object, String keyField, Collection<String> keys)
            throws IOException, InterruptedException {
        ObjectNode records = JSON.createObjectNode();
        keys.forEach(key -> records.withArray("data").addObject().put(keyField, key));
        send(
                HttpRequest.newBuilder(tenant.resolve("/api/v1/ingest/sources/" + object))
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(records.toString())));
    }

    private void forEachUnfinished(String state) throws IOException, InterruptedException {
        String token = token();
        for (JsonNode job : send(HttpRequest.newBuilder(tenant.resolve("/sandbox/tenant/jobs")))) {
            if (!Set.of("JobComplete", "Failed", "Aborted").contains(job.path("state").asText())) {
                send(
                        HttpRequest.newBuilder(tenant.resolve(JOBS + "/" + job.path("id").asText()))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .method(
                                        "PATCH",
                                        BodyPublishers.ofString(
                                                "{\"state\":\"%s\"}".formatted(state))));
            }
        }
    }

    private String token() throws IOException, InterruptedException {
        String core =
                send(HttpRequest.newBuilder(tenant.resolve("/sandbox/sessions"))
                                .POST(BodyPublishers.noBody()))
                        .path("access_token")
                        .asText();
        String form =
                "grant_type=urn:salesforce:grant-type:external:cdp"
                        + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token"
                        + "&subject_token="
                        + URLEncoder.encode(core, StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(tenant.resolve("/services/a360/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)))
                .path("access_token")
                .asText();
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
