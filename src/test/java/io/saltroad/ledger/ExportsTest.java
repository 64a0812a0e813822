package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The book of exports")
class ExportsTest {

    @TempDir Path folder;

    private TestLedger test;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void holds_the_intent_before_the_file_is_taken() {
        Export export = test.claiming("a", "customers");

        assertThat(export.state()).isEqualTo(ExportState.CLAIMING);
        assertThat(export.feed()).isEqualTo("customers");
        assertThat(export.fileName()).isEqualTo("a.csv");
        assertThat(export.sourcePath()).isEqualTo(Path.of("/drop/customers/a.csv"));
        assertThat(export.workPath()).isEqualTo(Path.of("/erp/work/a/a.csv"));
        assertThat(export.workFolder()).isEqualTo(Path.of("/erp/work/a"));
        assertThat(export.bytes()).isEqualTo(10);
        assertThat(export.sha256()).isEmpty();
        assertThat(export.afterFeeds()).containsExactly("countries", "products");
        assertThat(export.duplicates()).isEqualTo(Duplicates.SKIP);
        assertThat(export.claimedAt()).isEqualTo(test.clock.instant());
    }

    @Test
    void holds_size_and_sha256_once_the_file_is_ours() {
        Export export = test.claimed("a", "customers");

        assertThat(export.state()).isEqualTo(ExportState.CLAIMED);
        assertThat(export.bytes()).isEqualTo(12);
        assertThat(export.sha256()).hasValue("sha-of-a");
    }

    @Test
    void seals_only_what_is_claimed() {
        test.claiming("a", "customers");

        test.ledger.exports().sealed("a");

        assertThat(test.ledger.exports().get("a").state()).isEqualTo(ExportState.CLAIMING);
    }

    @Test
    void does_not_open_again_what_has_come_to_rest() {
        test.sealed("a", "customers");
        test.ledger.exports().closed("a", ExportState.ARCHIVED, Path.of("/archive/a"));

        test.ledger.exports().sealed("a");

        assertThat(test.ledger.exports().get("a").state()).isEqualTo(ExportState.ARCHIVED);
    }

    @Test
    void holds_why_an_export_was_refused() {
        test.claimed("a", "customers");

        test.ledger.exports().refused("a", new Reason("export", "NO_HEADER", "line 1"));

        Export refused = test.ledger.exports().get("a");
        assertThat(refused.state()).isEqualTo(ExportState.SEALED);
        assertThat(refused.reason()).hasValue(new Reason("export", "NO_HEADER", "line 1"));
    }

    @Test
    void holds_where_an_export_rests() {
        test.sealed("a", "customers");

        test.ledger.exports().closed("a", ExportState.DEAD, Path.of("/dead-letter/a"));

        Export closed = test.ledger.exports().get("a");
        assertThat(closed.state()).isEqualTo(ExportState.DEAD);
        assertThat(closed.restingPlace()).hasValue(Path.of("/dead-letter/a"));
        assertThat(closed.closedAt()).hasValue(test.clock.instant());
    }

    @Test
    void forgets_an_intent_with_its_events() {
        test.claiming("a", "customers");

        test.ledger.exports().forget("a");

        assertThat(test.ledger.exports().find("a")).isEmpty();
        assertThat(test.ledger.events().of("a")).isEmpty();
    }

    @Test
    void never_forgets_a_file_that_is_ours() {
        test.claimed("a", "customers");

        test.ledger.exports().forget("a");

        assertThat(test.ledger.exports().find("a")).isPresent();
        assertThat(test.ledger.events().of("a")).isNotEmpty();
    }

    @Test
    void lists_open_exports_of_a_feed_oldest_first() {
        test.sealed("b", "customers");
        test.clock.advance(Duration.ofSeconds(1));
        test.claiming("a", "customers");
        test.sealed("x", "orders");
        test.sealed("c", "customers");
        test.ledger.exports().closed("c", ExportState.ARCHIVED, Path.of("/archive/c"));

        assertThat(test.ledger.exports().open("customers"))
                .extracting(Export::id)
                .containsExactly("b", "a");
        assertThat(test.ledger.exports().open())
                .extracting(Export::id)
                .containsExactlyInAnyOrder("b", "a", "x");
    }

    @Test
    void lets_an_export_rest_when_it_is_sealed_and_all_its_deliveries_are_closed() {
        Export export = test.sealed("a", "customers");
        Delivery first = test.registered(export, 1);
        Delivery second = test.registered(export, 2);
        assertThat(readyToRest()).isEmpty();

        end(first, DeliveryState.SETTLED);
        assertThat(readyToRest()).isEmpty();

        end(second, DeliveryState.DEAD);
        assertThat(readyToRest()).containsExactly("a");
    }

    @Test
    void is_over_when_all_deliveries_of_an_export_are_closed_and_when_it_rests() {
        Export export = test.sealed("a", "customers");
        Delivery delivery = test.registered(export, 1);
        assertThat(test.ledger.exports().isOver("a")).isFalse();

        end(delivery, DeliveryState.DEAD);
        assertThat(test.ledger.exports().isOver("a")).isTrue();

        test.ledger.exports().closed("a", ExportState.DEAD, Path.of("/dead-letter/a"));
        assertThat(test.ledger.exports().isOver("a")).isTrue();
    }

    @Test
    void does_not_let_an_export_rest_that_is_still_in_its_feed() {
        Export export = test.claimed("a", "customers");
        end(test.registered(export, 1), DeliveryState.SKIPPED);

        assertThat(readyToRest()).isEmpty();
    }

    @Test
    void lists_what_was_claimed_or_open_since_a_time() {
        test.sealed("old", "customers");
        test.ledger.exports().closed("old", ExportState.ARCHIVED, Path.of("/archive/old"));
        test.sealed("open", "customers");
        test.clock.advance(Duration.ofHours(1));
        Instant start = test.clock.instant();
        test.sealed("new", "customers");

        assertThat(test.ledger.exports().since(start))
                .extracting(Export::id)
                .containsExactly("open", "new");
    }

    @Test
    void refuses_the_same_id_twice() {
        test.claiming("a", "customers");

        assertThatThrownBy(() -> test.claiming("a", "customers")).hasMessageContaining("UNIQUE");
    }

    private void end(Delivery delivery, DeliveryState state) {
        test.ledger.deliveries().ended(delivery, state, Counts.NONE, java.util.Optional.empty());
    }

    private List<String> readyToRest() {
        return test.ledger.exports().readyToRest().stream().map(Export::id).toList();
    }
}
