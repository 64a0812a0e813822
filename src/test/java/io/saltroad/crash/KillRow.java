package io.saltroad.crash;

import io.saltroad.crash.Audit.Findings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One line of a result: a kill at a point, or a round of kills.
 *
 * @param point where it was killed
 * @param story what went before
 * @param occurrence which time at that point
 * @param kills how many there were
 * @param asMeant whether the kills came about as they were meant to
 */
record KillRow(
        String point,
        String story,
        int occurrence,
        int kills,
        boolean asMeant,
        Findings findings,
        Duration took) {

    private static final Findings NOTHING = new Findings(0, List.of(), List.of(), List.of());

    /** No story leads there. */
    static KillRow notReached(String point) {
        return new KillRow(point, "no story leads there", 0, 0, false, NOTHING, Duration.ZERO);
    }

    /** The program has the method and does not call it. */
    static KillRow notCalled(String point) {
        return new KillRow(point, "nothing calls it", 0, 0, true, NOTHING, Duration.ZERO);
    }

    /** There was no time left. */
    static KillRow notTried(String point) {
        return new KillRow(point, "no time left", 0, 0, false, NOTHING, Duration.ZERO);
    }

    boolean clean() {
        return asMeant && findings.clean();
    }

    String verdict() {
        return !findings.clean() ? "WRONG" : asMeant ? (kills > 0 ? "ok" : "-") : "NOT REACHED";
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-11s %4d records  %2d lost  %2d double  %2d wrong  %5.1f s  %s (%s)",
                verdict(),
                findings.records(),
                findings.lost().size(),
                findings.doubled().size(),
                findings.others().size(),
                took.toMillis() / 1000.0,
                occurrence > 1 ? point + ", time " + occurrence : point,
                story);
    }
}
