package io.saltroad.delivery;

import io.saltroad.ledger.IngestionQueue;

/**
 * Where the messages of a sink go.
 *
 * @param target of its micro-batches
 * @param queue the object, as jobs and schemas name it
 * @param key field that is its primary key
 */
public record MessageTarget(StreamTarget target, IngestionQueue queue, String key) {}
