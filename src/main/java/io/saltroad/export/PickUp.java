package io.saltroad.export;

import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks up the exports of one feed. Each look returns the open exports that have not gone through
 * the feed in this process: what has arrived since the look before, what an earlier run of the
 * program has left open, and what was put back to open, so that its recipe exists again.
 */
final class PickUp {

    private static final Logger LOG = LoggerFactory.getLogger(PickUp.class);

    private final String feed;
    private final DropFolder folder;
    private final Optional<PickUpSchedule> schedule;
    private final ExportTerms terms;
    private final Claims claims;
    private final Exports exports;
    private final Clock clock;

    /** Ids of the open exports that this process has sent through the feed. */
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    private volatile boolean quiet;

    PickUp(
            String feed,
            DropFolder folder,
            Optional<PickUpSchedule> schedule,
            ExportTerms terms,
            Claims claims,
            Exports exports,
            Clock clock) {
        this.feed = feed;
        this.folder = folder;
        this.schedule = schedule;
        this.terms = terms;
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
        List<Export> found = resume();
        boolean open = schedule.map(windows -> windows.isOpen(clock.instant())).orElse(true);
        if (!open && !whateverTheSchedule) {
            quiet = true;
            return found;
        }
        DropFolder.Look look = folder.look();
        boolean allClaimed = claim(look.complete(), found);
        quiet = look.young() == 0 && allClaimed;
        if (quiet && open) {
            schedule.ifPresent(windows -> windows.folderIsQuiet(clock.instant()));
        }
        return found;
    }

    /** What is open and has not gone through the feed: left by an earlier run, or put back. */
    private List<Export> resume() throws IOException {
        List<Export> open = exports.open(feed);
        sent.retainAll(open.stream().map(Export::id).collect(Collectors.toSet()));
        List<Export> found = new ArrayList<>();
        for (Export export : open) {
            if (!sent.contains(export.id())) {
                claims.resume(export, folder.doneFileOf(export.fileName()))
                        .ifPresent(resumed -> send(resumed, found));
            }
        }
        return found;
    }

    private void send(Export export, List<Export> found) {
        sent.add(export.id());
        found.add(export);
    }

    /**
     * The export with this id, if it is open, goes through the feed once more. Any thread may say
     * so, after the ledger has it open.
     */
    void sendAgain(String id) {
        sent.remove(id);
    }

    /** One that cannot be taken does not hold up the others. It is tried again at the next look. */
    private boolean claim(List<DropFolder.Candidate> complete, List<Export> found) {
        boolean all = true;
        for (DropFolder.Candidate candidate : complete) {
            try {
                claims.claim(feed, candidate, terms).ifPresent(export -> send(export, found));
            } catch (IOException e) {
                LOG.warn(
                        "feed {}: {} cannot be taken and stays where it is: {}",
                        feed,
                        candidate.file(),
                        e.toString());
                all = false;
            }
        }
        return all;
    }

    /**
     * Whether the last look has left nothing behind that only needed more time. While no window is
     * open nothing is looked for, so that feeds which come after this one need not wait for it.
     */
    boolean isQuiet() {
        return quiet;
    }
}
