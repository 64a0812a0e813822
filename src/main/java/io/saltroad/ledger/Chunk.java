package io.saltroad.ledger;

/**
 * One upload of a delivery, as the ledger remembers it: enough to know it again after a restart.
 *
 * @param number from 1, in the order of the export
 * @param firstLine line of its first record in the export, from 1
 */
public record Chunk(
        String deliveryId, int number, long firstLine, long records, long bytes, String sha256) {}
