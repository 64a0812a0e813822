package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The book of jobs")
class JobsTest {

    @TempDir Path folder;

    private TestLedger test;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void holds_the_intent_before_salesforce_is_asked() {
        Job job = test.ledger.jobs().intended(test.registered("a").id(), 3);

        assertThat(job.id()).isEqualTo("a.1/3-1");
        assertThat(job.state()).isEqualTo(JobState.INTENDED);
        assertThat(job.salesforceId()).isEmpty();
        assertThat(job.chunkNumber()).isEqualTo(3);
        assertThat(job.intendedAt()).isEqualTo(test.clock.instant());
        assertThatThrownBy(job::idAtSalesforce)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("job a.1/3-1 has no id yet");
    }

    @Test
    void counts_the_attempts_that_failed_alike_in_a_row() {
        Job job = test.uploaded(test.committed("a"), 1);
        Jobs jobs = test.ledger.jobs();
        jobs.postponed(job, 1, test.clock.instant(), "transient");
        jobs.postponed(job, 2, test.clock.instant(), "refused");
        jobs.postponed(job, 2, test.clock.instant(), "limited");
        assertThat(jobs.attemptsAlike(job, "transient")).isZero();
        assertThat(jobs.attemptsAlike(job, "refused")).isEqualTo(1);
        assertThat(jobs.get(job.id()).attempt()).isEqualTo(2);

        test.seen(job, JobState.IN_PROGRESS);

        assertThat(jobs.attemptsAlike(job, "refused")).as("Salesforce has answered").isZero();
    }

    @Test
    void counts_the_jobs_of_a_chunk() {
        Delivery delivery = test.registered("a");
        test.ledger.jobs().intended(delivery.id(), 3);

        assertThat(test.ledger.jobs().intended(delivery.id(), 3).id()).isEqualTo("a.1/3-2");
        assertThat(test.ledger.jobs().intended(delivery.id(), 4).id()).isEqualTo("a.1/4-1");
    }

    @Test
    void does_not_count_an_upload_before_it_is_acknowledged() {
        Delivery delivery = test.committed("a");
        Job open = test.ledger.jobs().created(test.ledger.jobs().intended(delivery.id(), 1), "750");

        assertThat(open.state()).isEqualTo(JobState.OPEN);
        assertThat(open.idAtSalesforce()).isEqualTo("750");
        assertThat(open.uploadedAt()).isEmpty();
        assertThat(test.ledger.jobs().dueToClose()).isEmpty();

        assertThat(test.ledger.jobs().uploaded(open).uploadedAt()).isPresent();
        assertThat(ids(test.ledger.jobs().dueToClose())).containsExactly(open.id());
    }

    @Test
    void does_not_count_the_upload_of_an_abandoned_job() {
        Job job = test.uploaded(test.committed("a"), 1);

        test.ledger.jobs().abandoned(job);

        Job abandoned = test.ledger.jobs().get(job.id());
        assertThat(abandoned.state()).isEqualTo(JobState.ABORTED);
        assertThat(abandoned.uploadedAt()).isEmpty();
        assertThat(abandoned.endedAt()).isPresent();
        assertThat(test.ledger.jobs().dueToClose()).isEmpty();
    }

    @Test
    void closes_jobs_of_committed_deliveries_only() {
        test.uploaded(test.staged("staged"), 1);
        test.uploaded(test.ended("dead", DeliveryState.DEAD), 1);
        Delivery committed = test.committed("committed");
        Job second = test.uploaded(committed, 2);
        Job first = test.uploaded(committed, 1);

        assertThat(ids(test.ledger.jobs().dueToClose()))
                .as("in the order of their chunks")
                .containsExactly(first.id(), second.id());
    }

    @Test
    void tracks_closed_jobs_until_they_end() {
        Job job = test.uploaded(test.committed("a"), 1);
        assertThat(test.ledger.jobs().dueToTrack()).isEmpty();

        test.seen(job, JobState.UPLOAD_COMPLETE);
        assertThat(ids(test.ledger.jobs().dueToTrack())).containsExactly(job.id());
        test.seen(job, JobState.IN_PROGRESS);
        assertThat(ids(test.ledger.jobs().dueToTrack())).containsExactly(job.id());

        test.seen(job, JobState.JOB_COMPLETE);
        assertThat(test.ledger.jobs().dueToTrack()).isEmpty();
    }

    @Test
    void holds_when_a_job_is_due_again() {
        Job job = test.seen(test.uploaded(test.committed("a"), 1), JobState.UPLOAD_COMPLETE);
        Instant later = test.clock.instant().plusSeconds(10);

        test.ledger.jobs().postponed(job, 2, later, "transient");

        assertThat(test.ledger.jobs().get(job.id()).attempt()).isEqualTo(2);
        assertThat(test.ledger.jobs().dueToTrack()).isEmpty();
        test.clock.advance(Duration.ofSeconds(10));
        assertThat(ids(test.ledger.jobs().dueToTrack())).containsExactly(job.id());
    }

    @Test
    void keeps_what_salesforce_said_earlier_if_it_says_nothing_new() {
        Job job = test.uploaded(test.committed("a"), 1);
        test.seen(job, JobState.IN_PROGRESS);
        Instant closed = test.clock.instant();
        test.clock.advance(Duration.ofMinutes(1));

        Job seen =
                test.ledger
                        .jobs()
                        .seen(
                                job,
                                JobState.FAILED,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("InvalidBatch"),
                                test.clock.instant());

        assertThat(seen.recordsProcessed()).hasValue(3L);
        assertThat(seen.recordsFailed()).hasValue(1L);
        assertThat(seen.errorMessage()).hasValue("InvalidBatch");
        assertThat(seen.closedAt()).hasValue(closed);
        assertThat(seen.endedAt()).hasValue(test.clock.instant());
    }

    @ParameterizedTest
    @CsvSource({
        "Open, OPEN",
        "UploadComplete, UPLOAD_COMPLETE",
        "UPLOAD_COMPLETE, UPLOAD_COMPLETE",
        "InProgress, IN_PROGRESS",
        "IN_PROGRESS, IN_PROGRESS",
        "JobComplete, JOB_COMPLETE",
        "Failed, FAILED",
        "Aborted, ABORTED"
    })
    void knows_the_states_of_salesforce_in_any_spelling(String word, JobState state) {
        assertThat(JobState.of(word)).isEqualTo(state);
    }

    @Test
    void refuses_a_state_that_salesforce_may_invent() {
        assertThatThrownBy(() -> JobState.of("Paused"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Salesforce named a job state we do not know: Paused");
    }

    private static List<String> ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).toList();
    }
}
