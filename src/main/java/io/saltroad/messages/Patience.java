package io.saltroad.messages;

import io.saltroad.delivery.BackOff;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.GateClosedException;
import io.saltroad.salesforce.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What is done about a micro-batch that has failed. */
final class Patience {

    /** Answers that may be about one record of many. */
    private static final Set<Integer> ABOUT_RECORDS = Set.of(400, 413, 422);

    /** Closed on purpose: a new kind must be decided about. */
    sealed interface Verdict {}

    /** Nothing was taken, and nothing will be before this time. */
    record Gated(Instant until) implements Verdict {}

    /** The same may pass later. */
    record Again() implements Verdict {}

    /** It is refused, perhaps because of one of its records. */
    record Refused() implements Verdict {}

    /** It is over. */
    record Over() implements Verdict {}

    private final FailureClassifier classifier;
    private final Gate gate;
    private final BackOff backOff;
    private final Duration deadline;

    Patience(FailureClassifier classifier, Gate gate, BackOff backOff, Duration deadline) {
        this.classifier = classifier;
        this.gate = gate;
        this.backOff = backOff;
        this.deadline = deadline;
    }

    Verdict verdict(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof GateClosedException) {
                return new Gated(gate.opensAt());
            }
        }
        Failure failure = classifier.classify(error);
        if (failure instanceof Failure.Limited limited) {
            gate.limited(new Limit(limited.message(), limited.until()));
            return new Gated(gate.opensAt());
        } else if (failure instanceof Failure.Refused refused) {
            return ABOUT_RECORDS.contains(refused.status()) ? new Refused() : new Over();
        } else if (failure instanceof Failure.Unexpected) {
            return new Over();
        }
        return new Again();
    }

    Duration pauseAfter(int attempt) {
        return backOff.after(attempt);
    }

    /** How long a micro-batch may go on failing. */
    Duration deadline() {
        return deadline;
    }
}
