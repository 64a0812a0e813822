package io.saltroad.delivery;

/**
 * How many rows the files of results of one round have.
 *
 * @param goingOn records that were brought again in the next round; 0 in the last one
 */
record ResultTally(long failed, long unprocessed, long goingOn) {}
