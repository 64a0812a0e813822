package io.saltroad.export;

import io.saltroad.ledger.PickUpWindows;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a feed's folder is looked at. Each firing of the schedule opens a window; it closes at the
 * next firing of {@code until}, or of the schedule itself.
 *
 * <p>A firing that was missed while the program was stopped is caught up: if its window is over,
 * the folder is looked at until nothing in it is still being written.
 */
final class PickUpSchedule {

    /** More missed firings than this are one; it bounds the search after a long stop. */
    private static final int MOST_MISSED = 100_000;

    private final String feed;
    private final CronExpression opens;
    private final CronExpression closes;
    private final PickUpWindows windows;
    private Instant watching = Instant.MIN;

    /**
     * @param zone in which the hours of both expressions are meant
     */
    PickUpSchedule(
            String feed,
            String schedule,
            Optional<String> until,
            ZoneId zone,
            PickUpWindows windows) {
        this.feed = feed;
        this.opens = parse(schedule, zone);
        this.closes = until.map(cron -> parse(cron, zone)).orElse(opens);
        this.windows = windows;
    }

    /**
     * @throws IllegalArgumentException if the text is no Quartz cron expression; the message says
     *     what is wrong with it
     */
    static CronExpression parse(String cron, ZoneId zone) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whether the folder is to be looked at now. */
    boolean isOpen(Instant now) {
        Optional<Instant> handled = windows.handledUntil(feed);
        // One that lies ahead was written before the clock was set back.
        if (handled.isEmpty() || handled.get().isAfter(now)) {
            windows.handled(feed, now);
            return false;
        }
        Optional<Instant> firing = latestFiring(handled.get(), now);
        if (firing.isEmpty()) {
            return false;
        }
        Instant end = next(closes, firing.get());
        if (now.isBefore(end)) {
            if (!watching.equals(firing.get())) {
                watching = firing.get();
                // Still unanswered, but nothing before it has to be searched any more.
                windows.handled(feed, watching.minusMillis(1));
            }
            return true;
        }
        if (watching.equals(firing.get())) {
            windows.handled(feed, end);
            return false;
        }
        return true;
    }

    /** Nothing in the folder is still being written: a window that is only caught up closes. */
    void folderIsQuiet(Instant now) {
        windows.handledUntil(feed)
                .flatMap(handled -> latestFiring(handled, now))
                .filter(firing -> !now.isBefore(next(closes, firing)))
                .ifPresent(firing -> windows.handled(feed, now));
    }

    private Optional<Instant> latestFiring(Instant after, Instant now) {
        Instant latest = null;
        Instant firing = next(opens, after);
        for (int i = 0; i < MOST_MISSED && !firing.isAfter(now); i++) {
            latest = firing;
            firing = next(opens, firing);
        }
        return Optional.ofNullable(latest);
    }

    private static Instant next(CronExpression cron, Instant after) {
        Date next = cron.getNextValidTimeAfter(Date.from(after));
        return next == null ? Instant.MAX : next.toInstant();
    }
}
