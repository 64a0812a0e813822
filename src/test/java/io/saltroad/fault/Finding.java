package io.saltroad.fault;

import java.util.List;

/**
 * What a cell was found to be.
 *
 * @param end {@code delivered}, or {@code dead: CODE}
 * @param requests how many requests the delivery took
 * @param played how often the fault was played
 * @param objections against the records as they arrived; none if all is well
 */
record Finding(String end, int requests, int played, List<String> objections) {

    static Finding broken(Throwable failure) {
        return new Finding("broken: " + failure, 0, 0, List.of(String.valueOf(failure)));
    }
}
