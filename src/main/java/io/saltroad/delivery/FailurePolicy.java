package io.saltroad.delivery;

import io.saltroad.export.ErpExportSource;
import io.saltroad.export.ExportException;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Lane;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.GateClosedException;
import io.saltroad.salesforce.Limit;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Classifies failures, and does what the policy route asks for. */
public final class FailurePolicy {

    /** A mistake of ours does not go away by itself. */
    private static final int MOST_UNEXPECTED = 5;

    private static final String TROUBLE = "trouble";

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    private final Ledger ledger;
    private final Recipes recipes;
    private final FailureClassifier classifier;
    private final LaneGates gates;
    private final BackOff backOff;
    private final Holds holds;
    private final Standstill standstill;
    private final ProgressBoard progress;
    private final Clock clock;

    public FailurePolicy(
            Ledger ledger,
            Recipes recipes,
            FailureClassifier classifier,
            LaneGates gates,
            BackOff backOff,
            Holds holds,
            Standstill standstill,
            ProgressBoard progress,
            Clock clock) {
        this.ledger = ledger;
        this.recipes = recipes;
        this.classifier = classifier;
        this.gates = gates;
        this.backOff = backOff;
        this.holds = holds;
        this.standstill = standstill;
        this.progress = progress;
        this.clock = clock;
    }

    /** What can be done about the failure that a step ended with. */
    public Trouble classify(Exchange exchange) {
        // Not as a parameter with @ExchangeException: that is the innermost cause, and what says
        // most is often around it.
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Trouble trouble = troubleOf(error, exchange);
        if (trouble.kind() == Trouble.Kind.UNEXPECTED) {
            LOG.error("{}: {}", subject(exchange), trouble.message(), error);
        } else {
            LOG.warn("{}: {} ({})", subject(exchange), trouble.message(), trouble.code());
        }
        return trouble;
    }

