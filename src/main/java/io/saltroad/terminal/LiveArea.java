package io.saltroad.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Lines at the bottom of a terminal that are drawn again and again in the same place, while log
 * lines go by above them.
 *
 * <p>Needs ANSI escape codes: every terminal but a "dumb" one. A drawn line must be narrower than
 * the terminal, else it takes two.
 */
final class LiveArea {

    private static final String UP_AND_ERASE = "\u001b[1A\u001b[2K";

    private final PrintStream terminal;
    private List<String> lines = List.of();
    private int drawn;

    LiveArea(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Shows these lines instead of those before. */
    synchronized void show(List<String> newLines) {
        erase();
        lines = List.copyOf(newLines);
        draw();
    }

    /** A stream whose text goes by above the lines. */
    PrintStream above() {
        return new PrintStream(new Above(), true, Charset.defaultCharset());
    }

    private void erase() {
        terminal.print(UP_AND_ERASE.repeat(drawn));
        drawn = 0;
    }

    private void draw() {
        lines.forEach(terminal::println);
        drawn = lines.size();
        terminal.flush();
    }

    private synchronized void pass(byte[] bytes, int offset, int length) {
        erase();
        terminal.write(bytes, offset, length);
        // in the middle of a line there is no place for ours
        if (length > 0 && bytes[offset + length - 1] == '\n') {
            draw();
        } else {
            terminal.flush();
        }
    }

    private final class Above extends OutputStream {

        @Override
        public void write(int octet) {
            pass(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            pass(bytes, offset, length);
        }
    }
}
