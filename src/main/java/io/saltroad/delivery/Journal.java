package io.saltroad.delivery;

import io.saltroad.export.Folders;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.DeadLetters;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * One line for each delivery that came to rest, in a file a month: for people who ask what was
 * delivered, and open it in a spreadsheet. The ledger is the account; a line is there again each
 * time the export comes to rest after a replay, or after a crash at the wrong moment.
 */
public final class Journal {

    private static final List<String> COLUMNS =
            List.of(
                    "id",
                    "feed",
                    "export",
                    "object",
                    "state",
                    "read",
                    "delivered",
                    "failed",
                    "rejected",
                    "unprocessed",
                    "superseded",
                    "started",
                    "ended",
                    "reason",
                    "accepted",
                    "unconfirmed");

    private final Ledger ledger;
    private final Folders folders;
    private final Clock clock;

    public Journal(Ledger ledger, Folders folders, Clock clock) {
        this.ledger = ledger;
        this.folders = folders;
        this.clock = clock;
    }

    /**
     * The body becomes the lines of an export; the header names the file, in the archive folder.
     */
    public List<List<String>> lines(
            @Variable(DueConsumer.WORK) Work.OnExport work, Exchange exchange) {
        String file = "deliveries-%s.csv".formatted(YearMonth.now(clock));
        exchange.getMessage().setHeader(Exchange.FILE_NAME, file);
        List<List<String>> lines = new ArrayList<>();
        if (!Files.exists(folders.archive().resolve(file))) {
            lines.add(COLUMNS);
        }
        Export export = ledger.exports().get(work.export().id());
        List<Delivery> deliveries = ledger.deliveries().ofExport(export.id());
        deliveries.forEach(delivery -> lines.add(line(export, delivery)));
        if (deliveries.isEmpty()) {
            lines.add(refused(export));
        }
        return lines;
    }

    /** An export that never became a delivery. */
    private List<String> refused(Export export) {
        List<String> line =
                new ArrayList<>(
                        List.of(export.id(), export.feed(), export.fileName(), "", state(export)));
        line.addAll(List.of("0", "0", "0", "0", "0", "0"));
        line.add(export.claimedAt().toString());
        line.add(clock.instant().toString());
        line.add(export.reason().map(Reason::message).orElse(""));
        line.addAll(List.of("0", "0"));
        return line;
    }

    private static List<String> line(Export export, Delivery delivery) {
        Counts counts = delivery.counts();
        return List.of(
                delivery.id(),
                delivery.feed(),
                export.fileName(),
                delivery.target().name(),
                delivery.state().name(),
                Long.toString(counts.read()),
                Long.toString(counts.delivered()),
                Long.toString(counts.failed()),
                Long.toString(counts.rejected()),
                Long.toString(counts.unprocessed()),
                Long.toString(counts.superseded()),
                export.claimedAt().toString(),
                delivery.endedAt().map(Instant::toString).orElse(""),
                delivery.reason().map(Reason::message).orElse(""),
                Long.toString(counts.accepted()),
                Long.toString(counts.unconfirmed()));
    }

    private static String state(Export export) {
        return export.reason()
                        .filter(reason -> reason.failureClass().equals(DeadLetters.ABANDONED))
                        .isPresent()
                ? DeliveryState.ABANDONED.name()
                : DeliveryState.DEAD.name();
    }
}
