package io.saltroad.forms;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Where something stands, as messages name it.
 *
 * @param line from 1
 */
record Place(String file, int line) {

    static Place of(String file, Node node) {
        return new Place(file, node.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }

    @Override
    public String toString() {
        return "%s, line %d".formatted(file, line);
    }
}
