package io.saltroad.ledger;

import java.time.Instant;

/**
 * A job that Salesforce has acknowledged to us.
 *
 * @param intendedAt before it was asked for, by our clock
 * @param createdAt after it was acknowledged, by our clock
 */
public record KnownJob(String salesforceId, Instant intendedAt, Instant createdAt) {}
