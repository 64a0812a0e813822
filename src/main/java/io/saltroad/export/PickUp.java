package io.saltroad.export;

import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Picks up the exports of one feed. The first look returns what an earlier run of the program has
 * left open, so that its recipe exists again; the following ones what has arrived since.
 */
final class PickUp {

    private final String feed;
    private final DropFolder folder;
    private final Optional<PickUpSchedule> schedule;
    private final List<String> after;
    private final Duplicates duplicates;
    private final Claims claims;
    private final Exports exports;
    private final Clock clock;
    private boolean resumed;
    private volatile boolean quiet;

    PickUp(
            String feed,
            DropFolder folder,
            Optional<PickUpSchedule> schedule,
            List<String> after,
            Duplicates duplicates,
            Claims claims,
            Exports exports,
            Clock clock) {
        this.feed = feed;
        this.folder = folder;
        this.schedule = schedule;
        this.after = after;
        this.duplicates = duplicates;
        this.claims = claims;
        this.exports = exports;
        this.clock = clock;
    }

    /**
     * Claims what is complete.
     *
     * @param whateverTheSchedule look even if no pick-up window is open
     * @return exports to be sent through the feed
     */
    List<Export> look(boolean whateverTheSchedule) throws IOException {
        List<Export> found = new ArrayList<>();
        if (!resumed) {
            for (Export export : exports.open(feed)) {
                claims.resume(export).ifPresent(found::add);
            }
            resumed = true;
        }
        boolean open = schedule.map(windows -> windows.isOpen(clock.instant())).orElse(true);
        if (open || whateverTheSchedule) {
            DropFolder.Look look = folder.look();
            for (DropFolder.Candidate candidate : look.complete()) {
                claims.claim(feed, candidate, after, duplicates).ifPresent(found::add);
            }
            if (look.young() == 0 && open) {
                schedule.ifPresent(windows -> windows.folderIsQuiet(clock.instant()));
            }
            quiet = look.young() == 0;
        }
        return found;
    }

    /** Whether the last look has left nothing behind that only needed more time. */
    boolean isQuiet() {
        return quiet;
    }
}
