package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to an export or one of its deliveries.
 *
 * @param kind one word, such as claimed, staged, committed, settled
 */
public record Event(
        Instant at, String exportId, Optional<String> deliveryId, String kind, String message) {}
