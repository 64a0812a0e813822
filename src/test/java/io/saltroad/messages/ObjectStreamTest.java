package io.saltroad.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.SettableClock;
import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.delivery.BackOff;
import io.saltroad.delivery.StreamTarget;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The messages of one object")
class ObjectStreamTest {

    private static final StreamTarget UPSERT = new StreamTarget("erp", "orders", false);
    private static final StreamTarget DELETE = new StreamTarget("erp", "orders", true);

    private static final Duration AGE = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static final int PARALLEL = 2;
    private static final int RECORDS = 3;
    private static final int BYTES = 60;

    /** A task of the timer. */
    private record Alarm(Instant at, Runnable task) {}

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final Queue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();

    /** What becomes of the next requests; all later ones succeed. */
    private final Queue<Optional<Exception>> answers = new ArrayDeque<>();

    private final Semaphore room = new Semaphore(100_000, true);

    @TempDir Path folder;
    private Ledger ledger;
    private Gate gate;
    private ObjectStream stream;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        gate = new Gate("data-cloud", ledger.gates(), clock);
        stream =
                new ObjectStream(
                        new ObjectStream.Rules(
                                new MicroBatchSize(BYTES, RECORDS),
                                new MicroBatchSize(BYTES, 2),
                                AGE,
                                PARALLEL),
                        this::send,
                        (delay, task) -> alarms.add(new Alarm(clock.instant().plus(delay), task)),
                        threads::add,
                        new Patience(
                                new FailureClassifier(clock),
                                gate,
                                new BackOff(new SplittableRandom(1)),
                                DEADLINE),
                        room,
                        clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void send(StreamTarget target, byte[] body) throws Exception {
        sent.add((target.delete() ? "delete " : "") + new String(body, UTF_8));
        Optional<Exception> failure = answers.isEmpty() ? Optional.empty() : answers.remove();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** What an exchange has come to. */
    private static final class Outcome {
        private Optional<Optional<Exception>> end = Optional.empty();
        private final Acknowledgement acknowledgement =
                new Acknowledgement(failure -> end = Optional.of(failure));

        boolean isOpen() {
            return end.isEmpty();
        }

        boolean isAcknowledged() {
            return end.isPresent() && end.get().isEmpty();
        }

        Exception failure() {
            return end.orElseThrow().orElseThrow();
        }
    }

    /** An exchange with these records, each its key and a value of one digit. */
    private Outcome exchange(String... records) throws InterruptedException {
        return exchange(UPSERT, records);
    }

    private Outcome exchange(StreamTarget target, String... records) throws InterruptedException {
        Outcome outcome = new Outcome();
        for (String record : records) {
            stream.collect(
                    target,
                    new Entry(record.substring(0, 1), ("\"" + record + "\"").getBytes(UTF_8)),
                    outcome.acknowledgement);
        }
        outcome.acknowledgement.done();
        return outcome;
    }

    private void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (!alarms.isEmpty() && !alarms.peek().at().isAfter(end)) {
            Alarm alarm = alarms.remove();
            if (alarm.at().isAfter(clock.instant())) {
                clock.set(alarm.at().toString());
            }
            alarm.task().run();
            work();
        }
        clock.set(end.toString());
    }

    /** Lets all requests be answered that are under way. */
    private void work() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    private static HttpOperationFailedException answered(int status, Map<String, String> headers) {
        return new HttpOperationFailedException(
                "http://tenant", status, "no", null, headers, "{\"message\":\"no\"}");
    }

    @Test
    void wait_for_others_until_the_first_of_them_is_old_enough() throws Exception {
        Outcome first = exchange("a1");
        pass(Duration.ofMillis(600));
        Outcome second = exchange("b1");
        pass(Duration.ofMillis(399));
        assertThat(sent).isEmpty();

        pass(Duration.ofMillis(1));

        assertThat(sent).containsExactly("{\"data\":[\"a1\",\"b1\"]}");
        assertThat(first.isAcknowledged()).isTrue();
        assertThat(second.isAcknowledged()).isTrue();
    }

    @Test
    void are_sent_at_once_when_as_many_as_go_into_a_micro_batch_are_there() throws Exception {
        exchange("a1", "b1", "c1", "d1");
        work();

        assertThat(sent).containsExactly("{\"data\":[\"a1\",\"b1\",\"c1\"]}");
    }

    @Test
    void are_sent_when_the_next_one_does_not_fit_by_its_bytes() throws Exception {
        String long1 = "a" + "x".repeat(25);
        String long2 = "b" + "x".repeat(25);

        exchange(long1, long2);
        work();

        assertThat(sent).containsExactly("{\"data\":[\"" + long1 + "\"]}");
    }

    @Test
    void end_their_exchange_only_when_all_of_them_are_acknowledged() throws Exception {
        Outcome list = exchange("a1", "b1", "c1", "d1");
        work();
        assertThat(list.isOpen()).isTrue();

        pass(AGE);

        assertThat(list.isAcknowledged()).isTrue();
    }

    @Test
    void with_a_key_that_is_under_way_wait_for_its_answer() throws Exception {
        exchange("a1", "b1", "c1");
        exchange("a2", "d1", "e1");
        assertThat(threads).hasSize(1);

        work();

        assertThat(sent)
                .containsExactly(
                        "{\"data\":[\"a1\",\"b1\",\"c1\"]}", "{\"data\":[\"a2\",\"d1\",\"e1\"]}");
    }

    @Test
    void pass_by_those_that_wait_for_a_key_unless_they_have_one_of_theirs() throws Exception {
        exchange("a1", "b1", "c1");
        exchange("a2", "d1", "e1");
        exchange("d2", "f1", "g1");
        exchange("h1", "i1", "j1");
        assertThat(threads).hasSize(PARALLEL);
        threads.remove();

        threads.remove().run();

        assertThat(sent).containsExactly("{\"data\":[\"h1\",\"i1\",\"j1\"]}");
        assertThat(threads).isEmpty();
    }

    @Test
    void of_one_key_in_a_micro_batch_are_the_last_one_alone_and_all_acknowledged()
            throws Exception {
        Outcome first = exchange("a1");
        Outcome second = exchange("b1", "a2");

        pass(AGE);

        assertThat(sent).containsExactly("{\"data\":[\"a2\",\"b1\"]}");
        assertThat(first.isAcknowledged()).isTrue();
        assertThat(second.isAcknowledged()).isTrue();
    }

    @Test
    void are_deleted_after_what_was_upserted_before_under_their_key() throws Exception {
        exchange("a1", "b1");
        exchange(DELETE, "a9");
        exchange("a2");

        pass(AGE);

        assertThat(sent)
                .containsExactly(
                        "{\"data\":[\"a1\",\"b1\"]}",
                        "delete {\"ids\":[\"a9\"]}",
                        "{\"data\":[\"a2\"]}");
    }

    @Test
    void are_deleted_as_many_at_once_as_a_request_deletes() throws Exception {
        exchange(DELETE, "a1", "b1", "c1");
        work();

        assertThat(sent).containsExactly("delete {\"ids\":[\"a1\",\"b1\"]}");
    }

    @Test
    void are_under_way_in_as_many_requests_as_is_allowed() throws Exception {
        exchange("a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1", "i1");

        assertThat(threads).hasSize(PARALLEL);
        work();
        assertThat(sent).hasSize(3);
    }

    @Test
    void are_sent_again_with_growing_pauses_after_failures_that_may_pass() throws Exception {
        answers.add(Optional.of(answered(503, Map.of())));
        answers.add(Optional.of(new java.net.SocketTimeoutException("read timed out")));
        Outcome outcome = exchange("a1", "b1", "c1");
        work();
        assertThat(sent).hasSize(1);

        pass(Duration.ofSeconds(1));
        assertThat(sent).hasSize(2);
        assertThat(outcome.isOpen()).isTrue();
        pass(Duration.ofSeconds(2));

        assertThat(sent).hasSize(3).containsOnly("{\"data\":[\"a1\",\"b1\",\"c1\"]}");
        assertThat(outcome.isAcknowledged()).isTrue();
    }

    @Test
    void fail_with_the_reason_when_the_deadline_is_over() throws Exception {
        for (int i = 0; i < 100; i++) {
            answers.add(Optional.of(answered(503, Map.of())));
        }
        Outcome outcome = exchange("a1", "b1", "c1");
        work();

        pass(DEADLINE.multipliedBy(2));

        assertThat(outcome.failure()).isInstanceOf(HttpOperationFailedException.class);
        assertThat(room.availablePermits()).isEqualTo(100_000);
    }

    @Test
    void wait_behind_the_gate_for_as_long_as_it_is_closed() throws Exception {
        answers.add(Optional.of(answered(429, Map.of("Retry-After", "7200"))));
        Outcome outcome = exchange("a1", "b1", "c1");
        work();
        assertThat(gate.isClosed()).isTrue();

        pass(Duration.ofMinutes(119));
        assertThat(sent).hasSize(1);
        assertThat(outcome.isOpen()).isTrue();
        pass(Duration.ofMinutes(2));

        assertThat(outcome.isAcknowledged()).isTrue();
    }

    @Test
    void do_not_lose_their_patience_behind_the_gate() throws Exception {
        answers.add(Optional.of(answered(503, Map.of())));
        answers.add(Optional.of(answered(429, Map.of("Retry-After", "7200"))));
        answers.add(Optional.of(answered(503, Map.of())));
        Outcome outcome = exchange("a1", "b1", "c1");
        work();

        pass(Duration.ofHours(3));

        assertThat(outcome.isAcknowledged()).isTrue();
    }

    @Test
    void do_not_fail_because_another_one_in_their_micro_batch_is_refused() throws Exception {
        answers.add(Optional.of(answered(400, Map.of())));
        Outcome good = exchange("a1");
        Outcome bad = exchange("b1");
        Outcome alsoGood = exchange("c1");
        Runnable whole = threads.remove();
        whole.run();
        work();
        assertThat(sent)
                .containsExactly(
                        "{\"data\":[\"a1\",\"b1\",\"c1\"]}",
                        "{\"data\":[\"a1\"]}",
                        "{\"data\":[\"b1\",\"c1\"]}");
        assertThat(List.of(good, bad, alsoGood)).allMatch(Outcome::isAcknowledged);
    }

    @Test
    void that_are_refused_fail_alone() throws Exception {
        Outcome good = exchange("a1");
        Outcome bad = exchange("b1");
        answers.add(Optional.of(answered(400, Map.of())));
        answers.add(Optional.empty());
        answers.add(Optional.of(answered(400, Map.of())));
        pass(AGE);

        assertThat(good.isAcknowledged()).isTrue();
        assertThat(bad.failure()).hasMessageContaining("400");
    }

    @Test
    void fail_at_once_if_there_is_no_such_object() throws Exception {
        answers.add(Optional.of(answered(404, Map.of())));
        Outcome outcome = exchange("a1", "b1", "c1");
        work();

        assertThat(sent).hasSize(1);
        assertThat(outcome.failure()).hasMessageContaining("404");
    }

    @Test
    void make_who_brings_more_wait_while_too_many_are_held() throws Exception {
        room.acquire(room.availablePermits() - new Entry("a", new byte[4]).weight());
        exchange("a1");
        Thread bringer =
                new Thread(
                        () -> {
                            try {
                                exchange("b1");
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        bringer.start();
        await().until(room::hasQueuedThreads);

        pass(AGE);
        bringer.join();
        pass(AGE);

        assertThat(sent).containsExactly("{\"data\":[\"a1\"]}", "{\"data\":[\"b1\"]}");
    }

    @Test
    void are_sent_at_once_when_the_program_is_about_to_stop() throws Exception {
        Outcome outcome = exchange("a1");

        stream.hurry();
        work();

        assertThat(outcome.isAcknowledged()).isTrue();
    }

    @Test
    void fail_rather_than_wait_when_the_program_is_about_to_stop() throws Exception {
        gate.limited(new Limit("a limit", Optional.of(clock.instant().plusSeconds(3600))));
        answers.add(Optional.of(answered(429, Map.of("Retry-After", "3600"))));
        Outcome outcome = exchange("a1", "b1", "c1");
        work();

        stream.hurry();

        assertThat(outcome.failure()).hasMessageContaining("429");
    }

    @Test
    void that_wait_fail_when_the_program_stops() throws Exception {
        exchange("a1", "b1", "c1", "d1", "e1", "f1");
        Outcome third = exchange("g1", "h1", "i1");

        stream.stop();

        assertThat(third.failure()).hasMessageContaining("saltroad stops");
        assertThat(exchange("j1").failure()).hasMessageContaining("saltroad stops");
    }
}
