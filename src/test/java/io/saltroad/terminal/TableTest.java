package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table")
class TableTest {

    @Test
    void puts_words_to_the_left_and_numbers_to_the_right() {
        Table table =
                new Table()
                        .words("FEED")
                        .numbers("READ")
                        .words("STATE")
                        .row("customers", "1,000,000", "settled")
                        .row("Königsberg", "7", "dead")
                        .totals("total", "1,000,007", "");

        assertThat(table.lines())
                .containsExactly(
                        "FEED             READ  STATE",
                        "------------------------------",
                        "customers   1,000,000  settled",
                        "Königsberg          7  dead",
                        "------------------------------",
                        "total       1,000,007");
    }

    @Test
    void refuses_a_row_of_another_width() {
        assertThatThrownBy(() -> new Table().words("A").row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 texts for 1 columns");
    }
}
