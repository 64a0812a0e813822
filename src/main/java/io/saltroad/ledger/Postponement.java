package io.saltroad.ledger;

import java.time.Instant;

/**
 * What deliveries and jobs have in common when a step is put off: when it is due, and how often.
 */
final class Postponement {

    /**
     * More than a day ahead is no pause of ours, which are all shorter: the clock was set back
     * since it was written, perhaps by years. To do a step early is always safe.
     */
    private static final long LONGEST_PAUSE = 24L * 60 * 60 * 1000;

    /**
     * Counts an attempt, if {@code :attempt} is higher than before, among those that failed for the
     * same {@code :class} in a row. What is put off without an attempt interrupts no row.
     */
    static final String COUNTED =
            "attempts_alike = case when :attempt <= attempt then attempts_alike when attempt > 0"
                    + " and attempt_class = :class then attempts_alike + 1 else 1 end,"
                    + " attempt_class = case when :attempt <= attempt then attempt_class else"
                    + " :class end, attempt = :attempt, not_before = :notBefore";

    /** The attempts of the present step that failed last for {@code :class}, in a row. */
    static final String ALIKE =
            "case when attempt > 0 and attempt_class = :class then attempts_alike else 0 end";

    private Postponement() {}

    /** The same as {@link #isOver(String)}, for a time that was read before. */
    static boolean isOver(Instant notBefore, Instant now) {
        long ahead = notBefore.toEpochMilli() - now.toEpochMilli();
        return ahead < 1 || ahead > LONGEST_PAUSE;
    }

    /** A condition with one parameter, the time now in milliseconds. */
    static String isOver(String table) {
        return " %s.not_before - ? not between 1 and %d ".formatted(table, LONGEST_PAUSE);
    }
}
