package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.HTTP;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.export.ExportException;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Staging an export in which a key occurs twice")
class DuplicateKeysRouteTest {

    @TempDir Path folder;

    private final List<String> uploaded = new ArrayList<>();
    private RoutesUnderTest routes;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
        uploadsWork();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void sends_the_last_record_and_aborts_only_the_job_of_the_earlier_one() throws Exception {
        // Each record makes a chunk.
        Delivery delivery = routes.registered("1,Adam", "2,Eva", "3,Kain", "1,Abel");

        routes.send("stage", delivery);

        Delivery staged = routes.now(delivery);
        assertThat(staged.state()).isEqualTo(DeliveryState.STAGED);
        assertThat(staged.counts()).isEqualTo(new Counts(4, 0, 0, 0, 0, 1));
        assertThat(routes.jobs(delivery))
                .extracting(job -> job.chunkNumber() + " " + job.state())
                .containsExactly("1 Aborted", "2 Open", "3 Open", "4 Open");
        assertThat(uploaded).as("nothing is sent again").hasSize(4);
        assertThat(routes.ledger.deliveries().chunks(delivery.id()))
                .extracting(Chunk::number)
                .containsExactly(2, 3, 4);
        assertThat(report(delivery, "superseded.csv"))
                .isEqualTo("saltroad__Line,saltroad__SupersededByLine,ERP__c,Name\n2,5,1,Adam\n");
    }

    @Test
    void uploads_a_chunk_again_that_loses_one_of_its_records() throws Exception {
        Delivery delivery = routes.registered("1,a", "2,b", "3,c", "4,d", "1,e", "5,f");

        routes.send("stage", delivery);

        // Three records a chunk.
        assertThat(uploaded)
                .containsExactly(
                        "ERP__c,Name\n1,a\n2,b\n3,c\n",
                        "ERP__c,Name\n4,d\n1,e\n5,f\n",
                        "ERP__c,Name\n2,b\n3,c\n");
        assertThat(routes.jobs(delivery))
                .extracting(job -> job.chunkNumber() + " " + job.state())
                .containsExactly("1 Aborted", "1 Open", "2 Open");
    }

