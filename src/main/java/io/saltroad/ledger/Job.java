package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One Bulk API 2.0 job, from the intent to create it; or the place of one chunk in a job of Data
 * Cloud's Ingestion API, which other chunks share.
 *
 * @param id ours; known before Salesforce names its own
 * @param recordsProcessed as Salesforce counts them: failed ones are among them
 * @param attempt how often the present step has failed in a way that may pass
 * @param notBefore when it is due to be looked at again
 * @param ingestionJob the job of Data Cloud that the chunk lies in; empty for CRM
 */
public record Job(
        String id,
        String deliveryId,
        int chunkNumber,
        Optional<String> salesforceId,
        JobState state,
        Optional<Long> recordsProcessed,
        Optional<Long> recordsFailed,
        Optional<String> errorMessage,
        int attempt,
        Instant notBefore,
        Instant intendedAt,
        Optional<Instant> createdAt,
        Optional<Instant> uploadedAt,
        Optional<Instant> closedAt,
        Optional<Instant> endedAt,
        Optional<String> ingestionJob) {

    /** Salesforce's id of a job that has been created. */
    public String idAtSalesforce() {
        return salesforceId.orElseThrow(
                () -> new IllegalStateException("job " + id + " has no id yet"));
    }
}
