package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The small books of the ledger")
class SmallBooksTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

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
    void know_no_pick_up_window_of_a_feed_that_was_never_looked_at() {
        assertThat(test.ledger.pickUpWindows().handledUntil("customers")).isEmpty();
    }

    @Test
    void remember_per_feed_which_firings_are_answered() {
        test.ledger.pickUpWindows().handled("customers", NOON);
        test.ledger.pickUpWindows().handled("orders", NOON.plusSeconds(5));
        test.ledger.pickUpWindows().handled("customers", NOON.plusSeconds(9));
        test.reopen();

        assertThat(test.ledger.pickUpWindows().handledUntil("customers"))
                .hasValue(NOON.plusSeconds(9));
        assertThat(test.ledger.pickUpWindows().handledUntil("orders"))
                .hasValue(NOON.plusSeconds(5));
    }

    @Test
    void keep_events_in_the_order_they_were_noted_even_within_a_millisecond() {
        test.claiming("a", "customers");
        for (int i = 0; i < 20; i++) {
            test.ledger.events().ofExport("a", "noted", "event " + i);
        }

        assertThat(test.ledger.events().of("a"))
                .filteredOn(event -> event.kind().equals("noted"))
                .extracting(Event::message)
                .isEqualTo(
                        java.util.stream.IntStream.range(0, 20)
                                .mapToObj(i -> "event " + i)
                                .toList());
    }

    @Test
    void add_counts_up() {
        Counts counts = new Counts(10, 5, 2, 1, 2);

        assertThat(counts.addUp()).isTrue();
        assertThat(counts.incomplete()).isTrue();
        assertThat(counts.plus(new Counts(1, 1, 0, 0, 0))).isEqualTo(new Counts(11, 6, 2, 1, 2));
        assertThat(new Counts(10, 5, 2, 1, 1).addUp()).isFalse();
        assertThat(new Counts(5, 5, 0, 0, 0).incomplete()).isFalse();
    }
}
