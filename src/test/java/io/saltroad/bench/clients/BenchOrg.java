package io.saltroad.bench.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxCredentials;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The org that all clients deliver to. It takes uploads and scans them, and does not write their
 * records into its tables: that would be most of the time, and is not the client's.
 */
final class BenchOrg implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Sandbox sandbox;
    private long bytesPerSecond;

    BenchOrg(Path folder) {
        sandbox =
                Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, folder));
    }

    String address() {
        return sandbox.uri().toString();
    }

    SandboxCredentials credentials() {
        return sandbox.credentials();
    }

    /** How much it takes of all uploads together from the next reset on; 0 for all it can. */
    void take(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    /**
     * Forgets all records, jobs and requests. What was written for others is brought to the disk
     * now, or the next client would wait for it.
     */
    void reset() throws IOException, InterruptedException {
        send(request("/sandbox/data").DELETE());
        set("{\"processJobs\":false,\"dailyBulkRecords\":1000000000}");
        limit(bytesPerSecond);
        int exitCode = new ProcessBuilder("sync").inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IOException("sync ended with " + exitCode);
        }
    }

    private void limit(long limit) throws IOException, InterruptedException {
        set("{\"bytesPerSecond\":%d}".formatted(limit));
    }

    private void set(String settings) throws IOException, InterruptedException {
        send(request("/sandbox/settings").method("PATCH", BodyPublishers.ofString(settings)));
    }

    /** A session, for clients that bring one along. */
    String session() throws IOException, InterruptedException {
        return JSON.readTree(send(request("/sandbox/sessions").POST(BodyPublishers.noBody())))
                .required("access_token")
                .asText();
    }

    /** How many requests there were. */
    long calls() throws IOException, InterruptedException {
        long sum = 0;
        for (var counter : JSON.readTree(send(request("/sandbox/counters"))).properties()) {
            sum += counter.getKey().contains("/sandbox") ? 0 : counter.getValue().asLong();
        }
        return sum;
    }

    /**
     * Reads back what was uploaded, at full speed: the limit is for clients.
     *
     * @param columns that the digest is of, all of which must be there; others must be empty
     */
    RecordsDigest digest(List<String> columns) throws IOException, InterruptedException {
        limit(0);
        RecordsDigest digest = new RecordsDigest();
        for (JsonNode job : JSON.readTree(send(request("/sandbox/jobs?last=999999")))) {
            if (!job.required("state").asText().equals("JobComplete")) {
                throw new IOException("a job has not ended well: " + job);
            }
            read(job, columns, digest);
        }
        return digest;
    }

    private void read(JsonNode job, List<String> columns, RecordsDigest digest)
            throws IOException, InterruptedException {
        char delimiter = job.required("columnDelimiter").asText().equals("SEMICOLON") ? ';' : ',';
        var answer =
                http.send(
                        request("/sandbox/jobs/" + job.required("id").asText() + "/upload").build(),
                        BodyHandlers.ofInputStream());
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(delimiter)
                        .ofCsvRecord(
                                new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            int[] places = null;
            List<String> values = new ArrayList<>(columns);
            for (CsvRecord record : reader) {
                if (places == null) {
                    places = places(columns, record.getFields());
                    continue;
                }
                for (int i = 0; i < places.length; i++) {
                    values.set(i, record.getField(places[i]));
                }
                checkNothingElse(record, values);
                digest.add(columns, values);
            }
        }
    }

    private static int[] places(List<String> columns, List<String> header) throws IOException {
        if (!header.containsAll(columns)) {
            throw new IOException("columns %s were uploaded, not %s".formatted(header, columns));
        }
        return columns.stream().mapToInt(header::indexOf).toArray();
    }

    /** jsforce, for one, adds a column Id without values. */
    private static void checkNothingElse(CsvRecord record, List<String> values) throws IOException {
        if (record.getFieldCount() > values.size() && filled(record.getFields()) > filled(values)) {
            throw new IOException("more than the columns was uploaded: " + record.getFields());
        }
    }

    private static long filled(List<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).count();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(sandbox.uri().resolve(path));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
