package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.TestHouse.Rested;
import io.saltroad.export.Sha256;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the matrix of faults cannot show: what people and others do, and deliveries together. */
@DisplayName("A delivery to Data Cloud in trouble")
class DataCloudTroubleTest {

    private static final String FIELDS = "order_no: { type: string }\nship_name: { type: string }";

    private Sandbox org;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeEach
    void openOrg() {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
        house =
                new TestHouse(folder, org)
                        .patient(Duration.ofMinutes(2))
                        .set("saltroad.data-cloud.chunk-size", "1kB")
                        .set("saltroad.data-cloud.poll-max-delay", "200ms");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        org.close();
    }

    private static TestFeed feed(String name, String object, String kamelet, String more) {
        return TestFeed.named(name)
                .checkedBy(object, FIELDS.replace("order_no", key(object)))
                .into(
                        kamelet,
                        "connector: erp, object: %s, operation: upsert, key: %s%s"
                                .formatted(object, key(object), more));
    }

    private static String key(String object) {
        return object.equals("orders") ? "order_no" : "customer_no";
    }

    private static TestFeed bulk(String more) {
        return feed("orders", "orders", "data-cloud-bulk-sink", more);
    }

    private static TestFeed stream(String more) {
        return feed("orders", "orders", "data-cloud-streaming-sink", more);
    }