    private Trouble troubleOf(Throwable error, Exchange exchange) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExportException refused) {
                // A file on a disk of others may come back.
                boolean mayComeBack =
                        refused.code() == ExportException.Code.UNREADABLE_FILE
                                && work(exchange).isPresent();
                return new Trouble(
                        mayComeBack ? Trouble.Kind.UNEXPECTED : Trouble.Kind.EXPORT,
                        refused.code().name(),
                        refused.getMessage());
            }
            if (cause instanceof DeadlineException overdue) {
                return new Trouble(Trouble.Kind.OVERDUE, overdue.code(), overdue.getMessage());
            }
            if (cause instanceof GateClosedException closed) {
                return new Trouble(Trouble.Kind.LIMITED, "GATE_CLOSED", closed.getMessage());
            }
            if (cause instanceof FieldRefusedException refused) {
                return new Trouble(Trouble.Kind.EXPORT, "FIELD_REFUSED", refused.getMessage());
            }
            if (cause instanceof ObjectBusyException busy) {
                return new Trouble(
                        Trouble.Kind.TRANSIENT, ObjectBusyException.CODE, busy.getMessage());
            }
            if (cause instanceof IncompleteResultsException incomplete) {
                return new Trouble(
                        Trouble.Kind.TRANSIENT, "INCOMPLETE_RESULTS", incomplete.getMessage());
            }
        }
        Optional<Trouble> disk = DiskTrouble.of(error);
        if (disk.isPresent()) {
            return disk.get();
        }
        Failure failure = classifier.classify(exchange);
        if (failure instanceof Failure.Limited limited) {
            // Some limits stand only in the body of an answer, where the clients do not look.
            gates.of(lane(exchange)).limited(new Limit(limited.message(), limited.until()));
        }
        boolean inFeed = work(exchange).isEmpty();
        return new Trouble(
                inFeed && failure instanceof Failure.Unexpected
                        ? Trouble.Kind.EXPORT
                        : kindOf(failure),
                failure.code(),
                failure.message());
    }

    /** Whether a disk is to blame, or the ledger on it: neither Salesforce nor the export. */
    public boolean isOfDisk(@Variable(TROUBLE) Trouble trouble) {
        return trouble.code().equals(DiskTrouble.CODE);
    }

    private static Trouble.Kind kindOf(Failure failure) {
        if (failure instanceof Failure.Transient) {
            return Trouble.Kind.TRANSIENT;
        } else if (failure instanceof Failure.Limited) {
            return Trouble.Kind.LIMITED;
        } else if (failure instanceof Failure.SessionExpired) {
            return Trouble.Kind.SESSION;
        } else if (failure instanceof Failure.SignInRefused) {
            return Trouble.Kind.SIGN_IN;
        } else if (failure instanceof Failure.Refused) {
            return Trouble.Kind.REFUSED;
        }
        return Trouble.Kind.UNEXPECTED;
    }

    /** Whether the step is to be done again by itself. */
    public boolean mayPass(@Variable(TROUBLE) Trouble trouble, Exchange exchange) {
        if (isStopping(exchange)) {
            return work(exchange).isPresent();
        }
        if (work(exchange).orElse(null) instanceof Work.OnOrg || isJobOfNobody(exchange)) {
            // No delivery is about it, so there is none to give up.
            return true;
        }
        int before = work(exchange).map(work -> attemptsAlike(work, trouble)).orElse(0);
        return switch (trouble.kind()) {
            case TRANSIENT, LIMITED, SESSION, SIGN_IN -> work(exchange).isPresent();
            // Nothing can be said of an export that cannot come to rest but "try again".
            case UNEXPECTED ->
                    work(exchange).isPresent()
                            && (before < MOST_UNEXPECTED || !isAboutRecords(work(exchange).get()));
            // A lost reply looks like a refusal when the call is repeated: ask for the state first.
            // And what has been committed is worth another question before a person must look.
            case REFUSED ->
                    before == 0 && work(exchange).filter(FailurePolicy::isCommitted).isPresent();
            case EXPORT, OVERDUE -> false;
        };
    }

    /** A job of Data Cloud all whose deliveries have ended is still to be brought to its end. */
    private boolean isJobOfNobody(Exchange exchange) {
        return work(exchange).filter(Work.OnIngestionJob.class::isInstance).isPresent()
                && deliveries(exchange).isEmpty();
    }

    private static boolean isCommitted(Work work) {
        return work instanceof Work.OnJob
                || work instanceof Work.OnIngestionJob
                || (work instanceof Work.OnDelivery onDelivery
                        && onDelivery.delivery().state() == DeliveryState.COMMITTED);
    }

    /** Whether a delivery can end over it. */
    private static boolean isAboutRecords(Work work) {
        return work instanceof Work.OnDelivery
                || work instanceof Work.OnJob
                || work instanceof Work.OnIngestionJob;
    }

    /** Notes in the ledger when the step is due again. Time behind a closed gate is no attempt. */
    public void postpone(@Variable(TROUBLE) Trouble trouble, Exchange exchange) {
        if (isStopping(exchange)) {
            return;
        }
        Work work = work(exchange).orElseThrow();
        if (trouble.kind() == Trouble.Kind.SIGN_IN) {
            standstill.because(trouble.message());
        }
        boolean limited = trouble.kind() == Trouble.Kind.LIMITED;
        int attempt = attempt(work) + (limited ? 0 : 1);
        Instant notBefore =
                limited
                        ? gates.of(lane(exchange)).opensAt()
                        : clock.instant().plus(backOff.after(attempt));
        if (work instanceof Work.OnDelivery onDelivery) {
            ledger.deliveries()
                    .postponed(onDelivery.delivery(), attempt, notBefore, trouble.reason());
        } else if (work instanceof Work.OnJob onJob) {
            ledger.jobs()
                    .postponed(onJob.job(), attempt, notBefore, trouble.reason().failureClass());
            ledger.events()
                    .ofDelivery(
                            onJob.delivery(),
                            "postponed",
                            "job %s until %s: %s"
                                    .formatted(
                                            onJob.job().salesforceId().orElse("?"),
                                            notBefore,
                                            trouble.message()));
        } else if (work instanceof Work.OnIngestionJob onJob) {
            ledger.ingestionJobs()
                    .postponed(onJob.job(), attempt, notBefore, trouble.reason().failureClass());
        } else {
            holds.hold(work.key(), attempt, notBefore);
        }
    }

    /** Where the work goes: what it met says something of that gate alone. */
    private static Lane lane(Exchange exchange) {
        Work work = work(exchange).orElse(null);
        if (work instanceof Work.OnDelivery onDelivery) {
            return onDelivery.delivery().lane();
        }
        return work instanceof Work.OnIngestionJob ? Lane.DATA_CLOUD_BULK : Lane.CRM_BULK;
    }

    /**
     * What is interrupted because the program stops is no attempt, and goes on at the next start.
     */
    private static boolean isStopping(Exchange exchange) {
        return exchange.getContext().getStatus().isStopping()
                || exchange.getContext().getStatus().isStopped();
    }

    /** Jobs that have not been committed and must not do anything any more. */
    public List<Job> jobsToAbort(Exchange exchange) {
        return deliveries(exchange).stream()
                .filter(delivery -> delivery.state() != DeliveryState.COMMITTED)
                .flatMap(delivery -> ledger.jobs().openOfItsOwn(delivery.id()).stream())
                .toList();
    }

    /** Ends what cannot go on; the export comes to rest among the dead letters. */
    public void bury(@Variable(TROUBLE) Trouble trouble, Exchange exchange) {
        boolean feedFailed = work(exchange).isEmpty();
        if (feedFailed
                && export(exchange)
                        .filter(export -> ledger.exports().isOver(export.id()))
                        .isPresent()) {
            // Somebody has abandoned it meanwhile, and its file may be gone from the work folder.
            return;
        }
        for (Delivery delivery : deliveries(exchange)) {
            stepOf(exchange).ifPresent(step -> ledger.deadLetters().failedIn(delivery, step));
            ledger.deliveries()
                    .ended(
                            delivery,
                            DeliveryState.DEAD,
                            countsOf(ledger, delivery),
                            Optional.of(reason(trouble, delivery)));
            recipes.forget(delivery);
            progress.ended(delivery);
        }
        if (feedFailed) {
            export(exchange)
                    .ifPresent(export -> ledger.exports().refused(export.id(), trouble.reason()));
        }
    }

    /** The route that failed. A feed has its own name, but is the same step in all. */
    private static Optional<String> stepOf(Exchange exchange) {
        return work(exchange).isEmpty()
                ? Optional.of(DeadLetter.FEED)
                : Optional.ofNullable(exchange.getFromRouteId());
    }

    /** After the commit, jobs may have delivered records before the trouble came. */
    static Counts countsOf(Ledger ledger, Delivery delivery) {
        if (delivery.lane().toDataCloud()) {
            return IngestionBooks.of(ledger, delivery).counts();
        }
        Counts counts = delivery.counts();
        long delivered =
                ledger.jobs().ofDelivery(delivery.id()).stream()
                        .filter(job -> job.uploadedAt().isPresent())
                        .mapToLong(
                                job ->
                                        job.recordsProcessed().orElse(0L)
                                                - job.recordsFailed().orElse(0L))
                        .sum();
        return new Counts(
                counts.read(),
                delivered,
                counts.failed(),
                counts.rejected(),
                counts.unprocessed(),
                counts.superseded());
    }

    private static Reason reason(Trouble trouble, Delivery delivery) {
        Reason reason = trouble.reason();
        return delivery.state() == DeliveryState.COMMITTED
                ? new Reason(
                        reason.failureClass(),
                        reason.code(),
                        reason.message()
                                + (delivery.lane().toDataCloud()
                                        ? ". What Data Cloud has taken before stays there"
                                        : ". Its jobs were closed before: look into Salesforce for"
                                                + " what became of them"))
                : reason;
    }

    /** The open deliveries that a failure is about: of the work, or all of the export. */
    private List<Delivery> deliveries(Exchange exchange) {
        Optional<Work> work = work(exchange);
        List<Delivery> concerned;
        if (work.isEmpty()) {
            concerned =
                    export(exchange)
                            .map(export -> ledger.deliveries().ofExport(export.id()))
                            .orElse(List.of());
        } else if (work.get() instanceof Work.OnDelivery onDelivery) {
            concerned = List.of(ledger.deliveries().get(onDelivery.delivery().id()));
        } else if (work.get() instanceof Work.OnJob onJob) {
            concerned = List.of(ledger.deliveries().get(onJob.delivery().id()));
        } else if (work.get() instanceof Work.OnIngestionJob onJob) {
            concerned = ledger.ingestionJobs().deliveriesIn(onJob.job());
        } else {
            concerned = List.of();
        }
        return concerned.stream().filter(delivery -> !delivery.state().closed()).toList();
    }

    /** Other troubles before are no reason to be less patient with this one. */
    private int attemptsAlike(Work work, Trouble trouble) {
        String failureClass = trouble.reason().failureClass();
        if (work instanceof Work.OnDelivery onDelivery) {
            return ledger.deliveries().attemptsAlike(onDelivery.delivery(), failureClass);
        } else if (work instanceof Work.OnJob onJob) {
            return ledger.jobs().attemptsAlike(onJob.job(), failureClass);
        } else if (work instanceof Work.OnIngestionJob onJob) {
            return ledger.ingestionJobs().attemptsAlike(onJob.job(), failureClass);
        }
        return holds.attempts(work.key());
    }

    private int attempt(Work work) {
        if (work instanceof Work.OnDelivery onDelivery) {
            return onDelivery.delivery().attempt();
        } else if (work instanceof Work.OnJob onJob) {
            return onJob.job().attempt();
        } else if (work instanceof Work.OnIngestionJob onJob) {
            return onJob.job().attempt();
        }
        return holds.attempts(work.key());
    }

    private static Optional<Work> work(Exchange exchange) {
        return Optional.ofNullable(exchange.getVariable(DueConsumer.WORK, Work.class));
    }

    private static Optional<Export> export(Exchange exchange) {
        return Optional.ofNullable(exchange.getVariable(ErpExportSource.EXPORT, Export.class));
    }

    private static String subject(Exchange exchange) {
        return work(exchange)
                .map(work -> exchange.getFromRouteId() + " " + work.key())
                .or(() -> export(exchange).map(export -> export.feed() + " " + export.fileName()))
                .orElse(String.valueOf(exchange.getFromRouteId()));
    }
}
