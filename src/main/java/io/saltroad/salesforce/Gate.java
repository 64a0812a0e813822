package io.saltroad.salesforce;

import io.saltroad.ledger.Gates;
import io.saltroad.ledger.Gates.ClosedGate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The shared brake of an org: closed until a time, because of a limit. It stands in the ledger, so
 * it stays closed over a restart.
 *
 * <p>It closes for one of two reasons. Salesforce <i>refuses</i>: then every request waits. Or so
 * little is left of the day's allowances that the <i>reserve</i> for others is touched: then only
 * what would begin waits, and what is committed goes to its end, since half a delivery is worse
 * than a few requests of the reserve. A gate that keeps the reserve opens when {@code /limits} says
 * that there is enough again, not by time alone.
 */
public final class Gate implements LimitSignals {

    /** API requests are counted by each answer; this is about the Bulk API's batches. */
    private static final Duration LIMITS_ARE_FRESH = Duration.ofMinutes(15);

    /** Ends of a closure that are so close to each other come from the same limit. */
    private static final Duration SAME = Duration.ofSeconds(1);

    private static final double LOW_SHARE = 0.9;

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final String name;
    private final Gates gates;
    private final GateSettings settings;
    private final RandomGenerator random;
    private final Clock clock;
    private volatile boolean saidLow;
    private volatile Instant limitsAsked;

    /**
     * @param random for the jitter of pauses
     */
    public Gate(
            String name, Gates gates, GateSettings settings, RandomGenerator random, Clock clock) {
        this.name = name;
        this.gates = gates;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /** A gate with the usual pauses that closes only when Salesforce refuses. */
    public Gate(String name, Gates gates, Clock clock) {
        this(
                name,
                gates,
                new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 0),
                new SplittableRandom(),
                clock);
    }

    /** Whether it is closed now, for whatever reason. */
    public boolean isClosed() {
        return closed(clock.instant()).isPresent();
    }

    /** Whether requests may be made that begin something: a job, an upload. */
    public boolean mayBegin() {
        return !isClosed() && !limitsAreDue();
    }

    /** Whether requests may be made that bring to its end what is committed. */
    public boolean mayFinish() {
        return closed(clock.instant()).filter(gate -> !gate.keepsReserve()).isEmpty();
    }

    /** Whether what is left is for others, as far as is known. */
    public boolean keepsReserve() {
        Instant now = clock.instant();
        return remembered(now)
                .filter(gate -> gate.keepsReserve() && (gate.isClosedAt(now) || isUnasked(gate)))
                .isPresent();
    }

    /**
     * Whether to ask for {@code /limits} before anything begins: at first, when the last answer is
     * old, and when the reserve was touched and a pause has passed since.
     */
    public boolean limitsAreDue() {
        if (settings.apiReserve() == 0) {
            return false;
        }
        Instant now = clock.instant();
        Instant asked = limitsAsked;
        Optional<ClosedGate> gate = remembered(now);
        if (gate.filter(closed -> closed.isClosedAt(now)).isPresent()) {
            return asked == null && gate.get().keepsReserve();
        }
        return asked == null
                || asked.isAfter(now)
                || !asked.plus(LIMITS_ARE_FRESH).isAfter(now)
                || gate.filter(closed -> closed.keepsReserve() && isUnasked(closed)).isPresent();
    }

    /** Whether {@code /limits} has not been asked since the pause of this gate was over. */
    private boolean isUnasked(ClosedGate gate) {
        Instant asked = limitsAsked;
        return asked == null || asked.isBefore(gate.until());
    }

    /**
     * Does nothing if requests may be made that begin something.
     *
     * @throws GateClosedException if not; nothing was asked of Salesforce then
     */
    public void pass() throws GateClosedException {
        Optional<ClosedGate> gate = closed(clock.instant());
        if (gate.isPresent()) {
            throw new GateClosedException(
                    "the gate is closed until %s: %s"
                            .formatted(gate.get().until(), gate.get().reason()));
        }
    }

    /** When the gate opens, or now if it is open. */
    public Instant opensAt() {
        Instant now = clock.instant();
        return closed(now).map(ClosedGate::until).orElse(now);
    }

