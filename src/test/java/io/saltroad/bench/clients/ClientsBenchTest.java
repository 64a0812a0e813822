package io.saltroad.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.saltroad.sandbox.Clients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("bench/clients")
class ClientsBenchTest {

    private static final Path DRIVER = Path.of("bench/drivers/curl.sh");

    @TempDir Path home;

    @BeforeEach
    void needs_its_tools() {
        for (Path tool : new Path[] {Path.of("/usr/bin/time"), Path.of("/usr/bin/curl")}) {
            assumeThat(tool).as("SKIPPED. There is no %s", tool).isExecutable();
        }
    }

    @Test
    void counts_the_rounds_of_which_all_has_arrived() throws IOException {
        let("shift 3");

        assertThat(run("curl", 2, home)).isZero();

        assertThat(home.resolve("target/bench-clients.md"))
                .content()
                .contains("### 1,000 records, loopback at full speed")
                .containsPattern(
                        "\\| curl \\| [0-9.]+ \\| [0-9.]+, [0-9.]+ \\| 1\\.00 \\|.*\\| 2 \\|");
        assertThat(home.resolve("picture.svg")).content().contains("curl", "</svg>");
        assertThat(home.resolve("target/bench")).doesNotExist();
    }

    @Test
    void does_not_count_a_round_of_which_something_else_has_arrived() throws IOException {
        let("shift 3; sed -i '2s/^/9/' \"$1\"");

        assertThat(run("curl", 2, home)).isOne();

        assertThat(home.resolve("target/bench-clients.md"))
                .content()
                .contains(
                        "curl did not count, round 1: 1,000 records",
                        "curl did not count, round 2: 1,000 records")
                .containsPattern("\\| curl \\|.*\\| 0 \\|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    jsforce               | node_modules/jsforce
                    jsforce, ready pieces | node_modules/jsforce
                    Salesforce CLI        | node_modules/@salesforce/cli
                    simple-salesforce     | python/bin/python
                    """)
    void measures_those_of_others_that_are_installed(String client, String needed)
            throws IOException {
        Clients.installed(needed);
        Files.createDirectories(home.resolve("bench"));
        PathUtils.copyDirectory(DRIVER.getParent(), home.resolve(DRIVER).getParent());

        assertThat(run(client, 1, Clients.folder())).isZero();

        assertThat(home.resolve("target/bench-clients.md"))
                .content()
                .containsPattern("\\| " + client + " \\| [0-9.]+ \\|.*\\| 1 \\|")
                .doesNotContain("did not count");
    }

    @Test
    void names_a_client_that_is_not_installed_and_is_not_content() throws IOException {
        let("shift 3");

        assertThat(run("(curl|jsforce)", 1, home)).isOne();

        assertThat(home.resolve("target/bench-clients.md"))
                .content()
                .contains("jsforce is not installed.")
                .containsPattern("\\| curl \\|.*\\| 1 \\|");
    }

    /** Makes curl do this when it has taken its arguments; then come the files that it uploads. */
    private void let(String shell) throws IOException {
        Path driver = home.resolve(DRIVER);
        Files.createDirectories(driver.getParent());
        Files.copy(DRIVER, driver);
        assertThat(Files.readString(DRIVER)).contains("\nshift 3\n");
        Files.writeString(
                driver, Files.readString(DRIVER).replace("\nshift 3\n", "\n" + shell + "\n"));
    }

    private int run(String client, int rounds, Path installed) {
        return new CommandLine(new ClientsBench())
                .execute(
                        "--home",
                        home.toString(),
                        "--records",
                        "1000",
                        "--speed",
                        "0",
                        "--rounds",
                        String.valueOf(rounds),
                        "--client",
                        "^" + client + "$",
                        "--installed",
                        installed.toString(),
                        "--picture",
                        home.resolve("picture.svg").toString());
    }
}
