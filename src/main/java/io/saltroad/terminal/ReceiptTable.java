package io.saltroad.terminal;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What became of exports, as a table with one line for each delivery and a last one for all. */
public final class ReceiptTable {

    private static final int EXPORT_WIDTH = 36;

    private final Table table =
            new Table()
                    .words("FEED")
                    .words("EXPORT")
                    .words("OBJECT")
                    .numbers("READ")
                    .numbers("DELIVERED")
                    .numbers("FAILED")
                    .numbers("REJECTED")
                    .numbers("UNPROCESSED")
                    .words("STATE")
                    .numbers("TIME")
                    .words("ID");
    private Counts total = Counts.NONE;

    /** Adds a delivery of an export. */
    public ReceiptTable add(Export export, Delivery delivery) {
        table.row(
                export.feed(),
                name(export),
                delivery.object(),
                Figures.count(delivery.counts().read()),
                Figures.count(delivery.counts().delivered()),
                Figures.count(delivery.counts().failed()),
                Figures.count(delivery.counts().rejected()),
                Figures.count(delivery.counts().unprocessed()),
                delivery.state().name().toLowerCase(Locale.ROOT),
                time(delivery.registeredAt(), delivery.endedAt()),
                delivery.id());
        total = total.plus(delivery.counts());
        return this;
    }

    /** Adds an export that never became a delivery. */
    public ReceiptTable add(Export export) {
        String state = export.state().name().toLowerCase(Locale.ROOT);
        String time = time(export.claimedAt(), export.closedAt());
        table.row(export.feed(), name(export), "", "", "", "", "", "", state, time, export.id());
        return this;
    }

    /** The lines of the table, with the total of what was added. */
    public List<String> lines() {
        return table.totals(
                        "total",
                        "",
                        "",
                        Figures.count(total.read()),
                        Figures.count(total.delivered()),
                        Figures.count(total.failed()),
                        Figures.count(total.rejected()),
                        Figures.count(total.unprocessed()),
                        "",
                        "",
                        "")
                .lines();
    }

    private static String name(Export export) {
        return Figures.shortened(export.fileName(), EXPORT_WIDTH);
    }

    private static String time(Instant start, Optional<Instant> end) {
        return end.map(instant -> Figures.time(Duration.between(start, instant))).orElse("");
    }
}
