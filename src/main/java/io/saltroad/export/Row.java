package io.saltroad.export;

import io.saltroad.settings.NearestName;
import java.util.List;
import java.util.Objects;

/** One record as a step of a feed's own sees it: texts by column name. Never changes. */
public final class Row {

    private final List<String> columns;
    private final String[] values;

    Row(List<String> columns, String[] values) {
        this.columns = columns;
        this.values = values;
    }

    public List<String> columns() {
        return columns;
    }

    /**
     * The text of a column; empty if nothing stands there.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public String value(String column) {
        return values[index(column)];
    }

    /**
     * This row with another text in one of its columns.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public Row with(String column, String value) {
        Objects.requireNonNull(value, column);
        String[] changed = values.clone();
        changed[index(column)] = value;
        return new Row(columns, changed);
    }

    String[] values() {
        return values;
    }

    private int index(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "no column %s%s".formatted(column, NearestName.clause(column, columns)));
        }
        return index;
    }
}
