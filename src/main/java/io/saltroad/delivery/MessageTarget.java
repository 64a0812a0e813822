package io.saltroad.delivery;

import io.saltroad.ledger.IngestionQueue;
import java.util.Optional;

/**
 * Where the messages of a sink go.
 *
 * @param target of its micro-batches
 * @param queue the object, as jobs and schemas name it
 * @param key field that is its primary key
 * @param schema name of the file beside the feeds that messages are held against
 */
public record MessageTarget(
        StreamTarget target, IngestionQueue queue, String key, Optional<String> schema) {}
