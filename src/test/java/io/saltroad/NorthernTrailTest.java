package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Lane;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxCredentials;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of docs/northern-trail.md, with its own files: 90 days of a running app are loaded in
 * bulk, then its changes are streamed into the same objects. What has arrived is asked for as
 * anybody would, by the query API, and compared with what the app has exported.
 */
@DisplayName("Northern Trail")
class NorthernTrailTest {

    private static final Path EXAMPLE = Path.of("docs/examples/northern-trail");
    private static final int RUNNERS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxxx");

    /** How a column of the app becomes a field of Data Cloud; a value that is empty is null. */
    private record Field(String name, String column, Meant value) {

        Object of(NamedCsvRecord record) {
            String text = record.getField(column);
            return text.isEmpty() ? null : value.of(text);
        }

        /** The same of what the query API answers. */
        Object of(JsonNode answer) {
            if (answer.isNull()) {
                return null;
            }
            // Numbers come as texts with 18 decimals, times with a zone behind a blank.
            if (value == Meant.NUMBER) {
                return plain(answer.asText());
            }
            if (value == Meant.INSTANT) {
                return instant(answer.asText());
            }
            return answer.isBoolean() ? answer.asBoolean() : answer.asText();
        }
    }

    /** How a value of the app is meant. */
    private enum Meant {
        TEXT,
        NUMBER,
        BOOLEAN,
        INSTANT;

        private Object of(String text) {
            return switch (this) {
                case TEXT -> text;
                case NUMBER -> plain(text.replace(",", ""));
                case BOOLEAN -> text.equals("t");
                case INSTANT -> OffsetDateTime.parse(text, TIME).toInstant();
            };
        }
    }

    private static Object plain(String number) {
        return new BigDecimal(number).stripTrailingZeros();
    }

    private static Object instant(String answer) {
        return OffsetDateTime.parse(answer.replace(" UTC", "Z").replace(' ', 'T')).toInstant();
    }

    private static final List<Field> PROFILE =
            List.of(
                    new Field("maid__c", "advertising_id", Meant.TEXT),
                    new Field("first_name__c", "first_name", Meant.TEXT),
                    new Field("last_name__c", "last_name", Meant.TEXT),
                    new Field("email__c", "mail", Meant.TEXT),
                    new Field("birth_date__c", "born", Meant.TEXT),
                    new Field("metres__c", "metres_run", Meant.NUMBER),
                    new Field("premium__c", "premium", Meant.BOOLEAN),
                    new Field("modified_at__c", "changed", Meant.INSTANT));

    private static final List<Field> ACTIVITY =
            List.of(
                    new Field("id__c", "log", Meant.TEXT),
                    new Field("runner_id__c", "advertising_id", Meant.TEXT),
                    new Field("started_at__c", "start", Meant.INSTANT),
                    new Field("kind__c", "kind", Meant.TEXT),
                    new Field("distance__c", "km", Meant.NUMBER),
                    new Field("duration__c", "seconds", Meant.NUMBER),
                    new Field("pulse__c", "pulse", Meant.NUMBER),
                    new Field("route__c", "track", Meant.TEXT),
                    new Field("in_group__c", "in_group", Meant.BOOLEAN));

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, List<Object>> profiles = new TreeMap<>();
    private final Map<String, List<Object>> activities = new TreeMap<>();
    private Sandbox org;
    private TestHouse house;
    private String token;

    @BeforeEach
    void start() throws Exception {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
        house =
                new TestHouse(folder, org)
                        .patient(Duration.ofMinutes(2))
                        // As many chunks as the real ones would have, and as many micro-batches.
                        .set("saltroad.data-cloud.chunk-size", "400kB")
                        .set("saltroad.data-cloud.micro-batch-size", "5kB")
                        .open(EXAMPLE.resolve("routes"));
        token = exchange();
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        org.close();
    }

    @Test
    void arrives_exactly_as_the_app_has_exported_it_first_in_bulk_then_by_streaming()
            throws Exception {
        generate("backfill");
        Rested profilesLoaded = house.rested("runner-profiles", "runner-profiles.csv");
        Rested logsLoaded = house.rested("activity-logs", "activity-logs.csv");

        note(profiles, PROFILE, export(profilesLoaded));
        note(activities, ACTIVITY, export(logsLoaded));
        assertDelivered(profilesLoaded, Lane.DATA_CLOUD_BULK, RUNNERS);
        assertDelivered(logsLoaded, Lane.DATA_CLOUD_BULK, activities.size());
        List<Chunk> chunks = house.ledger().deliveries().chunks(logsLoaded.delivery().id());
        assertThat(chunks).hasSizeGreaterThan(3).allMatch(chunk -> chunk.bytes() <= 400_000);
        assertThat(house.tenantJobs()).as("one job takes all chunks").hasSize(2);
        assertIsThere("runner_profiles__dll", PROFILE, profiles);
        assertIsThere("activity_logs__dll", ACTIVITY, activities);

        for (int day = 1; day <= 2; day++) {
            generate("changes", day);
            Rested changed = house.rested("runner-changes", "runner-changes-00" + day + ".csv");
            Rested run = house.rested("activity-changes", "activity-changes-00" + day + ".csv");
            assertDelivered(
                    changed, Lane.DATA_CLOUD_STREAM, note(profiles, PROFILE, export(changed)));
            assertDelivered(run, Lane.DATA_CLOUD_STREAM, note(activities, ACTIVITY, export(run)));
            assertThat(house.ledger().streams().find(run.delivery().id()).orElseThrow().requests())
                    .isGreaterThan(5);
        }
        assertThat(house.tenantJobs()).as("no more jobs").hasSize(2);
        assertThat(profiles).hasSizeGreaterThan(RUNNERS);
        assertIsThere("runner_profiles__dll", PROFILE, profiles);
        assertIsThere("activity_logs__dll", ACTIVITY, activities);
    }

