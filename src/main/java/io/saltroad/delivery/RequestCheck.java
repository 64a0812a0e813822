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
     * @param unsent those that are committed, though nothing of them was taken yet
     */
    record Subject(Export export, List<Delivery> deliveries, List<Delivery> unsent) {

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
                                            || unsent.contains(delivery)
                                            || delivery.state() == DeliveryState.REGISTERED
                                            || delivery.state() == DeliveryState.STAGED)
                    .toList();
        }
    }

    private final Ledger ledger;
    private final DuplicateCheck duplicates;

    public RequestCheck(Ledger ledger) {
        this.ledger = ledger;
        this.duplicates = new DuplicateCheck(ledger);
    }

    /**
     * Why something that somebody is about to ask for cannot be carried out, in one sentence or
     * two; empty if it can.
     *
     * @param sha256 of the file with corrected records
     */
    public Optional<String> objection(Request.Kind kind, String id, Optional<String> sha256) {
        return objection(kind, id, sha256, Optional.empty());
    }

    /** Why what was asked for cannot be carried out now; empty if it can. */
    Optional<String> objection(Request request) {
        return objection(request.kind(), request.subject(), request.sha256(), Optional.of(request));
    }

    private Optional<String> objection(
            Request.Kind kind, String id, Optional<String> sha256, Optional<Request> asked) {
        Optional<Subject> found = find(id);
        if (found.isEmpty()) {
            return Optional.of(unknown(id));
        }
        return switch (kind) {
            case REPLAY -> toReplay(id, found.get());
            case CORRECT ->
                    toCorrect(id, found.get())
                            .or(() -> cameBefore(found.get(), sha256.orElse(""), asked));
            case ABANDON -> toAbandon(id, found.get());
        };
    }

    /** What the id stands for: a delivery, or an export with all its deliveries. */
    Optional<Subject> find(String id) {
        return ledger.deliveries()
                .find(id)
                .map(
                        delivery ->
                                subject(
                                        ledger.exports().get(delivery.exportId()),
                                        List.of(delivery)))
                .or(
                        () ->
                                ledger.exports()
                                        .find(id)
                                        .map(
                                                export ->
                                                        subject(
                                                                export,
                                                                ledger.deliveries().ofExport(id))));
    }

    private Subject subject(Export export, List<Delivery> deliveries) {
        return new Subject(
                export,
                deliveries,
                deliveries.stream().filter(ledger.deliveries()::waitsToBeSent).toList());
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

    private Optional<String> toReplay(String id, Subject subject) {
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
        return subject.dead().stream()
                .map(dead -> sentOtherwise(export, dead))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Why a replay would send records that have been sent in another way since. */
    private Optional<String> sentOtherwise(Export export, Delivery dead) {
        return byCorrection(dead)
                .or(() -> byInsert(export, dead))
                .or(() -> export.replayOf().flatMap(first -> byOriginal(export, first)));
    }

    private Optional<String> byCorrection(Delivery dead) {
        return correctionOf(ledger, dead)
                .map(
                        correction ->
                                ("corrected records of %1$s came as %2$s: abandon %1$s instead, a"
                                                + " replay would bring them again. What is still"
                                                + " missing can follow with saltroad replay %1$s"
                                                + " --failed FILE")
                                        .formatted(dead.id(), correction));
    }

    /** The id of a delivery that has brought corrected records of another one, or may have. */
    static Optional<String> correctionOf(Ledger ledger, Delivery delivery) {
        return ledger.deadLetters().standingCorrectionsOf(delivery.id()).stream()
                .findFirst()
                .map(correction -> Delivery.idOf(correction.id(), delivery.ordinal()));
    }

    private Optional<String> byInsert(Export export, Delivery dead) {
        // what is sent before its commit is compared once more when it is registered
        return DeadLetters.resumesIn(dead) == DeliveryState.REGISTERED
                ? Optional.empty()
                : duplicates
                        .insertedBy(export, dead)
                        .map(
                                other ->
                                        ("the same bytes were delivered as %s: abandon %s instead,"
                                                        + " a replay would insert them again")
                                                .formatted(other.id(), dead.id()));
    }

    /** Corrected records that never left, while their original or a copy of them did. */
    private Optional<String> byOriginal(Export export, String first) {
        Optional<String> copy =
                ledger.deadLetters().standingCorrectionsOf(first).stream()
                        .filter(other -> !other.id().equals(export.id()))
                        .filter(other -> other.sha256().equals(export.sha256()))
                        .findFirst()
                        .map(Export::id);
        if (copy.isPresent()) {
            return Optional.of(
                    "the same corrected records came as %s: abandon %s instead"
                            .formatted(copy.get(), export.id()));
        }
        return ledger.deliveries()
                .find(first)
                .filter(
                        original ->
                                ledger.deadLetters().wasReplayedSince(original, export.claimedAt()))
                .map(
                        original ->
                                ("%s, which these records belong to, was replayed since: abandon %s"
                                                + " instead")
                                        .formatted(first, export.id()));
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
                    "%s was abandoned (%s), which is for good. %s"
                            .formatted(
                                    delivery.id(),
                                    delivery.reason().map(Reason::message).orElse("no reason"),
                                    afterAbandon(delivery));
            default ->
                    "%s is %s and still under way: it goes on by itself"
                            .formatted(delivery.id(), word(delivery));
        };
    }

    private static String afterAbandon(Delivery delivery) {
        return delivery.counts().taken() == 0
                ? "Drop the export again if it is to be delivered"
                : "%s. What is missing is delivered with saltroad replay %s --failed FILE"
                        .formatted(inSalesforce(delivery), delivery.id());
    }

    /** How many of its records have arrived, as a sentence without its end. */
    static String inSalesforce(Delivery delivery) {
        return String.format(
                Locale.ROOT,
                "%,d of its %,d records are in Salesforce already",
                delivery.counts().taken(),
                delivery.counts().read());
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
                                        .formatted(first.id(), word(first)))
                .or(() -> delivery.flatMap(RequestCheck::nothingMissing));
    }

    /** A report may be older than a replay, which has brought its records since. */
    private static Optional<String> nothingMissing(Delivery delivery) {
        return delivery.state() == DeliveryState.SETTLED && !delivery.counts().incomplete()
                ? Optional.of(
                        "%s is settled, and none of its records is missing: there is nothing to correct"
                                .formatted(delivery.id()))
                : Optional.empty();
    }

    /**
     * Whether the same file with corrected records has come, or was asked for.
     *
     * @param asked the request that is carried out; empty if nobody has asked yet
     */
    private Optional<String> cameBefore(Subject subject, String sha256, Optional<Request> asked) {
        Delivery delivery = subject.single().orElseThrow();
        Optional<String> came =
                ledger.deadLetters().standingCorrectionsOf(delivery.id()).stream()
                        .filter(export -> export.sha256().equals(Optional.of(sha256)))
                        .filter(
                                export ->
                                        asked.filter(request -> cameOf(request, export)).isEmpty())
                        .findFirst()
                        .map(
                                export ->
                                        ("the same corrected records came as %s: they are not"
                                                        + " delivered twice")
                                                .formatted(
                                                        Delivery.idOf(
                                                                export.id(), delivery.ordinal())));
        return came.or(
                () ->
                        ledger.requests().open().stream()
                                .takeWhile(
                                        other ->
                                                asked.filter(
                                                                request ->
                                                                        request.id()
                                                                                .equals(other.id()))
                                                        .isEmpty())
                                .filter(other -> other.kind() == Request.Kind.CORRECT)
                                .filter(other -> other.sha256().equals(Optional.of(sha256)))
                                .filter(
                                        other ->
                                                find(other.subject())
                                                        .flatMap(Subject::single)
                                                        .filter(
                                                                same ->
                                                                        same.id()
                                                                                .equals(
                                                                                        delivery
                                                                                                .id()))
                                                        .isPresent())
                                .findFirst()
                                .map(
                                        other ->
                                                "the same corrected records of %s were asked for at %s, and wait for saltroad run"
                                                        .formatted(delivery.id(), other.at())));
    }

    /**
     * Whether an export was taken by an earlier attempt to carry this very request out, which a
     * crash has interrupted before its answer.
     */
    boolean cameOf(Request request, Export export) {
        return export.sourcePath().equals(Path.of(request.argument().orElseThrow()))
                && !export.claimedAt().isBefore(request.at())
                && (export.sha256().isEmpty() || export.sha256().equals(request.sha256()))
                && !ledger.requests().isResultOfAnother(request, export.id());
    }

    private static Optional<String> toAbandon(String id, Subject subject) {
        boolean committed =
                subject.deliveries().stream()
                        .filter(delivery -> !subject.unsent().contains(delivery))
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
