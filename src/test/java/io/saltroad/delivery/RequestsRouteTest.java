package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.CorrectedRecords;
import io.saltroad.export.Sha256;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The requests route")
class RequestsRouteTest {

    private static final Reason REASON = new Reason("refused", "INVALIDENTITY", "no object Acount");

    @TempDir Path folder;
    private RoutesUnderTest routes;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Nested
    @DisplayName("replays")
    class Replays {

        @Test
        void a_delivery_that_was_staged_by_having_it_staged_anew() throws Exception {
            Delivery dead = atRest(routes.staged("1,Adam"), DeliveryState.DEAD);
            assertThat(dead.deadFrom()).contains(DeliveryState.STAGED);

            Request request = carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(request.answer().orElseThrow().refused()).isFalse();
            Delivery delivery = routes.now(dead);
            assertThat(delivery.state()).isEqualTo(DeliveryState.REGISTERED);
            assertThat(delivery.endedAt()).isEmpty();
            assertThat(delivery.reason()).isEmpty();
            assertThat(delivery.deadFrom()).isEmpty();
            assertThat(delivery.replays()).isEqualTo(1);
            assertThat(export(dead).state()).isEqualTo(ExportState.CLAIMED);
            assertThat(export(dead).restingPlace()).isEmpty();
        }

        @Test
        void a_disputed_delivery_with_its_jobs() throws Exception {
            Delivery disputed = atRest(routes.completed("1,Adam"), DeliveryState.DISPUTED);

            carryOut(Request.Kind.REPLAY, disputed.id());

            assertThat(routes.now(disputed).state()).isEqualTo(DeliveryState.COMMITTED);
            assertThat(routes.jobs(disputed))
                    .extracting(Job::state)
                    .containsExactly(JobState.JOB_COMPLETE);
        }

        @Test
        void without_taking_what_was_written_about_it_for_new() throws Exception {
            Delivery delivery = routes.completed("1,Adam");
            Files.writeString(ReportNames.rejected(export(delivery), delivery), "staged once");
            Files.writeString(ReportNames.failed(export(delivery), delivery), "of the first end");
            Delivery dead = atRest(delivery, DeliveryState.DEAD);

            carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(names(export(dead).workFolder()))
                    .containsExactly("CUST.csv", "CUST.csv.rejected.csv");
        }

        @Test
        void after_a_crash_that_left_the_files_half_moved() throws Exception {
            Delivery dead = atRest(routes.registered("1,Adam"), DeliveryState.DEAD);
            Export export = export(dead);
            Path place = export.restingPlace().orElseThrow();
            Files.createDirectories(export.workFolder());
            Files.move(place.resolve("CUST.csv"), export.workPath());

            carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(names(export.workFolder())).containsExactly("CUST.csv");
            assertThat(place).doesNotExist();
            assertThat(routes.now(dead).state()).isEqualTo(DeliveryState.REGISTERED);
        }

        @Test
        void and_answers_what_stands_in_the_way() throws Exception {
            Delivery dead = atRest(routes.registered("1,Adam"), DeliveryState.DEAD);
            Files.delete(export(dead).restingPlace().orElseThrow().resolve("CUST.csv"));

            Request request = carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(request.answer().orElseThrow().refused()).isTrue();
            assertThat(request.answer().orElseThrow().message())
                    .startsWith("the file of the export is not where it was left");
            assertThat(routes.now(dead).state()).isEqualTo(DeliveryState.DEAD);
        }
    }

    @Nested
    @DisplayName("refuses to send twice")
    class SendsNothingTwice {

        private Delivery dead;

        @BeforeEach
        void end() throws Exception {
            dead = atRest(routes.completed("1,Adam", "2,Eva"), DeliveryState.DEAD);
        }

        @Test
        void what_has_come_as_corrected_records() throws Exception {
            Delivery correction = correction("corrected.csv", "2,Eva");

            assertThat(refusal(request(Request.Kind.REPLAY, dead.id())))
                    .startsWith(
                            "corrected records of %s came as %s"
                                    .formatted(dead.id(), correction.id()))
                    .contains("abandon %s instead".formatted(dead.id()));
            assertThat(routes.now(dead).state()).isEqualTo(DeliveryState.DEAD);

            settle(correction);
            assertThat(refusal(request(Request.Kind.REPLAY, dead.exportId())))
                    .contains("abandon %s instead".formatted(dead.id()));
        }

