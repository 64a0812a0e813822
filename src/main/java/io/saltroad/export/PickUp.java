package io.saltroad.export;

import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(PickUp.class);

    private final String feed;
    private final DropFolder folder;
    private final Optional<PickUpSchedule> schedule;
    private final ExportTerms terms;
    private final Claims claims;
    private final Exports exports;
    private final Clock clock;

    /** After so many looks, a file that cannot be taken is one for a person. */
    private static final int MOST_LOOKS = 5;

    /**
     * Why a file could not be taken.
     *
     * @param looks in a row that have met it
     */
    private record Refusal(IOException why, int looks) {}

    /** Ids of the open exports that this process has sent through the feed. */
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** Ids of the open exports that this process has claimed. */
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    /** What could not be taken, by where it lies, and why. */
    private final Map<Path, Refusal> refusals = new HashMap<>();

    /** When an export that could not go through the feed is to be tried again, by its id. */
    private final Map<String, Instant> later = new ConcurrentHashMap<>();

    private boolean onlyRefusalsLeft;

    /** Whether the last look has met a file that was written to while it was taken. */
    private boolean unfinished;

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
        List<Export> found = new ArrayList<>();
        Set<Path> unresumed = resume(found);
        boolean open = schedule.map(windows -> windows.isOpen(clock.instant())).orElse(true);
        if (!open && !whateverTheSchedule) {
            refusals.keySet().retainAll(unresumed);
            quiet = unresumed.isEmpty();
            onlyRefusalsLeft = !quiet && found.isEmpty();
            return found;
        }
        DropFolder.Look look = folder.look();
        Set<Path> refused = claim(look.complete(), found);
        refused.addAll(unresumed);
        refusals.keySet().retainAll(refused);
        boolean nothingYoung = look.young() == 0 && !unfinished;
        quiet = nothingYoung && refused.isEmpty();
        onlyRefusalsLeft = nothingYoung && !refused.isEmpty() && found.isEmpty();
        if (quiet && open) {
            schedule.ifPresent(windows -> windows.folderIsQuiet(clock.instant()));
        }
        return found;
    }

    /**
     * What is open and has not gone through the feed: left by an earlier run, or put back. Not what
     * only has to come to rest, or has done so since the question: the feed has changed perhaps,
     * and would deliver what somebody has abandoned. Returns what could not be taken; it is tried
     * again at the next look.
     */
    private Set<Path> resume(List<Export> found) {
        List<Export> open = exports.open(feed);
        Set<String> ids = open.stream().map(Export::id).collect(Collectors.toSet());
        sent.retainAll(ids);
        claimed.retainAll(ids);
        Set<Path> refused = new HashSet<>();
        for (Export export : open) {
            if (!sent.contains(export.id())
                    && !isBeingCopied(export)
                    && !exports.isOver(export.id())
                    && isDue(export)) {
                try {
                    claims.resume(export, folder.companionsOf(export.fileName()))
                            .ifPresent(resumed -> send(resumed, found));
                } catch (IOException e) {
                    refuse(export.sourcePath(), e);
                    refused.add(export.sourcePath());
                }
            }
        }
        return refused;
    }

    /** Whoever asked for corrected records to be taken ends that himself, also after a crash. */
    private static boolean isBeingCopied(Export export) {
        return export.state() == ExportState.CLAIMING && export.replayOf().isPresent();
    }

    /** The feed could not be gone through now, and may be later: the export is found again then. */
    void later(Export export) {
        later.put(export.id(), clock.instant().plus(AGAIN_AFTER));
        sent.remove(export.id());
    }

    private boolean isDue(Export export) {
        Instant due = later.get(export.id());
        return due == null || (!due.isAfter(clock.instant()) && later.remove(export.id(), due));
    }

    private void send(Export export, List<Export> found) {
        sent.add(export.id());
        found.add(export);
    }

    /**
     * The export with this id goes through the feed once more with the first look that finds it
     * open. Said while it is closed and no look is under way, it is sent once.
     */
    void sendAgain(String id) {
        claimed.remove(id);
        sent.remove(id);
    }

    /** Whether an export was claimed by this process, and was never away since. */
    boolean hasClaimed(String id) {
        return claimed.contains(id);
    }

    /**
     * One that cannot be taken does not hold up the others. It is tried again at the next look.
     * Returns those that could not be taken.
     */
    private Set<Path> claim(List<DropFolder.Candidate> complete, List<Export> found) {
        Set<Path> refused = new HashSet<>();
        unfinished = false;
        for (DropFolder.Candidate candidate : complete) {
            try {
                Optional<Export> taken = claims.claim(feed, candidate, terms);
                taken.ifPresent(export -> claimed.add(export.id()));
                taken.ifPresent(export -> send(export, found));
                unfinished |= taken.isEmpty() && Files.exists(candidate.file());
            } catch (IOException e) {
                refuse(candidate.file(), e);
                refused.add(candidate.file());
            }
        }
        return refused;
    }

    /** Warns once for each kind of reason, not at each look. */
    private void refuse(Path file, IOException why) {
        Refusal before = refusals.get(file);
        if (before == null || before.why().getClass() != why.getClass()) {
            LOG.warn("{}. It is tried again", sentence(file, why));
        }
        refusals.put(file, new Refusal(why, before == null ? 1 : before.looks() + 1));
    }

    private String sentence(Path file, IOException why) {
        return "feed %s: %s cannot be taken and stays where it is: %s. Let saltroad move files out of its folder and into the work folder"
                .formatted(feed, file, why);
    }

    /**
     * The files that could not be taken so often that it is of no use to wait, as sentences; empty
     * if something else is still to be done.
     */
    List<String> stuck() {
        if (!onlyRefusalsLeft
                || refusals.values().stream().anyMatch(refusal -> refusal.looks() < MOST_LOOKS)) {
            return List.of();
        }
        return refusals.entrySet().stream()
                .map(refusal -> sentence(refusal.getKey(), refusal.getValue().why()))
                .sorted()
                .toList();
    }

    /**
     * Whether the last look has left nothing behind that only needed more time. While no window is
     * open nothing is looked for, so that feeds which come after this one need not wait for it.
     */
    boolean isQuiet() {
        return quiet;
    }
}
