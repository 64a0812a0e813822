package io.saltroad.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The most telling of the kill points, one after the other in the life of the same exports. All
 * points, one by one and at random, are for {@code bench/kill}.
 */
@DisplayName("Every record arrives once though the process is killed")
class KillTest {

    @TempDir Path folder;

    @Test
    void when_the_rejected_records_have_just_been_written() throws Exception {
        killAtEachOf(List.of(SampleExports.products("r", 40)), List.of("ledger Deliveries.staged"));
    }

    @Test
    void at_each_step_of_its_way() throws Exception {
        killAtEachOf(
                SampleExports.all("k"),
                List.of(
                        // taken, and not yet in the books as taken
                        "files Claims.move: Files.move",
                        // the org has a job that we know nothing of
                        "after create",
                        "amid upload",
                        // the org has the records, and we do not know it
                        "after upload",
                        "ledger Deliveries.staged",
                        "ledger Deliveries.committed",
                        // it may be closed or not
                        "after close",
                        "after failedResults",
                        "amid matching results",
                        "ledger Deliveries.ended",
                        // half of it rests
                        "files Trees.moveFiles: Files.move"));
    }

    @Test
    void on_its_way_into_data_cloud_in_bulk() throws Exception {
        killAtEachOf(
                List.of(
                        SampleExports.orders("b", 40),
                        SampleExports.orders("b-a", 4),
                        SampleExports.orders("b-b", 4)),
                List.of(
                        "amid cutting chunks",
                        "ledger Deliveries.staged",
                        // the tenant has a job that we know nothing of
                        "after create of a load",
                        // the tenant has the records, and we do not know it
                        "after upload of a chunk",
                        "ledger Jobs.uploaded",
                        // it may be closed or not
                        "after close of a load",
                        "amid confirming"));
    }

    @Test
    void on_its_way_into_data_cloud_by_streaming() throws Exception {
        killAtEachOf(
                List.of(SampleExports.changes("s", 70)),
                List.of(
                        "amid cutting micro-batches",
                        "after micro-batch",
                        "ledger Streams.acknowledged",
                        "ledger Streams.ended"));
    }

    /** Alone: beside another delivery it may be through before the process is killed. */
    @Test
    void when_it_is_asked_whether_streamed_deletes_have_arrived() throws Exception {
        killAtEachOf(
                List.of(SampleExports.leavers("s", 50)),
                List.of("ledger Streams.ended", "after query"));
    }

    private void killAtEachOf(List<Dropped> exports, List<String> points) throws Exception {
        try (Sandbox sandbox =
                        Sandbox.start(
                                new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
                House house = new House(folder, sandbox)) {
            new Org(sandbox).expect(exports);
            house.dropAll(exports);
            for (String point : points) {
                assertThat(house.killAt(point, 1))
                        .as("killed %s%n%s", point, house.tail())
                        .isTrue();
            }
            house.settle();

            assertThat(Audit.of(house, new Org(sandbox)).all()).isEmpty();
        }
    }
}
