package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
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
    @DisplayName("abandons")
    class Abandons {

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
        Request request = request(kind, subject);
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
        Export export = export(delivery);
        routes.ledger.exports().claimed(export.id(), export.bytes(), Sha256.of(export.workPath()));
        routes.ledger.exports().sealed(export.id());
        routes.ledger.deliveries().ended(delivery, state, Counts.NONE, Optional.of(REASON));
        routes.send("rest", export);
        return routes.now(delivery);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
