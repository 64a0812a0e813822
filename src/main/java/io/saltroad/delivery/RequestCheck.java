package io.saltroad.delivery;

import io.saltroad.ledger.DeadLetters;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.settings.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says what a request is about and why it cannot be carried out. Asked by the command, so that
 * people hear it at once, and again when it is carried out: things may have changed.
 */
public final class RequestCheck {

    /** So many ids are compared with one that does not exist. */
    private static final int KNOWN = 10_000;

    private static final int SHOWN = 3;

    /**
     * What a request is about.
     *
     * @param deliveries the one that was named, or all of the export
     */
    record Subject(Export export, List<Delivery> deliveries) {

        Optional<Delivery> single() {
            return deliveries.size() == 1 ? Optional.of(deliveries.get(0)) : Optional.empty();
        }

        /** Those that need a person. */
        List<Delivery> dead() {
            return deliveries.stream().filter(DeadLetter::needsPerson).toList();
        }

        /** Those that an abandon closes. */
        List<Delivery> abandonable() {
            return deliveries.stream()
                    .filter(
                            delivery ->
                                    DeadLetter.needsPerson(delivery)
                                            || delivery.state() == DeliveryState.REGISTERED
                                            || delivery.state() == DeliveryState.STAGED)
                    .toList();
        }
    }

    private final Ledger ledger;

    public RequestCheck(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Why it cannot be carried out, in one sentence or two; empty if it can. */
    public Optional<String> objection(Request.Kind kind, String id) {
        Optional<Subject> found = find(id);
        if (found.isEmpty()) {
            return Optional.of(unknown(id));
        }
        return switch (kind) {
            case REPLAY -> toReplay(id, found.get());
            case CORRECT -> toCorrect(id, found.get());
            case ABANDON -> toAbandon(id, found.get());
        };
    }

    /** What the id stands for: a delivery, or an export with all its deliveries. */
    Optional<Subject> find(String id) {
        return ledger.deliveries()
                .find(id)
                .map(
                        delivery ->
                                new Subject(
                                        ledger.exports().get(delivery.exportId()),
                                        List.of(delivery)))
                .or(
                        () ->
                                ledger.exports()
                                        .find(id)
                                        .map(
                                                export ->
                                                        new Subject(
                                                                export,
                                                                ledger.deliveries().ofExport(id))));
    }

    /** That the ledger does not know an id, and which one may have been meant. */
    public String unknown(String id) {
        String sentence = "the ledger has no delivery and no export " + id;
        Optional<String> near = NearestName.to(id, ledger.deadLetters().knownIds(KNOWN));
        if (near.isPresent()) {
            return sentence + ". Did you mean %s?".formatted(near.get());
        }
        List<String> dead = ledger.deadLetters().ids(SHOWN);
        return dead.isEmpty()
                ? sentence
                : sentence + ". The newest dead letters are " + String.join(", ", dead);
    }

    private static Optional<String> toReplay(String id, Subject subject) {
        Export export = subject.export();
        if (subject.dead().isEmpty()
                && !(subject.deliveries().isEmpty() && export.state() == ExportState.DEAD)) {
            return Optional.of(
                    subject.single()
                            .map(RequestCheck::noReplayOf)
                            .orElseGet(() -> "%s %s".formatted(id, noReplayOf(export))));
        }
        if (export.state() != ExportState.DEAD) {
            return Optional.of(
                    ("export %s is not at rest yet: another of its deliveries is under way. Ask"
                                    + " again when it has ended")
                            .formatted(export.id()));
        }
        if (!Files.exists(resting(export)) && !Files.exists(export.workPath())) {
            return Optional.of(
                    "the file of the export is not where it was left: there is no %s"
                            .formatted(resting(export)));
        }
        return Optional.empty();
    }

    static Path resting(Export export) {
        return export.restingPlace().orElseThrow().resolve(export.fileName());
    }

    private static String noReplayOf(Export export) {
        if (export.state() == ExportState.ARCHIVED) {
            return "rests in the archive: there is nothing to replay";
        }
        return "is still under way: it goes on by itself";
    }

    private static String noReplayOf(Delivery delivery) {
        return switch (delivery.state()) {
            case SETTLED ->
                    ("%s is settled: every record is accounted for. Corrected records are"
                                    + " delivered with saltroad replay %s --failed FILE")
                            .formatted(delivery.id(), delivery.id());
            case SKIPPED ->
                    ("%s was skipped: the same bytes had been delivered before. With duplicates:"
                                    + " deliver in the feed they are sent again")
                            .formatted(delivery.id());
            case ABANDONED ->
                    ("%s was abandoned (%s), which is for good. Drop the export again if it is to"
                                    + " be delivered")
                            .formatted(
                                    delivery.id(),
                                    delivery.reason().map(Reason::message).orElse("no reason"));
            default ->
                    "%s is %s and still under way: it goes on by itself"
                            .formatted(delivery.id(), word(delivery));
        };
    }

    private static Optional<String> toCorrect(String id, Subject subject) {
        Optional<Delivery> delivery = subject.single();
        if (delivery.isEmpty()) {
            return Optional.of(
                    subject.deliveries().isEmpty()
                            ? ("%s never became a delivery, so no records of it were refused. Use"
                                            + " saltroad replay %s without a file")
                                    .formatted(id, id)
                            : "%s has several deliveries: name one of %s"
                                    .formatted(
                                            id,
                                            subject.deliveries().stream()
                                                    .map(Delivery::id)
                                                    .toList()));
        }
        return delivery.filter(first -> !first.state().closed())
                .map(
                        first ->
                                ("%s is %s and still under way. Corrected records can follow when"
                                                + " it has ended")
                                        .formatted(first.id(), word(first)));
    }

    private static Optional<String> toAbandon(String id, Subject subject) {
        boolean committed =
                subject.deliveries().stream()
                        .anyMatch(delivery -> delivery.state() == DeliveryState.COMMITTED);
        if (committed) {
            return Optional.of(
                    ("%s is committed: Salesforce has its jobs, so it only goes forward. See"
                                    + " saltroad deliveries %s for how far it is")
                            .formatted(id, id));
        }
        if (!subject.abandonable().isEmpty()) {
            return Optional.empty();
        }
        Export export = subject.export();
        if (subject.deliveries().isEmpty()) {
            return export.reason()
                            .filter(reason -> reason.failureClass().equals(DeadLetters.ABANDONED))
                            .isPresent()
                    ? Optional.of(id + " is abandoned already")
                    : Optional.empty();
        }
        return Optional.of(
                "%s is %s: there is nothing to abandon"
                        .formatted(
                                id,
                                subject.deliveries().stream()
                                        .map(RequestCheck::word)
                                        .distinct()
                                        .reduce((one, other) -> one + " and " + other)
                                        .orElseThrow()));
    }

    private static String word(Delivery delivery) {
        return delivery.state().name().toLowerCase(Locale.ROOT);
    }
}
