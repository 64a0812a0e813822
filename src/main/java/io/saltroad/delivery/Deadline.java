package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.settings.Settings;
import io.saltroad.settings.Units;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Says which deliveries have been waited for long enough.
 *
 * <p>The time counts from the last progress, and from the start of this run at the earliest, so
 * that everything is tried once after the program was off. Time behind a closed gate does not
 * count, nor does time behind a dead letter of an ordered feed, which waits for a person. A staged
 * delivery that waits for others comes forward as they do.
 */
public final class Deadline {

    private static final String SETTING = "saltroad.delivery.deadline";

    /** Salesforce deletes jobs and results after seven days; a person needs one of them. */
    private static final Duration RESULTS_ARE_SURE = Duration.ofDays(6);

    /** A delivery that is being worked on may reach its results in time by itself. */
    private static final Duration AT_REST = Duration.ofHours(1);

    private static final int MOST_JOBS_NAMED = 5;

    private final Ledger ledger;
    private final Duration limit;
    private final Clock clock;
    private volatile Instant started;

    /** When a staged delivery was last seen behind a dead letter, by its id. */
    private final Map<String, Instant> heldUp = new ConcurrentHashMap<>();

    /**
     * @param limit how long a delivery may be without progress; zero means for ever
     */
    public Deadline(Ledger ledger, Duration limit, Clock clock) {
        this.ledger = ledger;
        this.limit = limit;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** {@code saltroad.delivery.deadline}. */
    public static Duration limit(Settings settings) {
        return settings.parsed(
                SETTING,
                "a duration such as 24h, or 0 for never",
                text -> text.equals("0") ? Duration.ZERO : Units.duration(text));
    }

    /** The open deliveries that are to be given up, oldest first. */
    List<Delivery> over() {
        List<Delivery> open = ledger.deliveries().open();
        heldUp.keySet().retainAll(open.stream().map(Delivery::id).collect(Collectors.toSet()));
        return open.stream()
                .filter(delivery -> losesItsResults(delivery) || isOverdue(delivery))
                .toList();
    }

    /**
     * Gives a delivery up if it is still to be given up.
     *
     * @throws DeadlineException if so, with what it waited for
     */
    public void expire(Work.OnDelivery work) throws DeadlineException {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state().closed()) {
            return;
        }
        if (losesItsResults(delivery)) {
            throw new DeadlineException(
                    "RESULTS_EXPIRE",
                    "its jobs were closed more than 6 days ago, and Salesforce deletes jobs and"
                            + " results after 7. "
                            + situation(delivery));
        }
        if (isOverdue(delivery)) {
            throw new DeadlineException(
                    "DEADLINE",
                    "it has made no progress for %s (%s). %s"
                            .formatted(words(limit), SETTING, situation(delivery)));
        }
    }

    private boolean isOverdue(Delivery delivery) {
        Instant now = clock.instant();
        if (limit.isZero() || isHeldUp(delivery, now)) {
            return false;
        }
        Instant since = atLeastStarted(progressOf(delivery), now);
        // What costs no question first: nearly every delivery is young.
        if (since.plus(limit).isAfter(now)) {
            return false;
        }
        Instant forward = atLeastStarted(forwardOf(delivery), now);
        Duration stuck = Duration.between(forward, now);
        return stuck.minus(ledger.gates().closedDuring(gateOf(delivery), forward, now))
                        .compareTo(limit)
                >= 0;
    }

    private static String gateOf(Delivery delivery) {
        return delivery.lane().toDataCloud() ? "data-cloud" : "salesforce";
    }

    /** Whether a person must decide about a dead letter first, however long that takes. */
    private boolean isHeldUp(Delivery delivery, Instant now) {
        if (delivery.state() != DeliveryState.STAGED
                || ledger.exports()
                        .deadLetterBefore(ledger.exports().get(delivery.exportId()))
                        .isEmpty()) {
            return false;
        }
        heldUp.put(delivery.id(), now);
        return true;
    }

    private boolean losesItsResults(Delivery delivery) {
        if (delivery.lane().toDataCloud()) {
            // it keeps no results
            return false;
        }
        Instant now = clock.instant();
        Instant sure = now.minus(RESULTS_ARE_SURE);
        if (delivery.committedAt().filter(sure::isAfter).isEmpty()
                || atLeastStarted(progressOf(delivery), now).plus(AT_REST).isAfter(now)) {
            return false;
        }
        return counting(delivery).stream()
                .anyMatch(job -> job.closedAt().or(job::endedAt).filter(sure::isAfter).isPresent());
    }

    /** A time to come was written by a clock that was wrong: then this run counts. */
    private Instant atLeastStarted(Instant progress, Instant now) {
        if (started.isAfter(now)) {
            started = now;
        }
        return progress.isBefore(started) || progress.isAfter(now) ? started : progress;
    }

    private Instant progressOf(Delivery delivery) {
        return latest(
                delivery.progressAt(), heldUp.getOrDefault(delivery.id(), delivery.progressAt()));
    }

    /** When it last came forward, or what it waits for did. */
    private Instant forwardOf(Delivery delivery) {
        if (delivery.state() == DeliveryState.COMMITTED && delivery.lane().toDataCloud()) {
            return forwardOfQueue(delivery);
        }
        return delivery.state() == DeliveryState.STAGED
                ? latest(
                        progressOf(delivery),
                        forwardOf(delivery.exportId(), progressOf(delivery), new HashSet<>()))
                : progressOf(delivery);
    }

