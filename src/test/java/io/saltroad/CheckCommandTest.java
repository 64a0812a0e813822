package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.saltroad.export.Records;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("saltroad check")
class CheckCommandTest {

    private static final String ORDERS =
            "connector: erp, object: orders, operation: upsert, key: order_no";

    /** The tenant's object has more fields than that. */
    private static final String SCHEMA =
            "order_no: { type: string }\nfreight: { type: number }\nship_name: { type: string }";

    private static Sandbox org;

    @TempDir Path folder;

    private TestHouse house;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> settings = new ArrayList<>();

    @BeforeAll
    static void open_org() {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
    }

    @AfterAll
    static void close_org() throws Exception {
        org.close();
    }

    @BeforeEach
    void make_house() throws Exception {
        house = new TestHouse(folder, org);
        house.forgetAll();
    }

    @Nested
    @DisplayName("of a feed into Data Cloud")
    class OfFeedIntoDataCloud {

        @ParameterizedTest
        @ValueSource(
                strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink", "data-cloud-sink"})
        void finds_nothing_where_nothing_is_wrong(String kamelet) throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", wholeSchema())
                            .into(kamelet, ORDERS));
            Path export = export("orders", wholeHeader() + "\n" + wholeRecord("1") + "\n");

            assertThat(check("orders")).isZero();

            assertThat(out.toString())
                    .contains("Feed orders, export " + export + ". Nothing was sent.")
                    .contains(kamelet + ": upsert orders by order_no of erp")
                    .contains("All records would be sent, and nothing is known against them")
                    .contains("1 record read, 0 rejected, 0 superseded; of 1 checked there, 0");
        }

