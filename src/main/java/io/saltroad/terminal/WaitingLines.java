package io.saltroad.terminal;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What waits, why and until when: a sentence each, below the table of deliveries. */
public final class WaitingLines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final Ledger ledger;
    private final List<Delivery> deliveries;
    private final Instant now;

    /**
     * @param deliveries those that are shown; closed ones wait for nothing
     */
    public WaitingLines(Ledger ledger, List<Delivery> deliveries, Instant now) {
        this.ledger = ledger;
        this.deliveries = List.copyOf(deliveries);
        this.now = now;
    }

    /** None if nothing waits. */
    public List<String> lines() {
        return Stream.concat(
                        deliveries.stream()
                                .filter(delivery -> !delivery.state().closed())
                                .filter(delivery -> delivery.notBefore().isAfter(now))
                                .flatMap(
                                        delivery ->
                                                delivery.reason().stream()
                                                        .map(reason -> line(delivery, reason))),
                        ledger.requests().open().stream().map(WaitingLines::line))
                .toList();
    }

    private String line(Delivery delivery, Reason reason) {
        Export export = ledger.exports().get(delivery.exportId());
        return "%s/%s waits until %s: %s (%s) [%s]"
                .formatted(
                        export.feed(),
                        export.fileName(),
                        TIME.format(delivery.notBefore()),
                        reason.message(),
                        reason.code(),
                        delivery.id());
    }

    private static String line(Request request) {
        return "%s of %s was asked for at %s and waits for saltroad run"
                .formatted(request.kind().word(), request.subject(), TIME.format(request.at()));
    }
}
