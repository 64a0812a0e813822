package io.saltroad;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.forms.RouteTree;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.settings.FrontDoor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole program in a folder of its own, with the project's own routes, and an org to deliver
 * to. The house is opened once its feeds are there.
 */
public final class TestHouse implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String JOBS = "/services/data/v66.0/jobs/ingest";

    private final Path folder;
    private final Sandbox org;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Duration patience = PATIENCE;
    private SaltroadRuntime runtime;

    public TestHouse(Path folder, Sandbox org) {
        this.folder = folder;
        this.org = org;
        settings.put("saltroad.salesforce.login-url", org.uri().toString());
        settings.put("saltroad.salesforce.client-id", org.credentials().clientId());
        settings.put("saltroad.salesforce.client-secret", org.credentials().clientSecret());
        for (String name : List.of("export", "work", "archive", "dead-letter")) {
            settings.put("saltroad.folders." + name, folder.resolve(name).toString());
        }
        settings.put("saltroad.ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"));
        settings.put("saltroad.pick-up.interval", "100ms");
        settings.put("saltroad.bulk.poll-delay", "50ms");
        settings.put("saltroad.delivery.follow-up-pause", "100ms");
        settings.put("saltroad.data-cloud.poll-delay", "50ms");
        settings.put("saltroad.data-cloud.bulk-delay", "0s");
        settings.put("saltroad.data-cloud.streaming-delay", "0s");
    }

    /** Overrides one setting. */
    public TestHouse set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Waits that long for an export to come to rest. */
    public TestHouse patient(Duration forRest) {
        patience = forRest;
        return this;
    }

    public TestHouse add(TestFeed feed) throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        Files.writeString(feeds.resolve(feed.name() + ".camel.yaml"), feed.yaml());
        if (feed.mapping().isPresent()) {
            Files.writeString(feeds.resolve(feed.name() + ".mapping.yaml"), feed.mapping().get());
        }
        if (feed.schema().isPresent()) {
            Files.writeString(feeds.resolve(feed.name() + ".schema.yaml"), feed.schema().get());
        }
        return this;
    }

    /** Starts to deliver. */
    public TestHouse open() throws Exception {
        return open(folder.resolve("routes"));
    }

    /** Starts to deliver with the feeds of somebody else's routes. */
    TestHouse open(Path tree) throws Exception {
        RouteTree routes = RouteTree.at(tree);
        FrontDoor.Opened opened = FrontDoor.withDefaults().commandLine(settings).open();
        routes.check(opened.others().keySet());
        runtime = SaltroadRuntime.start(opened.settings(), routes, true, opened.others());
        return this;
    }

    /** Drops an export as an ERP does, and waits until it has come to rest. */
    Rested deliver(String feed, String name, String content) throws IOException {
        return deliver(feed, name, content.getBytes(StandardCharsets.UTF_8));
    }

    Rested deliver(String feed, String name, byte[] content) throws IOException {
        drop(feed, name, content);
        return rested(feed, name);
    }

    /** Drops an export as an ERP does: whole. */
    Path drop(String feed, String name, byte[] content) throws IOException {
        Path dropFolder = Files.createDirectories(folder.resolve("export").resolve(feed));
        Path part = Files.write(folder.resolve("unfinished"), content);
        return Files.move(part, dropFolder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    public Path drop(String feed, String name, String content) throws IOException {
        return drop(feed, name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until an export of this name, which nobody has waited for, has come to rest. */
    public Rested rested(String feed, String name) {
        Export export =
                await("rest of " + name)
                        .atMost(patience)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> closed(feed, name), Optional::isPresent)
                        .orElseThrow();
        seen.add(export.id());
        return new Rested(export, ledger().deliveries().ofExport(export.id()));
    }

    /** Waits until an export that had come to rest before has done so again. */
    Rested restedAgain(Rested before) {
        Export export =
                await("rest of " + before.export().fileName() + " again")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(
                                () -> ledger().exports().get(before.export().id()),
                                now ->
                                        now.state().closed()
                                                && !now.closedAt()
                                                        .equals(before.export().closedAt()));
        return new Rested(export, ledger().deliveries().ofExport(export.id()));
    }

    private Optional<Export> closed(String feed, String name) {
        return ledger().exports().since(Instant.EPOCH).stream()
                .filter(export -> export.feed().equals(feed) && export.fileName().equals(name))
                .filter(export -> export.state().closed() && !seen.contains(export.id()))
                .findFirst();
    }

    /** An export at rest, with what became of it. */
    public record Rested(Export export, List<Delivery> deliveries) {

        public Delivery delivery() {
            if (deliveries.size() != 1) {
                throw new AssertionError(
                        "one delivery was expected: %s, %s".formatted(deliveries, export.reason()));
            }
            return deliveries.get(0);
        }

        public Counts counts() {
            return delivery().counts();
        }

        public DeliveryState state() {
            return delivery().state();
        }

        public boolean isDeadLetter() {
            return export.state() == ExportState.DEAD;
        }

        public Path folder() {
            return export.restingPlace().orElseThrow();
        }

        /** A file beside the export. */
        String text(String name) throws IOException {
            return Files.readString(folder().resolve(name));
        }

        /** A report, which has the line ends of RFC 4180, with plain ones. */
        public String report(String name) throws IOException {
            return text(name).replace("\r\n", "\n");
        }

        JsonNode json(String name) throws IOException {
            return JSON.readTree(text(name));
        }

        /** The names of all files, in their order. */
        List<String> files() throws IOException {
            try (var files = Files.list(folder())) {
                return files.map(file -> file.getFileName().toString()).sorted().toList();
            }
        }
    }

    public Ledger ledger() {
        return runtime.ledger();
    }

    /** Waits until nothing goes on by itself, as {@code run --once} does, and gives its report. */
    RunReport settled() throws InterruptedException {
        runtime.awaitSettled();
        return new RunReport(runtime.ledger(), runtime.started(), runtime.stuck());
    }

    /**
     * Asks the org.
     *
     * @return the values of each record, in the order of the query; null where a field is empty
     */
    public List<List<String>> query(String soql) throws Exception {
        JsonNode answer =
                call(
                        HttpRequest.newBuilder(
                                        org.uri()
                                                .resolve(
                                                        "/services/data/v66.0/query?q="
                                                                + URLEncoder.encode(
                                                                        soql,
                                                                        StandardCharsets.UTF_8)))
                                .header("Authorization", "Bearer " + token()));
        List<List<String>> records = new ArrayList<>();
        for (JsonNode node : answer.required("records")) {
            List<String> values = new ArrayList<>();
            addValues(node, values);
            records.add(values);
        }
        return records;
    }

    private static void addValues(JsonNode record, List<String> values) {
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            if (field.getKey().equals("attributes")) {
                continue;
            }
            if (field.getValue().isObject()) {
                addValues(field.getValue(), values);
            } else {
                values.add(field.getValue().isNull() ? null : field.getValue().asText());
            }
        }
    }

    private String token() throws Exception {
        return call(HttpRequest.newBuilder(org.uri().resolve("/sandbox/sessions"))
                        .POST(BodyPublishers.noBody()))
                .required("access_token")
                .asText();
    }

    /** Tells the org to misbehave. */
    public void fault(String json) throws Exception {
        call(
                HttpRequest.newBuilder(org.uri().resolve("/sandbox/faults"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /** Aborts a job at the org, as somebody with another program may do. */
    void abort(String jobId) throws Exception {
        call(
                job(jobId)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"state\":\"Aborted\"}")));
    }

    /** Closes an Open job at the org, as somebody with another program may do. */
    void closeAtOrg(String jobId) throws Exception {
        call(
                job(jobId)
                        .header("Content-Type", "application/json")
                        .method(
                                "PATCH",
                                BodyPublishers.ofString("{\"state\":\"UploadComplete\"}")));
    }

    /** A job as the org describes it. */
    JsonNode jobAtOrg(String jobId) throws Exception {
        return call(job(jobId));
    }

    private HttpRequest.Builder job(String jobId) throws Exception {
        return HttpRequest.newBuilder(
                        org.uri().resolve("/services/data/v66.0/jobs/ingest/" + jobId))
                .header("Authorization", "Bearer " + token());
    }

    /** Changes what the org allows. */
    void orgAllows(String json) throws Exception {
        call(
                HttpRequest.newBuilder(org.uri().resolve("/sandbox/settings"))
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** Changes what the tenant of Data Cloud allows, and how it behaves. */
    public void tenantAllows(String json) throws Exception {
        call(
                HttpRequest.newBuilder(org.uri().resolve("/sandbox/tenant/settings"))
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** The rows of an object of the tenant, whether or not its API shows them yet. */
    public JsonNode tenantRows(String connector, String object) throws Exception {
        return call(
                HttpRequest.newBuilder(
                        org.uri()
                                .resolve(
                                        "/sandbox/tenant/objects/%s/%s/rows"
                                                .formatted(connector, object))));
    }

    /** Makes a job of the tenant as somebody else does, who does not know of us. */
    String createTenantJob(String connector, String object) throws Exception {
        return call(tenant("/api/v1/ingest/jobs")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"sourceName\":\"%s\",\"object\":\"%s\",\"operation\":\"upsert\"}"
                                                .formatted(connector, object))))
                .required("id")
                .asText();
    }

    /** Aborts a job of the tenant, as its owner does. */
    void abortTenantJob(String id) throws Exception {
        call(
                tenant("/api/v1/ingest/jobs/" + id)
                        .method("PATCH", BodyPublishers.ofString("{\"state\":\"Aborted\"}")));
    }

    private HttpRequest.Builder tenant(String path) throws Exception {
        String exchange =
                "grant_type=urn:salesforce:grant-type:external:cdp&subject_token_type=urn:ietf:params:oauth:token-type:access_token&subject_token="
                        + URLEncoder.encode(token(), StandardCharsets.UTF_8);
        JsonNode session =
                call(
                        HttpRequest.newBuilder(org.uri().resolve("/services/a360/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(exchange)));
        return HttpRequest.newBuilder(
                        URI.create(session.required("instance_url").asText()).resolve(path))
                .header("Authorization", "Bearer " + session.required("access_token").asText())
                .header("Content-Type", "application/json");
    }

    /** The jobs of the tenant. */
    public JsonNode tenantJobs() throws Exception {
        return call(HttpRequest.newBuilder(org.uri().resolve("/sandbox/tenant/jobs")));
    }

    /** How often the org was asked for something since it forgot all. */
    long asked(String method, String pathPart) throws Exception {
        URI requests = org.uri().resolve("/sandbox/requests?last=10000");
        long count = 0;
        for (JsonNode request : call(HttpRequest.newBuilder(requests))) {
            if (request.path("method").asText().equals(method)
                    && request.path("path").asText().contains(pathPart)) {
                count++;
            }
        }
        return count;
    }

    /** How many jobs the org has ever seen. */
    int jobsOfOrg() throws Exception {
        URI jobs = org.uri().resolve("/sandbox/jobs?last=1000");
        return call(HttpRequest.newBuilder(jobs)).size();
    }

    /** The jobs of the org as its API tells of them, oldest first. */
    List<JsonNode> jobs() throws Exception {
        JsonNode answer =
                call(
                        HttpRequest.newBuilder(org.uri().resolve(JOBS))
                                .header("Authorization", "Bearer " + token()));
        List<JsonNode> jobs = new ArrayList<>();
        answer.required("records").forEach(jobs::add);
        return jobs;
    }

    /** Makes a job as somebody else does, who does not know of us. */
    JsonNode createJob(String json) throws Exception {
        return call(
                HttpRequest.newBuilder(org.uri().resolve(JOBS))
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /** Makes the org forget what it was given. */
    public void forgetAll() throws Exception {
        call(HttpRequest.newBuilder(org.uri().resolve("/sandbox/data")).DELETE());
    }

    /** The org behaves again. */
    void forgetFaults() throws Exception {
        call(HttpRequest.newBuilder(org.uri().resolve("/sandbox/faults")).DELETE());
    }

    private JsonNode call(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() throws IOException {
        if (runtime != null) {
            runtime.close();
        }
    }
}
