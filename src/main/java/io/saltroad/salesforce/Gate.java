package io.saltroad.salesforce;

import io.saltroad.ledger.Gates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared brake of an org: closed until a time, because of a limit. It stands in the ledger, so
 * it stays closed over a restart.
 */
public final class Gate implements LimitSignals {

    /** Pause when Salesforce does not say how long to wait; it doubles up to the longest. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private static final double LOW_SHARE = 0.9;

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final String name;
    private final Gates gates;
    private final Clock clock;
    private volatile boolean saidLow;

    public Gate(String name, Gates gates, Clock clock) {
        this.name = name;
        this.gates = gates;
        this.clock = clock;
    }

    public boolean isClosed() {
        return gates.find(name).filter(gate -> gate.until().isAfter(clock.instant())).isPresent();
    }

    /** When the gate opens, or now if it is open. */
    public Instant opensAt() {
        Instant now = clock.instant();
        return gates.find(name)
                .map(Gates.ClosedGate::until)
                .filter(until -> until.isAfter(now))
                .orElse(now);
    }

    /**
     * Closes the gate until the time that the answer named, or for a pause that grows while limits
     * follow each other.
     */
    @Override
    public synchronized void limited(Limit limit) {
        Instant now = clock.instant();
        Duration pause = nextPause(now);
        Instant until = limit.until().orElse(now.plus(pause));
        if (until.isAfter(opensAt())) {
            gates.close(new Gates.ClosedGate(name, until, pause, limit.reason()));
            LOG.warn("Gate {} is closed until {}: {}", name, until, limit.reason());
        }
    }

    /** Says once that the day's requests run low; the gate closes only when Salesforce refuses. */
    @Override
    public void usage(long used, long max) {
        boolean low = used >= max * LOW_SHARE;
        if (low && !saidLow) {
            LOG.warn("{} of {} API requests of these 24 hours are used up", used, max);
        }
        saidLow = low;
    }

    private Duration nextPause(Instant now) {
        return gates.find(name)
                .filter(gate -> gate.until().plus(gate.pause()).isAfter(now))
                .map(
                        gate ->
                                gate.until().isAfter(now)
                                        ? gate.pause()
                                        : gate.pause().multipliedBy(2))
                .map(pause -> pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause)
                .orElse(FIRST_PAUSE);
    }
}
