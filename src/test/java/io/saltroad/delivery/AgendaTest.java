package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.SettableClock;
import io.saltroad.delivery.Agenda.Step;
import io.saltroad.export.PickUps;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.ledger.Target;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.GateSettings;
import io.saltroad.salesforce.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The agenda")
class AgendaTest {

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final Recipes recipes = new Recipes();
    private final Holds holds = new Holds(clock);
    private Ledger ledger;
    private Gate gate;
    private Agenda agenda;

    @BeforeEach
    void open() {
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        gate = new Gate("salesforce", ledger.gates(), clock);
        Deadline deadline = new Deadline(ledger, Duration.ofHours(24), clock);
        agenda =
                new Agenda(
                        ledger,
                        recipes,
                        PickUps.onSchedule(),
                        DataCloudParts.gates(ledger, gate, clock),
                        holds,
                        new OrphanWatch(ledger, holds, false, Duration.ofMinutes(5), clock),
                        deadline,
                        DataCloudParts.of(ledger, recipes, clock));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void brings_a_delivery_from_step_to_step() {
        Delivery delivery = registered("a", "customers");
        assertThat(dueFor(delivery)).containsExactly(Step.STAGE);

        staged(delivery);
        Job job = uploaded(delivery);
        assertThat(dueFor(delivery)).containsExactly(Step.COMMIT);

        ledger.deliveries().committed(delivery);
        assertThat(dueFor(delivery)).containsExactly(Step.CLOSE);

        seen(job, JobState.UPLOAD_COMPLETE);
        assertThat(dueFor(delivery)).containsExactly(Step.TRACK);

        seen(job, JobState.JOB_COMPLETE);
        assertThat(dueFor(delivery)).containsExactly(Step.SETTLE);

        end(delivery);
        assertThat(dueFor(delivery)).containsExactly(Step.REST);

        ledger.exports().closed("a", ExportState.ARCHIVED, folder);
        assertThat(dueFor(delivery)).containsExactly(Step.NOTIFY);

        ledger.deadLetters().told(delivery);
        assertThat(dueFor(delivery)).isEmpty();
    }

    @Test
    void waits_for_the_recipe_after_a_restart() {
        Delivery delivery = registered("a", "customers");
        recipes.forget(delivery);
        assertThat(agenda.due(Step.STAGE)).isEmpty();
        staged(delivery);
        assertThat(agenda.due(Step.COMMIT)).isEmpty();
        ledger.deliveries().committed(delivery);
        assertThat(agenda.due(Step.SETTLE)).isEmpty();

        recipes.put(delivery, Records.of(folder));

        assertThat(keys(Step.SETTLE)).containsExactly("a.1");
    }

    @Test
    void tracks_and_closes_jobs_without_the_recipe() {
        Delivery delivery = registered("a", "customers");
        staged(delivery);
        Job job = uploaded(delivery);
        ledger.deliveries().committed(delivery);
        recipes.forget(delivery);

        assertThat(keys(Step.CLOSE)).containsExactly(job.id());
    }

    @Nested
    @DisplayName("lets a delivery commit")
    class Commit {

        @Test
        void when_the_feeds_before_it_have_nothing_unsettled() {
            Delivery customers = registered("a", "customers");
            Delivery orders = registered("b", "orders", "customers", "products");
            staged(orders);
            assertThat(keys(Step.COMMIT)).isEmpty();

            end(customers);
            assertThat(keys(Step.COMMIT)).as("its file is not yet at rest").isEmpty();

            ledger.exports().closed("a", ExportState.ARCHIVED, folder);
            assertThat(keys(Step.COMMIT)).containsExactly("b.1");
        }

        @Test
        void when_earlier_exports_of_its_feed_are_closed() {
            Delivery first = registered("a", "customers");
            Delivery second = registered("b", "customers");
            staged(second);
            assertThat(keys(Step.COMMIT)).isEmpty();

            end(first);
            ledger.exports().closed("a", ExportState.DEAD, folder);

            assertThat(keys(Step.COMMIT)).containsExactly("b.1");
        }

        @Test
        void whatever_other_feeds_do() {
            registered("a", "products");
            Delivery delivery = registered("b", "customers");
            staged(delivery);

            assertThat(keys(Step.COMMIT)).containsExactly("b.1");
        }
    }

    @Nested
    @DisplayName("in an ordered feed")
    class Ordered {

        private Delivery dead;

        @BeforeEach
        void endAsDeadLetter() {
            dead = registered("a", "customers", true);
            ledger.deliveries().ended(dead, DeliveryState.DEAD, Counts.NONE, Optional.empty());
            ledger.exports().closed("a", ExportState.DEAD, folder);
            staged(registered("b", "customers", true));
        }

        @Test
        void lets_nothing_commit_behind_a_dead_letter() {
            assertThat(keys(Step.COMMIT)).isEmpty();
            assertThat(CommitOrder.waitsFor(ledger, ledger.exports().get("b")))
                    .hasValueSatisfying(
                            text ->
                                    assertThat(text)
                                            .contains("x.csv (a)", "replay or abandon that one"));
        }

        @Test
        void lets_nothing_commit_behind_an_export_that_never_became_a_delivery() {
            registered("c", "orders", true);
            end(ledger.deliveries().get("c.1"));
            ledger.exports().refused("c", new Reason("export", "WRONG_DELIMITER", "no"));
            ledger.exports().closed("c", ExportState.DEAD, folder);
            staged(registered("d", "orders", true));

            assertThat(keys(Step.COMMIT)).isEmpty();
        }

        @Test
        void goes_on_when_the_dead_letter_was_abandoned() {
            Export export = ledger.exports().get(dead.exportId());
            ledger.deadLetters()
                    .abandoned(
                            export,
                            List.of(dead),
                            ledger.requests()
                                    .ask(
                                            Request.Kind.ABANDON,
                                            dead.id(),
                                            Optional.of("not needed"),
                                            Optional.empty()),
                            "done");
            ledger.exports().closed(export.id(), ExportState.ARCHIVED, folder);

            assertThat(keys(Step.COMMIT)).containsExactly("b.1");
            assertThat(CommitOrder.waitsFor(ledger, ledger.exports().get("b"))).isEmpty();
        }

        @Test
        void lets_corrected_records_pass() {
            Path file = folder.resolve("c").resolve("x.csv");
            ledger.exports()
                    .claiming(
                            "c",
                            "customers",
                            file,
                            file,
                            1,
                            ExportTerms.ofCorrected(List.of(), dead.id()));
            clock.advance(Duration.ofMillis(1));
            ledger.exports().claimed("c", 1, "sha");
            ledger.exports().sealed("c");
            Delivery corrected = register("c", file);
            staged(corrected);

            assertThat(keys(Step.COMMIT)).containsExactly("c.1");
        }

        @Test
        void lets_other_feeds_pass() {
            staged(registered("c", "orders", true));

            assertThat(keys(Step.COMMIT)).containsExactly("c.1");
        }

        @Test
        void knows_when_all_that_is_open_waits() {
            CommitOrder order = new CommitOrder(ledger, PickUps.onSchedule());
            assertThat(order.allWait()).isTrue();
            Delivery orders = registered("c", "orders", "customers");
            assertThat(order.allWait()).as("it is still to be staged").isFalse();

            staged(orders);
            assertThat(order.allWait()).as("it comes after what waits").isTrue();

            staged(registered("d", "products"));
            assertThat(order.allWait()).as("it may commit").isFalse();
        }
    }

    @Nested
    @DisplayName("behind a closed gate")
    class ClosedGate {

        @ParameterizedTest
        @EnumSource(names = {"STAGE", "CLOSE", "TRACK", "SETTLE"})
        void has_nothing_that_talks_to_salesforce(Step step) {
            Delivery delivery = registered("a", "customers");
            if (step != Step.STAGE) {
                staged(delivery);
                Job job = uploaded(delivery);
                ledger.deliveries().committed(delivery);
                if (step != Step.CLOSE) {
                    seen(
                            job,
                            step == Step.TRACK ? JobState.UPLOAD_COMPLETE : JobState.JOB_COMPLETE);
                }
            }
            assertThat(agenda.due(step)).isNotEmpty();

            gate.limited(new Limit("429", Optional.of(clock.instant().plusSeconds(60))));

            assertThat(agenda.due(step)).isEmpty();
            clock.advance(Duration.ofSeconds(60));
            assertThat(agenda.due(step)).isNotEmpty();
        }

        @Test
        void still_has_what_needs_only_the_ledger() {
            Delivery delivery = registered("a", "customers");
            gate.limited(new Limit("429", Optional.of(clock.instant().plusSeconds(60))));

            staged(delivery);
            assertThat(agenda.due(Step.COMMIT)).isNotEmpty();
            end(delivery);
            assertThat(agenda.due(Step.REST)).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("when only the reserve for others is left")
    class Reserve {

        @BeforeEach
        void keepReserve() {
            gate =
                    new Gate(
                            "salesforce",
                            ledger.gates(),
                            new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 10),
                            () -> 0L,
                            clock);
            agenda =
                    new Agenda(
                            ledger,
                            recipes,
                            PickUps.onSchedule(),
                            DataCloudParts.gates(ledger, gate, clock),
                            holds,
                            new OrphanWatch(ledger, holds, false, Duration.ofMinutes(5), clock),
                            new Deadline(ledger, Duration.ofHours(24), clock),
                            DataCloudParts.of(ledger, recipes, clock));
            gate.usage(95, 100);
        }

        @Test
        void begins_nothing() {
            Delivery first = registered("a", "customers");
            assertThat(agenda.due(Step.STAGE)).isEmpty();
            staged(first);

            assertThat(agenda.due(Step.COMMIT)).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(names = {"CLOSE", "TRACK", "SETTLE"})
        void brings_what_is_committed_to_its_end(Step step) {
            Delivery delivery = registered("a", "customers");
            staged(delivery);
            Job job = uploaded(delivery);
            ledger.deliveries().committed(delivery);
            if (step != Step.CLOSE) {
                seen(job, step == Step.TRACK ? JobState.UPLOAD_COMPLETE : JobState.JOB_COMPLETE);
            }

            assertThat(agenda.due(step)).isNotEmpty();
        }

        @Test
        void asks_for_the_limits_once_the_pause_is_over_if_something_is_to_begin() {
            clock.advance(Duration.ofSeconds(6));
            assertThat(agenda.due(Step.LIMITS)).as("nothing to do").isEmpty();

            Delivery delivery = registered("a", "customers");
            assertThat(agenda.due(Step.STAGE)).isEmpty();
            assertThat(agenda.due(Step.LIMITS)).hasSize(1);
            staged(delivery);
            assertThat(agenda.due(Step.COMMIT)).isEmpty();
            assertThat(agenda.due(Step.LIMITS)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STAGE", "COMMIT", "TRACK"})
    void does_not_believe_in_a_step_that_is_due_later_than_any_pause(Step step) {
        Delivery delivery = registered("a", "customers");
        if (step != Step.STAGE) {
            staged(delivery);
        }
        Job job = uploaded(delivery);
        if (step == Step.TRACK) {
            ledger.deliveries().committed(delivery);
            seen(job, JobState.UPLOAD_COMPLETE);
        }
        for (Duration ahead : List.of(Duration.ofHours(23), Duration.ofDays(365))) {
            var notBefore = clock.instant().plus(ahead);
            ledger.deliveries()
                    .postponed(delivery, 1, notBefore, new Reason("transient", "X", "later"));
            ledger.jobs().postponed(job, 1, notBefore, "transient");

            assertThat(agenda.due(step).isEmpty())
                    .as("%s ahead", ahead)
                    .isEqualTo(ahead.toHours() == 23);
        }
    }

    @Test
    void does_not_give_a_delivery_up_while_another_step_works_on_its_export() {
        Work stage = new Work.OnDelivery(registered("a", "customers"));
        clock.advance(Duration.ofHours(24));
        Work expire = agenda.due(Step.EXPIRE).get(0);

        assertThat(agenda.take(Step.STAGE, stage)).isTrue();
        assertThat(agenda.take(Step.EXPIRE, expire)).isFalse();
        agenda.leave(Step.STAGE, stage);
        assertThat(agenda.take(Step.EXPIRE, expire)).isTrue();
        assertThat(agenda.take(Step.STAGE, stage)).isFalse();
        agenda.leave(Step.EXPIRE, expire);

        assertThat(agenda.take(Step.STAGE, stage)).isTrue();
    }

    @Test
    void does_not_begin_with_a_delivery_that_was_given_up_meanwhile() {
        Delivery delivery = registered("a", "customers");
        Work stage = agenda.due(Step.STAGE).get(0);
        ledger.deliveries().ended(delivery, DeliveryState.DEAD, Counts.NONE, Optional.empty());

        assertThat(agenda.take(Step.STAGE, stage)).isFalse();
        assertThat(agenda.take(Step.REST, new Work.OnExport(ledger.exports().get("a")))).isTrue();
    }

    @Test
    void holds_back_an_export_that_could_not_come_to_rest() {
        end(registered("a", "customers"));
        holds.hold("a", 1, clock.instant().plusSeconds(5));

        assertThat(agenda.due(Step.REST)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(agenda.due(Step.REST)).isNotEmpty();
    }

    @Test
    void is_brought_to_its_routes_with_no_piece_in_hand_twice() throws Exception {
        registered("a", "customers");
        registered("b", "customers");
        List<String> begun = new CopyOnWriteArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("due", new DueComponent(agenda));
            context.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("due:stage?concurrentConsumers=2&delay=10")
                                    .process(
                                            exchange -> {
                                                Work work =
                                                        exchange.getVariable(
                                                                DueConsumer.WORK, Work.class);
                                                assertThat(exchange.getMessage().getBody())
                                                        .isSameAs(work);
                                                begun.add(work.key());
                                                goOn.await();
                                                staged(ledger.deliveries().get(work.key()));
                                            });
                        }
                    });
            context.start();
            await().until(() -> begun.size() >= 2);
            registered("c", "customers");
            goOn.countDown();
            await().until(() -> begun.contains("c.1"));
            await().until(() -> ledger.deliveries().dueToStage().isEmpty());
        }

        assertThat(begun).containsExactlyInAnyOrder("a.1", "b.1", "c.1");
    }

    @Test
    void is_looked_into_at_once_when_a_step_has_ended() throws Exception {
        registered("a", "customers");
        CountDownLatch committed = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            start(
                    context,
                    routes -> {
                        routes.from("due:commit?delay=600000").process(e -> committed.countDown());
                        routes.from("due:stage?delay=600000")
                                .process(e -> staged(ledger.deliveries().get("a.1")));
                    });

            assertThat(committed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void is_looked_into_at_once_when_an_export_is_sealed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            start(
                    context,
                    routes ->
                            routes.from("due:stage?delay=600000").process(e -> begun.countDown()));
            registered("a", "customers");

            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void does_not_bring_again_at_once_what_is_due_although_it_was_just_done() throws Exception {
        registered("a", "customers");
        List<String> begun = new CopyOnWriteArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            start(
                    context,
                    routes ->
                            routes.from("due:stage?delay=600000")
                                    .process(
                                            exchange ->
                                                    begun.add(
                                                            exchange.getVariable(
                                                                            DueConsumer.WORK,
                                                                            Work.class)
                                                                    .key())));
            await().until(() -> begun.contains("a.1"));
            registered("b", "customers");
            await().until(() -> begun.contains("b.1"));
        }
        assertThat(begun).containsExactly("a.1", "b.1");
    }

    private void start(CamelContext context, LambdaRouteBuilder routes) throws Exception {
        context.addComponent("due", new DueComponent(agenda));
        RouteBuilder.addRoutes(context, routes);
        context.start();
    }

    private List<Step> dueFor(Delivery delivery) {
        return List.of(Step.values()).stream()
                .filter(
                        step ->
                                agenda.due(step).stream()
                                        .anyMatch(
                                                work ->
                                                        work.exportId()
                                                                .equals(delivery.exportId())))
                .toList();
    }

    private List<String> keys(Step step) {
        return agenda.due(step).stream().map(Work::key).toList();
    }

    private Delivery registered(String id, String feed, String... after) {
        return registered(id, feed, false, after);
    }

    private Delivery registered(String id, String feed, boolean ordered, String... after) {
        clock.advance(Duration.ofMillis(1));
        Path file = folder.resolve(id).resolve("x.csv");
        ExportTerms terms = ExportTerms.of(List.of(after), Duplicates.SKIP, ordered);
        ledger.exports().claiming(id, feed, file, file, 1, terms);
        ledger.exports().claimed(id, 1, "sha");
        Delivery delivery = register(id, file);
        ledger.exports().sealed(id);
        return delivery;
    }

    private Delivery register(String id, Path file) {
        Export export = ledger.exports().get(id);
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                export,
                                1,
                                Target.crm("Account", "insert", Optional.empty()),
                                Map.of(),
                                "fp");
        recipes.put(delivery, Records.of(file));
        return delivery;
    }

    private void staged(Delivery delivery) {
        ledger.deliveries().staged(delivery, new Counts(1, 0, 0, 0, 0), "COMMA", "LF");
    }

    private Job uploaded(Delivery delivery) {
        Job intent = ledger.jobs().intended(delivery.id(), 1);
        return ledger.jobs().uploaded(ledger.jobs().created(intent, "750000000000001AAA"));
    }

    private void seen(Job job, JobState state) {
        ledger.jobs()
                .seen(
                        job,
                        state,
                        Optional.of(1L),
                        Optional.of(0L),
                        Optional.empty(),
                        clock.instant());
    }

    private void end(Delivery delivery) {
        ledger.deliveries().ended(delivery, DeliveryState.SETTLED, Counts.NONE, Optional.empty());
    }
}
