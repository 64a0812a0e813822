package io.saltroad.delivery;

import io.saltroad.export.PickUps;
import io.saltroad.ledger.Bell;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.Gate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Says what is due, from the ledger. What talks to Salesforce waits while its gate is closed. */
public final class Agenda {

    /** The steps of a delivery, in their order, and those beside them. */
    public enum Step {
        STAGE,
        COMMIT,
        CLOSE,
        TRACK,
        FOLLOW_UP,
        SETTLE,
        CHECK,
        LOAD,
        CLOSE_LOAD,
        TRACK_LOAD,
        STREAM,
        CONFIRM,
        REST,
        ORPHANS,
        EXPIRE,
        LIMITS,
        REQUESTS,
        NOTIFY;

        /** Whether no other step may work on the same export meanwhile. */
        private boolean alone() {
            return this == EXPIRE || this == REQUESTS;
        }

        /** Whether no other step may work on the same queue of Data Cloud meanwhile. */
        private boolean aloneInItsQueue() {
            return this == LOAD || this == CLOSE_LOAD || this == STREAM;
        }

        static Step of(String word) {
            return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().replace('_', '-').toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<Step> FOR_OPEN_DELIVERIES =
            EnumSet.of(
                    Step.STAGE,
                    Step.COMMIT,
                    Step.CLOSE,
                    Step.TRACK,
                    Step.FOLLOW_UP,
                    Step.SETTLE,
                    Step.CHECK,
                    Step.LOAD,
                    Step.STREAM,
                    Step.CONFIRM,
                    Step.EXPIRE);

    private final Ledger ledger;
    private final Recipes recipes;
    private final CommitOrder order;
    private final LaneGates gates;
    private final Holds holds;
    private final OrphanWatch orphans;
    private final Deadline deadline;
    private final IngestionQueues queues;
    private final Confirmation confirmation;
    private final Hands hands = new Hands();

    /** Queues of Data Cloud that a step works on. */
    private final Set<IngestionQueue> queuesInHand = ConcurrentHashMap.newKeySet();

    public Agenda(
            Ledger ledger,
            Recipes recipes,
            PickUps pickUps,
            LaneGates gates,
            Holds holds,
            OrphanWatch orphans,
            Deadline deadline,
            DataCloudDelivery dataCloud) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.order = new CommitOrder(ledger, pickUps);
        this.gates = gates;
        this.holds = holds;
        this.orphans = orphans;
        this.deadline = deadline;
        this.queues = dataCloud.queues();
        this.confirmation = dataCloud.confirmation();
    }

    List<? extends Work> due(Step step) {
        if (ledger.pauses().endIfClockWentBack()) {
            holds.endAll();
        }
        return mayNow(step)
                ? ofStep(step).stream().filter(work -> mayNow(step, work)).toList()
                : List.of();
    }

    /** A gate that keeps a reserve for others holds back only what would begin. */
    private boolean mayNow(Step step) {
        Gate gate = gates.of(Lane.CRM_BULK);
        return switch (step) {
            case STAGE, FOLLOW_UP -> gate.mayBegin();
            case CLOSE, TRACK, SETTLE -> gate.mayFinish();
            case LIMITS -> gate.limitsAreDue();
            case ORPHANS -> !gate.isClosed();
            case LOAD, CLOSE_LOAD, TRACK_LOAD, STREAM, CONFIRM ->
                    !gates.of(Lane.DATA_CLOUD_BULK).isClosed();
            // A check asks nobody. Whether a delivery may commit is a matter of its lane.
            case CHECK, COMMIT, REST, EXPIRE, REQUESTS, NOTIFY -> true;
        };
    }

    /** What would be committed while only the reserve for others is left. */
    private boolean mayNow(Step step, Work work) {
        return step != Step.COMMIT
                || deliveryOf(work)
                        .filter(delivery -> gates.of(delivery.lane()).keepsReserve())
                        .isEmpty();
    }

