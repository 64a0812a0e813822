package io.saltroad.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Kill points")
class KillPointsTest {

    private final Set<String> points = PointWeaver.known();

    @Test
    void are_the_methods_of_the_ledger_that_write() {
        assertThat(points)
                .contains(
                        "ledger Exports.claiming",
                        "ledger Deliveries.committed",
                        "ledger Jobs.created",
                        "ledger Events.ofDelivery",
                        "ledger Gates.close",
                        "ledger PickUpWindows.handled");
    }

    @Test
    void are_not_the_methods_that_only_read() {
        assertThat(points)
                .doesNotContain(
                        "ledger Exports.open", "ledger Jobs.get", "ledger Deliveries.dueToStage");
    }

    @Test
    void are_in_every_book_of_the_ledger() {
        assertThat(LedgerWrites.books())
                .allSatisfy(
                        book ->
                                assertThat(points)
                                        .anyMatch(
                                                point ->
                                                        point.startsWith(
                                                                "ledger " + simple(book) + ".")))
                .extracting(KillPointsTest::simple)
                .contains("Exports", "Deliveries", "Jobs", "Events", "Gates", "PickUpWindows");
    }

    @Test
    void are_where_files_change() {
        assertThat(points)
                .contains(
                        "files Claims.move: Files.move",
                        "files Claims.copy: Files.copy",
                        "files Trees.moveFiles: Files.move");
    }

    @Test
    void are_places_that_exist() {
        Set<String> amid =
                points.stream().filter(p -> p.startsWith("amid ")).collect(Collectors.toSet());

        assertThat(PointWeaver.places()).allMatch(PointWeaver::exists);
        assertThat(amid).hasSize(PointWeaver.places().size());
    }

    private static String simple(String book) {
        return book.substring(book.lastIndexOf('/') + 1);
    }
}
