package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DemoTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;

    @Test
    void delivers_every_record_of_every_feed_and_accounts_for_it() throws Exception {
        assertThat(execute("--json", "--customers", "20000")).as(err.toString()).isZero();

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.at("/counts/read").asInt())
                .isEqualTo(20_000 + 40 + 701 + 91 + 830 + 701 + 830);
        assertThat(report.at("/counts/delivered")).isEqualTo(report.at("/counts/read"));
        assertThat(report.required("deliveries"))
                .hasSize(7)
                .allSatisfy(
                        delivery -> {
                            assertThat(delivery.at("/state").asText()).isEqualTo("SETTLED");
                            assertThat(Path.of(delivery.at("/restingPlace").asText()))
                                    .startsWith(folder.toRealPath())
                                    .isNotEmptyDirectory();
                        });
    }

    @Test
    void delivers_a_feed_to_each_lane_of_data_cloud_and_asks_whether_it_arrived() throws Exception {
        assertThat(execute("--json", "--customers", "10")).as(err.toString()).isZero();

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.required("deliveries"))
                .filteredOn(delivery -> delivery.at("/target").has("lane"))
                .extracting(
                        delivery -> delivery.at("/target/lane").asText(),
                        delivery -> delivery.at("/counts/delivered").asInt())
                .containsExactlyInAnyOrder(
                        tuple("DATA_CLOUD_STREAM", 830), tuple("DATA_CLOUD_BULK", 701));
    }

    @Test
    void says_where_to_look_next_and_what_it_is_not() {
        assertThat(execute("--customers", "10")).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains("northwind-orders", "Where to look next")
                .contains("deliveries --config " + folder.resolve("demo.properties"))
                .contains("not Salesforce");
    }

    @Test
    void begins_in_a_folder_of_its_own() throws Exception {
        Files.createFile(folder.resolve("something"));

        assertThat(execute()).isEqualTo(3);
        assertThat(err.toString()).startsWith("saltroad: %s is not empty".formatted(folder));
    }

    private int execute(String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "demo";
        all[1] = "--once";
        all[2] = "--folder";
        all[3] = folder.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return Saltroad.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
