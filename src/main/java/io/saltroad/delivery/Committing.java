package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;

/** The commit of a delivery, and what Salesforce says of its jobs from then on. */
public final class Committing {

    private final Ledger ledger;
    private final DuplicateCheck duplicates;
    private final BulkSettings settings;
    private final Clock clock;

    public Committing(
            Ledger ledger, DuplicateCheck duplicates, BulkSettings settings, Clock clock) {
        this.ledger = ledger;
        this.duplicates = duplicates;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether the export has turned out to be one that was delivered meanwhile. */
    public boolean isDuplicate(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return duplicates.isDuplicate(
                ledger.exports().get(work.delivery().exportId()), work.delivery());
    }

    /** Its jobs, which nobody needs. */
    public List<Job> openJobs(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        return ledger.jobs().ofDelivery(work.delivery().id()).stream()
                .filter(job -> job.state() == JobState.OPEN)
                .toList();
    }

    /** Closes the delivery of a duplicate, of which nothing has reached Salesforce's objects. */
    public void skip(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        duplicates.skip(work.delivery());
    }

    /**
     * Writes the decision. Its jobs are due to be closed after it. If they have been open for so
     * long that Salesforce may drop them, they are staged anew first.
     */
    public void commit(@Variable(DueConsumer.WORK) Work.OnDelivery work) {
        Delivery delivery = ledger.deliveries().get(work.delivery().id());
        if (delivery.state() != DeliveryState.STAGED) {
            return;
        }
        if (openJobs(work).stream().allMatch(job -> Staging.isYoung(job, clock.instant()))) {
            ledger.deliveries().committed(delivery);
        } else {
            ledger.deliveries().stageAgain(delivery);
        }
    }

    /** Addresses the salesforce component to the job of the work. */
    public void address(Work.OnJob work, Exchange exchange) {
        exchange.getMessage()
                .setHeader(SalesforceEndpointConfig.JOB_ID, work.job().idAtSalesforce());
        exchange.getMessage().setBody(null);
    }

    /** Takes down what Salesforce said of the job, and when to ask again. */
    public void seen(
            @Body org.apache.camel.component.salesforce.api.dto.bulkv2.Job answer,
            @Variable(DueConsumer.WORK) Work.OnJob work) {
        Job job = work.job();
        JobState state = JobState.of(answer.getState().name());
        if (job.state() == JobState.OPEN && cannotBeClosed(state, answer)) {
            uploadAgain(job, state, work.delivery());
            return;
        }
        Instant now = clock.instant();
        Duration sinceClosed = Duration.between(job.closedAt().orElse(now), now);
        ledger.jobs()
                .seen(
                        job,
                        state,
                        Optional.ofNullable(answer.getNumberRecordsProcessed()),
                        Optional.ofNullable(answer.getNumberRecordsFailed()),
                        Optional.ofNullable(answer.getErrorMessage()),
                        now.plus(settings.delayAfter(sinceClosed)));
    }

    /** Whether somebody, or the platform, has ended the job before it did anything. */
    private static boolean cannotBeClosed(
            JobState state, org.apache.camel.component.salesforce.api.dto.bulkv2.Job answer) {
        Long processed = answer.getNumberRecordsProcessed();
        return (state == JobState.FAILED || state == JobState.ABORTED)
                && (processed == null || processed == 0);
    }

    /**
     * After the commit we only go forward: the chunk goes into another job. Not for ever, since
     * whatever ends the jobs may end the next one too; then the results tell what is missing.
     */
    private void uploadAgain(Job job, JobState state, Delivery delivery) {
        long before =
                ledger.jobs().ofDelivery(delivery.id()).stream()
                        .filter(other -> other.chunkNumber() == job.chunkNumber())
                        .filter(other -> other.closedAt().isPresent())
                        .filter(other -> other.uploadedAt().isEmpty())
                        .count();
        ledger.jobs()
                .endedUnclosed(job, state, before < SinkParameters.of(delivery).retries() + 1L);
        ledger.events()
                .ofDelivery(
                        delivery,
                        "follow-up",
                        "job %s was %s before it could be closed"
                                .formatted(job.idAtSalesforce(), state.word()));
    }

    /** Whether the reply of an earlier close was lost, so that the job's state must be asked. */
    public boolean mayBeClosed(@Variable(DueConsumer.WORK) Work.OnJob work) {
        return work.job().attempt() > 0;
    }

    /** Whether Salesforce still has the job open. */
    public boolean isOpen(@Body org.apache.camel.component.salesforce.api.dto.bulkv2.Job answer) {
        return JobState.of(answer.getState().name()) == JobState.OPEN;
    }
}
