package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.HTTP;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static io.saltroad.delivery.RoutesUnderTest.replying;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Target;
import java.io.File;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ColumnDelimiterEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ContentTypeEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.LineEndingEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The stage routes")
class StageRouteTest {

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

    @Test
    void describe_the_object_and_then_upload_each_chunk_into_a_job_of_its_own() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva");

        Exchange exchange = routes.send("stage", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls)
                .containsExactly(
                        "salesforce:getDescription",
                        "salesforce:bulk2CreateJob",
                        HTTP,
                        "salesforce:bulk2CreateJob",
                        HTTP);
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
        assertThat(routes.now(delivery).counts()).isEqualTo(new Counts(2, 0, 0, 0, 0));
        assertThat(routes.jobs(delivery))
                .allSatisfy(
                        job -> {
                            assertThat(job.state()).isEqualTo(JobState.OPEN);
                            assertThat(job.uploadedAt()).isPresent();
                        })
                .extracting(Job::idAtSalesforce)
                .containsExactly("750000000000001AAA", "750000000000002AAA");
    }

    @Test
    void ask_for_the_job_that_the_sink_declares() throws Exception {
        routes.send("stage", routes.registered("1,Adam"));

        Message create = routes.asked.get(1);
        var job = create.getBody(org.apache.camel.component.salesforce.api.dto.bulkv2.Job.class);
        assertThat(job.getObject()).isEqualTo("Account");
        assertThat(job.getOperation()).isEqualTo(OperationEnum.UPSERT);
        assertThat(job.getExternalIdFieldName()).isEqualTo("ERP__c");
        assertThat(job.getColumnDelimiter()).isEqualTo(ColumnDelimiterEnum.COMMA);
        assertThat(job.getLineEnding()).isEqualTo(LineEndingEnum.LF);
        assertThat(job.getContentType()).isEqualTo(ContentTypeEnum.CSV);
    }

    @Test
    void upload_the_file_of_the_chunk_with_a_put_to_the_job() throws Exception {
        List<String> uploaded = new ArrayList<>();
        routes.answer(
                HTTP,
                exchange ->
                        uploaded.add(
                                Files.readString(
                                        exchange.getMessage().getBody(File.class).toPath())));

        routes.send("stage", routes.registered("1,Adam"));

        Message put = routes.asked.get(2);
        assertThat(put.getHeader(Exchange.HTTP_METHOD)).isEqualTo("PUT");
        assertThat(put.getHeader(Exchange.HTTP_URI, String.class))
                .endsWith("/services/data/v66.0/jobs/ingest/750000000000001AAA/batches");
        assertThat(put.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/csv; charset=UTF-8");
        assertThat(uploaded).containsExactly("ERP__c,Name\n1,Adam\n");
    }

    @Test
    void write_each_beat_into_the_ledger_before_the_next_begins() throws Exception {
        Delivery delivery = routes.registered("1,Adam");
        List<String> ledger = new ArrayList<>();
        routes.answer(
                "salesforce:bulk2CreateJob",
                exchange -> {
                    Job job = routes.jobs(delivery).get(0);
                    ledger.add("at create: " + job.state() + ", " + job.salesforceId());
                    routes.job("Open", null, null).process(exchange);
                });
        routes.answer(
                HTTP,
                exchange -> {
                    Job job = routes.jobs(delivery).get(0);
                    ledger.add("at upload: " + job.state() + ", " + job.idAtSalesforce());
                    ledger.add("uploaded: " + job.uploadedAt().isPresent());
                    ledger.add(
                            "chunks: " + routes.ledger.deliveries().chunks(delivery.id()).size());
                });

        routes.send("stage", delivery);

        assertThat(ledger)
                .containsExactly(
                        "at create: Intended, Optional.empty",
                        "at upload: Open, 750000000000001AAA",
                        "uploaded: false",
                        "chunks: 1");
    }

    @Test
    void leave_no_chunk_on_the_disk_that_was_uploaded() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva");

        routes.send("stage", delivery);

        Path work = routes.ledger.exports().get(delivery.exportId()).workFolder();
        try (var files = Files.walk(work)) {
            assertThat(files.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("CUST.csv");
        }
    }

    @Test
    void ask_for_the_description_of_an_object_once_in_ten_minutes() throws Exception {
        routes.send("stage", routes.registered("1,Adam"));
        routes.send("stage", routes.registered("2,Eva"));
        assertThat(routes.calls).containsOnlyOnce("salesforce:getDescription");

        routes.clock.advance(Duration.ofMinutes(11));
        routes.send("stage", routes.registered("3,Kain"));

        assertThat(routes.calls).filteredOn("salesforce:getDescription"::equals).hasSize(2);
        assertThat(routes.asked.get(0).getHeader("sObjectName")).isEqualTo("Account");
    }

    @Test
    void create_no_job_for_an_export_without_records() throws Exception {
        Delivery delivery = routes.registered();

        routes.send("stage", delivery);

        assertThat(routes.calls).containsExactly("salesforce:getDescription");
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
    }

    @Nested
    @DisplayName("when a column does not fit the object")
    class WrongColumn {

        @Test
        void make_a_dead_letter_before_any_job_is_created() throws Exception {
            routes.answer(
                    "salesforce:getDescription",
                    replying(
                            """
                            {"name": "Account", "fields": [{"name": "ERP__c", "createable": true,
                              "updateable": true, "externalId": true}]}
                            """));
            Delivery delivery = routes.registered("1,Adam");

            Exchange exchange = routes.send("stage", delivery);

            assertThat(exchange.getException()).as("handled").isNull();
            assertThat(routes.calls).containsExactly("salesforce:getDescription");
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
            assertThat(routes.now(delivery).reason())
                    .hasValueSatisfying(
                            reason -> {
                                assertThat(reason.code()).isEqualTo("FIELD_REFUSED");
                                assertThat(reason.message()).contains("Account has no field Name");
                            });
        }
    }

    @Nested
    @DisplayName("when the object is not described")
    class Undescribed {

        @ParameterizedTest
        @CsvSource({
            "400, API_ERROR",
            "403, INSUFFICIENT_ACCESS",
            "404, NOT_FOUND",
            "409, CONFLICT"
        })
        void go_on_without_the_check_if_that_is_refused(int status, String code) throws Exception {
            refuse(status, code);
            Delivery delivery = routes.registered("1,Adam");

            Exchange exchange = routes.send("stage", delivery);

            assertThat(exchange.getException()).isNull();
            assertThat(routes.calls)
                    .containsExactly(
                            "salesforce:getDescription", "salesforce:bulk2CreateJob", HTTP);
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
        }

        @Test
        void ask_again_after_ten_minutes_only() throws Exception {
            refuse(404, "NOT_FOUND");
            routes.send("stage", routes.registered("1,Adam"));
            routes.send("stage", routes.registered("2,Eva"));
            assertThat(routes.calls).containsOnlyOnce("salesforce:getDescription");

            routes.clock.advance(Duration.ofMinutes(11));
            routes.send("stage", routes.registered("3,Kain"));

            assertThat(routes.calls).filteredOn("salesforce:getDescription"::equals).hasSize(2);
        }

        @Test
        void still_need_the_column_of_the_key() throws Exception {
            refuse(404, "NOT_FOUND");
            Delivery delivery = routes.registered("1,Adam");
            routes.ledger
                    .deliveries()
                    .reregister(
                            delivery,
                            Target.crm("Account", "upsert", Optional.of("Nr__c")),
                            Map.of(
                                    "object", "Account",
                                    "operation", "upsert",
                                    "externalIdField", "Nr__c"),
                            "other");

            routes.send("stage", delivery);

            assertThat(routes.now(delivery).reason())
                    .hasValueSatisfying(
                            reason -> assertThat(reason.code()).isEqualTo("FIELD_REFUSED"));
        }

        @Test
        void compare_keys_without_case() throws Exception {
            refuse(403, "INSUFFICIENT_ACCESS");
            Delivery delivery = routes.registered("a,Adam", "A,Eva");

            routes.send("stage", delivery);

            assertThat(routes.now(delivery).counts().superseded()).isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({
            "503, SERVER_UNAVAILABLE",
            "403, REQUEST_LIMIT_EXCEEDED",
            "401, INVALID_SESSION_ID"
        })
        void wait_for_what_may_pass(int status, String code) throws Exception {
            refuse(status, code);
            Delivery delivery = routes.registered("1,Adam");

            routes.send("stage", delivery);

            assertThat(routes.calls).containsExactly("salesforce:getDescription");
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
            assertThat(routes.now(delivery).reason())
                    .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo(code));
        }

        private void refuse(int status, String code) {
            routes.answer(
                    "salesforce:getDescription",
                    failing(new SalesforceException(List.of(new RestError(code, "text")), status)));
        }
    }

    @Test
    void leave_no_job_open_of_a_delivery_that_another_sink_has_buried_meanwhile() throws Exception {
        Delivery delivery = routes.registered("1,Adam", "2,Eva");
        routes.answer(
                HTTP,
                exchange -> {
                    exchange.getMessage().setBody(null);
                    routes.ledger
                            .deliveries()
                            .ended(
                                    delivery,
                                    DeliveryState.DEAD,
                                    Counts.NONE,
                                    Optional.of(new Reason("export", "STEP_FAILED", "sink 2")));
                });

        Exchange exchange = routes.send("stage", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(routes.now(delivery).reason())
                .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo("STEP_FAILED"));
        assertThat(routes.jobs(delivery))
                .isNotEmpty()
                .extracting(Job::state)
                .containsOnly(JobState.ABORTED);
        assertThat(routes.calls).filteredOn(ABORT::equals).hasSameSizeAs(routes.jobs(delivery));
        assertThat(routes.ledger.deliveries().dueToCommit()).isEmpty();
    }

    @Nested
    @DisplayName("when an upload fails")
    class FailedUpload {

        private Delivery delivery;

        @BeforeEach
        void register() throws Exception {
            delivery = routes.registered("1,Adam", "2,Eva", "3,Kain");
        }

        @Test
        void postpone_the_whole_stage_once_although_the_step_failed_behind_direct() {
            failSecondUpload(new SocketTimeoutException("Read timed out"));

            Exchange exchange = routes.send("stage", delivery);

            assertThat(exchange.getException()).as("handled").isNull();
            Delivery later = routes.now(delivery);
            assertThat(later.state()).isEqualTo(DeliveryState.REGISTERED);
            assertThat(later.attempt()).isEqualTo(1);
            assertThat(later.notBefore()).isAfter(routes.clock.instant());
            assertThat(later.reason())
                    .hasValueSatisfying(
                            reason -> assertThat(reason.code()).isEqualTo("RESPONSE_TIMEOUT"));
            assertThat(eventsOf("postponed")).isEqualTo(1);
        }

        @Test
        void never_put_twice_into_the_same_job() {
            failSecondUpload(new SocketException("Connection reset"));
            routes.send("stage", delivery);
            uploadsWork();

            routes.send("stage", delivery);

            assertThat(puts()).doesNotHaveDuplicates();
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
        }

        @Test
        void abort_the_job_of_the_failed_upload_and_keep_those_that_are_acknowledged() {
            failSecondUpload(new SocketException("Connection reset"));
            routes.send("stage", delivery);
            uploadsWork();
            routes.calls.clear();

            routes.send("stage", delivery);

            assertThat(routes.calls.get(0)).isEqualTo(ABORT);
            List<Job> jobs = routes.jobs(delivery);
            assertThat(jobs)
                    .filteredOn(job -> job.state() == JobState.OPEN)
                    .extracting(Job::chunkNumber)
                    .containsExactly(1, 2, 3);
            assertThat(jobs)
                    .filteredOn(job -> job.state() == JobState.ABORTED)
                    .extracting(Job::idAtSalesforce)
                    .containsExactly("750000000000002AAA");
        }

        /** They are cut anew, and what is waited for may be room on the disk. */
        @Test
        void leave_no_chunks_behind_when_they_fail() {
            failSecondUpload(new SocketException("Connection reset"));

            routes.send("stage", delivery);

            assertThat(
                            ReportNames.scratchFolder(
                                    routes.ledger.exports().get(delivery.exportId()), delivery))
                    .doesNotExist();
        }

        @Test
        void go_on_although_the_abort_fails() {
            failSecondUpload(new SocketException("Connection reset"));
            routes.send("stage", delivery);
            uploadsWork();
            routes.answer(ABORT, failing(new SocketException("Connection reset")));

            routes.send("stage", delivery);

            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.STAGED);
        }

        @Test
        void replace_acknowledged_jobs_that_are_too_old_to_stay_open() {
            failSecondUpload(new SocketException("Connection reset"));
            routes.send("stage", delivery);
            uploadsWork();
            routes.clock.advance(Duration.ofHours(21));
            routes.calls.clear();

            routes.send("stage", delivery);

            assertThat(routes.calls).filteredOn(ABORT::equals).hasSize(2);
            assertThat(routes.calls).filteredOn(HTTP::equals).hasSize(3);
        }

        @Test
        void replace_acknowledged_jobs_if_the_feed_has_changed_although_their_bytes_have_not() {
            routes.send("stage", delivery);
            routes.ledger
                    .deliveries()
                    .reregister(
                            delivery,
                            Target.crm("Contact", "upsert", delivery.keyField()),
                            Map.of(
                                    "object", "Contact",
                                    "operation", "upsert",
                                    "externalIdField", "ERP__c"),
                            "another fingerprint");
            routes.calls.clear();
            routes.asked.clear();

            routes.send("stage", delivery);

            assertThat(routes.calls).filteredOn(ABORT::equals).hasSize(3);
            assertThat(routes.calls).filteredOn(HTTP::equals).hasSize(3);
            assertThat(routes.asked)
                    .map(Message::getBody)
                    .filteredOn(
                            org.apache.camel.component.salesforce.api.dto.bulkv2.Job.class
                                    ::isInstance)
                    .extracting("object")
                    .containsOnly("Contact");
        }

        @Test
        void make_a_dead_letter_if_salesforce_refuses_it_for_good_and_abort_every_open_job() {
            failSecondUpload(
                    new HttpOperationFailedException(
                            "http://org", 400, "Bad Request", null, null, "[]"));

            Exchange exchange = routes.send("stage", delivery);

            assertThat(exchange.getException()).as("handled").isNull();
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
            assertThat(routes.jobs(delivery)).extracting(Job::state).doesNotContain(JobState.OPEN);
            assertThat(routes.calls).filteredOn(ABORT::equals).isNotEmpty();
        }

        private void failSecondUpload(Exception failure) {
            routes.answer(
                    HTTP,
                    exchange -> {
                        if (uploads() == 2) {
                            throw failure;
                        }
                    });
        }

        private void uploadsWork() {
            routes.answer(HTTP, exchange -> {});
        }

        private long uploads() {
            return routes.calls.stream().filter(HTTP::equals).count();
        }

        private List<String> puts() {
            return routes.asked.stream()
                    .filter(message -> "PUT".equals(message.getHeader(Exchange.HTTP_METHOD)))
                    .map(message -> message.getHeader(Exchange.HTTP_URI, String.class))
                    .toList();
        }

        private long eventsOf(String kind) {
            return routes.ledger.events().of(delivery.exportId()).stream()
                    .filter(event -> event.kind().equals(kind))
                    .count();
        }
    }

    @Nested
    @DisplayName("each alone")
    class Alone {

        @Test
        void upload_chunk_hands_its_failure_to_its_caller() throws Exception {
            Delivery delivery = routes.registered("1,Adam");
            SocketException lost = new SocketException("Connection reset");
            routes.answer(HTTP, failing(lost));
            Path file = Files.writeString(folder.resolve("chunk"), "ERP__c,Name\n1,Adam\n");

            Exchange exchange =
                    routes.sendTo(
                            "upload-chunk",
                            ChunkUpload.of(
                                    delivery,
                                    new io.saltroad.chunk.Chunk(1, file, 19, 1, 2, "sha"),
                                    io.saltroad.chunk.ColumnDelimiter.COMMA,
                                    io.saltroad.chunk.LineEnding.LF));

            assertThat(exchange.getException()).isSameAs(lost);
            assertThat(routes.now(delivery).attempt()).as("the policy has not seen it").isZero();
        }

        @Test
        void abort_job_notes_the_job_as_abandoned_even_if_salesforce_does_not_answer()
                throws Exception {
            Job open = routes.jobs(routes.staged("1,Adam")).get(0);
            routes.answer(ABORT, failing(new SocketException("Connection reset")));

            Exchange exchange = routes.sendTo("abort-job", open);

            assertThat(exchange.getException()).isNull();
            Job later = routes.ledger.jobs().get(open.id());
            assertThat(later.state()).isEqualTo(JobState.ABORTED);
            assertThat(later.uploadedAt()).isEmpty();
        }

        @Test
        void abort_job_names_the_job_to_salesforce() throws Exception {
            Job open = routes.jobs(routes.staged("1,Adam")).get(0);

            routes.sendTo("abort-job", open);

            assertThat(routes.asked.get(0).getHeader("jobId")).isEqualTo(open.idAtSalesforce());
        }
    }
}
