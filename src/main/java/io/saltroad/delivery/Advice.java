package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What a person can do about a delivery that cannot go on by itself, as things are now: what has
 * been corrected since must not be replayed.
 *
 * @param hint one or two sentences
 * @param commands to choose from
 */
public record Advice(String hint, List<String> commands) {

    public Advice {
        commands = List.copyOf(commands);
    }

    /** About a delivery that needs a person. */
    public static Advice of(Ledger ledger, Delivery delivery, Reason reason) {
        Optional<String> correction = RequestCheck.correctionOf(ledger, delivery);
        if (correction.isPresent()) {
            return new Advice(
                    ("Corrected records came as %s, and a replay would bring them again: abandon"
                                    + " this one. What is still missing can follow with saltroad"
                                    + " replay %s --failed FILE.")
                            .formatted(correction.get(), delivery.id()),
                    List.of(abandon(delivery.id())));
        }
        if (reason.code().equals(DuplicateCheck.PARTLY_DELIVERED)) {
            return new Advice(Hints.of(reason), List.of(abandon(delivery.id())));
        }
        return new Advice(
                Hints.of(reason),
                List.of("saltroad replay " + delivery.id(), abandon(delivery.id())));
    }

    /** About an export that never became a delivery. */
    public static Advice of(Export export, Reason reason) {
        return new Advice(
                Hints.of(reason), List.of("saltroad replay " + export.id(), abandon(export.id())));
    }

    private static String abandon(String id) {
        return "saltroad abandon %s --reason TEXT".formatted(id);
    }
}
