package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Data Cloud says of its jobs, from the time when nothing more goes into them. */
public final class IngestionTracking {

    /** Exchange variable with the job that a question is about. */
    static final String JOB = "ingestionJob";

    private static final int NOT_FOUND = 404;

    private static final Logger LOG = LoggerFactory.getLogger(IngestionTracking.class);

    private final Ledger ledger;
    private final IngestionCalls calls;
    private final DataCloudSettings settings;
    private final Clock clock;

    public IngestionTracking(
            Ledger ledger, IngestionCalls calls, DataCloudSettings settings, Clock clock) {
        this.ledger = ledger;
        this.calls = calls;
        this.settings = settings;
        this.clock = clock;
    }

    /** Takes the job of the work as the one that the next calls are about. */
    public void begin(@Variable(DueConsumer.WORK) Work.OnIngestionJob work, Exchange exchange) {
        exchange.setVariable(JOB, work.job());
    }

    /** Whether the reply of an earlier close was lost, so that the job's state must be asked. */
    public boolean mayBeClosed(@Variable(JOB) IngestionJob job) {
        return job.attempt() > 0;
    }

    /** Whether the job is open, as far as we know. */
    public boolean isOpen(@Variable(JOB) IngestionJob job) {
        return ledger.ingestionJobs().get(job.id()).state() == JobState.OPEN;
    }

    /** Whether all whose chunks it holds were given up: nothing of it shall happen. */
    public boolean isUnwanted(@Variable(JOB) IngestionJob job) {
        return ledger.ingestionJobs().deliveriesIn(job).stream()
                .allMatch(delivery -> delivery.state().closed());
    }

    /** Addresses the question for its state to the tenant. */
    public void ask(Message message, @Variable(JOB) IngestionJob job) {
        calls.info(message, job.idAtSalesforce());
    }

    /** All files are there: Data Cloud may begin. */
    public void close(Message message, @Variable(JOB) IngestionJob job) {
        calls.close(message, job.idAtSalesforce());
    }

    /** Nothing of the job shall happen. */
    public void abort(Message message, @Variable(JOB) IngestionJob job) {
        calls.abort(message, job.idAtSalesforce());
    }

    /** Takes down what Data Cloud said of the job, and when to ask again. */
    public void seen(
            @Body io.saltroad.datacloud.IngestionJob answer, @Variable(JOB) IngestionJob job) {
        JobState state = answer.state();
        if (state == JobState.FAILED || state == JobState.ABORTED) {
            lost(job, state, "was " + state.word());
            return;
        }
        Instant now = clock.instant();
        Duration sinceClosed = Duration.between(job.closedAt().orElse(now), now);
        ledger.ingestionJobs().seen(job, state, now.plus(settings.delayAfter(sinceClosed)));
    }

    /**
     * The question was not answered with a job. If Data Cloud knows no such job, as it does with
     * those that it has deleted, nobody can say what became of its chunks.
     *
     * @throws Exception the failure, if it is another one
     */
    public void notSeen(
            @Variable(JOB) IngestionJob job,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure)
            throws Exception {
        if (failure instanceof HttpOperationFailedException answered
                && answered.getStatusCode() == NOT_FOUND) {
            lost(job, JobState.ABORTED, "is not known to Data Cloud any more");
            return;
        }
        throw failure;
    }

    /**
     * Chunks go into another job, but not for ever: whatever ends jobs may end the next one too.
     */
    private void lost(IngestionJob job, JobState state, String what) {
        List<Delivery> again =
                ledger.ingestionJobs().deliveriesIn(job).stream()
                        .filter(delivery -> !delivery.state().closed())
                        .filter(delivery -> lostBefore(delivery) < retries(delivery))
                        .toList();
        String why = "job %s of %s %s".formatted(job.idAtSalesforce(), job.queue(), what);
        LOG.warn(why);
        ledger.ingestionJobs().lost(job, state, again, why);
    }

    private static long retries(Delivery delivery) {
        int retries = SinkParameters.of(delivery).retries();
        return retries + (long) delivery.replays() * Math.max(1, retries);
    }

    /**
     * How many jobs have been lost with a chunk of the delivery that has gone into others since.
     */
    private long lostBefore(Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(
                        place ->
                                place.uploadedAt().isEmpty()
                                        && IngestionBooks.isLost(place.state()))
                .map(Job::ingestionJob)
                .distinct()
                .count();
    }
}
