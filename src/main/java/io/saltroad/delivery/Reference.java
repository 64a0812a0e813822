package io.saltroad.delivery;

import io.saltroad.ledger.KnownJob;
import io.saltroad.salesforce.bulk.JobInfo;
import java.time.Duration;
import java.time.Instant;

/**
 * A job that both sides know. It says who we are at Salesforce, and what its clock showed while
 * ours went from the intent to the answer.
 */
record Reference(KnownJob ours, JobInfo theirs) {

    String creator() {
        return theirs.createdById();
    }

    /** The earliest that Salesforce's clock can have shown at a time of ours. */
    Instant earliest(Instant at) {
        return at.plus(Duration.between(ours.createdAt(), theirs.createdAt()));
    }

    /** The latest that Salesforce's clock can have shown at a time of ours. */
    Instant latest(Instant at) {
        return at.plus(Duration.between(ours.intendedAt(), theirs.createdAt()));
    }

    /** How far it is from a time of ours: the nearest tells most. */
    Duration distance(Instant at) {
        return Duration.between(ours.intendedAt(), at).abs();
    }
}
