package io.saltroad.messages;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * Commits the offsets of a batch from Kafka, for routes that read with {@code batching}, {@code
 * allowManualCommit: true}, {@code autoCommitEnable: false} and {@code breakOnFirstError: true}.
 *
 * <p>Why so, seen on Camel 4.18: with auto-commit Kafka's client commits all that was polled,
 * whether or not it was worked on; a batch that is not full yet, or one that failed, would be lost
 * when the process is killed. And the commit that a batch brings along is for the partition of its
 * last record alone.
 */
public final class KafkaOffsets {

    /**
     * Commits all partitions that the batch has records of. If it fails, records come again.
     *
     * @param batch the exchanges of the batch, as Kafka's component gives them
     */
    public void commit(@Body Collection<?> batch) {
        Map<List<Object>, KafkaManualCommit> last = new LinkedHashMap<>();
        for (Object item : batch) {
            if (item instanceof Exchange exchange
                    && exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT)
                            instanceof KafkaManualCommit commit) {
                last.put(
                        List.of(
                                exchange.getMessage().getHeader(KafkaConstants.TOPIC),
                                exchange.getMessage().getHeader(KafkaConstants.PARTITION)),
                        commit);
            }
        }
        if (last.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no offset to commit: the route must read with batching: true and"
                            + " allowManualCommit: true");
        }
        last.values().forEach(KafkaManualCommit::commit);
    }
}
