package io.saltroad.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The live area")
class LiveAreaTest {

    private static final String BACK = "\u001b[1A\u001b[2K";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LiveArea area =
            new LiveArea(new PrintStream(written, true, StandardCharsets.UTF_8));

    @Test
    void draws_its_lines_in_the_same_place_again() {
        area.show(List.of("a 1", "b 1"));
        area.show(List.of("a 2"));

        assertThat(text()).isEqualTo("a 1\nb 1\n" + BACK + BACK + "a 2\n");
    }

    @Test
    void steps_aside_for_a_log_line() {
        area.show(List.of("a 1"));
        area.above().print("log\n");

        assertThat(text()).isEqualTo("a 1\n" + BACK + "log\na 1\n");
    }

    @Test
    void waits_for_the_end_of_a_line() {
        area.show(List.of("a 1"));
        PrintStream above = area.above();
        above.print("half ");
        above.print("line\n");

        assertThat(text()).isEqualTo("a 1\n" + BACK + "half line\na 1\n");
    }

    @Test
    void leaves_nothing_behind() {
        area.show(List.of("a 1"));
        area.show(List.of());

        assertThat(text()).isEqualTo("a 1\n" + BACK);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
