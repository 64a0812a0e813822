package io.saltroad.ledger;

/**
 * One upload of a delivery, as the ledger remembers it: enough to know it again after a restart.
 *
 * @param number from 1, in the order of the export; those of later rounds go on after the last
 * @param round 0 is the export itself; later ones bring again what Salesforce did not take
 * @param firstLine line of its first record in the export, from 1
 */
public record Chunk(
        String deliveryId,
        int number,
        int round,
        long firstLine,
        long records,
        long bytes,
        String sha256) {}
