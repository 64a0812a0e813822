package io.saltroad.forms;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Where something stands, as messages name it.
 *
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {

    static Place of(String file, Node node) {
        return node.getStartMark().map(mark -> of(file, mark)).orElse(new Place(file, 1, 1));
    }

    static Place of(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** File and line, which is enough where there is one thing on a line. */
    @Override
    public String toString() {
        return "%s, line %d".formatted(file, line);
    }

    /** File, line and column. */
    public String exact() {
        return "%s, line %d, column %d".formatted(file, line, column);
    }
}
