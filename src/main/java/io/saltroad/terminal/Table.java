package io.saltroad.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in aligned columns, two blanks apart. */
public final class Table {

    private static final String GAP = "  ";

    /** Which end of a column its texts are flush with. */
    private enum Side {
        LEFT,
        RIGHT
    }

    private final List<Side> sides = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> head = new ArrayList<>();
    private boolean totalsFollow;

    /** Adds a column of words. */
    public Table words(String title) {
        return column(title, Side.LEFT);
    }

    /** Adds a column of numbers. */
    public Table numbers(String title) {
        return column(title, Side.RIGHT);
    }

    private Table column(String title, Side side) {
        head.add(title);
        sides.add(side);
        return this;
    }

    /** Adds a row, with one text for each column. */
    public Table row(String... texts) {
        if (texts.length != head.size()) {
            throw new IllegalArgumentException(
                    "%d texts for %d columns".formatted(texts.length, head.size()));
        }
        rows.add(List.of(texts));
        return this;
    }

    /** Adds the last row, which is set apart by a rule. */
    public Table totals(String... texts) {
        row(texts);
        totalsFollow = true;
        return this;
    }

    /** The lines, head first, without blanks at their ends. */
    public List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        lines.add(line(head, widths));
        String rule = "-".repeat(Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1));
        lines.add(rule);
        for (int i = 0; i < rows.size(); i++) {
            if (totalsFollow && i == rows.size() - 1) {
                lines.add(rule);
            }
            lines.add(line(rows.get(i), widths));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = head.stream().mapToInt(Table::width).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return widths;
    }

    private String line(List<String> texts, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = texts.get(i);
            String pad = " ".repeat(widths[i] - width(text));
            line.append(sides.get(i) == Side.LEFT ? text + pad : pad + text).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