    /** To wait in the queue of an object is normal, as long as those before come forward. */
    private Instant forwardOfQueue(Delivery delivery) {
        Instant latest = progressOf(delivery);
        for (Delivery other : ledger.deliveries().toSend()) {
            if (other.id().equals(delivery.id())) {
                return latest;
            }
            if (IngestionQueue.of(other).equals(IngestionQueue.of(delivery))) {
                latest = latest(latest, progressOf(other));
            }
        }
        return progressOf(delivery);
    }

    /**
     * When one of the exports that this one waits for came forward, those included that have made
     * room since.
     *
     * @param since what was closed before does not matter
     * @param seen exports that need not be looked at again, if feeds wait for each other
     */
    private Instant forwardOf(String exportId, Instant since, Set<String> seen) {
        Instant latest = Instant.EPOCH;
        if (!seen.add(exportId)) {
            return latest;
        }
        Export export = ledger.exports().get(exportId);
        for (Export other : before(export, since)) {
            latest = latest(latest, other.closedAt().orElse(other.claimedAt()));
            if (other.closedAt().isEmpty()) {
                for (Delivery delivery : ledger.deliveries().ofExport(other.id())) {
                    latest = latest(latest, delivery.endedAt().orElse(progressOf(delivery)));
                }
                latest = latest(latest, forwardOf(other.id(), since, seen));
            }
        }
        return latest;
    }

    /** Exports that this one waits for, or has waited for since. */
    private List<Export> before(Export export, Instant since) {
        return ledger.exports().since(since).stream()
                .filter(other -> !other.id().equals(export.id()))
                .filter(
                        other ->
                                export.afterFeeds().contains(other.feed())
                                        || (other.feed().equals(export.feed())
                                                && other.claimedAt().isBefore(export.claimedAt())))
                .toList();
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What it waited for, how far its jobs are, and what to do. */
    private String situation(Delivery delivery) {
        List<String> sentences = new ArrayList<>();
        sentences.add("It waited " + waitedFor(delivery));
        lastTrouble(delivery).ifPresent(trouble -> sentences.add("Last trouble: " + trouble));
        if (!counting(delivery).isEmpty()) {
            sentences.add("Jobs: " + jobs(delivery));
        }
        sentences.add("When the cause is gone: saltroad replay " + delivery.id());
        return String.join(". ", sentences);
    }

    private String waitedFor(Delivery delivery) {
        return switch (delivery.state()) {
            case REGISTERED -> "to be staged";
            case STAGED -> "to be committed" + blockers(delivery);
            default ->
                    delivery.lane().toDataCloud()
                            ? "for Data Cloud to take it: queue %s"
                                    .formatted(IngestionQueue.of(delivery))
                            : counting(delivery).stream()
                                            .map(Job::state)
                                            .anyMatch(JobState.OPEN::equals)
                                    ? "for its jobs to be closed"
                                    : counting(delivery).stream()
                                                    .allMatch(job -> job.state().ended())
                                            ? "to be settled"
                                            : "for Salesforce to process its jobs";
        };
    }

    private String blockers(Delivery delivery) {
        String open =
                before(ledger.exports().get(delivery.exportId()), clock.instant()).stream()
                        .filter(other -> !other.state().closed())
                        .limit(MOST_JOBS_NAMED)
                        .map(other -> "%s/%s".formatted(other.feed(), other.fileName()))
                        .collect(Collectors.joining(", "));
        return open.isEmpty() ? "" : ", which comes after " + open;
    }

    /** The reason for which a step of it was last put off. */
    private Optional<String> lastTrouble(Delivery delivery) {
        return ledger.events().of(delivery.exportId()).stream()
                .filter(event -> event.deliveryId().filter(delivery.id()::equals).isPresent())
                .filter(event -> event.kind().equals("postponed"))
                .filter(event -> !event.at().isBefore(delivery.progressAt()))
                .reduce((one, later) -> later)
                .map(Event::message);
    }

    private String jobs(Delivery delivery) {
        Map<String, List<String>> byState = new TreeMap<>();
        for (Job job : counting(delivery)) {
            byState.computeIfAbsent(job.state().word(), state -> new ArrayList<>())
                    .add(job.salesforceId().orElse("?"));
        }
        return byState.entrySet().stream()
                .map(
                        state ->
                                "%d %s (%s%s)"
                                        .formatted(
                                                state.getValue().size(),
                                                state.getKey(),
                                                state.getValue().stream()
                                                        .limit(MOST_JOBS_NAMED)
                                                        .collect(Collectors.joining(", ")),
                                                state.getValue().size() > MOST_JOBS_NAMED
                                                        ? ", ..."
                                                        : ""))
                .collect(Collectors.joining(", "));
    }

    /** Its jobs whose upload counts. */
    private List<Job> counting(Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(job -> job.uploadedAt().isPresent())
                .toList();
    }

    /** {@code 24h}, {@code 90s}: as the setting spells it. */
    private static String words(Duration time) {
        if (time.toMillisPart() > 0) {
            return time.toMillis() + "ms";
        } else if (time.toSecondsPart() > 0) {
            return time.toSeconds() + "s";
        }
        return time.toMinutesPart() > 0 ? time.toMinutes() + "m" : time.toHours() + "h";
    }
}
