package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Which firings of each feed's schedule have been answered, so that none is lost over a stop. */
public final class PickUpWindows {

    private final Jdbi jdbi;

    PickUpWindows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Firings up to this time have been answered; empty if the feed was never looked at. */
    public Optional<Instant> handledUntil(String feed) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select handled_until from pick_up_window where feed ="
                                                + " :feed")
                                .bind("feed", feed)
                                .mapTo(Long.class)
                                .findFirst()
                                .map(Instant::ofEpochMilli));
    }

    public void handled(String feed, Instant until) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute("delete from pick_up_window where feed = ?", feed);
                    handle.execute(
                            "insert into pick_up_window (feed, handled_until) values (?, ?)",
                            feed,
                            until.toEpochMilli());
                });
    }
}
