package io.saltroad.delivery;

import io.saltroad.export.PickUps;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.Gate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says what is due, from the ledger. Whatever talks to Salesforce waits while the gate is closed.
 */
public final class Agenda {

    /** The steps of a delivery, in their order, and those beside them. */
    public enum Step {
        STAGE,
        COMMIT,
        CLOSE,
        TRACK,
        FOLLOW_UP,
        SETTLE,
        REST,
        ORPHANS;

        static Step of(String word) {
            return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().replace('_', '-').toLowerCase(Locale.ROOT);
        }
    }

    private final Ledger ledger;
    private final Recipes recipes;
    private final PickUps pickUps;
    private final Gate gate;
    private final Holds holds;
    private final OrphanWatch orphans;

    public Agenda(
            Ledger ledger,
            Recipes recipes,
            PickUps pickUps,
            Gate gate,
            Holds holds,
            OrphanWatch orphans) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.pickUps = pickUps;
        this.gate = gate;
        this.holds = holds;
        this.orphans = orphans;
    }

    List<? extends Work> due(Step step) {
        if (step != Step.COMMIT && step != Step.REST && gate.isClosed()) {
            return List.of();
        }
        return switch (step) {
            case STAGE ->
                    deliveries(ledger.deliveries().dueToStage().stream().filter(recipes::has));
            case COMMIT ->
                    deliveries(
                            ledger.deliveries().dueToCommit().stream()
                                    .filter(recipes::has)
                                    .filter(this::mayCommit));
            case CLOSE -> jobs(ledger.jobs().dueToClose());
            case TRACK -> jobs(ledger.jobs().dueToTrack());
            case FOLLOW_UP ->
                    deliveries(ledger.deliveries().dueToFollowUp().stream().filter(recipes::has));
            case SETTLE ->
                    deliveries(ledger.deliveries().dueToSettle().stream().filter(recipes::has));
            case REST ->
                    ledger.exports().readyToRest().stream()
                            .filter(export -> !holds.holds(export.id()))
                            .map(Work.OnExport::new)
                            .toList();
            case ORPHANS -> orphans.isDue() ? List.of(new Work.OnOrg()) : List.of();
        };
    }

    /**
     * Whether the feeds that this one comes after have nothing unsettled, and earlier exports of
     * its own feed are closed: an older export must not overtake a newer one.
     */
    private boolean mayCommit(Delivery delivery) {
        Export export = ledger.exports().get(delivery.exportId());
        return ledger.exports().open(export.feed()).stream()
                        .noneMatch(other -> other.claimedAt().isBefore(export.claimedAt()))
                && export.afterFeeds().stream().allMatch(this::nothingUnsettled);
    }

    private boolean nothingUnsettled(String feed) {
        return pickUps.isQuiet(feed) && ledger.exports().open(feed).isEmpty();
    }

    private static List<Work.OnDelivery> deliveries(Stream<Delivery> due) {
        return due.map(Work.OnDelivery::new).toList();
    }

    private List<Work.OnJob> jobs(List<Job> due) {
        return due.stream()
                .map(job -> new Work.OnJob(job, ledger.deliveries().get(job.deliveryId())))
                .toList();
    }
}
