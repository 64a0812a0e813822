package io.saltroad.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every country's settings. */
final class Figures {

    private Figures() {}

    /** {@code 1,000,000}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 82.3}, in decimal megabytes. */
    static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1_000_000);
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return String.format(
                    Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
        }
        return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
    }

    /** The text, or as much of it as fits: {@code CUST_2026-11-..}. */
    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 2) + "..";
    }
}
