package io.saltroad.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One export on its way to one target.
 *
 * @param ordinal which sink of the feed, from 1
 * @param target where its records go
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
        Target target,
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

    public Lane lane() {
        return target.lane();
    }

    /** The Ingestion API source of Data Cloud; empty for CRM. */
    public Optional<String> connector() {
        return target.connector();
    }

    /** Name of the object that its records go to. */
    public String object() {
        return target.object();
    }

    /** insert, update, upsert, delete or hardDelete. */
    public String operation() {
        return target.operation();
    }

    /** The field by which its records are told apart; empty for insert. */
    public Optional<String> keyField() {
        return target.keyField();
    }

    /** Identifies the delivery of an export to the sink with this ordinal. */
    public static String idOf(String exportId, int ordinal) {
        return exportId + "." + ordinal;
    }
}
