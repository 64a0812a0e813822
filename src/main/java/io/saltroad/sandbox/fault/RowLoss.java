package io.saltroad.sandbox.fault;

import java.util.List;

/**
 * Records of a Data Cloud job or stream that vanish without a word.
 *
 * @param share of the records, 0 to 1, chosen by their place; not used if there are keys
 * @param keys the keys of the records; empty to go by share
 */
public record RowLoss(double share, long seed, List<String> keys) {}
