package io.saltroad.bench.clients;

import io.saltroad.bench.Medians;
import java.util.List;

/**
 * What one client took for one export, or the median of several rounds.
 *
 * @param seconds from its start, or the claim of the export, until all records have been processed
 * @param cpuSeconds of all its processes
 * @param peakMegabytes resident memory of its largest process at its peak
 * @param apiCalls that the org has counted
 */
record ClientFigures(double seconds, double cpuSeconds, double peakMegabytes, double apiCalls) {

    static ClientFigures median(List<ClientFigures> rounds) {
        return new ClientFigures(
                Medians.of(rounds, ClientFigures::seconds),
                Medians.of(rounds, ClientFigures::cpuSeconds),
                Medians.of(rounds, ClientFigures::peakMegabytes),
                Medians.of(rounds, ClientFigures::apiCalls));
    }
}
