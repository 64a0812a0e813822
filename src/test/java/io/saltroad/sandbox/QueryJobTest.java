package io.saltroad.sandbox;

import static io.saltroad.sandbox.SandboxClient.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A query job")
class QueryJobTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String JOBS = DATA + "/jobs/query";

    /** As the build sets it. Server, client and test share it. */
    private static final long HEAP_OF_THE_TESTS = 256L << 20;

    private final SandboxClient client = ORG.client();

    @BeforeEach
    void signIn() {
        client.withToken(null).signIn(ORG.sandbox().credentials());
    }

    @Test
    void is_created_already_closed() {
        JsonObject job =
                new JsonObject(
                        create(
                                        new JsonObject()
                                                .put("operation", "query")
                                                .put("query", "SELECT Id FROM account"))
                                .body());

        assertThat(job.getMap())
                .containsEntry("state", "UploadComplete")
                .containsEntry("object", "Account")
                .containsEntry("operation", "query")
                .containsEntry("concurrencyMode", "Parallel")
                .containsEntry("contentType", "CSV")
                .containsEntry("apiVersion", 66.0)
                .containsEntry("lineEnding", "LF")
                .containsEntry("columnDelimiter", "COMMA")
                .containsKeys("id", "createdById", "createdDate", "systemModstamp")
                .doesNotContainKeys("contentUrl", "jobType", "numberRecordsProcessed");
        JsonObject done = await(job.getString("id"));
        assertThat(done.getMap())
                .containsEntry("state", "JobComplete")
                .containsEntry("jobType", "V2Query")
                .containsEntry("numberRecordsProcessed", 0)
                .containsEntry("retries", 0)
                .containsEntry("isPkChunkingSupported", true)
                .containsKey("totalProcessingTime")
                .doesNotContainKey("errorMessage");
    }

    @Test
    void gives_every_value_in_quotes_under_the_paths_of_its_fields() {
        client.upsertAccounts(
                """
                ERP_Number__c,Name,Owner.ERP_Id__c,AnnualRevenue,Customer_Since__c,Last_Change__c,Active__c,Phone
                1,"A ""quoted"", name",100,10.50,2020-02-29,2024-01-02T03:04:05.678+01:00,true,
                2,"two
                lines",200,7,,,false,#N/A
                """);
        String id =
                run(
                        "SELECT ERP_Number__c, Name, Owner.Name, AnnualRevenue, Customer_Since__c,"
                                + " Last_Change__c, Active__c, Phone FROM Account ORDER BY"
                                + " ERP_Number__c");

        HttpResponse<String> result = results(id, "");

        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body())
                .isEqualTo(
                        """
                        "ERP_Number__c","Name","Owner.Name","AnnualRevenue","Customer_Since__c","Last_Change__c","Active__c","Phone"
                        "1","A ""quoted"", name","Nora North","10.5","2020-02-29","2024-01-02T02:04:05.678Z","true",""
                        "2","two
                        lines","Sam South","7.0","","","false",""
                        """);
        assertThat(result.headers().firstValue("Sforce-Locator")).contains("null");
        assertThat(result.headers().firstValue("Sforce-NumberOfRecords")).contains("2");
        assertThat(result.headers().firstValue("Content-Type")).contains("text/csv; charset=UTF-8");
    }

    @Test
    void uses_the_delimiter_and_line_end_that_were_asked_for() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");
        JsonObject spec =
                new JsonObject()
                        .put("operation", "query")
                        .put("query", "SELECT ERP_Number__c, Name FROM Account")
                        .put("contentType", "CSV")
                        .put("columnDelimiter", "SEMICOLON")
                        .put("lineEnding", "CRLF");
        String id = new JsonObject(create(spec).body()).getString("id");

        assertThat(await(id).getString("columnDelimiter")).isEqualTo("SEMICOLON");
        assertThat(results(id, "").body())
                .isEqualTo("\"ERP_Number__c\";\"Name\"\r\n\"1\";\"A\"\r\n");
    }

    @Test
    void with_queryAll_sees_what_was_deleted() {
        JsonObject loaded = client.upsertAccounts("ERP_Number__c,Name\n1,A\n2,B\n");
        String first =
                Csv.byColumn(client.results(loaded, "successfulResults"), "ERP_Number__c")
                        .get("1")
                        .get("sf__Id");
        client.run("{\"object\":\"Account\",\"operation\":\"delete\"}", "Id\n" + first + "\n");
        String soql = "SELECT ERP_Number__c, IsDeleted FROM Account";
        String all =
                new JsonObject(
                                create(
                                                new JsonObject()
                                                        .put("operation", "queryAll")
                                                        .put("query", soql))
                                        .body())
                        .getString("id");
        await(all);

        assertThat(Csv.rows(results(run(soql), "").body()))
                .extracting(row -> row.get("ERP_Number__c"))
                .containsExactly("2");
        assertThat(Csv.byColumn(results(all, "").body(), "ERP_Number__c"))
                .containsOnlyKeys("1", "2")
                .containsEntry("1", Map.of("ERP_Number__c", "1", "IsDeleted", "true"));
    }

    @Test
    void comes_in_pages_each_with_its_header_until_the_locator_says_null() {
        load(2_345);
        String id = run("SELECT ERP_Number__c FROM Account");
        Set<String> numbers = new TreeSet<>();
        List<String> sizes = new ArrayList<>();
        String locator = "";
        do {
            HttpResponse<String> page =
                    results(
                            id,
                            "?maxRecords=1000" + (locator.isEmpty() ? "" : "&locator=" + locator));
            assertThat(page.body()).startsWith("\"ERP_Number__c\"\n");
            Csv.rows(page.body()).forEach(row -> numbers.add(row.get("ERP_Number__c")));
            sizes.add(page.headers().firstValue("Sforce-NumberOfRecords").orElseThrow());
            locator = page.headers().firstValue("Sforce-Locator").orElseThrow();
        } while (!locator.equals("null"));

        assertThat(sizes).containsExactly("1000", "1000", "345");
        assertThat(numbers).hasSize(2_345);
        // A page can be had again, with another length, too.
        HttpResponse<String> again = results(id, "?maxRecords=7&locator=MTAwMA");
        assertThat(Csv.rows(again.body())).hasSize(7);
        assertThat(results(id, "?locator=MTAwMA").headers().firstValue("Sforce-NumberOfRecords"))
                .contains("1345");
    }

    @Test
    void without_records_is_a_header() {
        String id = run("SELECT Id, Name FROM Account WHERE Name = 'nobody'");

        HttpResponse<String> result = results(id, "?maxRecords=10");

        assertThat(result.body()).isEqualTo("\"Id\",\"Name\"\n");
        assertThat(result.headers().firstValue("Sforce-Locator")).contains("null");
        assertThat(result.headers().firstValue("Sforce-NumberOfRecords")).contains("0");
    }

    @Test
    void names_pages_that_can_be_read_at_the_same_time() {
        load(650);
        client.patch("/sandbox/settings", "{\"queryParallelRecords\":100}");
        String id = run("SELECT ERP_Number__c FROM Account");
        Set<String> numbers = new TreeSet<>();
        String next = JOBS + "/" + id + "/resultPages";
        List<Integer> pages = new ArrayList<>();
        while (next != null) {
            JsonObject answer = new JsonObject(client.get(next).body());
            JsonArray urls = answer.getJsonArray("resultPages");
            pages.add(urls.size());
            for (Object url : urls) {
                HttpResponse<String> page = client.get(((JsonObject) url).getString("resultUrl"));
                Csv.rows(page.body()).forEach(row -> numbers.add(row.get("ERP_Number__c")));
            }
            next = answer.getString("nextRecordsUrl");
            assertThat(answer.getBoolean("done")).isEqualTo(next == null);
        }

        assertThat(pages).containsExactly(5, 2);
        assertThat(numbers).hasSize(650);
    }

    @Test
    void can_be_aborted_until_it_has_ended_and_deleted_after_that() {
        client.fault("{\"kind\":\"slow-job\",\"of\":\"query\",\"inProgressMilliseconds\":60000}");
        String slow = id(create("SELECT Id FROM Account"));

        assertThat(client.delete(JOBS + "/" + slow).body())
                .contains("API_ERROR")
                .contains(
                        "Error encountered when deleting the job because the job is not"
                                + " terminated");
        assertThat(results(slow, "").body()).contains("INVALIDJOBSTATE");
        HttpResponse<String> aborted = client.patch(JOBS + "/" + slow, "{\"state\":\"Aborted\"}");
        assertThat(aborted.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(aborted.body()).getString("state")).isEqualTo("Aborted");
        HttpResponse<String> again = client.patch(JOBS + "/" + slow, "{\"state\":\"Aborted\"}");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body())
                .contains("INVALIDJOBSTATE")
                .contains("Aborting already Completed Job not allowed");
        assertThat(client.delete(JOBS + "/" + slow).statusCode()).isEqualTo(204);
        assertThat(client.get(JOBS + "/" + slow).statusCode()).isEqualTo(404);
    }

    @Test
    void fails_when_told_to() {
        client.fault("{\"kind\":\"stop-job\",\"of\":\"query\",\"message\":\"Unknown : no luck\"}");
        String failed = id(create("SELECT Id FROM Account"));

        assertThat(await(failed).getMap())
                .containsEntry("state", "Failed")
                .containsEntry("errorMessage", "Unknown : no luck");
    }

    @Test
    void is_listed_apart_from_ingest_jobs() {
        client.upsertAccounts("ERP_Number__c,Name\n1,A\n");
        String ordered = run("SELECT Id FROM Account ORDER BY Name");
        String plain = run("SELECT Id FROM Account");

        assertThat(listed(JOBS)).containsExactly(ordered, plain);
        assertThat(listed(JOBS + "?isPkChunkingEnabled=true")).containsExactly(plain);
        assertThat(listed(JOBS + "?jobType=V2Ingest")).hasSize(1).doesNotContain(plain);
        assertThat(listed(SandboxClient.INGEST + "?jobType=V2Query"))
                .containsExactly(ordered, plain);
        assertThat(listed(JOBS + "?jobType=Classic")).isEmpty();
    }

    @Test
    void is_read_with_the_version_that_made_it() {
        String id = run("SELECT Id FROM Account");

        assertThat(
                        client.get(
                                        JOBS.replace("v66.0", "v65.0")
                                                + "/"
                                                + id
                                                + "/results?maxRecords=5")
                                .statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT COUNT() FROM Account | API_ERROR",
                "SELECT Id FROM Account OFFSET 5 | API_ERROR",
                "SELECT Id, BillingAddress FROM Account | FEATURENOTENABLED",
                "SELECT Id FROM Dataspace | INVALIDENTITY",
                "SELECT Id FROM Nothing__c | INVALID_TYPE",
                "SELECT Nothing__c FROM Account | INVALID_FIELD",
                "SELECT Id FROM | MALFORMED_QUERY",
            })
    void is_refused_for_what_the_bulk_api_does_not_do(String soql, String code) {
        HttpResponse<String> answer = create(soql);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonArray(answer.body()).getJsonObject(0).getString("errorCode"))
                .isEqualTo(code);
    }

    @Test
    void is_refused_when_the_days_allowance_is_used_up() {
        client.patch("/sandbox/settings", "{\"dailyBulkQueryJobs\":1}");
        create("SELECT Id FROM Account");

        assertThat(create("SELECT Id FROM Account").body())
                .contains("LIMIT_EXCEEDED")
                .contains("Max bulk v2 query jobs (1) per 24 hrs has been reached (1)");
    }

    @Test
    void is_compressed_for_those_who_ask_for_it() throws Exception {
        load(50);
        String id = run("SELECT ERP_Number__c, Name FROM Account");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(ORG.sandbox().uri() + JOBS + "/" + id + "/results"))
                        .header("Authorization", "Bearer " + client.token())
                        .header("Accept-Encoding", "gzip")
                        .build();

        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (InputStream in = new GZIPInputStream(answer.body())) {
            assertThat(Csv.rows(new String(in.readAllBytes(), StandardCharsets.UTF_8))).hasSize(50);
        }
    }

    @Test
    void can_lose_a_part_of_its_result_on_the_way() {
        load(50);
        String id = run("SELECT ERP_Number__c, Name FROM Account");
        String whole = results(id, "").body();
        client.fault("{\"kind\":\"truncate-reply\",\"path\":\"/results\",\"clean\":true}");

        String half = results(id, "").body();

        assertThat(whole).startsWith(half);
        assertThat(half.length()).isBetween(whole.length() / 2 - 1, whole.length() / 2 + 1);
    }

    @Test
    void of_a_million_records_is_streamed_from_disk() throws Exception {
        int records = 1_000_000;
        String job = client.createJob("{\"object\":\"Account\",\"operation\":\"insert\"}");
        client.upload(
                job,
                BodyPublishers.ofInputStream(
                        () ->
                                new SequenceInputStream(
                                        bytes("ERP_Number__c,Name\n"),
                                        new NumberedLines(records))));
        client.setState(job, "UploadComplete");
        assertThat(client.await(job).getMap())
                .containsEntry("numberRecordsProcessed", records)
                .containsEntry("numberRecordsFailed", 0);
        String id =
                run(
                        "SELECT ERP_Number__c, Name, Id, OwnerId, Owner.Name, Owner.Username,"
                                + " CreatedById, CreatedDate, LastModifiedById, LastModifiedDate,"
                                + " SystemModstamp FROM Account");

        Numbers queried = numbers(JOBS + "/" + id + "/results", 0);
        Numbers successful = numbers(SandboxClient.INGEST + "/" + job + "/successfulResults", 2);
        HttpResponse<String> last = results(id, "?maxRecords=2&locator=" + locator(999_998));

        assertThat(queried.bytes()).isGreaterThan(HEAP_OF_THE_TESTS);
        assertThat(queried.seen().cardinality()).isEqualTo(records);
        assertThat(successful.seen().cardinality()).isEqualTo(records);
        assertThat(Csv.rows(last.body())).hasSize(2);
        assertThat(last.headers().firstValue("Sforce-Locator")).contains("null");
    }

    /** Which of the numbered records are in an answer, each of which may be there but once. */
    private record Numbers(BitSet seen, long bytes) {}

    private Numbers numbers(String path, int column) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(ORG.sandbox().uri() + path))
                        .header("Authorization", "Bearer " + client.token())
                        .build();
        BitSet seen = new BitSet();
        long bytes = 0;
        try (BufferedReader answer =
                new BufferedReader(
                        new InputStreamReader(
                                HttpClient.newHttpClient()
                                        .send(request, BodyHandlers.ofInputStream())
                                        .body(),
                                StandardCharsets.UTF_8))) {
            String header = answer.readLine();
            assertThat(header).contains("ERP_Number__c");
            bytes += header.length() + 1;
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                String[] fields = line.replace("\"", "").split(",", -1);
                int number = Integer.parseInt(fields[column]);
                assertThat(fields[column + 1]).isEqualTo(NumberedLines.name(number));
                assertThat(seen.get(number)).as("record %d is there already", number).isFalse();
                seen.set(number);
                bytes += line.length() + 1;
            }
        }
        return new Numbers(seen, bytes);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String locator(int record) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.valueOf(record).getBytes(StandardCharsets.UTF_8));
    }

    /** Lines of CSV that are never all there. */
    private static final class NumberedLines extends InputStream {

        private final int lines;
        private int next;
        private InputStream block = InputStream.nullInputStream();

        NumberedLines(int lines) {
            this.lines = lines;
        }

        /** Of some length, for the result to be large. */
        static String name(int number) {
            return "Account with a name that takes as much room as there is; it is number "
                    + number;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = block.read(to, offset, length);
            if (read >= 0 || next == lines) {
                return read;
            }
            StringBuilder more = new StringBuilder();
            for (int end = Math.min(lines, next + 1_000); next < end; next++) {
                more.append(next).append(',').append(name(next)).append('\n');
            }
            block = bytes(more.toString());
            return block.read(to, offset, length);
        }
    }

    @Test
    void survives_a_restart(@TempDir Path folder) {
        SandboxSettings settings =
                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, folder);
        String id;
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient before = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());
            before.upsertAccounts("ERP_Number__c,Name\n1,A\n");
            id = run(before, "SELECT Name FROM Account");
        }
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient after = new SandboxClient(sandbox.uri()).signIn(sandbox.credentials());

            assertThat(after.get(JOBS + "/" + id + "/results").body())
                    .isEqualTo("\"Name\"\n\"A\"\n");
        }
    }

    // ---- ----------------------------------------------------------------------------------------

    private void load(int records) {
        StringBuilder csv = new StringBuilder("ERP_Number__c,Name\n");
        for (int i = 0; i < records; i++) {
            csv.append(i).append(",\"several\nlines\"\n");
        }
        client.upsertAccounts(csv.toString());
    }

    private HttpResponse<String> create(String soql) {
        return create(new JsonObject().put("operation", "query").put("query", soql));
    }

    private HttpResponse<String> create(JsonObject spec) {
        return client.post(JOBS, spec.encode());
    }

    private String run(String soql) {
        return run(client, soql);
    }

    private static String run(SandboxClient client, String soql) {
        String id =
                id(
                        client.post(
                                JOBS,
                                new JsonObject()
                                        .put("operation", "query")
                                        .put("query", soql)
                                        .encode()));
        assertThat(await(client, id).getString("state")).isEqualTo("JobComplete");
        return id;
    }

    private static String id(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        return new JsonObject(created.body()).getString("id");
    }

    private JsonObject await(String id) {
        return await(client, id);
    }

    private static JsonObject await(SandboxClient client, String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> new JsonObject(client.get(JOBS + "/" + id).body()),
                        job ->
                                Set.of("JobComplete", "Failed", "Aborted")
                                        .contains(job.getString("state")));
    }

    private HttpResponse<String> results(String id, String query) {
        return client.get(JOBS + "/" + id + "/results" + query);
    }

    private List<String> listed(String path) {
        return new JsonObject(client.get(path).body())
                .getJsonArray("records").stream()
                        .map(job -> ((JsonObject) job).getString("id"))
                        .toList();
    }
}
