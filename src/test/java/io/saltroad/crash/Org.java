package io.saltroad.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.saltroad.SomebodyElse;
import io.saltroad.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the org knows: which records are there, and which records its jobs have processed. The
 * second shows an upsert that was done twice, of which the records alone say nothing.
 */
final class Org {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "/services/data/v66.0";

    /** How often a record was taken, and how often refused for good, in all jobs together. */
    static final class Processed {
        private int taken;
        private int refused;

        int taken() {
            return taken;
        }

        int refused() {
            return refused;
        }
    }

    private final URI base;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SomebodyElse others;
    private final Set<String> jobsSeen = new HashSet<>();
    private final Map<String, Processed> processed = new HashMap<>();

    Org(Sandbox sandbox) {
        this.base = sandbox.uri();
        this.others = new SomebodyElse(base);
    }

    /** Others who have to do with the tenant of Data Cloud. */
    SomebodyElse others() {
        return others;
    }

    /** The rows of an object of Data Cloud by their keys, written {@code erp/orders}. */
    Map<String, List<JsonNode>> lake(String object, String keyField)
            throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(base.resolve("/sandbox/tenant/flush"))
                        .POST(BodyPublishers.noBody()));
        Map<String, List<JsonNode>> rows = new HashMap<>();
        for (JsonNode row :
                JSON.readTree(get("/sandbox/tenant/objects/" + object + "/rows?limit=999999"))) {
            rows.computeIfAbsent(row.path(keyField).asText(), key -> new ArrayList<>()).add(row);
        }
        return rows;
    }

    /** What exports are to delete must be there before. */
    void expect(List<Dropped> exports) throws IOException, InterruptedException {
        for (Dropped export : exports) {
            if (export.isForDataCloud() && export.count(Dropped.Outcome.DELETED) > 0) {
                others.streams(export.object(), export.keyColumn(), export.outcomes().keySet());
                lake(export.object(), export.keyColumn());
            }
        }
    }

    /** How often each record of an object is there, by the field that tells them apart. */
    Map<String, Integer> present(String object, String keyField, String beginning)
            throws IOException, InterruptedException {
        Map<String, Integer> present = new HashMap<>();
        String soql =
                "SELECT %s FROM %s WHERE %s LIKE '%s%%'"
                        .formatted(keyField, object, keyField, beginning);
        String page = DATA + "/query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8);
        while (page != null) {
            JsonNode answer = JSON.readTree(get(page));
            for (JsonNode record : answer.required("records")) {
                present.merge(record.required(keyField).asText(), 1, Integer::sum);
            }
            page = answer.has("nextRecordsUrl") ? answer.get("nextRecordsUrl").asText() : null;
        }
        return present;
    }

    /** What all jobs together have done with the records of an object, by key. */
    Processed processed(String object, String key) {
        return processed.getOrDefault(object + " " + key, new Processed());
    }

    /** Reads the results of the jobs that have ended since the last time. */
    void readJobs(Map<String, String> keyFields) throws IOException, InterruptedException {
        for (JsonNode job : JSON.readTree(get("/sandbox/jobs?last=999999"))) {
            String id = job.required("id").asText();
            String state = job.required("state").asText();
            boolean ended = List.of("JobComplete", "Failed", "Aborted").contains(state);
            if (ended && jobsSeen.add(id) && job.path("numberRecordsProcessed").asLong() > 0) {
                String object = job.required("object").asText();
                String key = keyFields.get(object);
                for (NamedCsvRecord row : rows(id, "successfulResults", job)) {
                    of(object, row.getField(key)).taken++;
                }
                for (NamedCsvRecord row : rows(id, "failedResults", job)) {
                    // Who could not be locked is to be sent again.
                    if (!row.getField("sf__Error").startsWith("UNABLE_TO_LOCK_ROW")) {
                        of(object, row.getField(key)).refused++;
                    }
                }
            }
        }
    }

    private Processed of(String object, String key) {
        return processed.computeIfAbsent(object + " " + key, k -> new Processed());
    }

    private List<NamedCsvRecord> rows(String job, String results, JsonNode info)
            throws IOException, InterruptedException {
        char delimiter =
                switch (info.required("columnDelimiter").asText()) {
                    case "SEMICOLON" -> ';';
                    case "TAB" -> '\t';
                    case "PIPE" -> '|';
                    case "CARET" -> '^';
                    case "BACKQUOTE" -> '`';
                    default -> ',';
                };
        String csv = get(DATA + "/jobs/ingest/" + job + "/" + results);
        try (CsvReader<NamedCsvRecord> reader =
                CsvReader.builder().fieldSeparator(delimiter).ofNamedCsvRecord(csv)) {
            return reader.stream().toList();
        }
    }

    /** How many jobs are Open: creates whose reply was lost. They do nothing. */
    long openJobs() throws IOException, InterruptedException {
        long open = 0;
        for (JsonNode job : JSON.readTree(get("/sandbox/jobs?last=999999"))) {
            open += job.required("state").asText().equals("Open") ? 1 : 0;
        }
        return open;
    }

    /** As an administrator may do, who does not know whose they are. */
    void abortOpenJobs() throws IOException, InterruptedException {
        for (String job : openJobAddresses()) {
            patch(job, "Aborted");
        }
    }

    /** Of several chunks of a delivery, one has to be uploaded again then. */
    void abortNewestOpenJob() throws IOException, InterruptedException {
        List<String> open = openJobAddresses();
        patch(Collections.max(open), "Aborted");
    }

    /** Somebody brings records with the jobs that stand open, since they are his. */
    void useOpenJobs(String csv) throws IOException, InterruptedException {
        for (String job : openJobAddresses()) {
            send(
                    HttpRequest.newBuilder(base.resolve(job + "/batches"))
                            .header("Authorization", "Bearer " + token())
                            .header("Content-Type", "text/csv")
                            .PUT(BodyPublishers.ofString(csv)));
            patch(job, "UploadComplete");
        }
    }

    private List<String> openJobAddresses() throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        for (JsonNode job : JSON.readTree(get("/sandbox/jobs?last=999999"))) {
            if (job.required("state").asText().equals("Open")) {
                open.add(DATA + "/jobs/ingest/" + job.required("id").asText());
            }
        }
        return open;
    }

    private void patch(String job, String state) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(base.resolve(job))
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .method(
                                "PATCH",
                                BodyPublishers.ofString("{\"state\":\"%s\"}".formatted(state))));
    }

    /** Tells the org to misbehave. */
    void fault(String json) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(base.resolve("/sandbox/faults"))
                        .POST(BodyPublishers.ofString(json)));
    }

    /** The org behaves again. */
    void forgetFaults() throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(base.resolve("/sandbox/faults")).DELETE());
    }

    /** Empties the org. */
    void forgetAll() throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(base.resolve("/sandbox/data")).DELETE());
        // All that is killed has one tenant.
        send(
                HttpRequest.newBuilder(base.resolve("/sandbox/tenant/settings"))
                        .method("PATCH", BodyPublishers.ofString("{\"jobsPerHour\":1000}")));
        jobsSeen.clear();
        processed.clear();
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        return send(
                path.startsWith("/sandbox")
                        ? request
                        : request.header("Authorization", "Bearer " + token()));
    }

    private String token() throws IOException, InterruptedException {
        return JSON.readTree(
                        send(
                                HttpRequest.newBuilder(base.resolve("/sandbox/sessions"))
                                        .POST(BodyPublishers.noBody())))
                .required("access_token")
                .asText();
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
