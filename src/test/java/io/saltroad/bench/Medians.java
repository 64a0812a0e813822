package io.saltroad.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The median, which all figures of the benchmarks are. */
public final class Medians {

    private Medians() {}

    /** The median of one figure of several rounds, of which there is at least one. */
    public static <T> double of(List<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
