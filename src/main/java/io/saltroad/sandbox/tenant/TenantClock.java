package io.saltroad.sandbox.tenant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The time of the tenant: that of the sandbox, put forward as often as somebody asks. Limits that
 * take hours, cursors and tokens follow it, so nobody has to wait for them.
 */
public final class TenantClock extends Clock {

    private final Clock clock;
    private volatile Duration ahead;

    public TenantClock(Clock clock) {
        this(clock, Duration.ZERO);
    }

    private TenantClock(Clock clock, Duration ahead) {
        this.clock = clock;
        this.ahead = ahead;
    }

    /** How much it is ahead of the sandbox. */
    public Duration ahead() {
        return ahead;
    }

    /** Puts it forward, or back. */
    public synchronized void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    /** Back to the time of the sandbox. */
    public synchronized void reset() {
        ahead = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new TenantClock(clock.withZone(zone), ahead);
    }
}
