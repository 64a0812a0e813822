package io.saltroad.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** What a soak run asks the sandbox and tells it, beside the deliveries. */
final class Org {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "/services/data/v66.0";

    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Org(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    URI uri() {
        return sandbox.uri();
    }

    /** Schedules a fault. */
    void fault(String wish) {
        json(
                request("/sandbox/faults")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(wish)));
    }

    JsonNode faults() {
        return json(request("/sandbox/faults"));
    }

    void endAllFaults() {
        send(request("/sandbox/faults").DELETE());
    }

    /** Every job there ever was. */
    JsonNode jobs() {
        return json(request("/sandbox/jobs?last=999999"));
    }

    /** Requests that the program has made. */
    long requests() {
        long sum = 0;
        for (var counter : json(request("/sandbox/counters")).properties()) {
            sum += counter.getKey().contains("/services/") ? counter.getValue().asLong() : 0;
        }
        return sum;
    }

    /** The records that a job has put into the org. */
    InputStream successfulResults(String job, String token) {
        return send(authorized(DATA + "/jobs/ingest/" + job + "/successfulResults", token));
    }

    /** How many accounts there are. */
    long accounts(String token) {
        String soql = URLEncoder.encode("SELECT COUNT() FROM Account", StandardCharsets.UTF_8);
        return json(authorized(DATA + "/query?q=" + soql, token)).path("totalSize").asLong();
    }

    String token() {
        return json(request("/sandbox/sessions").POST(BodyPublishers.noBody()))
                .path("access_token")
                .asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(sandbox.uri().resolve(path));
    }

    private HttpRequest.Builder authorized(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private JsonNode json(HttpRequest.Builder request) {
        try (InputStream body = send(request)) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request.build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("the sandbox answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