    @Test
    void has_values_of_every_sort() throws Exception {
        Path aside = folder.resolve("aside");
        generateInto(aside, "backfill");
        note(profiles, PROFILE, aside.resolve("runner-profiles/runner-profiles.csv"));
        note(activities, ACTIVITY, aside.resolve("activity-logs/activity-logs.csv"));

        assertThat(profiles.values())
                .anyMatch(record -> record.contains("Max\n(Buddy)"))
                .anyMatch(record -> record.contains("Øygard\r\nAas"))
                .anyMatch(record -> record.contains("Robert \"Bob\""))
                .anyMatch(record -> record.contains("\"\""))
                .anyMatch(record -> record.contains("🏃 Kim"))
                .anyMatch(record -> record.contains("  Ole"))
                .anyMatch(record -> record.contains("null"))
                .anyMatch(record -> record.contains(null))
                .anyMatch(record -> record.contains(true))
                .anyMatch(record -> record.contains(false));
        assertThat(activities.values())
                .anyMatch(record -> record.contains("intervals\n8 × 400 m, 90 s rest"))
                .anyMatch(record -> record.contains(null));
    }

    /** Lets the app export, as the documentation tells. */
    private void generate(String what, Object... more) throws Exception {
        generateInto(folder.resolve("export"), what, more);
    }

    private void generateInto(Path exports, String what, Object... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        command.add(EXAMPLE.resolve("NorthernTrail.java").toString());
        command.add(what);
        command.add(String.valueOf(RUNNERS));
        for (Object argument : more) {
            command.add(argument.toString());
        }
        command.add(exports.toString());
        Path log = folder.resolve("generator.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    }

    /**
     * Notes what an export says; what it says of a record again wins.
     *
     * @return how many records it has
     */
    private static int note(Map<String, List<Object>> records, List<Field> fields, Path export)
            throws IOException {
        int count = 0;
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(export)) {
            for (NamedCsvRecord record : reader) {
                List<Object> values = new ArrayList<>();
                fields.forEach(field -> values.add(field.of(record)));
                records.put((String) values.get(0), values);
                count++;
            }
        }
        return count;
    }

    private static Path export(Rested rested) {
        return rested.folder().resolve(rested.export().fileName());
    }

    private static void assertDelivered(Rested rested, Lane lane, int records) {
        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.delivery().lane()).isEqualTo(lane);
        assertThat(rested.counts()).isEqualTo(new Counts(records, records, 0, 0, 0));
    }

    /** Asks for every record with all its fields and compares it with what was exported. */
    private void assertIsThere(String table, List<Field> fields, Map<String, List<Object>> expected)
            throws Exception {
        String sql =
                "SELECT %s FROM %s ORDER BY %s"
                        .formatted(
                                fields.stream().map(Field::name).collect(Collectors.joining(", ")),
                                table,
                                fields.get(0).name());
        Map<String, List<Object>> found = new TreeMap<>();
        int rows = 0;
        JsonNode batch = query(sql);
        while (true) {
            for (JsonNode row : batch.required("data")) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) {
                    values.add(fields.get(i).of(row.get(i)));
                }
                found.put((String) values.get(0), values);
                rows++;
            }
            if (batch.required("done").asBoolean()) {
                break;
            }
            batch = get("/api/v2/query/" + batch.required("nextBatchId").asText());
        }
        assertThat(rows).as("records in %s", table).isEqualTo(expected.size());
        expected.forEach((key, values) -> assertThat(found.get(key)).as(key).isEqualTo(values));
        assertThat(query("SELECT COUNT(*) FROM " + table).at("/data/0/0").asLong())
                .isEqualTo(expected.size());
    }

    // ---- the query API, as anybody may use it
    // ----------------------------------------------------

    private JsonNode query(String sql) throws Exception {
        return call(
                HttpRequest.newBuilder(org.uri().resolve("/api/v2/query"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.writeValueAsString(Map.of("sql", sql)))));
    }

    private JsonNode get(String path) throws Exception {
        return call(
                HttpRequest.newBuilder(org.uri().resolve(path))
                        .header("Authorization", "Bearer " + token));
    }

    private String exchange() throws Exception {
        SandboxCredentials credentials = org.credentials();
        String core =
                form(
                        "/services/oauth2/token",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", credentials.clientId(),
                                "client_secret", credentials.clientSecret()));
        return form(
                "/services/a360/token",
                Map.of(
                        "grant_type", "urn:salesforce:grant-type:external:cdp",
                        "subject_token", core,
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    }

    private String form(String path, Map<String, String> fields) throws Exception {
        String body =
                fields.entrySet().stream()
                        .map(
                                field ->
                                        field.getKey()
                                                + "="
                                                + URLEncoder.encode(
                                                        field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        URI address = org.uri().resolve(path);
        return call(HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)))
                .required("access_token")
                .asText();
    }

    private JsonNode call(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
    }
}