    @Test
    void sends_the_first_record_if_the_sink_says_so() throws Exception {
        duplicateKeys("first");
        Delivery delivery = routes.registered("1,Adam", "2,Eva", "1,Abel", "1,Set");

        routes.send("stage", delivery);

        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(4, 0, 0, 0, 0, 2));
        assertThat(report(delivery, "superseded.csv"))
                .isEqualTo(
                        """
                        saltroad__Line,saltroad__SupersededByLine,ERP__c,Name
                        4,2,1,Abel
                        5,2,1,Set
                        """);
    }

    @Test
    void sends_none_of_them_if_the_sink_says_so_among_other_rejected_records() throws Exception {
        duplicateKeys("reject");
        Delivery delivery =
                routes.registered("1,Adam", "2,Eva", "8", "1,Abel", "9", "a,Set", "A,Seth");

        routes.send("stage", delivery);

        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(7, 0, 0, 6, 0));
        assertThat(
                        report(delivery, "rejected.csv")
                                .lines()
                                .map(line -> line.substring(0, line.indexOf(','))))
                .containsExactly("saltroad__Line", "2", "4", "5", "6", "7", "8");
        assertThat(report(delivery, "rejected.csv"))
                .contains(
                        "2,ERP__c,1,\"ERP__c: the same key stands on line 5, and duplicateKeys is"
                                + " reject\",1,Adam")
                .contains("8,ERP__c,A,\"ERP__c: the same key stands on line 7, and");
        assertThat(open(delivery)).extracting(Job::chunkNumber).containsExactly(2);
    }

    @Test
    void does_not_count_a_record_that_is_rejected_for_something_else() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva", "1,#N/A");

        routes.send("stage", delivery);

        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(3, 0, 0, 1, 0));
        assertThat(open(delivery)).hasSize(2);
    }

    @Test
    void asks_the_description_how_the_org_compares() throws Exception {
        routes.answer(
                "salesforce:getDescription",
                RoutesUnderTest.replying(
                        RoutesUnderTest.ACCOUNT.replace(
                                "{\"name\": \"ERP__c\"",
                                "{\"name\": \"ERP__c\", \"type\": \"string\", \"caseSensitive\": true")));
        Delivery delivery = routes.registered("a,Adam", "A,Eva");

        routes.send("stage", delivery);

        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(2, 0, 0, 0, 0));
    }

    @Test
    void leaves_no_list_and_no_report_if_no_key_occurs_twice() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva");

        routes.send("stage", delivery);

        try (var files = Files.list(export(delivery).workFolder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("CUST.csv", "delivery-1");
        }
    }

    @Test
    void tells_settling_which_lines_were_not_sent() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva", "1,Abel");
        routes.send("stage", delivery);

        try (NotSent notSent = NotSent.of(export(delivery), routes.now(delivery))) {
            assertThat(notSent.contains(2)).isTrue();
            assertThat(notSent.contains(3)).isFalse();
            assertThat(notSent.contains(4)).isFalse();
        }
    }

    @Test
    void does_not_take_records_for_sent_when_the_list_of_those_that_were_not_is_gone()
            throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva", "1,Abel");
        routes.send("stage", delivery);
        Path list = ReportNames.leftOut(export(delivery), delivery);
        Files.delete(list);

        assertThatThrownBy(() -> NotSent.of(export(delivery), routes.now(delivery)).close())
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("1 of its records were left out for their key")
                .hasMessageContaining("there is no " + list);
    }

    @Test
    void uploads_the_same_chunks_again_after_the_commit() throws Exception {
        Delivery delivery = routes.registered("1,a", "2,b", "3,c", "4,d", "1,e", "5,f");
        routes.send("stage", delivery);
        routes.ledger.deliveries().committed(routes.now(delivery));
        routes.ledger.jobs().abandoned(open(delivery).get(0));
        uploaded.clear();

        routes.staging().restage(new Work.OnDelivery(routes.now(delivery)));

        assertThat(uploaded).containsExactly("ERP__c,Name\n2,b\n3,c\n");
    }

    @Nested
    @DisplayName("and is interrupted")
    class Interrupted {

        @Test
        void in_the_second_pass_begins_with_it_again_and_redoes_no_chunk_twice() throws Exception {
            Delivery delivery =
                    routes.registered(
                            "1,a", "2,b", "3,c", "4,d", "1,e", "5,f", "4,g", "6,h", "7,i");
            failUpload(5);
            routes.send("stage", delivery);
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
            List<Job> redone = jobs(delivery, 1);
            assertThat(redone).as("one aborted, one redone").hasSize(2);
            uploadsWork();
            uploaded.clear();

            routes.send("stage", delivery);

            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
            assertThat(jobs(delivery, 1)).isEqualTo(redone);
            assertThat(uploaded).containsExactly("ERP__c,Name\n1,e\n5,f\n");
            assertThat(routes.now(delivery).counts().superseded()).isEqualTo(2);
        }

        @Test
        void forgets_the_list_if_the_feed_has_changed() throws Exception {
            Delivery delivery = routes.registered("1,Adam", "2,Eva", "1,Abel");
            routes.send("stage", delivery);
            duplicateKeys("reject");
            routes.reregister(delivery, routes.parameters);

            routes.send("stage", delivery);

            assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(3, 0, 0, 2, 0));
            assertThat(ReportNames.superseded(export(delivery), delivery)).doesNotExist();
        }
    }

    @Nested
    @DisplayName("or which changes meanwhile")
    class Changed {

        @Test
        void delivers_nothing_if_it_has_another_size() throws Exception {
            Delivery delivery = routes.registered("1,Adam", "2,Eva");
            Files.writeString(export(delivery).workPath(), "ERP__c,Name\n1,Adam\n");

            routes.send("stage", delivery);

            assertDead(delivery);
            assertThat(uploaded).isEmpty();
        }

        @Test
        void delivers_nothing_if_its_bytes_have_changed_under_the_reader() throws Exception {
            Delivery delivery = routes.registered("1,Adam", "2,Eva");
            Path file = export(delivery).workPath();
            routes.answer(
                    HTTP,
                    exchange -> {
                        Files.writeString(file, Files.readString(file).replace("Eva", "Eve"));
                        Files.setLastModifiedTime(
                                file, FileTime.from(Instant.now().plusSeconds(5)));
                    });

            routes.send("stage", delivery);

            assertDead(delivery);
            assertThat(routes.calls).filteredOn(ABORT::equals).hasSize(2);
        }

        private void assertDead(Delivery delivery) {
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
            assertThat(routes.now(delivery).reason())
                    .hasValueSatisfying(
                            reason -> assertThat(reason.code()).isEqualTo("EXPORT_CHANGED"));
            assertThat(routes.jobs(delivery)).extracting(Job::state).doesNotContain(JobState.OPEN);
        }
    }

    private void duplicateKeys(String rule) {
        routes.parameters =
                Map.of(
                        "object", "Account",
                        "operation", "upsert",
                        "externalIdField", "ERP__c",
                        "duplicateKeys", rule);
    }

    private void uploadsWork() {
        routes.answer(
                HTTP,
                exchange ->
                        uploaded.add(
                                Files.readString(
                                        exchange.getMessage().getBody(File.class).toPath())));
    }

    private void failUpload(int number) {
        routes.answer(
                HTTP,
                exchange -> {
                    if (routes.calls.stream().filter(HTTP::equals).count() == number) {
                        failing(new SocketException("Connection reset")).process(exchange);
                    }
                });
    }

    private List<Job> open(Delivery delivery) {
        return routes.jobs(delivery).stream().filter(job -> job.state() == JobState.OPEN).toList();
    }

    private List<Job> jobs(Delivery delivery, int chunk) {
        return routes.jobs(delivery).stream().filter(job -> job.chunkNumber() == chunk).toList();
    }

    private String report(Delivery delivery, String kind) throws IOException {
        return Files.readString(export(delivery).workFolder().resolve("CUST.csv." + kind))
                .replace("\r\n", "\n");
    }

    private Export export(Delivery delivery) {
        return routes.ledger.exports().get(delivery.exportId());
    }
}