        @Test
        void leaves_export_ledger_and_tenant_as_they_were() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", wholeSchema())
                            .into("data-cloud-bulk-sink", ORDERS));
            Path export = export("orders", wholeHeader() + "\n" + wholeRecord("1") + "\n");

            assertThat(check("orders")).isZero();

            assertThat(export).exists();
            assertThat(folder.resolve("ledger.db")).doesNotExist();
            assertThat(folder.resolve("work")).doesNotExist();
            assertThat(house.tenantRows("erp", "orders")).isEmpty();
            assertThat(house.tenantJobs()).isEmpty();
        }

        @Test
        void names_line_column_value_and_rule_of_what_the_run_would_reject() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .read("delimiter: semicolon")
                            .mapped(
                                    """
                                    order_no: { from: NO, empty: clear }
                                    freight: { from: FREIGHT, type: text }
                                    ship_name: { from: NAME, maxLength: 5 }
                                    """)
                            .checkedBy("orders", SCHEMA)
                            .into("data-cloud-bulk-sink", ORDERS));
            export("orders", "NO;FREIGHT;NAME\n1;2.5;A\n2;cheap;B\n3;1\n4;1;far too long\n;1;C\n");

            assertThat(check("--json", "orders", "--records", "0"))
                    .isEqualTo(ExitCode.RECORDS_MISSING);

            JsonNode sink = json().get("sinks").get(0);
            assertThat(sink.get("verdict").asText()).isEqualTo("SOME_RECORDS");
            assertThat(sink.get("counts").get("read").asInt()).isEqualTo(5);
            assertThat(sink.get("counts").get("rejected").asInt()).isEqualTo(4);
            assertThat(findings(sink))
                    .contains(
                            "3 freight cheap schema",
                            "5 NAME far too long mapping",
                            "6 order_no  schema");
            assertThat(findings(sink))
                    .anyMatch(text -> text.startsWith("4 ") && text.endsWith("reader"));
        }

        @Test
        void brings_the_findings_of_data_cloud_back_to_the_lines_of_the_export() throws Exception {
            // The file has another type than the tenant.
            house.add(
                    TestFeed.named("orders")
                            .checkedBy(
                                    "orders", wholeSchema().replace("type: number", "type: string"))
                            .into("data-cloud-streaming-sink", ORDERS));
            export(
                    "orders",
                    String.join(
                                    "\n",
                                    wholeHeader(),
                                    wholeRecord("7").replace("Ship", "\"Ship\n1\""),
                                    wholeRecord("8").replace("12.5", ""),
                                    wholeRecord("9"))
                            + "\n");

            assertThat(check("--json", "orders")).isEqualTo(ExitCode.RECORDS_MISSING);

            JsonNode sink = json().get("sinks").get(0);
            assertThat(sink.get("counts").get("refused").asInt()).isEqualTo(2);
            assertThat(findings(sink))
                    .containsExactly("2 freight 12.5 Data Cloud", "5 freight 12.5 Data Cloud");
        }

        @Test
        void names_a_field_that_data_cloud_misses_in_all_records_once() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", SCHEMA)
                            .into("data-cloud-bulk-sink", ORDERS));
            export("orders", "order_no,freight,ship_name\n7,1.5,A\n8,2,B\n");

            assertThat(check("--json", "orders")).isEqualTo(ExitCode.PERSON_NEEDED);

            JsonNode sink = json().get("sinks").get(0);
            assertThat(findings(sink)).containsOnlyOnce("2 customer_no  Data Cloud");
            assertThat(findings(sink)).noneMatch(text -> text.startsWith("3 "));
            assertThat(sink.get("tallies").get(0).get("count").asInt()).isEqualTo(2);
        }

        @Test
        void shows_no_more_records_to_data_cloud_than_it_is_told_to() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", wholeSchema())
                            .into("data-cloud-streaming-sink", ORDERS));
            export(
                    "orders",
                    IntStream.range(0, 3000)
                            .mapToObj(n -> wholeRecord("" + n))
                            .collect(Collectors.joining("\n", wholeHeader() + "\n", "\n")));

            assertThat(check("--json", "orders", "--records", "1500")).isZero();

            JsonNode counts = json().get("sinks").get(0).get("counts");
            assertThat(counts.get("read").asInt()).isEqualTo(3000);
            assertThat(counts.get("checked").asInt()).isEqualTo(1500);
            // about 330 bytes each, 200,000 a request
            assertThat(house.asked("POST", "/actions/test")).isBetween(2L, 4L);
        }

        @Test
        void counts_keys_that_occur_twice() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", wholeSchema())
                            .into("data-cloud-bulk-sink", ORDERS));
            export(
                    "orders",
                    wholeHeader() + "\n" + wholeRecord("1") + "\n" + wholeRecord("1") + "\n");

            assertThat(check("orders")).isZero();
            assertThat(out.toString()).contains("2 records read, 0 rejected, 1 superseded");
        }

        @Test
        void says_that_nothing_would_be_delivered_if_a_field_is_unknown() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", SCHEMA)
                            .into("data-cloud-bulk-sink", ORDERS));
            export("orders", "order_no,freigt,ship_name\n1,2,A\n");

            assertThat(check("orders")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString())
                    .contains("Nothing would be delivered: ")
                    .contains("the object orders has no field freigt, did you mean freight?");
        }

        @Test
        void holds_trailer_and_reject_threshold_as_the_run_does() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .pickedUp("rejectThreshold: 1")
                            .read("trailer: \"T,{count}\"")
                            .checkedBy("orders", SCHEMA)
                            .into("data-cloud-bulk-sink", ORDERS));
            Path wrong = export("orders", "order_no,freight,ship_name\n1,2,A\nT,2\n");
            assertThat(check("orders", "--export", wrong.toString()))
                    .isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString()).contains("Nothing would be delivered: ").contains("2");

            Path many = export("orders", "order_no,freight,ship_name\n1,x,A\n2,y,A\n3,z,B\nT,3\n");
            assertThat(check("--json", "orders", "--export", many.toString()))
                    .isEqualTo(ExitCode.PERSON_NEEDED);
            JsonNode sink = json().get("sinks").get(0);
            assertThat(sink.get("problem").asText()).contains("rejectThreshold is 1");
            assertThat(sink.get("counts").get("rejected").asInt()).isEqualTo(3);
        }

        @Test
        void reads_the_manifest_that_lies_beside_the_export() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .pickedUp("manifest: \"${file:name}.ctl\"")
                            .read("manifestFormat: \"{count}\"")
                            .checkedBy("orders", wholeSchema())
                            .into("data-cloud-bulk-sink", ORDERS));
            Path export = export("orders", wholeHeader() + "\n" + wholeRecord("1") + "\n");
            Path manifest = Files.writeString(Path.of(export + ".ctl"), "2\n");

            assertThat(check("orders")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString()).contains(manifest.getFileName().toString());

            Files.writeString(manifest, "1\n");
            assertThat(check("orders")).isZero();
            assertThat(manifest).exists();
        }

        @Test
        void says_that_nothing_would_be_delivered_if_the_endpoint_is_unknown() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", wholeSchema())
                            .into(
                                    "data-cloud-streaming-sink",
                                    ORDERS.replace("connector: erp", "connector: crm")));
            export("orders", wholeHeader() + "\n" + wholeRecord("1") + "\n");

            assertThat(check("orders")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString())
                    .contains("Data Cloud knows no endpoint orders of a connector crm");
        }

        @Test
        void checks_the_keys_of_a_delete_by_itself() throws Exception {
            house.add(
                    TestFeed.named("gone")
                            .checkedBy("orders", wholeSchema())
                            .into("data-cloud-streaming-sink", ORDERS.replace("upsert", "delete")));
            export("gone", "order_no,why\n1,any\n,none\n");

            assertThat(check("--json", "gone")).isEqualTo(ExitCode.RECORDS_MISSING);
            JsonNode sink = json().get("sinks").get(0);
            assertThat(findings(sink)).containsExactly("3 order_no  schema");
            assertThat(sink.get("warnings").toString()).contains("validates no deletes");
        }

        @Test
        void gives_what_it_has_found_itself_if_there_is_no_sign_in() throws Exception {
            house.add(
                    TestFeed.named("orders")
                            .checkedBy("orders", SCHEMA)
                            .into("data-cloud-bulk-sink", ORDERS));
            settings.add("saltroad.salesforce.client-secret=wrong");
            Path good = export("orders", "order_no,freight,ship_name\n1,2,A\n");
            assertThat(check("orders", "--export", good.toString()))
                    .isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(out.toString())
                    .contains("Nothing was found, but not all was checked")
                    .contains("Not checked: what Data Cloud says to the values: ")
                    .doesNotContain("wrong");

            Path bad = export("orders", "order_no,freight,ship_name\n1,x,A\n2,1,B\n");
            assertThat(check("orders", "--export", bad.toString()))
                    .isEqualTo(ExitCode.RECORDS_MISSING);
        }
    }

    @Nested
    @DisplayName("of a feed into an org")
    class OfFeedIntoOrg {

        @Test
        void holds_all_values_against_the_fields_of_the_object() throws Exception {
            house.add(TestFeed.ofAccounts("accounts"));
            String header = "ERP_Number__c,Name,BillingCity,AnnualRevenue,NumberOfEmployees\n";
            export(
                    "accounts",
                    header
                            + "1,A,Köln,12.5,3\n"
                            + "2,B,%s,12.5,3\n".formatted("x".repeat(41))
                            + "3,C,Köln,much,3\n"
                            + "4,D,Köln,1,3\n"
                            + "5,E,Köln,1,2.5\n");

            assertThat(check("--json", "accounts")).isEqualTo(ExitCode.RECORDS_MISSING);

            JsonNode sink = json().get("sinks").get(0);
            assertThat(sink.get("counts").get("checked").asInt()).isEqualTo(5);
            assertThat(sink.get("counts").get("refused").asInt()).isEqualTo(3);
            assertThat(findings(sink))
                    .containsExactly(
                            "3 BillingCity " + "x".repeat(41) + " describe",
                            "4 AnnualRevenue much describe",
                            "6 NumberOfEmployees 2.5 describe");
            assertThat(house.jobsOfOrg()).isZero();
        }

        @Test
        void refuses_columns_that_the_object_does_not_have() throws Exception {
            house.add(TestFeed.ofAccounts("accounts"));
            export("accounts", "ERP_Number__c,Nmae\n1,A\n");

            assertThat(check("accounts")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString()).contains("Account has no field Nmae (did you mean Name?)");
        }

        @Test
        void knows_which_fields_new_records_must_have() throws Exception {
            house.add(TestFeed.named("new").into("object: Account, operation: insert"))
                    .add(TestFeed.ofAccounts("accounts"));
            export("new", "ERP_Number__c,BillingCity\n1,Bonn\n");
            export("accounts", "ERP_Number__c,BillingCity\n1,Bonn\n");

            assertThat(check("new")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString())
                    .contains("Account requires Name, and nothing is sent for it");
            assertThat(check("accounts")).isZero();
            assertThat(out.toString()).contains("would refuse records that are new there");
        }

        @Test
        void wants_an_external_id_for_keys_and_relationships() throws Exception {
            house.add(
                            TestFeed.named("keys")
                                    .into(
                                            "object: Account, operation: upsert, externalIdField:"
                                                    + " BillingCity"))
                    .add(TestFeed.ofAccounts("parents"));
            export("keys", "BillingCity,Name\nBonn,A\n");
            export("parents", "ERP_Number__c,Name,Parent.BillingCity\n1,A,Bonn\n");

            assertThat(check("keys")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(check("parents")).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(out.toString())
                    .contains("Account.BillingCity is neither an external ID nor indexed")
                    .contains("column Parent.BillingCity: ");
        }

        @Test
        void looks_at_each_sink_of_the_feed_by_itself() throws Exception {
            house.add(
                    TestFeed.named("both")
                            .into(
                                    "object: Account, operation: upsert, externalIdField: ERP_Number__c")
                            .into("object: Contact, operation: insert"));
            export("both", "ERP_Number__c,Name\n1,A\n");

            assertThat(check("--json", "both")).isEqualTo(ExitCode.PERSON_NEEDED);
            JsonNode sinks = json().get("sinks");
            assertThat(sinks).hasSize(2);
            assertThat(sinks.get(0).get("verdict").asText()).isEqualTo("CLEAN");
            assertThat(sinks.get(1).get("verdict").asText()).isEqualTo("NOTHING");
        }
    }

    /** A step of a feed's own, as a user would write it. */
    public static final class NoTestRecords {
        public Records apply(@Body Records records) {
            return records.filter(row -> !row.value("Name").startsWith("Test"));
        }
    }

    @Test
    void takes_steps_of_the_feed_s_own_and_no_other_route_of_its_file() throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        Files.writeString(
                feeds.resolve("own.camel.yaml"),
                """
                - route:
                    id: own
                    from:
                      uri: kamelet:erp-export-source
                      parameters: { feed: own }
                      steps:
                        - bean: { beanType: "%s", method: apply }
                        - to:
                            uri: kamelet:salesforce-bulk-sink
                            parameters: { object: Account, operation: insert }
                - route:
                    id: other
                    from:
                      uri: "timer:other?delay=0"
                      steps:
                        - to: "file:%s"
                """
                        .formatted(NoTestRecords.class.getName(), folder.resolve("elsewhere")));
        export("own", "Name\nTest 1\nA\n");

        assertThat(check("own")).isZero();
        assertThat(out.toString()).contains("1 record read, 0 rejected");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void has_the_form_of_the_source_that_delivers() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        JsonNode delivers =
                yaml.readTree(
                        getClass().getResourceAsStream("/kamelets/erp-export-source.kamelet.yaml"));
        JsonNode checks =
                yaml.readTree(
                        getClass()
                                .getResourceAsStream(
                                        "/io/saltroad/check/erp-export-source.kamelet.yaml"));

        assertThat(checks.at("/spec/template/beans"))
                .isEqualTo(delivers.at("/spec/template/beans"));
        assertThat(checks.at("/spec/definition/required"))
                .isEqualTo(delivers.at("/spec/definition/required"));
        for (var property : delivers.at("/spec/definition/properties").properties()) {
            assertThat(
                            checks.at("/spec/definition/properties")
                                    .path(property.getKey())
                                    .path("default"))
                    .as(property.getKey())
                    .isEqualTo(property.getValue().path("default"));
        }
    }

    @Test
    void refuses_a_feed_with_a_step_that_would_send_something() throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        Files.writeString(
                feeds.resolve("loud.camel.yaml"),
                TestFeed.ofAccounts("loud").yaml()
                        + "        - to: \"file:%s\"\n".formatted(folder.resolve("elsewhere")));
        export("loud", "ERP_Number__c,Name\n1,A\n");

        assertThat(check("loud")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString())
                .contains("feed loud cannot be checked: it has a step that uses file:");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void could_not_check_without_an_export_or_a_feed() throws Exception {
        house.add(TestFeed.ofAccounts("accounts"));

        assertThat(check("accounts")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString()).contains("there is no export of feed accounts, neither in ");
        assertThat(check("acounts")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString()).contains("there is no feed acounts, did you mean accounts?");
    }

    private static String wholeHeader() {
        return "order_no,customer_no,employee_no,order_date,required_date,shipped_date,ship_via,"
                + "freight,ship_name,ship_street,ship_city,ship_state,ship_postal_code,"
                + "ship_country,source_system";
    }

    private static String wholeRecord(String key) {
        return key + ",C1,,2024-06-07,,,,12.5,Ship,,,,,,ERP01";
    }

    private static String wholeSchema() {
        return Stream.of(wholeHeader().split(","))
                .map(
                        name ->
                                name.endsWith("_date")
                                        ? name + ": { type: string, format: date }"
                                        : name.equals("freight")
                                                ? name + ": { type: number }"
                                                : name + ": { type: string }")
                .collect(Collectors.joining("\n"));
    }

    private Path export(String feed, String content) throws IOException {
        Path drop = Files.createDirectories(folder.resolve("export").resolve(feed));
        return Files.writeString(drop.resolve("export" + System.nanoTime() + ".csv"), content);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private static List<String> findings(JsonNode sink) {
        List<String> found = new ArrayList<>();
        for (JsonNode finding : sink.get("findings")) {
            found.add(
                    "%s %s %s %s"
                            .formatted(
                                    finding.get("line").asText(),
                                    finding.get("column").asText(),
                                    finding.get("value").asText(),
                                    finding.get("from").asText()));
        }
        return found;
    }

    private int check(String... arguments) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--routes", folder.resolve("routes").toString()));
        for (String name : List.of("export", "work", "archive", "dead-letter")) {
            all.add("-Dsaltroad.folders." + name + "=" + folder.resolve(name));
        }
        all.add("-Dsaltroad.ledger.url=jdbc:sqlite:" + folder.resolve("ledger.db"));
        all.add("-Dsaltroad.salesforce.login-url=" + org.uri());
        all.add("-Dsaltroad.salesforce.client-id=" + org.credentials().clientId());
        all.add("-Dsaltroad.salesforce.client-secret=" + org.credentials().clientSecret());
        settings.forEach(setting -> all.add("-D" + setting));
        CommandLine commandLine = Saltroad.commandLine();
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