        @Test
        void unless_the_corrected_records_never_left() throws Exception {
            end(correction("corrected.csv", "2,Eva"), DeliveryState.DEAD);
            end(correction("other.csv", "2,Eve"), DeliveryState.ABANDONED);

            assertThat(carryOut(Request.Kind.REPLAY, dead.id()).answer().orElseThrow().refused())
                    .isFalse();
        }

        @Test
        void corrected_records_that_left_and_were_abandoned_afterwards() throws Exception {
            Delivery correction = correction("corrected.csv", "2,Eva");
            routes.ledger.deliveries().staged(correction, Counts.NONE, "COMMA", "LF");
            routes.ledger.deliveries().committed(correction);
            end(correction, DeliveryState.ABANDONED);

            assertThat(refusal(request(Request.Kind.REPLAY, dead.id())))
                    .startsWith("corrected records of");
        }

        @Test
        void the_same_corrected_records() throws Exception {
            Path file = corrected("corrected.csv", "2,Eva");
            Request first = correct(file);
            carryOut(first);
            Export taken = resultOf(first);

            assertThat(refusal(correct(file)))
                    .startsWith("the same corrected records came as " + taken.id() + ".1");

            Delivery correction = routes.registered(taken, 1);
            settle(correction);
            assertThat(refusal(correct(corrected("renamed.csv", "2,Eva"))))
                    .startsWith("the same corrected records came as " + taken.id() + ".1");
            assertThat(routes.ledger.deadLetters().correctionsOf(dead.id())).hasSize(1);
        }

        @Test
        void corrected_records_that_wait_to_be_taken_already() throws Exception {
            Path file = corrected("corrected.csv", "2,Eva");
            Request first = correct(file);

            assertThat(
                            new RequestCheck(routes.ledger)
                                    .objection(
                                            Request.Kind.CORRECT,
                                            dead.exportId(),
                                            Optional.of(Sha256.of(file))))
                    .hasValueSatisfying(why -> assertThat(why).contains("were asked for at"));

            routes.clock.advance(Duration.ofSeconds(1));
            Request second = correct(file);
            carryOut(first);
            assertThat(refusal(second)).startsWith("the same corrected records came as");
            assertThat(routes.ledger.deadLetters().correctionsOf(dead.id())).hasSize(1);
        }

        @Test
        void but_knows_its_own_after_a_crash() throws Exception {
            Request request = correct(corrected("corrected.csv", "2,Eva"));
            Export taken =
                    new CorrectedRecords(routes.folders, routes.ledger, routes.clock)
                            .claim(Path.of(request.argument().orElseThrow()), dead);

            carryOut(request);

            assertThat(resultOf(request).id()).isEqualTo(taken.id());
            assertThat(routes.ledger.deadLetters().correctionsOf(dead.id())).hasSize(1);
        }

        @Test
        void takes_them_again_if_they_never_left() throws Exception {
            Path file = corrected("corrected.csv", "2,Eva");
            Request first = correct(file);
            carryOut(first);
            Export taken = resultOf(first);
            Delivery correction = routes.registered(taken, 1);
            routes.ledger.exports().sealed(taken.id());
            end(correction, DeliveryState.DEAD);
            routes.send("rest", taken);
            routes.clock.advance(Duration.ofSeconds(1));

            carryOut(correct(file));

            assertThat(routes.ledger.deadLetters().correctionsOf(dead.id())).hasSize(2);
            assertThat(refusal(request(Request.Kind.REPLAY, correction.id())))
                    .startsWith("the same corrected records came as");
        }

        @Test
        void corrections_of_what_has_arrived_by_a_replay_since() throws Exception {
            carryOut(Request.Kind.REPLAY, dead.id());
            settle(dead);

            assertThat(refusal(correct(corrected("corrected.csv", "2,Eva"))))
                    .contains("none of its records is missing");
        }

