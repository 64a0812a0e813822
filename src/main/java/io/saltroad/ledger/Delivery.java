package io.saltroad.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One export on its way to one target.
 *
 * @param ordinal which sink of the feed, from 1
 * @param object API name of the Salesforce object
 * @param operation insert, update, upsert, delete or hardDelete
 * @param keyField the field by which results are matched: the external ID, or Id; empty for insert
 * @param parameters the other parameters of the sink, by name
 * @param fingerprint of everything that decides which bytes are sent
 * @param columnDelimiter Salesforce's word for it; known once staged
 * @param lineEnding Salesforce's word for it; known once staged
 * @param attempt how often the present step has failed in a way that may pass
 * @param notBefore when the present step is due
 * @param reason why the delivery waits, or why it ended as it did
 * @param progressAt when it last came forward: a deadline counts from here
 * @param deadFrom the state in which it became a dead letter or disputed, where a replay goes on
 * @param replays how often somebody has sent it on again
 */
public record Delivery(
        String id,
        String exportId,
        String feed,
        int ordinal,
        String object,
        String operation,
        Optional<String> keyField,
        Map<String, String> parameters,
        String fingerprint,
        DeliveryState state,
        Optional<String> columnDelimiter,
        Optional<String> lineEnding,
        Counts counts,
        int attempt,
        Instant notBefore,
        Optional<Reason> reason,
        Instant registeredAt,
        Optional<Instant> stagedAt,
        Optional<Instant> committedAt,
        Optional<Instant> endedAt,
        Instant progressAt,
        Optional<DeliveryState> deadFrom,
        int replays) {

    /** Identifies the delivery of an export to the sink with this ordinal. */
    public static String idOf(String exportId, int ordinal) {
        return exportId + "." + ordinal;
    }
}
