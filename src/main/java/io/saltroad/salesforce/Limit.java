package io.saltroad.salesforce;

import java.time.Instant;
import java.util.Optional;

/**
 * A limit that an answer of Salesforce named.
 *
 * @param reason what was answered, for people
 * @param until when to come back, if Salesforce said so
 */
public record Limit(String reason, Optional<Instant> until) {}