        @Test
        void corrections_that_died_before_the_original_was_replayed() throws Exception {
            Request request = correct(corrected("corrected.csv", "2,Eva"));
            carryOut(request);
            Export taken = resultOf(request);
            Delivery correction = routes.registered(taken, 1);
            routes.ledger.exports().sealed(taken.id());
            end(correction, DeliveryState.DEAD);
            routes.send("rest", taken);
            routes.clock.advance(Duration.ofSeconds(1));
            carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(refusal(request(Request.Kind.REPLAY, correction.id())))
                    .contains("was replayed since");
        }

        @Test
        void bytes_that_another_delivery_has_inserted_since() throws Exception {
            routes.parameters = Map.of("object", "Account", "operation", "insert");
            Delivery old = atRest(routes.completed("1,Adam"), DeliveryState.DEAD);
            Delivery newer =
                    atRest(
                            routes.completed("1,Adam"),
                            DeliveryState.SETTLED,
                            new Counts(1, 1, 0, 0, 0));

            assertThat(refusal(request(Request.Kind.REPLAY, old.id())))
                    .startsWith("the same bytes were delivered as " + newer.id());
        }

        private Delivery correction(String name, String record) throws IOException {
            Export taken =
                    new CorrectedRecords(routes.folders, routes.ledger, routes.clock)
                            .claim(corrected(name, record), dead);
            return routes.registered(taken, 1);
        }

        private Path corrected(String name, String record) throws IOException {
            return Files.writeString(folder.resolve(name), "ERP__c,Name\n" + record + "\n");
        }

        private Request correct(Path file) throws IOException {
            return routes.ledger
                    .requests()
                    .ask(
                            Request.Kind.CORRECT,
                            dead.id(),
                            Optional.of(file.toString()),
                            Optional.of(Sha256.of(file)));
        }

        private Export resultOf(Request request) {
            Request.Answer answer =
                    routes.ledger.requests().get(request.id()).answer().orElseThrow();
            assertThat(answer.refused()).as(answer.message()).isFalse();
            return routes.ledger.exports().get(answer.result().orElseThrow());
        }

        private String refusal(Request request) {
            carryOut(request);
            Request.Answer answer =
                    routes.ledger.requests().get(request.id()).answer().orElseThrow();
            assertThat(answer.refused()).as(answer.message()).isTrue();
            return answer.message();
        }

        private void settle(Delivery delivery) {
            routes.ledger
                    .deliveries()
                    .ended(
                            delivery,
                            DeliveryState.SETTLED,
                            new Counts(1, 1, 0, 0, 0),
                            Optional.empty());
        }

        private void end(Delivery delivery, DeliveryState state) {
            routes.ledger.deliveries().ended(delivery, state, Counts.NONE, Optional.of(REASON));
        }
    }

    @Nested
    @DisplayName("that cannot be carried out")
    class CannotBeCarriedOut {

        @Test
        void leaves_the_files_where_they_rested() throws Exception {
            Delivery dead = atRest(routes.registered("1,Adam"), DeliveryState.DEAD);
            Export export = export(dead);
            Path place = export.restingPlace().orElseThrow();
            List<String> before = names(place);
            // a folder with something in it cannot be replaced by the file of this name
            Files.createDirectories(
                    export.workFolder().resolve("reason.json").resolve("in-the-way"));

            Request request = carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(request.answer().orElseThrow().message())
                    .startsWith("it could not be carried out");
            assertThat(place.resolve("CUST.csv")).exists();
            assertThat(names(place)).containsAll(before);
            assertThat(routes.now(dead).state()).isEqualTo(DeliveryState.DEAD);
        }

        @Test
        void keeps_its_answer_if_only_what_follows_has_failed() throws Exception {
            Delivery dead = atRest(routes.registered("1,Adam"), DeliveryState.DEAD);
            Path place = export(dead).restingPlace().orElseThrow();
            Files.delete(place.resolve("reason.json"));
            // cannot be deleted, since something is in it
            Files.createDirectories(place.resolve("reason.json").resolve("in-the-way"));

            Request request = carryOut(Request.Kind.REPLAY, dead.id());

            assertThat(request.answer().orElseThrow().refused()).isFalse();
            assertThat(routes.now(dead).state()).isEqualTo(DeliveryState.REGISTERED);
        }
    }

