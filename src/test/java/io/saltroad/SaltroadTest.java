package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.export.Folders;
import io.saltroad.export.WorkFolderLock;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("The command line")
class SaltroadTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;
    private String ledger;

    @BeforeEach
    void setUp() {
        ledger = "saltroad.ledger.url=jdbc:sqlite:" + folder.resolve("ledger.db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "deliveries",
                "replay",
                "abandon",
                "schema",
                "check",
                "sandbox"
            })
    void explains_every_command(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: saltroad " + command)
                .contains("--config", "--routes", "-D", "--verbose");
    }

    @Test
    void lists_the_exit_codes() {
        execute("run", "--help");

        assertThat(out.toString()).contains("a delivery ended as a dead letter");
    }

    @Test
    void names_its_version() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("saltroad ");
    }

    @Test
    void could_not_run_without_a_command() {
        assertThat(execute()).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("saltroad: which command?\nTry: saltroad --help\n".replace("\n", EOL));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void suggests_what_was_meant_by_an_unknown_command() {
        assertThat(execute("deliverys")).isEqualTo(3);
        assertThat(err.toString()).contains("deliverys").contains("deliveries");
    }

    @Test
    void could_not_run_with_an_unknown_option() {
        assertThat(execute("run", "--onec")).isEqualTo(3);
        assertThat(err.toString()).contains("--onec").contains("Try: saltroad run --help");
    }

    @Test
    void takes_common_options_before_and_behind_the_command() throws IOException {
        Path config = folder.resolve("my.properties");
        Files.writeString(config, "camel.main.name = one\ncamel.main.log-mask = true\n");

        CommandLine commandLine = Saltroad.commandLine();
        commandLine.parseArgs(
                "-D", "a=1", "--config", config.toString(), "deliveries", "-Db=2", "-D", "c=x=y");
        Saltroad saltroad = commandLine.getCommand();

        assertThat(saltroad.properties())
                .containsEntry("a", "1")
                .containsEntry("b", "2")
                .containsEntry("c", "x=y");
        assertThat(saltroad.configFile()).contains(config);
    }

    @Test
    void refuses_an_unknown_key_in_one_clear_line() {
        assertThat(execute("deliveries", "-D", "saltroad.ledger.uri=x")).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo(
                        "saltroad: -D saltroad.ledger.uri: unknown key saltroad.ledger.uri."
                                + " Did you mean saltroad.ledger.url?"
                                + EOL);
    }

    @Test
    void shows_where_an_error_comes_from_if_asked() {
        execute("deliveries", "--verbose", "-D", "saltroad.ledger.uri=x");

        assertThat(err.toString()).contains("at io.saltroad.settings.FrontDoor");
    }

    @Test
    void says_which_routes_are_missing() {
        Path nowhere = folder.resolve("nowhere");

        assertThat(execute("run", "--once", "--routes", nowhere.toString())).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("saltroad: there is no folder %s with routes".formatted(nowhere) + EOL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-D saltroad.salesforce.login-url=https://real.my.salesforce.com | the demo keeps to a sandbox and a folder of its own: no -D saltroad.salesforce.login-url",
                "--config my.properties | the demo writes a configuration of its own: no --config"
            })
    void keeps_a_demo_away_from_real_orgs(String option, String message) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--once"));
        arguments.addAll(List.of(option.split(" ")));

        assertThat(execute(arguments.toArray(String[]::new))).isEqualTo(3);
        assertThat(err.toString()).startsWith("saltroad: " + message + EOL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=70000 | the sandbox's port must be 0..65535, was 70000",
                "--tls-port=-2 | the sandbox's TLS port must be -1 (no TLS) or 0..65535, was -2",
                "--bandwidth=50 | --bandwidth takes a size with its unit, such as 50MB or 800kB, was '50'"
            })
    void refuses_a_sandbox_that_no_machine_has(String option, String message) {
        assertThat(execute("sandbox", option)).isEqualTo(3);
        assertThat(err.toString()).startsWith("saltroad: " + message + EOL);
    }

    @Test
    void says_that_there_is_nothing_to_deliver_without_a_feed() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                routes.resolve("mine.camel.yaml"),
                "- route: {id: mine, from: {uri: 'direct:mine', steps: [{log: hello}]}}\n");

        assertThat(execute("run", "--once", "--routes", routes.toString())).isEqualTo(3);
        assertThat(err.toString())
                .startsWith(
                        "saltroad: there is no feed in %s, so there is nothing to deliver"
                                .formatted(routes.resolve("feeds")));
    }

    @Test
    void knows_which_feeds_a_demo_needs() throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        for (String feed : List.of("customers", "northwind-orders", "northwind-customers")) {
            Files.copy(
                    Path.of("routes/feeds", feed + ".camel.yaml"),
                    feeds.resolve(feed + ".camel.yaml"));
        }

        assertThat(execute("demo", "--routes", feeds.getParent().toString())).isEqualTo(3);
        assertThat(err.toString())
                .startsWith(
                        "saltroad: the demo needs the feeds that come with the program; these"
                                + " routes have no sap-business-partners,"
                                + " adventureworks-resellers, data-cloud-orders,"
                                + " data-cloud-resellers");
    }

    @Test
    void looks_without_leaving_a_ledger_behind() {
        assertThat(execute("deliveries", "-D", ledger)).isEqualTo(3);
        assertThat(err.toString()).startsWith("saltroad: there is no ledger yet: jdbc:sqlite:");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void says_so_if_there_are_no_deliveries_yet() {
        emptyLedger();

        assertThat(execute("deliveries", "-D", ledger)).isZero();
        assertThat(out.toString()).isEqualTo("No deliveries yet." + EOL);
    }

    @Test
    void says_which_gate_is_closed_until_when_and_why() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (Ledger open =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")),
                        Clock.systemUTC())) {
            open.gates().close(closed("salesforce", now, now.plusSeconds(300)));
            open.gates().close(closed("other", now.minusSeconds(20), now.minusSeconds(10)));
        }

        assertThat(execute("deliveries", "-D", ledger)).isZero();
        assertThat(out.toString())
                .matches(
                        "Gate of salesforce: closed until [\\d :-]+ \\(in 4 min \\d\\d s\\): Salesforce"
                                + " answered 429\\RNo deliveries yet.\\R");
        out.getBuffer().setLength(0);
        assertThat(execute("deliveries", "--json", "-D", ledger)).isZero();
        JsonNode gates = new ObjectMapper().readTree(out.toString()).get("gates");
        assertThat(gates).hasSize(1);
        assertThat(gates.at("/0/name").asText()).isEqualTo("salesforce");
        assertThat(gates.at("/0/closedFrom").asText()).isEqualTo(now.toString());
        assertThat(gates.at("/0/closedUntil").asText()).isEqualTo(now.plusSeconds(300).toString());
        assertThat(gates.at("/0/reason").asText()).isEqualTo("Salesforce answered 429");
    }

    private static ClosedGate closed(String name, Instant from, Instant until) {
        return new ClosedGate(
                name, false, from, until, Duration.ofSeconds(5), "Salesforce answered 429");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliveries --json", "--json deliveries"})
    void writes_nothing_but_json_if_asked(String asked) throws IOException {
        emptyLedger();

        List<String> arguments = new ArrayList<>(List.of(asked.split(" ")));
        arguments.addAll(List.of("-D", ledger));
        assertThat(execute(arguments.toArray(String[]::new))).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).get("deliveries")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--json run | run writes a result only with --once: no --json",
                "run --json | run writes a result only with --once: no --json",
                "--json sandbox | sandbox writes no result: no --json",
                "sandbox --json | sandbox writes no result: no --json"
            })
    void refuses_json_where_there_is_no_result(String asked, String message) {
        assertThat(execute(asked.split(" "))).isEqualTo(3);
        assertThat(err.toString()).startsWith("saltroad: " + message + EOL);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void takes_json_before_a_run_once() throws IOException {
        assertThat(runOnce(folder.resolve("erp"), "--json", "run")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).isObject()).isTrue();
    }

    @Test
    void says_no_more_than_that_another_run_has_the_work_folder() throws IOException {
        Path erp = folder.resolve("erp");
        Folders folders =
                new Folders(
                        erp.resolve("export"),
                        erp.resolve("work"),
                        erp.resolve("archive"),
                        erp.resolve("dead-letter"));
        WorkFolderLock lock = WorkFolderLock.take(folders);
        try (lock) {
            assertThat(runOnce(erp, "run")).isEqualTo(3);
        }
        assertThat(err.toString())
                .isEqualTo(
                        "saltroad: another saltroad (process %d) delivers from %s. Only one may"
                                        .formatted(ProcessHandle.current().pid(), folders.work())
                                + EOL);
    }

    @Test
    void says_no_more_than_why_nothing_can_go_on() throws IOException {
        Path erp = folder.resolve("erp");
        Path drop = Files.createDirectories(erp.resolve("export/customers"));
        Files.writeString(drop.resolve("CUST.csv"), "ERP_Number__c,Name\n1,A\n");
        try (Sandbox org = Sandbox.start(SandboxSettings.onFreePorts())) {
            assertThat(
                            runOnce(
                                    erp,
                                    "run",
                                    "-Dsaltroad.salesforce.login-url=" + org.uri(),
                                    "-Dsaltroad.salesforce.client-id=nobody",
                                    "-Dsaltroad.salesforce.client-secret=wrong"))
                    .isEqualTo(3);
        }
        assertThat(err.toString())
                .startsWith("saltroad: ")
                .contains("invalid_client")
                .doesNotContain("--verbose")
                .hasLineCount(1);
    }

    /** Runs once with one feed and folders of its own. */
    private int runOnce(Path erp, String... command) throws IOException {
        Path routes = folder.resolve("routes");
        Files.createDirectories(routes.resolve("feeds"));
        Files.writeString(
                routes.resolve("feeds/customers.camel.yaml"),
                TestFeed.ofAccounts("customers").yaml());
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--once", "--routes", routes.toString(), "-D", ledger));
        for (String name : List.of("export", "work", "archive", "dead-letter")) {
            arguments.add("-Dsaltroad.folders." + name + "=" + erp.resolve(name));
        }
        if (arguments.stream().noneMatch(argument -> argument.contains("login-url"))) {
            arguments.add("-Dsaltroad.salesforce.login-url=http://127.0.0.1:9");
            arguments.add("-Dsaltroad.salesforce.client-id=anybody");
            arguments.add("-Dsaltroad.salesforce.client-secret=none");
        }
        return execute(arguments.toArray(String[]::new));
    }

    @Test
    void could_not_run_if_there_is_no_such_delivery() {
        emptyLedger();

        assertThat(execute("deliveries", "nonsense", "-D", ledger)).isEqualTo(3);
        assertThat(err.toString())
                .startsWith("saltroad: the ledger has no delivery and no export nonsense");
    }

    private void emptyLedger() {
        Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")),
                        Clock.systemUTC())
                .close();
    }

    private static final String EOL = System.lineSeparator();

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        return Saltroad.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
