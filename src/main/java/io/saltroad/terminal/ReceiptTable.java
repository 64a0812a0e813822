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
import java.util.function.ToLongFunction;

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

    /**
     * A column of figures.
     *
     * @param always whether it is there though all its figures are zero
     */
    private record Figure(String head, ToLongFunction<Counts> of, boolean always) {

        private boolean isShown(Counts total) {
            return always || of.applyAsLong(total) > 0;
        }

        private String in(Optional<Counts> counts) {
            return counts.map(of::applyAsLong).map(Figures::count).orElse("");
        }
    }

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure("READ", Counts::read, true),
                    new Figure("DELIVERED", Counts::delivered, true),
                    new Figure("ACCEPTED", Counts::accepted, false),
                    new Figure("FAILED", Counts::failed, true),
                    new Figure("REJECTED", Counts::rejected, true),
                    new Figure("UNPROCESSED", Counts::unprocessed, true),
                    new Figure("UNCONFIRMED", Counts::unconfirmed, false),
                    new Figure("SUPERSEDED", Counts::superseded, false));

    private final List<Line> lines = new ArrayList<>();

    /** Adds a delivery of an export. */
    public ReceiptTable add(Export export, Delivery delivery) {
        lines.add(
                new Line(
                        export,
                        delivery.target().name(),
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
     * The lines of the table, with the total of what was added. Outcomes that are rare have a
     * column only if there are any.
     */
    public List<String> lines() {
        Counts total =
                lines.stream()
                        .flatMap(line -> line.counts().stream())
                        .reduce(Counts.NONE, Counts::plus);
        List<Figure> figures = FIGURES.stream().filter(figure -> figure.isShown(total)).toList();
        Table table = new Table().words("FEED").words("EXPORT").words("OBJECT");
        figures.forEach(figure -> table.numbers(figure.head()));
        table.words("STATE").numbers("TIME").words("ID");
        for (Line line : lines) {
            table.row(
                    row(
                            List.of(line.export().feed(), name(line.export()), line.object()),
                            line.counts(),
                            figures,
                            List.of(line.state(), line.time(), line.id())));
        }
        return table.totals(
                        row(
                                List.of("total", "", ""),
                                Optional.of(total),
                                figures,
                                List.of("", "", "")))
                .lines();
    }

    private static String[] row(
            List<String> before,
            Optional<Counts> counts,
            List<Figure> figures,
            List<String> after) {
        List<String> row = new ArrayList<>(before);
        figures.forEach(figure -> row.add(figure.in(counts)));
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
