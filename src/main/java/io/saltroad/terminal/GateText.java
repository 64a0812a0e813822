package io.saltroad.terminal;

import io.saltroad.ledger.Gates.ClosedGate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Words for a gate that is closed. */
public final class GateText {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter LATER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ZoneId zone;

    /**
     * @param zone in which times are told
     */
    public GateText(ZoneId zone) {
        this.zone = zone;
    }

    /** Such as {@code Gate of salesforce: closed until 02:13:20 (in 4 min 00 s): ...}. */
    public String sentence(ClosedGate gate, Instant now) {
        ZonedDateTime until = gate.until().atZone(zone);
        boolean today = until.toLocalDate().equals(LocalDate.ofInstant(now, zone));
        return "Gate of %s: closed until %s (in %s): %s"
                .formatted(
                        gate.name(),
                        (today ? TODAY : LATER).format(until),
                        Figures.time(Duration.between(now, gate.until())),
                        gate.reason());
    }
}
