package io.saltroad.delivery;

import io.saltroad.export.PickUps;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which staged deliveries may commit, and what the others wait for. */
public final class CommitOrder {

    private static final Logger LOG = LoggerFactory.getLogger(CommitOrder.class);

    private final Ledger ledger;
    private final PickUps pickUps;

    /** What was said already: an export, and the dead letter it waits for. */
    private final Set<List<String>> said = ConcurrentHashMap.newKeySet();

    public CommitOrder(Ledger ledger, PickUps pickUps) {
        this.ledger = ledger;
        this.pickUps = pickUps;
    }

    /**
     * Whether the feeds that this one comes after have nothing unsettled, and earlier exports of
     * its own feed are closed: an older export must not overtake a newer one. In an ordered feed
     * none of those may be a dead letter.
     */
    boolean mayCommit(Delivery delivery) {
        Export export = ledger.exports().get(delivery.exportId());
        Optional<Export> dead = ledger.exports().deadLetterBefore(export);
        if (dead.isPresent()) {
            if (said.add(List.of(export.id(), dead.get().id()))) {
                LOG.warn("{}/{} {}", export.feed(), export.fileName(), sentence(dead.get()));
            }
            return false;
        }
        return comesNext(export, delivery.lane().toDataCloud());
    }

    private boolean comesNext(Export export, boolean toDataCloud) {
        return ledger.exports().open(export.feed()).stream()
                        .filter(other -> other.claimedAt().isBefore(export.claimedAt()))
                        .allMatch(
                                other ->
                                        mayBePassed(other, export)
                                                || (toDataCloud && isInTheQueue(other, export)))
                && export.afterFeeds().stream().allMatch(this::nothingUnsettled);
    }

    /** Corrected records may be what ends the dead letter that others wait for. */
    private boolean mayBePassed(Export other, Export export) {
        return export.replayOf().isPresent()
                && ledger.exports().deadLetterBefore(other).isPresent();
    }

    /**
     * Whether an earlier export is on its way to Data Cloud, where the queue of an object keeps the
     * order of commits. In an ordered feed it may still become what the later one must wait for.
     */
    private boolean isInTheQueue(Export other, Export export) {
        List<Delivery> open =
                ledger.deliveries().ofExport(other.id()).stream()
                        .filter(delivery -> !delivery.state().closed())
                        .toList();
        return !export.ordered()
                && !open.isEmpty()
                && open.stream()
                        .allMatch(
                                delivery ->
                                        delivery.lane().toDataCloud()
                                                && delivery.state() == DeliveryState.COMMITTED);
    }

    private boolean nothingUnsettled(String feed) {
        return pickUps.isQuiet(feed) && ledger.exports().open(feed).isEmpty();
    }

    /**
     * Whether all exports that are open wait for their turn, so that nothing happens any more until
     * a person does something.
     */
    public boolean allWait() {
        return ledger.exports().open().stream().allMatch(this::waits);
    }

    private boolean waits(Export export) {
        if (export.state() != ExportState.SEALED) {
            return false;
        }
        List<Delivery> open =
                ledger.deliveries().ofExport(export.id()).stream()
                        .filter(delivery -> !delivery.state().closed())
                        .toList();
        return !open.isEmpty()
                && open.stream().allMatch(one -> one.state() == DeliveryState.STAGED)
                && (ledger.exports().deadLetterBefore(export).isPresent()
                        || !comesNext(
                                export, open.stream().allMatch(one -> one.lane().toDataCloud())));
    }

    /** What an open export of an ordered feed waits for, and what to do; empty if for nothing. */
    public static Optional<String> waitsFor(Ledger ledger, Export export) {
        if (export.state().closed()) {
            return Optional.empty();
        }
        return ledger.exports().deadLetterBefore(export).map(CommitOrder::sentence);
    }

    private static String sentence(Export dead) {
        return "waits, since its feed is ordered and %s (%s) before it is a dead letter: replay or abandon that one"
                .formatted(dead.fileName(), dead.id());
    }
}