    /**
     * Closes the gate until the time that the answer named, or for a pause that grows while limits
     * follow each other.
     */
    @Override
    public synchronized void limited(Limit limit) {
        Instant now = clock.instant();
        Instant longest = now.plus(Gates.LONGEST_CLOSURE);
        Optional<Instant> named =
                limit.until()
                        .filter(until -> until.isAfter(now))
                        .map(until -> until.isAfter(longest) ? longest : until);
        Optional<ClosedGate> closed = closed(now);
        // Requests that were under way together are refused together: that is one limit.
        boolean isSaidAlready =
                closed.filter(gate -> !gate.keepsReserve())
                        .filter(gate -> named.map(at -> !at.isAfter(gate.until())).orElse(true))
                        .isPresent();
        if (!isSaidAlready) {
            close(now, false, named, limit.reason());
        }
    }

    /** Closes the gate when the day's requests touch the reserve; without one, says so once. */
    @Override
    public void usage(long used, long max) {
        Allowance requests = new Allowance("API requests", max - used, max);
        if (settings.apiReserve() > 0) {
            if (requests.isBelow(settings.apiReserve()) && !isClosed()) {
                keepReserve(requests);
            }
            return;
        }
        boolean low = used >= max * LOW_SHARE;
        if (low && !saidLow) {
            LOG.warn("{} of {} API requests of these 24 hours are used up", used, max);
        }
        saidLow = low;
    }

    /** What {@code /limits} has answered. */
    synchronized void allowances(List<Allowance> allowances) {
        Instant now = clock.instant();
        limitsAsked = now;
        Optional<Allowance> low =
                allowances.stream()
                        .filter(allowance -> allowance.isBelow(settings.apiReserve()))
                        .findFirst();
        Optional<ClosedGate> gate = remembered(now);
        if (low.isPresent()) {
            if (gate.filter(closed -> closed.isClosedAt(now)).isEmpty()) {
                keepReserve(low.get());
            }
        } else if (gate.filter(closed -> closed.keepsReserve() && closed.isClosedAt(now))
                .isPresent()) {
            gates.open(name, now);
            LOG.info("Gate {} is open: the reserve for others is whole again", name);
        }
    }

    /**
     * {@code /limits} has given no answer.
     *
     * @param mayPass whether it may give one later; a gate that keeps the reserve then stays closed
     */
    synchronized void allowancesUnknown(boolean mayPass) {
        Instant now = clock.instant();
        Optional<ClosedGate> reserve = remembered(now).filter(this::isUnasked);
        limitsAsked = now;
        if (mayPass && closed(now).isEmpty()) {
            reserve.filter(ClosedGate::keepsReserve)
                    .ifPresent(gate -> close(now, true, Optional.empty(), gate.reason()));
        }
    }

    private synchronized void keepReserve(Allowance low) {
        Instant now = clock.instant();
        if (closed(now).isEmpty()) {
            close(
                    now,
                    true,
                    Optional.empty(),
                    "only %s, and %s keeps %d %% for others"
                            .formatted(
                                    low.words(), GateSettings.API_RESERVE, settings.apiReserve()));
        }
    }

    private void close(Instant now, boolean reserve, Optional<Instant> named, String reason) {
        Duration pause = nextPause(now);
        Instant until = named.orElseGet(() -> now.plus(jittered(pause)));
        Optional<ClosedGate> before = closed(now);
        Instant from = before.map(ClosedGate::from).orElse(now);
        gates.close(new ClosedGate(name, reserve, from, until, pause, reason));
        boolean isNews = before.filter(gate -> !until.isAfter(gate.until().plus(SAME))).isEmpty();
        LOG.atLevel(isNews ? Level.WARN : Level.DEBUG)
                .log("Gate {} is closed until {}: {}", name, until, reason);
    }

    /** Doubled while limits follow each other: less than the last pause after it. */
    private Duration nextPause(Instant now) {
        return remembered(now)
                .filter(gate -> gate.until().plus(gate.pause()).isAfter(now))
                .map(gate -> gate.isClosedAt(now) ? gate.pause() : gate.pause().multipliedBy(2))
                .map(
                        pause ->
                                pause.compareTo(settings.maxPause()) > 0
                                        ? settings.maxPause()
                                        : pause)
                .orElse(settings.firstPause());
    }

    /** Up to a fifth less, so that several programs at one org do not come back together. */
    private Duration jittered(Duration pause) {
        long millis = pause.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 5 + 1));
    }

    private Optional<ClosedGate> closed(Instant now) {
        return remembered(now).filter(gate -> gate.isClosedAt(now));
    }

    /**
     * What stands in the ledger, unless it was written by a clock that has been set back since, or
     * is about a reserve that is no longer wanted.
     */
    private Optional<ClosedGate> remembered(Instant now) {
        return gates.find(name)
                .filter(gate -> gate.isCredibleAt(now))
                .filter(gate -> settings.apiReserve() > 0 || !gate.keepsReserve());
    }
}
