package io.saltroad.delivery;

import io.saltroad.ledger.Intent;
import io.saltroad.salesforce.bulk.JobInfo;
import io.saltroad.salesforce.bulk.JobShape;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An intent whose create was not answered, and when a job may have come of it.
 *
 * @param over when the step that asked had ended, by our clock
 */
record UnansweredCreate(Intent intent, Instant over) {

    /** What is still on its way when we have stopped to wait. */
    static final Duration SLACK = Duration.ofSeconds(5);

    /** Salesforce may leave out the fraction of the second, and clocks drift. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    /** Whether a look at Salesforce now sees all that can have come of it. */
    boolean isOver(Instant now) {
        return !now.isBefore(over.plus(SLACK));
    }

    /** Whether a job in a list, where its external ID field may be missing, can be it. */
    boolean mayBe(JobInfo listed, Reference reference) {
        return shape().filter(shape -> shape.isLikeInList(listed.shape())).isPresent()
                && happenedThen(listed, reference);
    }

    /** Whether a job has all that the one we asked for would have. */
    boolean looksLike(JobInfo job, Reference reference) {
        return shape().filter(shape -> shape.isLike(job.shape())).isPresent()
                && happenedThen(job, reference);
    }

    private boolean happenedThen(JobInfo job, Reference reference) {
        return job.isOpen()
                && job.createdById().equals(reference.creator())
                && !job.createdAt().isBefore(reference.earliest(intent.intendedAt()).minus(BLUR))
                && !job.createdAt().isAfter(latest(reference));
    }

    /** By Salesforce's clock. */
    Instant latest(Reference reference) {
        return reference.latest(over).plus(SLACK);
    }

    Optional<JobShape> shape() {
        return intent.asked().flatMap(JobShape::parse);
    }
}
