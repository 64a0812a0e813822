package io.saltroad.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** A client of the sandbox's Data Cloud tenant that knows nothing of its insides. */
final class TenantClient {

    static final String EXCHANGE = "/services/a360/token";
    static final String SOURCES = "/api/v1/ingest/sources/";
    static final String CUSTOMERS = SOURCES + "erp/customers";
    static final String ORDERS = SOURCES + "erp/orders";
    static final String JOBS = "/api/v1/ingest/jobs";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sandbox sandbox;
    private final SandboxClient http;

    TenantClient(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.http = new SandboxClient(sandbox.uri());
    }

    /** The calls themselves, with the Data Cloud token after {@link #signIn}. */
    SandboxClient http() {
        return http;
    }

    URI uri() {
        return sandbox.uri();
    }

    // ---- sign-in --------------------------------------------------------------------------------

    /** A fresh core token, exchanged. */
    TenantClient signIn() {
        http.withToken(null);
        String core = new SandboxClient(uri()).signIn(sandbox.credentials()).token();
        return withToken(json(exchange(core)).getString("access_token"));
    }

    TenantClient withToken(String token) {
        http.withToken(token);
        return this;
    }

    HttpResponse<String> exchange(String coreToken) {
        return new SandboxClient(uri()).form(EXCHANGE, grant(coreToken));
    }

    static Map<String, String> grant(String coreToken) {
        return Map.of(
                "grant_type", "urn:salesforce:grant-type:external:cdp",
                "subject_token", coreToken,
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
    }

    static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    // ---- streaming ------------------------------------------------------------------------------

    HttpResponse<String> stream(String path, JsonObject... records) {
        return http.post(
                path, new JsonObject().put("data", new JsonArray(List.of(records))).encode());
    }

    static JsonObject customer(String number, String name) {
        JsonObject customer = new JsonObject();
        for (String field :
                List.of(
                        "customer_no",
                        "name",
                        "contact_name",
                        "contact_title",
                        "street",
                        "city",
                        "state",
                        "postal_code",
                        "country",
                        "phone",
                        "fax",
                        "email",
                        "website",
                        "currency",
                        "customer_since",
                        "source_system",
                        "modified_at")) {
            customer.put(field, "");
        }
        return customer.put("annual_revenue", null)
                .put("number_of_employees", null)
                .put("year_opened", null)
                .put("active", null)
                .put("customer_no", number)
                .put("name", name);
    }

    // ---- jobs -----------------------------------------------------------------------------------

    HttpResponse<String> createJob(String object, String operation) {
        return http.post(
                JOBS,
                new JsonObject()
                        .put("object", object)
                        .put("sourceName", "erp")
                        .put("operation", operation)
                        .encode());
    }

    /** Creates a job and returns its id. */
    String job(String object, String operation) {
        HttpResponse<String> answer = createJob(object, operation);
        if (answer.statusCode() != 201) {
            throw new AssertionError("the job was not created: " + answer.body());
        }
        return json(answer).getString("id");
    }

    HttpResponse<String> upload(String job, String csv) {
        return http.send(
                JOBS + "/" + job + "/batches",
                r -> r.PUT(BodyPublishers.ofString(csv)).header("Content-Type", "text/csv"));
    }

    HttpResponse<String> setState(String job, String state) {
        return http.patch(JOBS + "/" + job, new JsonObject().put("state", state).encode());
    }

    JsonObject info(String job) {
        return json(http.get(JOBS + "/" + job));
    }

    /** Waits for one of the three states that end a job. */
    JsonObject await(String job) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> info(job),
                        info ->
                                Set.of("JobComplete", "Failed", "Aborted")
                                        .contains(info.getString("state")));
    }

    /** Creates a job, uploads, closes it and waits for its end. */
    JsonObject run(String object, String operation, String csv) {
        String job = job(object, operation);
        upload(job, csv);
        setState(job, "UploadComplete");
        return await(job);
    }

    /** The latest job with what no client is told. */
    JsonObject lastJob() {
        return new JsonArray(http.get("/sandbox/tenant/jobs?last=1").body()).getJsonObject(0);
    }

    // ---- reading back ---------------------------------------------------------------------------

    HttpResponse<String> query(String sql) {
        return http.post("/api/v2/query", new JsonObject().put("sql", sql).encode());
    }

    /** The rows of a query that fits into one batch. */
    JsonArray rows(String sql) {
        return json(query(sql)).getJsonArray("data");
    }

    // ---- admin ----------------------------------------------------------------------------------

    /** Loads all that was streamed. */
    TenantClient flush() {
        http.post("/sandbox/tenant/flush", "");
        return this;
    }

    JsonArray records(String object) {
        return new JsonArray(http.get("/sandbox/tenant/objects/" + object + "/rows").body());
    }

    List<String> keys(String object) {
        return http.get("/sandbox/tenant/objects/" + object + "/keys").body().lines().toList();
    }

    JsonArray problems(String object) {
        return new JsonArray(http.get("/sandbox/tenant/objects/" + object + "/problems").body());
    }

    JsonObject object(String object) {
        return json(http.get("/sandbox/tenant/objects")).getJsonObject(object);
    }

    void set(String key, Object value) {
        HttpResponse<String> answer =
                http.patch("/sandbox/tenant/settings", new JsonObject().put(key, value).encode());
        if (answer.statusCode() != 200) {
            throw new AssertionError("the setting was refused: " + answer.body());
        }
    }

    void advance(Duration by) {
        http.post(
                "/sandbox/tenant/clock",
                new JsonObject().put("advanceSeconds", by.toSeconds()).encode());
    }

    /** Waits until a query counts so many. */
    void awaitCount(String table, long count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                rows("SELECT count(*) AS n FROM " + table)
                                                .getJsonArray(0)
                                                .getLong(0)
                                        == count);
    }
}
