package io.saltroad.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one delivery into Data Cloud took, or the median of several.
 *
 * @param records that Data Cloud has at the end
 * @param checkSeconds from the claim of the export to the commit: read, mapped, checked, not sent
 * @param sendSeconds from the first request of the lane to the last acknowledgement
 * @param processSeconds of the whole process, its start and the sandbox's work on jobs included
 * @param cpuSeconds of the whole process
 * @param peakMegabytes resident memory of the process at its peak
 * @param requests that carried records
 * @param allRequests to the org and the tenant, sign-in and looks at jobs included
 * @param megabytesSent bodies of the requests that carried records
 * @param mostBytes that one of these requests may have
 */
record LaneFigures(
        double records,
        double checkSeconds,
        double sendSeconds,
        double processSeconds,
        double cpuSeconds,
        double peakMegabytes,
        double requests,
        double allRequests,
        double megabytesSent,
        double mostBytes) {

    static LaneFigures median(List<LaneFigures> rounds) {
        return new LaneFigures(
                median(rounds, LaneFigures::records),
                median(rounds, LaneFigures::checkSeconds),
                median(rounds, LaneFigures::sendSeconds),
                median(rounds, LaneFigures::processSeconds),
                median(rounds, LaneFigures::cpuSeconds),
                median(rounds, LaneFigures::peakMegabytes),
                median(rounds, LaneFigures::requests),
                median(rounds, LaneFigures::allRequests),
                median(rounds, LaneFigures::megabytesSent),
                median(rounds, LaneFigures::mostBytes));
    }

    private static double median(List<LaneFigures> rounds, ToDoubleFunction<LaneFigures> figure) {
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

    @JsonProperty
    double bytesARequest() {
        return megabytesSent * 1e6 / requests;
    }

    /** How full the requests were on average, the last one included. */
    @JsonProperty
    double percentFull() {
        return 100 * bytesARequest() / mostBytes;
    }

    @JsonProperty
    double megabytesASecond() {
        return megabytesSent / sendSeconds;
    }

    @JsonProperty
    double recordsASecond() {
        return records / sendSeconds;
    }
}
