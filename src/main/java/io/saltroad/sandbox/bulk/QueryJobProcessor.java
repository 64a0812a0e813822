package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.fault.JobTrouble;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.soql.Extract;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/** Runs the query of a job, from the database into the file that is sent. */
final class QueryJobProcessor implements JobRunner.Processor<QueryJob> {

    private final OrgStore store;
    private final JobStore<QueryJob> jobs;
    private final OrgLimits limits;
    private final Clock clock;

    QueryJobProcessor(OrgStore store, JobStore<QueryJob> jobs, OrgLimits limits, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void process(QueryJob job, JobTrouble trouble) throws IOException, SQLException {
        long start = clock.millis();
        JobState end = JobState.JOB_COMPLETE;
        JobResult result;
        if (trouble.stopAfter().isPresent()) {
            end = trouble.aborted() ? JobState.ABORTED : JobState.FAILED;
            result =
                    new JobResult(
                            trouble.stopAfter().getAsLong(),
                            0,
                            trouble.aborted() ? null : trouble.message(),
                            clock.millis() - start);
        } else {
            result = new JobResult(write(job), 0, null, clock.millis() - start);
        }
        jobs.end(job.id(), end, result, clock.instant());
    }

    private long write(QueryJob job) throws IOException, SQLException {
        QueryResultFile file = QueryResultFile.in(jobs.files(job.id()).folder());
        Extract extract = Extract.of(job.soql(), store.catalog(), job.all(), store.today());
        String between = "\"" + job.delimiter().character() + "\"";
        Files.writeString(
                jobs.files(job.id()).header(),
                "\"%s\"%s"
                        .formatted(
                                String.join(between, extract.columns()),
                                job.lineEnding().characters()));
        try (Connection connection = store.connect()) {
            extract.write(
                    connection,
                    file.records(),
                    job.delimiter().character(),
                    job.lineEnding().characters());
        }
        limits.countQueryResult(Files.size(file.records()));
        return file.count();
    }
}
