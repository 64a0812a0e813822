package io.saltroad.delivery;

import io.saltroad.ledger.IngestionQueue;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects that messages of other routes are streamed into. A bulk job gets in their way: Data
 * Cloud cancels what it does for the stream of an object while it works on a job of the same
 * object, and goes on after it. Source: Salesforce Help, 002630830.
 */
public final class RunningStreams {

    private final Map<IngestionQueue, Instant> lastMessages = new ConcurrentHashMap<>();
    private final Clock clock;

    public RunningStreams(Clock clock) {
        this.clock = clock;
    }

    /** A message came for an object. */
    public void came(IngestionQueue queue) {
        lastMessages.put(queue, clock.instant());
    }

    /** A route that brings messages has ended. If there are others, their next message tells. */
    public void ended(IngestionQueue queue) {
        lastMessages.remove(queue);
    }

    /** When the last message came for an object; empty if nothing is streamed into it. */
    Optional<Instant> lastMessage(IngestionQueue queue) {
        return Optional.ofNullable(lastMessages.get(queue));
    }
}
