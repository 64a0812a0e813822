package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One job of Data Cloud's Ingestion API, from the intent to create it. It takes chunks of several
 * deliveries.
 *
 * @param id ours; known before Data Cloud names its own
 * @param uploads how many files were sent into it, repeated ones too
 * @param attempt how often the present step has failed in a way that may pass
 * @param notBefore when it is due to be looked at again
 */
public record IngestionJob(
        String id,
        IngestionQueue queue,
        String operation,
        Optional<String> salesforceId,
        JobState state,
        int uploads,
        int attempt,
        Instant notBefore,
        Instant intendedAt,
        Optional<Instant> createdAt,
        Optional<Instant> closedAt,
        Optional<Instant> endedAt) {

    /** Data Cloud's id of a job that has been created. */
    public String idAtSalesforce() {
        return salesforceId.orElseThrow(
                () -> new IllegalStateException("ingestion job " + id + " has no id yet"));
    }
}
