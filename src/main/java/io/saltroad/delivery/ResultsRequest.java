package io.saltroad.delivery;

import io.saltroad.ledger.Job;

/**
 * Results of one job that are needed to settle.
 *
 * @param round of the chunk that the job had
 * @param expected how many records Salesforce says there are; -1 if it does not say
 */
public record ResultsRequest(Job job, int round, Kind kind, long expected) {

    /** Salesforce's three results files of a job. */
    public enum Kind {
        SUCCESSFUL,
        FAILED,
        UNPROCESSED
    }
}