    private List<? extends Work> ofStep(Step which) {
        return switch (which) {
            case STAGE ->
                    deliveries(ledger.deliveries().dueToStage().stream().filter(recipes::has));
            case COMMIT ->
                    deliveries(
                            ledger.deliveries().dueToCommit().stream()
                                    .filter(recipes::has)
                                    .filter(order::mayCommit));
            case CLOSE -> jobs(ledger.jobs().dueToClose());
            case TRACK -> jobs(ledger.jobs().dueToTrack());
            case FOLLOW_UP ->
                    deliveries(ledger.deliveries().dueToFollowUp().stream().filter(recipes::has));
            case SETTLE ->
                    deliveries(ledger.deliveries().dueToSettle().stream().filter(recipes::has));
            case CHECK ->
                    deliveries(ledger.deliveries().dueToCheck().stream().filter(recipes::has));
            case LOAD -> deliveries(queues.mayLoad().stream().filter(recipes::has));
            case STREAM -> deliveries(queues.mayStream().stream().filter(recipes::has));
            case CLOSE_LOAD -> ingestionJobs(queues.mayClose());
            case TRACK_LOAD -> ingestionJobs(ledger.ingestionJobs().dueToTrack());
            case CONFIRM ->
                    deliveries(
                            ledger.deliveries().dueToConfirm().stream()
                                    .filter(recipes::has)
                                    .filter(confirmation::isDue));
            case REST ->
                    ledger.exports().readyToRest().stream()
                            .filter(export -> !holds.holds(export.id()))
                            .map(Work.OnExport::new)
                            .toList();
            case ORPHANS -> orphans.isDue() ? List.of(new Work.OnOrg()) : List.of();
            case EXPIRE -> deliveries(deadline.over().stream());
            // Only if something is to begin: what is asked without need is taken from others.
            case LIMITS ->
                    Stream.of(Step.STAGE, Step.COMMIT, Step.FOLLOW_UP)
                                    .flatMap(step -> ofStep(step).stream())
                                    .noneMatch(Agenda::isForAnOrg)
                            ? List.of()
                            : List.of(new Work.OnOrg());
            case REQUESTS -> requests();
            case NOTIFY -> notices();
        };
    }

    private List<Work> requests() {
        return ledger.requests().open().stream()
                .<Work>map(request -> new Work.OnRequest(request, exportOf(request.subject())))
                .filter(work -> !holds.holds(work.key()))
                .toList();
    }

    /** The export that a request is about. An id that is unknown stands for itself. */
    private String exportOf(String subject) {
        return ledger.deliveries().find(subject).map(Delivery::exportId).orElse(subject);
    }

    private List<Work> notices() {
        return Stream.<Work>concat(
                        ledger.deadLetters().deliveriesToTell().stream()
                                .map(
                                        delivery ->
                                                new Work.OnNotice(
                                                        ledger.exports().get(delivery.exportId()),
                                                        Optional.of(delivery))),
                        ledger.deadLetters().exportsToTell().stream()
                                .map(export -> new Work.OnNotice(export, Optional.empty())))
                .filter(work -> !holds.holds(work.key()))
                .toList();
    }

    /**
     * Takes a piece of work in hand. A delivery is not given up, and nothing that somebody has
     * asked for is done, while another step works on its export, and no step begins meanwhile.
     *
     * @return whether it may begin; if so, {@link #leave} must follow
     */
    boolean take(Step step, Work work) {
        if (step == Step.NOTIFY) {
            // it only reads the ledger
            return true;
        }
        if (!takeQueue(step, work)) {
            return false;
        }
        if (!hands.take(work.exportId(), step.alone())) {
            leaveQueue(step, work);
            return false;
        }
        // It may have been given up between the question what is due and now.
        boolean isGone =
                FOR_OPEN_DELIVERIES.contains(step)
                        && deliveryOf(work)
                                .map(delivery -> ledger.deliveries().get(delivery.id()))
                                .filter(delivery -> delivery.state().closed())
                                .isPresent();
        if (isGone) {
            leave(step, work);
        }
        return !isGone;
    }

    private static boolean isForAnOrg(Work work) {
        return deliveryOf(work).filter(delivery -> !delivery.lane().toDataCloud()).isPresent();
    }

    private static Optional<Delivery> deliveryOf(Work work) {
        if (work instanceof Work.OnDelivery onDelivery) {
            return Optional.of(onDelivery.delivery());
        }
        return work instanceof Work.OnJob onJob ? Optional.of(onJob.delivery()) : Optional.empty();
    }

    /** Rung when something may have become due before its time to be looked for. */
    Bell bell() {
        return ledger.bell();
    }

    void leave(Step step, Work work) {
        if (step == Step.NOTIFY) {
            return;
        }
        hands.leave(work.exportId(), step.alone());
        leaveQueue(step, work);
    }

    private boolean takeQueue(Step step, Work work) {
        return !step.aloneInItsQueue() || queueOf(work).map(queuesInHand::add).orElse(true);
    }

    private void leaveQueue(Step step, Work work) {
        if (step.aloneInItsQueue()) {
            queueOf(work).ifPresent(queuesInHand::remove);
        }
    }

    private static Optional<IngestionQueue> queueOf(Work work) {
        if (work instanceof Work.OnIngestionJob onJob) {
            return Optional.of(onJob.job().queue());
        }
        return deliveryOf(work).map(IngestionQueue::of);
    }

    private static List<Work.OnDelivery> deliveries(Stream<Delivery> due) {
        return due.map(Work.OnDelivery::new).toList();
    }

    private static List<Work.OnIngestionJob> ingestionJobs(List<IngestionJob> due) {
        return due.stream().map(Work.OnIngestionJob::new).toList();
    }

    private List<Work.OnJob> jobs(List<Job> due) {
        return due.stream()
                .map(job -> new Work.OnJob(job, ledger.deliveries().get(job.deliveryId())))
                .toList();
    }
}
