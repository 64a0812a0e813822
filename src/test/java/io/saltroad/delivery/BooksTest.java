package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The books of a delivery")
class BooksTest {

    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();

    @Test
    void close_when_we_the_jobs_and_the_results_say_the_same() {
        job(0, 10, 10, 2);
        Books books = new Books();
        books.failed = 2;

        close(books, new Counts(12, 0, 0, 1, 0, 1), new ResultTally(2, 0, 0));

        assertThat(books.findings).isEmpty();
        assertThat(books.counts).isEqualTo(new Counts(12, 8, 2, 1, 0, 1));
    }

    @Test
    void count_a_record_once_however_often_it_was_brought() {
        job(0, 10, 7, 2);
        job(1, 5, 5, 1);
        Books books = new Books();
        books.failed = 1;

        close(books, read(10), new ResultTally(2, 3, 5), new ResultTally(1, 0, 0));

        assertThat(books.findings).isEmpty();
        assertThat(books.counts).isEqualTo(new Counts(10, 9, 1, 0, 0));
    }

    @Test
    void do_not_close_if_a_record_was_not_sent() {
        job(0, 9, 9, 0);

        Books books = close(new Books(), read(10), new ResultTally(0, 0, 0));

        assertThat(books.findings)
                .containsExactly(
                        "10 records were to be sent in the jobs, but 9 were",
                        "read 10, but delivered 9 + failed 0 + rejected 0 + unprocessed 0 +"
                                + " superseded 0");
    }

    @Test
    void do_not_close_if_a_record_was_not_processed_and_not_named() {
        job(0, 10, 9, 0);

        Books books = close(new Books(), read(10), new ResultTally(0, 0, 0));

        assertThat(books.findings)
                .contains(
                        "10 records were sent in the jobs, but Salesforce counts 9 processed and"
                                + " names 0 unprocessed");
    }

    @Test
    void do_not_close_if_failed_records_are_not_all_named() {
        job(0, 10, 10, 3);
        Books books = new Books();
        books.failed = 2;

        close(books, read(10), new ResultTally(2, 0, 0));

        assertThat(books.findings)
                .contains("Salesforce counts 3 failed records in the jobs and names 2");
    }

    @Test
    void do_not_close_if_a_follow_up_brought_other_records_than_were_left() {
        job(0, 10, 10, 3);
        job(1, 2, 2, 0);

        Books books =
                close(new Books(), read(10), new ResultTally(3, 0, 3), new ResultTally(0, 0, 0));

        assertThat(books.findings)
                .contains("3 records were to be sent in the follow-up jobs of round 1, but 2 were");
    }

    @Test
    void do_not_close_if_a_result_belongs_to_no_record() {
        job(0, 10, 10, 1);
        Books books = new Books();
        books.left = 1;

        close(books, read(10), new ResultTally(1, 0, 0));

        assertThat(books.findings).contains("1 results belong to no record of the export");
    }

    @Test
    void leave_out_jobs_that_do_not_count() {
        job(0, 10, 10, 0);
        Job counting = jobs.get(0);
        jobs.add(0, with(counting, Optional.empty()));

        Books books = close(new Books(), read(10), new ResultTally(0, 0, 0));

        assertThat(books.findings).isEmpty();
    }

    private static Counts read(long records) {
        return new Counts(records, 0, 0, 0, 0);
    }

    private Books close(Books books, Counts staged, ResultTally... tallies) {
        books.close(staged, chunks, jobs, List.of(tallies));
        return books;
    }

    private void job(int round, long records, long processed, long failed) {
        int number = chunks.size() + 1;
        chunks.add(new Chunk("a.1", number, round, number, records, 100, "sha"));
        jobs.add(
                new Job(
                        "a.1/" + number,
                        "a.1",
                        number,
                        Optional.of("750"),
                        JobState.JOB_COMPLETE,
                        Optional.of(processed),
                        Optional.of(failed),
                        Optional.empty(),
                        0,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Optional.of(Instant.EPOCH),
                        Optional.of(Instant.EPOCH),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Job with(Job job, Optional<Instant> uploadedAt) {
        return new Job(
                job.id() + "-before",
                job.deliveryId(),
                job.chunkNumber(),
                job.salesforceId(),
                job.state(),
                job.recordsProcessed(),
                job.recordsFailed(),
                job.errorMessage(),
                job.attempt(),
                job.notBefore(),
                job.intendedAt(),
                job.createdAt(),
                uploadedAt,
                job.closedAt(),
                job.endedAt(),
                Optional.empty());
    }
}