    @Nested
    @DisplayName("abandons")
    class Abandons {

        @Test
        void what_died_after_its_commit_and_aborts_the_jobs_that_are_still_open() throws Exception {
            Delivery committed = routes.committed("1,Adam", "2,Eva");
            routes.ended(routes.jobs(committed).get(0), JobState.JOB_COMPLETE, 1, 0);
            Delivery dead = atRest(committed, DeliveryState.DEAD, new Counts(2, 1, 0, 0, 1));
            assertThat(dead.deadFrom()).contains(DeliveryState.COMMITTED);

            Request request = carryOut(Request.Kind.ABANDON, dead.id());

            assertThat(routes.calls).containsExactly(ABORT);
            assertThat(routes.jobs(dead))
                    .extracting(Job::state)
                    .containsExactly(JobState.JOB_COMPLETE, JobState.ABORTED);
            assertThat(request.answer().orElseThrow().message())
                    .isEqualTo(
                            dead.id()
                                    + " is abandoned. 1 of its 2 records are in Salesforce already");
        }

        @Test
        void a_staged_delivery_and_aborts_its_jobs() throws Exception {
            Delivery staged = routes.staged("1,Adam", "2,Eva");

            carryOut(Request.Kind.ABANDON, staged.id());

            assertThat(routes.calls).containsExactly(ABORT, ABORT);
            assertThat(routes.now(staged).state()).isEqualTo(DeliveryState.ABANDONED);
            assertThat(routes.now(staged).reason())
                    .contains(new Reason("abandoned", "ABANDONED", "not needed"));
            assertThat(routes.ledger.exports().readyToRest())
                    .extracting(Export::id)
                    .containsExactly(staged.exportId());
        }

        @Test
        void no_committed_delivery() throws Exception {
            Delivery committed = routes.committed("1,Adam");

            Request request = carryOut(Request.Kind.ABANDON, committed.id());

            assertThat(request.answer().orElseThrow().message()).contains("only goes forward");
            assertThat(routes.calls).isEmpty();
            assertThat(routes.now(committed).state()).isEqualTo(DeliveryState.COMMITTED);
        }

        @Test
        void an_export_that_never_became_a_delivery() throws Exception {
            Export export = routes.export("1,Adam");
            routes.ledger.exports().refused(export.id(), REASON);
            routes.send("rest", export);

            carryOut(Request.Kind.ABANDON, export.id());
            routes.send("rest", export);

            Export closed = routes.ledger.exports().get(export.id());
            assertThat(closed.state()).isEqualTo(ExportState.ARCHIVED);
            assertThat(names(closed.restingPlace().orElseThrow())).containsExactly("CUST.csv");
        }
    }

    private Request carryOut(Request.Kind kind, String subject) {
        return carryOut(request(kind, subject));
    }

    private Request carryOut(Request request) {
        String subject = request.subject();
        String export =
                routes.ledger.deliveries().find(subject).map(Delivery::exportId).orElse(subject);
        assertThat(routes.send("requests", new Work.OnRequest(request, export)).getException())
                .isNull();
        return routes.ledger.requests().get(request.id());
    }

    private Request request(Request.Kind kind, String subject) {
        return routes.ledger
                .requests()
                .ask(kind, subject, Optional.of("not needed"), Optional.empty());
    }

    private Export export(Delivery delivery) {
        return routes.ledger.exports().get(delivery.exportId());
    }

    /** Ends a delivery and brings its export among the dead letters, with the sha256 it has. */
    private Delivery atRest(Delivery delivery, DeliveryState state) throws Exception {
        return atRest(delivery, state, Counts.NONE);
    }

    private Delivery atRest(Delivery delivery, DeliveryState state, Counts counts)
            throws Exception {
        Export export = export(delivery);
        routes.ledger.exports().claimed(export.id(), export.bytes(), Sha256.of(export.workPath()));
        routes.ledger.exports().sealed(export.id());
        routes.ledger.deliveries().ended(delivery, state, counts, Optional.of(REASON));
        routes.send("rest", export);
        return routes.now(delivery);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
