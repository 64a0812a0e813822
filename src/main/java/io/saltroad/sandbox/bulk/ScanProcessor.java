package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.org.ObjectCatalog;
import java.io.IOException;
import java.time.Clock;

/**
 * Ends a job whose records shall go nowhere: its upload is checked and counted, and kept. For
 * measurements of a client in which the database must have no part.
 */
final class ScanProcessor implements JobRunner.Processor<Job> {

    private final ObjectCatalog catalog;
    private final JobStore<Job> jobs;
    private final OrgLimits limits;
    private final Clock clock;

    ScanProcessor(ObjectCatalog catalog, JobStore<Job> jobs, OrgLimits limits, Clock clock) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void process(Job job, JobTrouble trouble) throws IOException {
        long start = clock.millis();
        try {
            long records =
                    CheckedUpload.of(
                                    jobs.files(job.id()).upload(),
                                    job.spec(),
                                    catalog,
                                    limits.strictLineEndings(),
                                    Long.MAX_VALUE)
                            .scan()
                            .records();
            limits.countBulk(records);
            jobs.end(
                    job.id(),
                    JobState.JOB_COMPLETE,
                    new JobResult(records, 0, null, clock.millis() - start),
                    clock.instant());
        } catch (JobFailure failure) {
            jobs.end(
                    job.id(),
                    JobState.FAILED,
                    JobResult.refused(failure.getMessage(), clock.millis() - start),
                    clock.instant());
        }
    }
}