    private static String export(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> "%05d,%s".formatted(n, "a long name ".repeat(4)))
                .collect(Collectors.joining("\n", "order_no,ship_name\n", "\n"));
    }

    private void allArrive(int records) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(house.tenantRows("erp", "orders")).hasSize(records));
    }

    private Delivery delivery() {
        return house.ledger().deliveries().open().get(0);
    }

    private boolean isCommitted() {
        return house.ledger().deliveries().open().stream()
                .anyMatch(delivery -> delivery.state() == DeliveryState.COMMITTED);
    }

    private static String refusing(String method, String path, int status) {
        return "{\"kind\":\"error\",\"status\":%d,\"method\":\"%s\",\"path\":\"%s\",\"times\":999}"
                .formatted(status, method, path);
    }

    private Rested replayed(Rested dead) throws IOException {
        house.ledger()
                .requests()
                .ask(Request.Kind.REPLAY, dead.delivery().id(), Optional.empty(), Optional.empty());
        return house.restedAgain(dead);
    }

    @Test
    void is_not_blamed_for_an_exchange_that_is_refused() throws Exception {
        house.add(bulk("")).open();
        house.fault(refusing("POST", "/a360/token$", 400));

        house.drop("orders", "o.csv", export(1, 10));
        await().atMost(Duration.ofSeconds(30)).until(() -> isCommitted());

        assertThatThrownBy(() -> house.settled()).isInstanceOf(StandstillException.class);
        assertThat(delivery().state()).isEqualTo(DeliveryState.COMMITTED);
    }

    @Test
    void loads_its_chunks_into_another_job_if_somebody_deletes_the_first_one() throws Exception {
        interruptedInTheMiddle();
        new SomebodyElse(org.uri()).abortsLoads();
        new SomebodyElse(org.uri()).deletesLoads();

        Rested rested = house.rested("orders", "o.csv");

        assertThat(rested.counts().delivered()).isEqualTo(50);
    }

    @Test
    void loads_its_chunks_into_another_job_if_somebody_aborts_the_first_one() throws Exception {
        interruptedInTheMiddle();
        new SomebodyElse(org.uri()).abortsLoads();

        Rested rested = house.rested("orders", "o.csv");

        assertThat(rested.counts().delivered()).isEqualTo(50);
        assertThat(states()).containsExactlyInAnyOrder("Aborted", "JobComplete");
    }

    @Test
    void loads_the_other_chunks_into_another_job_if_somebody_closes_the_first_one()
            throws Exception {
        interruptedInTheMiddle();
        new SomebodyElse(org.uri()).closesLoads();

        Rested rested = house.rested("orders", "o.csv");

        assertThat(rested.counts().delivered()).isEqualTo(50);
        assertThat(states()).containsExactly("JobComplete", "JobComplete");
    }

    /** After its first chunk there is time to do something. */
    private void interruptedInTheMiddle() throws Exception {
        house.add(bulk(", confirm: keys")).open();
        house.fault(
                """
                {"kind":"unavailable","method":"PUT","path":"/batches$","skip":1,
                 "retryAfter":3}""");
        house.drop("orders", "o.csv", export(1, 50));
        await().atMost(Duration.ofSeconds(30)).until(() -> uploads() == 2);
    }

    private long uploads() throws Exception {
        return house.asked("PUT", "/batches");
    }

    private List<String> states() throws Exception {
        List<String> states = new ArrayList<>();
        for (JsonNode job : house.tenantJobs()) {
            states.add(job.path("state").asText());
        }
        return states;
    }

    @Test
    void goes_on_in_the_same_job_after_an_upload_that_was_not_answered() throws Exception {
        house.add(bulk("")).open();
        house.fault(
                """
                {"kind":"reset","when":"after","method":"PUT","path":"/batches$","skip":1}""");

        house.deliver("orders", "o.csv", export(1, 50));

        allArrive(50);
        assertThat(house.tenantJobs()).hasSize(1);
    }

    @Test
    void waits_for_a_person_if_an_open_job_may_be_its_own_and_goes_on_when_it_is_aborted()
            throws Exception {
        house.add(bulk("")).open();
        house.fault(
                """
                {"kind":"reset","when":"after","method":"POST","path":"/ingest/jobs/?$"}""");
        house.drop("orders", "o.csv", export(1, 10));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(house.ledger().deliveries().open())
                                        .flatExtracting(one -> one.reason().stream().toList())
                                        .extracting(Reason::code)
                                        .containsExactly("OBJECT_BUSY"));
        assertThat(delivery().reason().orElseThrow().message())
                .contains(house.tenantJobs().get(0).path("id").asText());

        new SomebodyElse(org.uri()).abortsLoads();

        assertThat(house.rested("orders", "o.csv").state()).isEqualTo(DeliveryState.SETTLED);
        allArrive(10);
    }

    @Test
    void uses_a_job_of_its_own_that_was_made_so_late_that_nobody_looked_for_it_any_more()
            throws Exception {
        house.set("saltroad.data-cloud.exclusive-connector", "true")
                .set("saltroad.salesforce.response-timeout", "1500ms")
                .add(bulk(""))
                .open();
        house.fault(
                """
                {"kind":"stall","milliseconds":4000,"method":"POST","path":"/ingest/jobs$"}""");
        house.deliver("orders", "a.csv", export(1, 10));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(states())
                                        .containsExactlyInAnyOrder("Open", "JobComplete"));

        house.deliver("orders", "b.csv", export(11, 20));

        allArrive(20);
        assertThat(states()).containsExactly("JobComplete", "JobComplete");
    }

    @Test
    void uses_up_no_slot_while_somebody_else_has_a_job_of_its_object() throws Exception {
        house.set("saltroad.data-cloud.jobs-per-hour", "2")
                .add(bulk(""))
                .add(feed("customers", "customers", "data-cloud-bulk-sink", ""))
                .open();
        house.fault(
                """
                {"kind":"error","status":409,"method":"POST","path":"/ingest/jobs/?$","times":3}""");

        Rested rested = house.deliver("orders", "o.csv", export(1, 10));
        Rested other =
                house.deliver(
                        "customers", "c.csv", export(1, 10).replace("order_no", "customer_no"));

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(other.delivery().reason()).isEmpty();
    }

    @Test
    void that_ends_as_a_dead_letter_leaves_the_others_in_its_job_alone() throws Exception {
        house.add(bulk(", confirm: keys")).open();
        house.fault(
                """
                {"kind":"error","status":400,"method":"PUT","path":"/batches$","skip":3,"times":2}""");

        house.drop("orders", "a.csv", export(1, 30));
        house.drop("orders", "b.csv", export(31, 90));
        Rested first = house.rested("orders", "a.csv");
        Rested second = house.rested("orders", "b.csv");

        List<Rested> dead = List.of(first, second).stream().filter(Rested::isDeadLetter).toList();
        assertThat(dead).hasSize(1);
        Rested well = first.isDeadLetter() ? second : first;
        assertThat(well.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(states()).doesNotContain("Open");
    }

    @Test
    void whose_export_was_changed_after_the_check_is_not_sent() throws Exception {
        house.add(bulk("")).open();
        house.fault(
                """
                {"kind":"unavailable","method":"POST","path":"/ingest/jobs$","retryAfter":3}""");
        house.drop("orders", "o.csv", export(1, 50));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> house.asked("POST", "/ingest/jobs") == 1);
        Path file = house.ledger().exports().open().get(0).workPath();
        Files.writeString(file, export(2, 51));

        Rested rested = house.rested("orders", "o.csv");

        assertThat(rested.delivery().reason().orElseThrow().code()).isEqualTo("EXPORT_CHANGED");
        assertThat(house.tenantRows("erp", "orders")).isEmpty();
    }

    @Test
    void whose_last_chunk_was_refused_can_be_abandoned_and_its_job_is_aborted() throws Exception {
        house.add(bulk("")).open();
        house.fault(
                """
                {"kind":"error","status":400,"method":"PUT","path":"/batches$","skip":1,"times":2}""");
        Rested dead = house.deliver("orders", "o.csv", export(1, 50));

        house.ledger()
                .requests()
                .ask(
                        Request.Kind.ABANDON,
                        dead.delivery().id(),
                        Optional.of("nobody wants it"),
                        Optional.empty());

        assertThat(house.restedAgain(dead).state()).isEqualTo(DeliveryState.ABANDONED);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(states()).containsExactly("Aborted"));
        assertThat(house.tenantRows("erp", "orders")).isEmpty();
    }

    @Test
    void leaves_no_open_job_behind_when_a_run_ends_after_it() throws Exception {
        house.add(bulk("")).open();
        house.fault(
                """
                {"kind":"error","status":400,"method":"PUT","path":"/batches$","skip":1,"times":2}""");
        // The abort takes two attempts.
        house.fault(
                """
                {"kind":"unavailable","method":"PATCH","path":"/ingest/jobs/"}""");
        house.deliver("orders", "o.csv", export(1, 50));

        house.settled();

        assertThat(states()).containsExactly("Aborted");
    }

    @Test
    void whose_jobs_have_failed_is_loaded_again_when_it_is_replayed() throws Exception {
        house.add(bulk(", confirm: keys, retries: 0")).open();
        house.fault(
                """
                {"kind":"stop-job"}""");
        Rested dead = house.deliver("orders", "o.csv", export(1, 50));
        assertThat(dead.delivery().reason().orElseThrow().code()).isEqualTo("INGESTION_JOB_FAILED");

        Rested rested = replayed(dead);

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts().delivered()).isEqualTo(50);
    }

    @Test
    void whose_job_was_aborted_with_it_is_loaded_again_when_it_is_replayed() throws Exception {
        house.add(bulk(", confirm: keys")).open();
        house.fault(
                """
                {"kind":"error","status":400,"method":"PUT","path":"/batches$","skip":1,"times":2}""");
        Rested dead = house.deliver("orders", "o.csv", export(1, 50));
        assertThat(dead.counts().accepted()).isZero();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(states()).containsExactly("Aborted"));

        Rested rested = replayed(dead);

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts().delivered()).isEqualTo(50);
    }

    @Test
    void goes_on_after_what_was_acknowledged_when_it_is_replayed() throws Exception {
        house.set("saltroad.data-cloud.micro-batch-records", "10")
                .set("saltroad.data-cloud.parallel-requests", "1")
                .add(stream(", confirm: keys"))
                .open();
        house.fault(
                """
                {"kind":"error","status":400,"method":"POST","path":"/sources/erp/orders$",
                 "skip":2,"times":2}""");
        Rested dead = house.deliver("orders", "o.csv", export(1, 50));
        assertThat(dead.isDeadLetter()).isTrue();
        assertThat(dead.counts().accepted()).isEqualTo(20);

        Rested rested = replayed(dead);

        assertThat(rested.counts().delivered()).isEqualTo(50);
        assertThat(house.asked("POST", "/sources/erp/orders")).isEqualTo(7);
    }

    @Test
    void is_delivered_when_what_was_missing_has_come_and_it_is_replayed() throws Exception {
        house.set("saltroad.data-cloud.confirm-deadline", "1s")
                .add(stream(", confirm: keys"))
                .open();
        house.fault(
                """
                {"kind":"slow-stream","milliseconds":8000}""");
        Rested disputed = house.deliver("orders", "o.csv", export(1, 50));
        assertThat(disputed.state()).isEqualTo(DeliveryState.DISPUTED);
        allArrive(50);

        Rested rested = replayed(disputed);

        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.files()).doesNotContain("o.csv.unconfirmed.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-cloud-bulk-sink", "data-cloud-streaming-sink"})
    void whose_records_were_lost_is_whole_when_they_are_sent_once_more(String kamelet)
            throws Exception {
        house.set("saltroad.data-cloud.confirm-deadline", "1s")
                .add(feed("orders", "orders", kamelet, ", confirm: keys"))
                .open();
        house.fault(
                """
                {"kind":"lose-rows","keys":["00007","00031"]}""");
        Rested disputed = house.deliver("orders", "o.csv", export(1, 50));
        assertThat(disputed.counts().unconfirmed()).isEqualTo(2);
        Path missing =
                Files.copy(
                        disputed.folder().resolve("o.csv.unconfirmed.csv"),
                        folder.resolve("missing.csv"));

        house.ledger()
                .requests()
                .ask(
                        Request.Kind.CORRECT,
                        disputed.delivery().id(),
                        Optional.of(missing.toString()),
                        Optional.of(Sha256.of(missing)));

        Rested rested = house.rested("orders", "missing.csv");
        assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        assertThat(rested.counts().delivered()).isEqualTo(2);
        allArrive(50);
    }

    @Test
    void is_asked_for_again_when_queries_are_answered_again() throws Exception {
        house.add(stream(", confirm: keys")).open();
        house.fault(
                """
                {"kind":"unavailable","path":"/v2/query$","times":3}""");

        Rested rested = house.deliver("orders", "o.csv", export(1, 50));

        assertThat(rested.counts().delivered()).isEqualTo(50);
    }
}
