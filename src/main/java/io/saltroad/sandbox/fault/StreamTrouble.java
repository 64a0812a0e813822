package io.saltroad.sandbox.fault;

import java.time.Duration;
import java.util.List;

/**
 * What the scheduled faults do to streamed records that are loaded together.
 *
 * @param delay until they can be seen, beyond the usual
 * @param losses records that vanish
 */
public record StreamTrouble(Duration delay, List<RowLoss> losses) {

    static StreamTrouble of(List<Fault> faults) {
        Duration delay = Duration.ZERO;
        for (Fault fault : faults) {
            if (fault.kind() == FaultKind.SLOW_STREAM) {
                delay = delay.plusMillis(fault.wish().getLong("milliseconds", 60_000L));
            }
        }
        return new StreamTrouble(delay, JobTrouble.losses(faults));
    }
}
