package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * An Open job at Salesforce that looks like one of ours whose create was not answered. It holds
 * nothing, since no upload went to it.
 *
 * @param salesforceId its id there
 * @param jobId ours, of the intent it belongs to
 * @param createdAt by Salesforce's clock
 * @param abortedAt when it was seen to be Aborted, or Failed
 */
public record Orphan(
        String salesforceId,
        String jobId,
        String deliveryId,
        String object,
        Instant createdAt,
        Instant foundAt,
        Optional<Instant> abortedAt) {}
