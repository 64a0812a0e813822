package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The store of results")
class ResultStoreTest {

    @TempDir Path folder;

    private ResultStore store;

    @BeforeEach
    void open() throws IOException {
        store = ResultStore.open(folder.resolve("results.db"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void gives_the_result_of_a_key() throws IOException {
        add("1", new Result(Kind.FAILED, "REQUIRED_FIELD_MISSING", "Name"));
        add("2", new Result(Kind.SUCCESSFUL, "001000000000001AAA", "true"));
        store.keep(REQUEST, 1);
        store.complete();

        assertThat(take("2")).hasValue(new Result(Kind.SUCCESSFUL, "001000000000001AAA", "true"));
        assertThat(take("1")).hasValue(new Result(Kind.FAILED, "REQUIRED_FIELD_MISSING", "Name"));
        assertThat(take("3")).isEmpty();
    }

    @Test
    void gives_each_result_once() throws IOException {
        add("1", new Result(Kind.FAILED, "FIRST", ""));
        add("1", new Result(Kind.FAILED, "SECOND", ""));
        store.keep(REQUEST, 1);
        store.complete();

        assertThat(take("1")).map(Result::code).hasValue("FIRST");
        assertThat(take("1")).map(Result::code).hasValue("SECOND");
        assertThat(take("1")).isEmpty();
    }

    @Test
    void gives_the_result_in_the_spelling_of_the_record_alone() throws IOException {
        add("ABC", new Result(Kind.FAILED, "CAPITALS", ""));
        add("1E2", new Result(Kind.FAILED, "EXPONENT", ""));
        store.keep(REQUEST, 2);
        store.complete();

        assertThat(take("abc")).isEmpty();
        assertThat(take("100")).isEmpty();
        assertThat(take("ABC")).map(Result::code).hasValue("CAPITALS");
        assertThat(take("1E2")).map(Result::code).hasValue("EXPONENT");
    }

    @Test
    void gives_a_result_in_another_spelling_to_the_one_record_it_can_mean() throws IOException {
        add("9.12260031E8", new Result(Kind.FAILED, "NUMBER", ""));
        add("adam ", new Result(Kind.FAILED, "TEXT", ""));
        store.keep(REQUEST, 2);

        reconcile("912260031", "Adam", "Eva");

        assertThat(take("912260031")).map(Result::code).hasValue("NUMBER");
        assertThat(take("Adam")).map(Result::code).hasValue("TEXT");
    }

    @Test
    void gives_a_result_that_may_mean_several_records_to_none() throws IOException {
        add("1.2E4", new Result(Kind.FAILED, "X", ""));
        store.keep(REQUEST, 1);

        reconcile("12E3", "12000");

        assertThat(take("12E3")).isEmpty();
        assertThat(take("12000")).isEmpty();
        assertThat(store.left()).isEqualTo(1);
    }

    @Test
    void gives_a_result_to_the_record_with_its_spelling_though_others_look_alike()
            throws IOException {
        add("12000", new Result(Kind.FAILED, "X", ""));
        store.keep(REQUEST, 1);

        reconcile("12E3", "12000");

        assertThat(take("12E3")).isEmpty();
        assertThat(take("12000")).map(Result::code).hasValue("X");
    }

    private void reconcile(String... sent) throws IOException {
        store.complete();
        for (String key : sent) {
            store.know(RecordKey.of(key));
        }
        if (store.lookForSpellings()) {
            for (String key : sent) {
                store.mayMean(RecordKey.of(key));
            }
        }
        store.adopt();
        store.complete();
    }

    @Test
    void counts_what_belongs_to_no_record() throws IOException {
        add("1", new Result(Kind.FAILED, "X", ""));
        add("2", new Result(Kind.FAILED, "X", ""));
        add("3", new Result(Kind.FAILED, "X", ""));
        store.keep(REQUEST, 1);
        store.complete();
        take("2");

        assertThat(store.size()).isEqualTo(3);
        assertThat(store.left()).isEqualTo(2);
    }

    @Test
    void is_empty_at_first() throws IOException {
        store.keep(REQUEST, 1);
        store.complete();

        assertThat(store.size()).isZero();
        assertThat(take("1")).isEmpty();
        assertThat(store.left()).isZero();
    }

    @Test
    void still_has_whole_results_files_after_a_crash() throws IOException {
        add("1", new Result(Kind.FAILED, "X", ""));
        store.keep(REQUEST, 1);
        add("2", new Result(Kind.FAILED, "HALF_A_FILE", ""));
        store.close();

        open();
        store.complete();

        assertThat(store.has(REQUEST)).isTrue();
        assertThat(take("1")).map(Result::code).hasValue("X");
        assertThat(take("2")).isEmpty();
    }

    @Test
    void has_all_results_again_when_it_is_opened_again() throws IOException {
        add("1", new Result(Kind.FAILED, "X", ""));
        store.keep(REQUEST, 1);
        store.complete();
        take("1");
        store.close();

        open();
        store.complete();

        assertThat(take("1")).map(Result::code).hasValue("X");
    }

    @Test
    void forgets_a_results_file_that_was_not_whole() throws IOException {
        add("1", new Result(Kind.FAILED, "X", ""));
        store.discard();
        store.complete();

        assertThat(store.has(REQUEST)).isFalse();
        assertThat(take("1")).isEmpty();
    }

    @Test
    void keeps_the_rounds_apart() throws IOException {
        store.add(0, RecordKey.of("1"), new Result(Kind.FAILED, "UNABLE_TO_LOCK_ROW", ""));
        store.add(1, RecordKey.of("1"), new Result(Kind.FAILED, "STRING_TOO_LONG", ""));
        store.keep(REQUEST, 1);
        store.complete();

        assertThat(store.take(1, RecordKey.of("1"))).map(Result::code).hasValue("STRING_TOO_LONG");
        assertThat(store.take(1, RecordKey.of("1"))).isEmpty();
        assertThat(take("1")).map(Result::code).hasValue("UNABLE_TO_LOCK_ROW");
    }

    @Test
    void counts_what_is_worth_another_try() throws IOException {
        add("1", new Result(Kind.FAILED, "UNABLE_TO_LOCK_ROW", ""));
        add("2", new Result(Kind.FAILED, "STRING_TOO_LONG", ""));
        add("3", new Result(Kind.UNPROCESSED, "", ""));
        add("4", new Result(Kind.SUCCESSFUL, "001", "true"));
        store.keep(REQUEST, 1);

        assertThat(store.retryable(0, Set.of("UNABLE_TO_LOCK_ROW", "OTHER"))).isEqualTo(2);
        assertThat(store.retryable(0, Set.of())).isEqualTo(1);
        assertThat(store.retryable(1, Set.of("UNABLE_TO_LOCK_ROW"))).isZero();
    }

    @Test
    void begins_anew_over_something_else() throws IOException {
        Path file = Files.writeString(folder.resolve("other.db"), "no database");

        try (ResultStore other = ResultStore.open(file)) {
            other.complete();
            assertThat(other.left()).isZero();
        }
    }

    /** The tests' heap is small: this fails if a result of each record were held in it. */
    @Test
    void holds_a_million_results() throws IOException {
        int results = 1_000_000;
        String message = "Value too long for field: " + "x".repeat(200);
        for (int i = 0; i < results; i++) {
            add("K" + i, new Result(Kind.FAILED, "STRING_TOO_LONG", message));
        }
        store.keep(REQUEST, 1);
        store.complete();

        for (int i = results - 1; i >= 0; i -= 100) {
            assertThat(take("K" + i)).isPresent();
        }
        assertThat(store.left()).isEqualTo(results - results / 100);
    }

    private void add(String key, Result result) throws IOException {
        store.add(0, RecordKey.of(key), result);
    }

    private Optional<Result> take(String key) throws IOException {
        return store.take(0, RecordKey.of(key));
    }

    private static final ResultsRequest REQUEST =
            new ResultsRequest(
                    new Job(
                            "a.1/1-1",
                            "a.1",
                            1,
                            Optional.of("750000000000001AAA"),
                            JobState.JOB_COMPLETE,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            0,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    0,
                    Kind.FAILED,
                    -1);
}
