package io.saltroad.terminal;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What became of exports, as a table with one line for each delivery and a last one for all. */
public final class ReceiptTable {

    private static final int EXPORT_WIDTH = 36;

    /** A row, with counts unless the export never became a delivery. */
    private record Line(
            Export export,
            String object,
            Optional<Counts> counts,
            String state,
            String time,
            String id) {}

    private final List<Line> lines = new ArrayList<>();

    /** Adds a delivery of an export. */
    public ReceiptTable add(Export export, Delivery delivery) {
        lines.add(
                new Line(
                        export,
                        delivery.object(),
                        Optional.of(delivery.counts()),
                        word(delivery.state()),
                        time(delivery.registeredAt(), delivery.endedAt()),
                        delivery.id()));
        return this;
    }

    /** Adds an export that never became a delivery. */
    public ReceiptTable add(Export export) {
        lines.add(
                new Line(
                        export,
                        "",
                        Optional.empty(),
                        word(export.state()),
                        time(export.claimedAt(), export.closedAt()),
                        export.id()));
        return this;
    }

    /**
     * The lines of the table, with the total of what was added. Superseded records have a column
     * only if there are any.
     */
    public List<String> lines() {
        Counts total =
                lines.stream()
                        .flatMap(line -> line.counts().stream())
                        .reduce(Counts.NONE, Counts::plus);
        boolean superseded = total.superseded() > 0;
        Table table =
                new Table()
                        .words("FEED")
                        .words("EXPORT")
                        .words("OBJECT")
                        .numbers("READ")
                        .numbers("DELIVERED")
                        .numbers("FAILED")
                        .numbers("REJECTED")
                        .numbers("UNPROCESSED");
        if (superseded) {
            table.numbers("SUPERSEDED");
        }
        table.words("STATE").numbers("TIME").words("ID");
        for (Line line : lines) {
            table.row(
                    row(
                            List.of(line.export().feed(), name(line.export()), line.object()),
                            line.counts(),
                            superseded,
                            List.of(line.state(), line.time(), line.id())));
        }
        return table.totals(
                        row(
                                List.of("total", "", ""),
                                Optional.of(total),
                                superseded,
                                List.of("", "", "")))
                .lines();
    }

    private static String[] row(
            List<String> before, Optional<Counts> counts, boolean superseded, List<String> after) {
        List<String> row = new ArrayList<>(before);
        row.add(counts.map(Counts::read).map(Figures::count).orElse(""));
        row.add(counts.map(Counts::delivered).map(Figures::count).orElse(""));
        row.add(counts.map(Counts::failed).map(Figures::count).orElse(""));
        row.add(counts.map(Counts::rejected).map(Figures::count).orElse(""));
        row.add(counts.map(Counts::unprocessed).map(Figures::count).orElse(""));
        if (superseded) {
            row.add(counts.map(Counts::superseded).map(Figures::count).orElse(""));
        }
        row.addAll(after);
        return row.toArray(String[]::new);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String name(Export export) {
        return Figures.shortened(export.fileName(), EXPORT_WIDTH);
    }

    private static String time(Instant start, Optional<Instant> end) {
        return end.map(instant -> Figures.time(Duration.between(start, instant))).orElse("");
    }
}
