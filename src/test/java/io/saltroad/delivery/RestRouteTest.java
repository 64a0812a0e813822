package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The rest route")
class RestRouteTest {

    @TempDir Path folder;

    private RoutesUnderTest routes;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void moves_an_export_with_its_receipt_into_the_archive() throws Exception {
        Export export = settled();

        Exchange exchange = routes.send("rest", export);

        assertThat(exchange.getException()).isNull();
        Path place = routes.folders.archive().resolve("customers/2026-03-01").resolve(export.id());
        assertThat(names(place)).containsExactly("CUST.csv", "CUST.csv.receipt.json");
        JsonNode receipt =
                new ObjectMapper().readTree(place.resolve("CUST.csv.receipt.json").toFile());
        assertThat(receipt.path("state").asText()).isEqualTo("SETTLED");
        assertThat(receipt.path("counts").path("read").asLong()).isEqualTo(1);
        assertThat(routes.ledger.exports().get(export.id()).state())
                .isEqualTo(ExportState.ARCHIVED);
        assertThat(routes.ledger.exports().get(export.id()).restingPlace()).hasValue(place);
        assertThat(export.workFolder()).doesNotExist();
    }

    @Test
    void adds_a_line_to_the_journal_of_the_month_which_has_one_header() throws Exception {
        Export delivered = settled();
        Export refused = routes.export("1,Adam");
        routes.ledger.exports().refused(refused.id(), new Reason("export", "X", "a, b"));

        routes.send("rest", delivered);
        routes.send("rest", refused);

        Path journal = routes.folders.archive().resolve("deliveries-2026-03.csv");
        assertThat(journal)
                .content()
                .satisfies(
                        text -> {
                            List<String> lines = text.lines().toList();
                            assertThat(lines).hasSize(3);
                            assertThat(lines.get(0)).startsWith("id,feed,export,object,state,read");
                            assertThat(lines.get(1))
                                    .startsWith(delivered.id() + ".1,customers,CUST.csv,")
                                    .contains(",SETTLED,1,");
                            assertThat(lines.get(2))
                                    .startsWith(refused.id() + ",customers,CUST.csv,,DEAD,0,")
                                    .endsWith(",\"a, b\",0,0");
                        });
    }

    @Test
    void leaves_nothing_half_written_in_the_work_folder() throws Exception {
        Export export = settled();

        routes.send("rest", export);

        assertThat(names(routes.folders.work())).isEmpty();
    }

    @Test
    void moves_an_export_with_a_dead_delivery_among_the_dead_letters_with_the_reason()
            throws Exception {
        Delivery delivery = routes.registered("1,Adam");
        routes.ledger
                .deliveries()
                .ended(
                        delivery,
                        DeliveryState.DEAD,
                        Counts.NONE,
                        Optional.of(new Reason("refused", "INVALIDENTITY", "no object Acount")));
        Export export = routes.ledger.exports().get(delivery.exportId());

        routes.send("rest", export);

        Path place =
                routes.folders.deadLetter().resolve("customers/2026-03-01").resolve(export.id());
        assertThat(names(place))
                .containsExactly("CUST.csv", "CUST.csv.receipt.json", "reason.json");
        JsonNode reason = new ObjectMapper().readTree(place.resolve("reason.json").toFile());
        assertThat(reason.path("class").asText()).isEqualTo("refused");
        assertThat(reason.path("code").asText()).isEqualTo("INVALIDENTITY");
        assertThat(reason.path("message").asText()).isEqualTo("no object Acount");
        assertThat(routes.ledger.exports().get(export.id()).state()).isEqualTo(ExportState.DEAD);
    }

    @Test
    void moves_an_export_that_was_refused_as_a_whole_although_it_has_no_delivery()
            throws Exception {
        Export export = routes.export("1,Adam");
        routes.ledger.exports().refused(export.id(), new Reason("export", "X", "y"));

        routes.send("rest", export);

        Path place =
                routes.folders.deadLetter().resolve("customers/2026-03-01").resolve(export.id());
        assertThat(names(place)).containsExactly("CUST.csv", "reason.json");
    }

    @Nested
    @DisplayName("when the resting place cannot be written")
    class NoPlace {

        private Export export;

        @BeforeEach
        void block() throws Exception {
            export = settled();
            Files.writeString(routes.folders.archive(), "a file where the folder should be");
        }

        @Test
        void holds_the_export_back_and_buries_nothing() {
            Exchange exchange = routes.send("rest", export);

            assertThat(exchange.getException()).as("handled").isNull();
            assertThat(routes.holds.holds(export.id())).isTrue();
            assertThat(routes.ledger.exports().get(export.id()).state())
                    .isEqualTo(ExportState.SEALED);
            assertThat(routes.ledger.deliveries().ofExport(export.id()))
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.SETTLED);
        }

        @Test
        void tries_for_as_long_as_it_takes() throws Exception {
            for (int i = 0; i < 10; i++) {
                routes.send("rest", export);
                routes.clock.advance(Duration.ofMinutes(5));
            }
            Files.delete(routes.folders.archive());

            routes.send("rest", export);

            assertThat(routes.ledger.exports().get(export.id()).state())
                    .isEqualTo(ExportState.ARCHIVED);
        }
    }

    private Export settled() throws IOException {
        Delivery delivery = routes.completed("1,Adam");
        routes.ledger
                .deliveries()
                .ended(
                        delivery,
                        DeliveryState.SETTLED,
                        new Counts(1, 1, 0, 0, 0),
                        Optional.empty());
        return routes.ledger.exports().get(delivery.exportId());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
