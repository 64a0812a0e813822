package io.saltroad.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

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
                Medians.of(rounds, LaneFigures::records),
                Medians.of(rounds, LaneFigures::checkSeconds),
                Medians.of(rounds, LaneFigures::sendSeconds),
                Medians.of(rounds, LaneFigures::processSeconds),
                Medians.of(rounds, LaneFigures::cpuSeconds),
                Medians.of(rounds, LaneFigures::peakMegabytes),
                Medians.of(rounds, LaneFigures::requests),
                Medians.of(rounds, LaneFigures::allRequests),
                Medians.of(rounds, LaneFigures::megabytesSent),
                Medians.of(rounds, LaneFigures::mostBytes));
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
