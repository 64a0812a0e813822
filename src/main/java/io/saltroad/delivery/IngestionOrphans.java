package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.datacloud.IngestionJobPage;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of Data Cloud whose create was not answered. Such a job holds nothing, but keeps its object
 * from having another one, so it is looked for before the next create.
 */
public final class IngestionOrphans {

    private static final Logger LOG = LoggerFactory.getLogger(IngestionOrphans.class);

    private final Ledger ledger;
    private final IngestionQueues queues;
    private final IngestionCalls calls;
    private final DataCloudSettings settings;

    public IngestionOrphans(
            Ledger ledger,
            IngestionQueues queues,
            IngestionCalls calls,
            DataCloudSettings settings) {
        this.ledger = ledger;
        this.queues = queues;
        this.calls = calls;
        this.settings = settings;
    }

    /**
     * Whether there may be an open job of the object that nobody has told us of: a create was not
     * answered. It may be done so late that a look finds nothing; so if nobody else uses the
     * connector, there is one before each create.
     */
    public boolean arePossible(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return settings.exclusiveConnector() || !queues.unanswered(work.delivery()).isEmpty();
    }

    /** Addresses the question for all open jobs to the tenant. */
    public void ask(Message message) {
        calls.list(message, "Open", 0);
    }

    /**
     * What the answer tells of the creates that were not answered. If nobody else uses the
     * connector, an open job of the object that the ledger does not know is ours, and is taken; if
     * there is none, the creates have come to nothing.
     *
     * @throws ObjectBusyException if there is such a job, and it may be somebody else's
     */
    public void answered(
            @Body IngestionJobPage open, @Variable(DueConsumer.WORK) Work.OnDelivery work)
            throws ObjectBusyException {
        Delivery delivery = work.delivery();
        List<IngestionJob> unanswered = queues.unanswered(delivery);
        Optional<io.saltroad.datacloud.IngestionJob> suspect = suspect(open.jobs(), delivery);
        if (suspect.isPresent() && !settings.exclusiveConnector()) {
            throw new ObjectBusyException(
                    "%s has an open job %s that is not in the ledger. It may be ours, since a create was not answered at %s. Abort it in Data Cloud; or, if nobody else makes jobs with the connector %s, set saltroad.data-cloud.exclusive-connector=true, and it is used"
                            .formatted(
                                    delivery.target().name(),
                                    suspect.get().id(),
                                    unanswered.get(unanswered.size() - 1).intendedAt(),
                                    delivery.connector().orElse("")));
        }
        boolean isTaken = false;
        for (IngestionJob intent : unanswered) {
            if (suspect.isPresent()
                    && !isTaken
                    && intent.operation().equals(suspect.get().operation())) {
                take(intent, suspect.get());
                isTaken = true;
            } else {
                ledger.ingestionJobs().withdrawn(intent);
            }
        }
        if (!isTaken
                && suspect.filter(job -> job.operation().equals(delivery.operation()))
                        .isPresent()) {
            take(
                    ledger.ingestionJobs()
                            .intended(IngestionQueue.of(delivery), delivery.operation()),
                    suspect.get());
        }
    }

    private void take(IngestionJob intent, io.saltroad.datacloud.IngestionJob job) {
        ledger.ingestionJobs().created(intent, job.id());
        LOG.info("job {} of {} is ours: its create was not answered", job.id(), intent.queue());
    }

    private Optional<io.saltroad.datacloud.IngestionJob> suspect(
            List<io.saltroad.datacloud.IngestionJob> open, Delivery delivery) {
        Set<String> known =
                ledger.ingestionJobs().unended().stream()
                        .flatMap(job -> job.salesforceId().stream())
                        .collect(Collectors.toSet());
        return open.stream()
                .filter(job -> job.object().equals(delivery.object()))
                .filter(
                        job ->
                                job.sourceName().isEmpty()
                                        || job.sourceName().equals(delivery.connector()))
                .filter(job -> !known.contains(job.id()))
                .findFirst();
    }
}
