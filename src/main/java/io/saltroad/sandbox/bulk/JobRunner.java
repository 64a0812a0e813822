package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.limit.OrgLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes closed jobs through UploadComplete, InProgress and their end. */
final class JobRunner<J extends StoredJob<J>> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final long PATIENCE_SECONDS = 60;

    private final JobStore<J> jobs;
    private final Processor<J> processor;
    private final Function<String, JobTrouble> faults;
    private final OrgLimits limits;
    private final Clock clock;
    private final ScheduledExecutorService worker;

    /** What is to be done with a job that is in progress. */
    interface Processor<J> {

        /**
         * Processes the job and ends it.
         *
         * @throws Exception if that failed by a mistake of ours; then the job is failed
         */
        void process(J job, JobTrouble trouble) throws Exception;
    }

    /**
     * A runner with threads of its own.
     *
     * @param thread their name
     * @param atOnce how many jobs are processed at the same time
     * @param faults what shall happen to a job of an object
     */
    JobRunner(
            String thread,
            int atOnce,
            JobStore<J> jobs,
            Processor<J> processor,
            Function<String, JobTrouble> faults,
            OrgLimits limits,
            Clock clock) {
        this.worker =
                Executors.newScheduledThreadPool(
                        atOnce,
                        task -> {
                            Thread daemon = new Thread(task, thread);
                            daemon.setDaemon(true);
                            return daemon;
                        });
        this.jobs = jobs;
        this.processor = processor;
        this.faults = faults;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Jobs that were closed before the sandbox was stopped. What was half done was not committed.
     */
    void resume() {
        for (J job : jobs.all()) {
            if (job.state() == JobState.UPLOAD_COMPLETE || job.state() == JobState.IN_PROGRESS) {
                enqueue(job);
            }
        }
    }

    /** Begins the job a moment later, so that its close is answered first. */
    void enqueue(J job) {
        JobTrouble trouble = faults.apply(job.object());
        schedule(() -> begin(job.id(), trouble), limits.queue().plus(trouble.queued()));
    }

    private void begin(String id, JobTrouble trouble) {
        J job =
                jobs.change(
                        id,
                        now ->
                                now.state() == JobState.UPLOAD_COMPLETE
                                        ? now.withState(JobState.IN_PROGRESS, clock.instant())
                                        : now);
        if (job.state() == JobState.IN_PROGRESS) {
            schedule(() -> process(id, trouble), trouble.inProgress());
        }
    }

    private void process(String id, JobTrouble trouble) {
        J job = jobs.get(id);
        if (job.state() == JobState.IN_PROGRESS) {
            try {
                processor.process(job, trouble);
            } catch (Exception e) {
                LOG.error("Job {} could not be processed", id, e);
                fail(id, e);
            }
        }
    }

    /** A mistake of ours must not leave the client waiting. */
    private void fail(String id, Exception e) {
        JobResult result =
                JobResult.refused(
                        "Unknown : The sandbox could not process the job; its log tells more: "
                                + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        0);
        jobs.change(
                id,
                now ->
                        now.state().ended()
                                ? now
                                : now.ended(JobState.FAILED, result, clock.instant()));
    }

    private void schedule(Runnable step, Duration delay) {
        // Nobody waits for the future: a step reports its own failure.
        var unused = worker.schedule(() -> take(step), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void take(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            // The job was deleted meanwhile, or the database is closed.
            LOG.debug("A job's step was not taken", e);
        }
    }

    /** Waits for the job in hand; those in the queue go on after a restart. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A job was still being processed after {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
