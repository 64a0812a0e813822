package io.saltroad.salesforce;

import java.util.Locale;

/**
 * One of the org's allowances for 24 hours.
 *
 * @param what is counted, for people
 * @param left how many are left; Salesforce's count may lag by some minutes
 * @param max how many there are; 0 if the org does not count them
 */
record Allowance(String what, long left, long max) {

    /** Whether less than this share is left. */
    boolean isBelow(int percent) {
        return max > 0 && left * 100.0 < (double) max * percent;
    }

    /** {@code 9 % of the day's 100,000 API requests are left}. */
    String words() {
        long percent = max <= 0 ? 0 : (long) (Math.max(0, left) * 100.0 / max);
        return String.format(Locale.ROOT, "%d %% of the day's %,d %s are left", percent, max, what);
    }
}
