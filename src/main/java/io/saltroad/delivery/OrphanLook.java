package io.saltroad.delivery;

import io.saltroad.ledger.KnownJob;
import io.saltroad.salesforce.bulk.JobInfo;
import io.saltroad.salesforce.bulk.JobPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One look through the jobs of the org. Of all that are listed it keeps those that are Open and in
 * the shape of what was asked for, and for each create the one job of ours that is nearest to it.
 */
final class OrphanLook {

    private final List<UnansweredCreate> creates;
    private final Set<String> knownOrphans;
    private final Map<UnansweredCreate, Reference> references = new HashMap<>();
    private final List<JobInfo> listed = new ArrayList<>();
    private final List<JobInfo> confirmed = new ArrayList<>();
    private Optional<String> next = Optional.empty();
    private boolean hasNext;

    OrphanLook(List<UnansweredCreate> creates, Set<String> knownOrphans) {
        this.creates = List.copyOf(creates);
        this.knownOrphans = Set.copyOf(knownOrphans);
        this.hasNext = !creates.isEmpty();
    }

    List<UnansweredCreate> creates() {
        return creates;
    }

    boolean hasNextPage() {
        return hasNext;
    }

    /** Path of the next page; empty for the first one. */
    Optional<String> next() {
        return next;
    }

    /** Goes through a page, some of whose jobs are in the ledger. */
    void add(JobPage page, Collection<KnownJob> inLedger) {
        Map<String, KnownJob> ours = new HashMap<>();
        inLedger.forEach(known -> ours.put(known.salesforceId(), known));
        for (JobInfo job : page.jobs()) {
            KnownJob known = ours.get(job.id());
            if (known != null) {
                refer(new Reference(known, job));
            } else if (job.isOpen() && !knownOrphans.contains(job.id()) && hasShape(job)) {
                listed.add(job);
            }
        }
        next = page.next();
        hasNext = next.isPresent();
    }

    private void refer(Reference job) {
        for (UnansweredCreate create : creates) {
            references.merge(create, job, (one, other) -> nearest(create, one, other));
        }
    }

    private static Reference nearest(UnansweredCreate create, Reference one, Reference other) {
        Instant at = create.intent().intendedAt();
        return one.distance(at).compareTo(other.distance(at)) <= 0 ? one : other;
    }

    private boolean hasShape(JobInfo job) {
        return creates.stream()
                .flatMap(create -> create.shape().stream())
                .anyMatch(shape -> shape.isLikeInList(job.shape()));
    }

    /** Jobs that may have come of a create, as far as the list tells. */
    List<JobInfo> suspects() {
        return listed.stream()
                .filter(
                        job ->
                                references.entrySet().stream()
                                        .anyMatch(e -> e.getKey().mayBe(job, e.getValue())))
                .toList();
    }

    /** A suspect was looked at by itself. */
    void confirm(JobInfo job) {
        confirmed.add(job);
    }

    /** Whether enough is known to say what came of a create. */
    boolean isAnswered(UnansweredCreate create) {
        return references.containsKey(create);
    }

    /** What came of the creates. One create makes one job at most; what is left is not ours. */
    Map<UnansweredCreate, JobInfo> found() {
        Map<UnansweredCreate, JobInfo> found = new HashMap<>();
        confirmed.stream()
                .sorted(Comparator.comparing(JobInfo::createdAt))
                .forEach(job -> match(job, found).ifPresent(create -> found.put(create, job)));
        return found;
    }

    /** The create whose time ends first, so that the others can still be matched. */
    private Optional<UnansweredCreate> match(JobInfo job, Map<UnansweredCreate, JobInfo> found) {
        return references.keySet().stream()
                .filter(create -> !found.containsKey(create))
                .filter(create -> create.looksLike(job, references.get(create)))
                .min(
                        Comparator.comparing(
                                        (UnansweredCreate create) ->
                                                create.latest(references.get(create)))
                                .thenComparing(create -> create.intent().jobId()));
    }
}
