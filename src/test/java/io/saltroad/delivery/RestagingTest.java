package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.HTTP;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.export.ExportException;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Target;
import java.io.File;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Staging again a delivery that is committed")
class RestagingTest {

    @TempDir Path folder;

    private final List<String> uploaded = new ArrayList<>();
    private RoutesUnderTest routes;
    private Delivery delivery;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
        delivery = routes.registered("1,Adam", "2,Eva", "3,Kain");
        routes.send("stage", delivery);
        routes.ledger.deliveries().committed(routes.now(delivery));
        routes.calls.clear();
        routes.answer(
                HTTP,
                exchange ->
                        uploaded.add(
                                Files.readString(
                                        exchange.getMessage().getBody(File.class).toPath())));
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void uploads_the_chunk_without_a_job_that_counts_into_a_new_job() throws Exception {
        abandon(2);

        restage();

        assertThat(uploaded).containsExactly("ERP__c,Name\n2,Eva\n");
        assertThat(routes.calls).containsExactly("salesforce:bulk2CreateJob", HTTP);
        assertThat(jobs(2)).hasSize(2).last().satisfies(this::counts);
    }

    @Test
    void cuts_by_the_chunk_size_that_the_delivery_was_registered_with() throws Exception {
        Map<String, String> same = routes.now(delivery).parameters();
        Delivery large = routes.registered("4,Abel", "5,Set");
        routes.ledger
                .deliveries()
                .reregister(
                        large,
                        Target.crm("Account", "upsert", Optional.of("ERP__c")),
                        same,
                        Fingerprint.of(
                                same, new ChunkSize(1000), "1.0", routes.recipes.get(large)));
        String both = "ERP__c,Name\n4,Abel\n5,Set\n";
        routes.ledger
                .deliveries()
                .cut(new Chunk(large.id(), 1, 0, 2, 2, both.length(), DigestUtils.sha256Hex(both)));
        routes.ledger.deliveries().staged(large, new Counts(2, 0, 0, 0, 0), "COMMA", "LF");
        routes.ledger.deliveries().committed(large);

        routes.staging().restage(new Work.OnDelivery(routes.now(large)));

        assertThat(uploaded).containsExactly(both);
    }

    @Test
    void leaves_the_jobs_that_count_and_the_delivery_as_they_are() throws Exception {
        routes.ended(jobs(1).get(0), JobState.FAILED, 0, 0);
        abandon(2);
        Delivery before = routes.now(delivery);
        List<Job> others = List.of(jobs(1).get(0), jobs(3).get(0));

        restage();

        assertThat(List.of(jobs(1).get(0), jobs(3).get(0))).isEqualTo(others);
        assertThat(jobs(1)).hasSize(1);
        assertThat(jobs(3)).hasSize(1);
        Delivery after = routes.now(delivery);
        assertThat(after.state()).isEqualTo(DeliveryState.COMMITTED);
        assertThat(after.counts()).isEqualTo(before.counts());
        assertThat(routes.ledger.deliveries().chunks(delivery.id())).hasSize(3);
    }

    @Test
    void does_nothing_if_every_chunk_has_a_job_that_counts() throws Exception {
        restage();

        assertThat(routes.calls).isEmpty();
    }

    @Test
    void does_nothing_to_a_delivery_that_is_not_committed() throws Exception {
        Delivery other = routes.registered("1,Adam");

        routes.staging().restage(new Work.OnDelivery(other));

        assertThat(routes.calls).isEmpty();
    }

    @Test
    void can_be_done_again_after_a_failed_upload_which_takes_another_job() throws Exception {
        abandon(1);
        abandon(2);
        routes.answer(HTTP, failing(new SocketException("Connection reset")));
        assertThatThrownBy(this::restage).isInstanceOf(SocketException.class);
        assertThat(jobs(1)).noneSatisfy(this::counts);
        routes.answer(HTTP, exchange -> {});
        routes.calls.clear();

        restage();

        assertThat(routes.calls).filteredOn(ABORT::equals).isNotEmpty();
        assertThat(jobs(1)).filteredOn(job -> job.uploadedAt().isPresent()).hasSize(1);
        assertThat(jobs(2)).filteredOn(job -> job.uploadedAt().isPresent()).hasSize(1);
    }

    @Test
    void sends_nothing_of_a_chunk_that_is_not_what_it_was() throws Exception {
        abandon(2);
        Files.writeString(export(), "ERP__c,Name\n1,Adam\n2,Eve\n3,Kain\n");

        assertThatThrownBy(this::restage)
                .isInstanceOfSatisfying(
                        ExportException.class,
                        refused -> {
                            assertThat(refused.code())
                                    .isEqualTo(ExportException.Code.EXPORT_CHANGED);
                            assertThat(refused)
                                    .hasMessageStartingWith(
                                            "CUST.csv, line 3 (byte 19): chunk 2, which");
                        });
        assertThat(uploaded).isEmpty();
        assertThat(routes.calls).isEmpty();
    }

    @Test
    void complains_of_a_chunk_that_the_export_does_not_have_any_more() throws Exception {
        abandon(3);
        Files.writeString(export(), "ERP__c,Name\n1,Adam\n2,Eva\n");

        assertThatThrownBy(this::restage)
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("chunk 3, which");
    }

    @Test
    void leaves_no_chunk_on_the_disk() throws Exception {
        abandon(2);

        restage();

        try (var files = Files.walk(export().getParent())) {
            assertThat(files.filter(file -> file.toString().contains("chunk-"))).isEmpty();
        }
    }

    private void restage() throws Exception {
        routes.staging().restage(new Work.OnDelivery(routes.now(delivery)));
    }

    private void counts(Job job) {
        assertThat(job.state()).isEqualTo(JobState.OPEN);
        assertThat(job.uploadedAt()).isPresent();
    }

    private void abandon(int chunk) {
        routes.ledger.jobs().abandoned(jobs(chunk).get(0));
    }

    private List<Job> jobs(int chunk) {
        return routes.jobs(delivery).stream().filter(job -> job.chunkNumber() == chunk).toList();
    }

    private Path export() {
        return routes.ledger.exports().get(delivery.exportId()).workPath();
    }
}
