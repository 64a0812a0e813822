package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.chunk.MicroBatch;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Micro-batches of a delivery")
class MicroBatchCutsTest {

    @TempDir Path folder;
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("l.db")),
                        new SettableClock("2026-03-01T12:00:00Z"));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void keep_the_size_that_it_was_registered_with_whatever_the_settings_say_now()
            throws Exception {
        Path file = folder.resolve("a/x.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                IntStream.range(0, 200)
                        .mapToObj("%d,some text"::formatted)
                        .collect(Collectors.joining("\n", "key,note\n", "\n")));
        Export export = export(file);
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                export,
                                1,
                                new Target(
                                        Lane.DATA_CLOUD_STREAM,
                                        Optional.of("erp"),
                                        "customers",
                                        "upsert",
                                        Optional.of("key")),
                                Map.of(
                                        "sink", "data-cloud-streaming-sink",
                                        "connector", "erp",
                                        "object", "customers",
                                        "operation", "upsert",
                                        "key", "key",
                                        "microBatchSize", "1000"),
                                "fp");

        MicroBatchCuts cuts =
                new MicroBatchCuts(export, delivery, Records.of(file), DataCloudParts.settings());

        try (MicroBatchCutter cutter = cuts.all((record, why) -> {})) {
            int records = 0;
            for (Optional<MicroBatch> next = cutter.next();
                    next.isPresent();
                    next = cutter.next()) {
                assertThat(next.get().body().length).isLessThanOrEqualTo(1000);
                records += next.get().records();
            }
            assertThat(records).isEqualTo(200);
        }
    }

    private Export export(Path file) {
        ledger.exports().claiming("a", "customers", file, file, 1, List.of(), Duplicates.SKIP);
        ledger.exports().claimed("a", 1, "sha");
        return ledger.exports().get("a");
    }
}
