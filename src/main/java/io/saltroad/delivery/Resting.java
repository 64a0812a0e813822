package io.saltroad.delivery;

import io.saltroad.export.Folders;
import io.saltroad.ledger.DeadLetters;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings exports to rest: into the archive, or among the dead letters if a person must look. Every
 * move is safe to repeat.
 */
public final class Resting {

    private final Ledger ledger;
    private final Folders folders;
    private final Clock clock;

    public Resting(Ledger ledger, Folders folders, Clock clock) {
        this.ledger = ledger;
        this.folders = folders;
        this.clock = clock;
    }

    /** The receipts of an export's deliveries, and the reason if it is a dead letter. */
    public List<Paper> papers(Work.OnExport work) {
        Export export = ledger.exports().get(work.export().id());
        List<Delivery> deliveries = ledger.deliveries().ofExport(export.id());
        List<Paper> papers = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            papers.add(
                    paper(
                            ReportNames.receipt(export, delivery),
                            Receipt.of(export, delivery, ledger.jobs().ofDelivery(delivery.id()))));
        }
        reason(export, deliveries)
                .ifPresent(
                        reason ->
                                papers.add(
                                        paper(
                                                ReportNames.reason(export),
                                                DeadLetter.of(
                                                        ledger, export, deliveries, reason))));
        return papers;
    }

    private Paper paper(Path file, Object content) {
        return new Paper(folders.work().relativize(file).toString(), content);
    }

    /** Moves the export and what was written about it to its resting place. */
    public void rest(Work.OnExport work) throws IOException {
        Export export = ledger.exports().get(work.export().id());
        if (export.state().closed()) {
            return;
        }
        List<Delivery> deliveries = ledger.deliveries().ofExport(export.id());
        boolean dead = reason(export, deliveries).isPresent();
        Path place =
                (dead ? folders.deadLetter() : folders.archive())
                        .resolve(export.feed())
                        .resolve(dayOf(export, deliveries).toString())
                        .resolve(export.id());
        Files.createDirectories(place);
        if (!dead) {
            // A crash may have left that of an earlier end.
            Files.deleteIfExists(ReportNames.reason(export));
        }
        for (Delivery delivery : deliveries) {
            if (delivery.state() == DeliveryState.DISPUTED) {
                keepResults(export, delivery);
            }
            Trees.delete(ReportNames.scratchFolder(export, delivery));
            if (!dead) {
                // A dead letter may be replayed, and is cut as before.
                Files.deleteIfExists(ReportNames.leftOut(export, delivery));
            }
        }
        Trees.moveFiles(export.workFolder(), place);
        ledger.exports().closed(export.id(), dead ? ExportState.DEAD : ExportState.ARCHIVED, place);
    }

    /** Who looks into a dispute wants to see what Salesforce said, which it forgets in a week. */
    private static void keepResults(Export export, Delivery delivery) throws IOException {
        Path results = ReportNames.resultStore(export, delivery);
        if (Files.exists(results)) {
            Files.move(
                    results,
                    ReportNames.results(export, delivery),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The day it ended, which a repetition after midnight does not change. */
    private LocalDate dayOf(Export export, List<Delivery> deliveries) {
        Instant end =
                deliveries.stream()
                        .flatMap(delivery -> delivery.endedAt().stream())
                        .max(Comparator.naturalOrder())
                        .or(export::sealedAt)
                        .orElseGet(clock::instant);
        return LocalDate.ofInstant(end, clock.getZone());
    }

    /** Why a person must look; empty if nobody must. */
    private static Optional<Reason> reason(Export export, List<Delivery> deliveries) {
        return export.reason()
                .filter(reason -> !reason.failureClass().equals(DeadLetters.ABANDONED))
                .or(
                        () ->
                                deliveries.stream()
                                        .filter(DeadLetter::needsPerson)
                                        .flatMap(delivery -> delivery.reason().stream())
                                        .findFirst());
    }
}
