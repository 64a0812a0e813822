package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A job that was to be created, and of which we do not know whether it was.
 *
 * @param jobId ours
 * @param asked what Salesforce was asked for; empty if it cannot have been asked yet
 * @param endedBy when the step that asked had surely ended: another job was made for the chunk, or
 *     the delivery was closed; empty if neither has come
 */
public record Intent(
        String jobId,
        String deliveryId,
        int chunkNumber,
        Optional<String> asked,
        Instant intendedAt,
        Optional<Instant> endedBy) {}
