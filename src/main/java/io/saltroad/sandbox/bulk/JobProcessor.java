package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.csv.CsvScan;
import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.org.OrgStore;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/**
 * Processes the upload of one job: into the org's tables, and out again as results.
 *
 * <p>The records never come into Java. DuckDB reads the file, checks it, writes tables and results;
 * all of it is one transaction together with the end of the job.
 */
final class JobProcessor implements JobRunner.Processor<Job> {

    private final OrgStore store;
    private final JobStore<Job> jobs;
    private final OrgLimits limits;
    private final Clock clock;

    JobProcessor(OrgStore store, JobStore<Job> jobs, OrgLimits limits, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void process(Job job, JobTrouble trouble) throws IOException, SQLException {
        long start = clock.millis();
        JobFiles files = jobs.files(job.id());
        try {
            long limit =
                    Math.min(trouble.stopAfter().orElse(Long.MAX_VALUE), limits.bulkRecordsLeft());
            CheckedUpload upload =
                    CheckedUpload.of(
                            files.upload(),
                            job.spec(),
                            store.catalog(),
                            limits.strictLineEndings(),
                            limit);
            run(new Run(job, files, upload, trouble, start), limit);
        } catch (JobFailure failure) {
            refuse(job, files, failure, start);
        }
    }

    private record Run(
            Job job, JobFiles files, CheckedUpload upload, JobTrouble trouble, long start) {

        CsvScan scan() {
            return upload.scan();
        }
    }

    private void run(Run run, long limit) throws IOException, SQLException {
        long records = Math.min(run.scan().records(), limit);
        try (Connection connection = store.connect()) {
            stage(connection, run, limit);
            // From here on all or nothing; an exception closes the connection and undoes it.
            connection.setAutoCommit(false);
            JobSql sql = new JobSql(connection, store, run.upload().plan(), records);
            sql.check(run.trouble().rows());
            long failed = sql.apply();
            new ResultFiles(run.files(), run.upload().header(), run.job().spec())
                    .write(connection, run.scan());
            end(connection, run, records, failed);
        }
    }

    /** Outside of the transaction: inside of it, row numbers would not begin at 0. */
    private static void stage(Connection connection, Run run, long limit)
            throws SQLException, IOException {
        try {
            Staging.stage(
                    connection,
                    run.files(),
                    run.scan(),
                    run.upload().header(),
                    run.job().spec(),
                    limit);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private void end(Connection connection, Run run, long records, long failed)
            throws SQLException, IOException {
        JobTrouble trouble = run.trouble();
        boolean all = records == run.scan().records();
        boolean stopped = trouble.stopAfter().isPresent();
        String message = null;
        JobState state = JobState.JOB_COMPLETE;
        if (stopped) {
            state = trouble.aborted() ? JobState.ABORTED : JobState.FAILED;
            message = trouble.aborted() ? null : trouble.message();
        } else if (!all) {
            state = JobState.FAILED;
            message = JobFailure.quotaUsedUp().getMessage();
        }
        JobResult result =
                new JobResult(
                        records + trouble.moreProcessed(),
                        failed + trouble.moreFailed(),
                        message,
                        clock.millis() - run.start());
        JobState end = state;
        boolean committed =
                jobs.commit(
                        connection,
                        run.job().id(),
                        job ->
                                job.state() == JobState.IN_PROGRESS
                                        ? job.ended(end, result, clock.instant())
                                        : null);
        if (committed) {
            limits.countBulk(records);
            Files.deleteIfExists(run.files().upload());
        } else {
            // Aborted by the client while we were at it: nothing has been done.
            connection.rollback();
            ResultFiles.none(run.files());
        }
        Files.deleteIfExists(run.files().readable());
    }

    private void refuse(Job job, JobFiles files, JobFailure failure, long start)
            throws IOException {
        ResultFiles.none(files);
        JobResult result = JobResult.refused(failure.getMessage(), clock.millis() - start);
        jobs.end(job.id(), JobState.FAILED, result, clock.instant());
    }

    /** A file that DuckDB cannot read is the client's fault; anything else is ours. */
    private static RuntimeException unreadable(SQLException e) throws SQLException {
        String message = String.valueOf(e.getMessage());
        if (message.contains("unicode") || message.contains("CSV Error")) {
            // The wording is ours.
            return JobFailure.invalidBatch(
                    message.contains("unicode")
                            ? "Failed to parse CSV. The data is not UTF-8"
                            : "Failed to parse CSV. "
                                    + message.lines().findFirst().orElse("").strip());
        }
        throw e;
    }
}
