package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
        store = new ResultStore(folder.resolve("results.db"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void gives_the_result_of_a_key() throws IOException {
        store.add(RecordKey.of("1"), Kind.FAILED, "REQUIRED_FIELD_MISSING", "Name");
        store.add(RecordKey.of("2"), Kind.SUCCESSFUL, "001000000000001AAA", "true");
        store.complete();

        assertThat(take("2")).hasValue(new Result(Kind.SUCCESSFUL, "001000000000001AAA", "true"));
        assertThat(take("1")).hasValue(new Result(Kind.FAILED, "REQUIRED_FIELD_MISSING", "Name"));
        assertThat(take("3")).isEmpty();
    }

    @Test
    void gives_each_result_once() throws IOException {
        store.add(RecordKey.of("1"), Kind.FAILED, "FIRST", "");
        store.add(RecordKey.of("1"), Kind.FAILED, "SECOND", "");
        store.complete();

        assertThat(take("1")).map(Result::code).hasValue("FIRST");
        assertThat(take("1")).map(Result::code).hasValue("SECOND");
        assertThat(take("1")).isEmpty();
    }

    @Test
    void gives_the_result_with_the_same_spelling_first() throws IOException {
        store.add(RecordKey.of("ABC"), Kind.FAILED, "CAPITALS", "");
        store.add(RecordKey.of("abc"), Kind.FAILED, "SMALL", "");
        store.add(RecordKey.of("100"), Kind.FAILED, "PLAIN", "");
        store.add(RecordKey.of("1E2"), Kind.FAILED, "EXPONENT", "");
        store.complete();

        assertThat(take("abc")).map(Result::code).hasValue("SMALL");
        assertThat(take("1E2")).map(Result::code).hasValue("EXPONENT");
        assertThat(take("Abc")).map(Result::code).hasValue("CAPITALS");
        assertThat(take("100.0")).map(Result::code).hasValue("PLAIN");
    }

    @Test
    void counts_what_belongs_to_no_record() throws IOException {
        store.add(RecordKey.of("1"), Kind.FAILED, "X", "");
        store.add(RecordKey.of("2"), Kind.FAILED, "X", "");
        store.add(RecordKey.of("3"), Kind.FAILED, "X", "");
        store.complete();
        take("2");

        assertThat(store.size()).isEqualTo(3);
        assertThat(store.left()).isEqualTo(2);
    }

    @Test
    void is_empty_at_first() throws IOException {
        store.complete();

        assertThat(store.size()).isZero();
        assertThat(take("1")).isEmpty();
        assertThat(store.left()).isZero();
    }

    @Test
    void begins_anew_over_what_a_crash_has_left() throws IOException {
        store.add(RecordKey.of("1"), Kind.FAILED, "X", "");
        store.complete();
        store.close();

        store = new ResultStore(folder.resolve("results.db"));
        store.complete();

        assertThat(take("1")).isEmpty();
    }

    @Test
    void begins_anew_over_something_else() throws IOException {
        Path file = Files.writeString(folder.resolve("other.db"), "no database");

        try (ResultStore other = new ResultStore(file)) {
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
            store.add(RecordKey.of("K" + i), Kind.FAILED, "STRING_TOO_LONG", message);
        }
        store.complete();

        for (int i = results - 1; i >= 0; i -= 100) {
            assertThat(take("K" + i)).isPresent();
        }
        assertThat(store.left()).isEqualTo(results - results / 100);
    }

    private Optional<Result> take(String key) throws IOException {
        return store.take(RecordKey.of(key));
    }
}
