package io.saltroad.bench.clients;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
                median(rounds, ClientFigures::seconds),
                median(rounds, ClientFigures::cpuSeconds),
                median(rounds, ClientFigures::peakMegabytes),
                median(rounds, ClientFigures::apiCalls));
    }

    static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        List<Double> sorted =
                rounds.stream()
                        .map(figure::applyAsDouble)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
