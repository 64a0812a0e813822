package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.JOBS;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An ingestion job")
class IngestionJobTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final TenantClient tenant = new TenantClient(ORG.sandbox());

    @BeforeEach
    void signIn() {
        tenant.signIn();
    }

    // ---- create, reference 2.1 and 2.2 ----------------------------------------------------------

    @Test
    void is_created_open() {
        HttpResponse<String> answer = tenant.createJob("orders", "upsert");

        JsonObject job = json(answer);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(job.getString("id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(job.getString("createdDate"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(job.getString("createdById")).startsWith("005");
        assertThat(job.getString("state")).isEqualTo("Open");
        assertThat(job.getString("contentUrl"))
                .isEqualTo("/api/v1/ingest/jobs/" + job.getString("id") + "/batches");
        assertThat(job.fieldNames())
                .containsExactly(
                        "id",
                        "object",
                        "sourceName",
                        "operation",
                        "createdById",
                        "createdDate",
                        "systemModstamp",
                        "state",
                        "contentType",
                        "apiVersion",
                        "contentUrl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sourceName':'erp','operation':'upsert'} | 400",
                "{'object':'orders','operation':'upsert'} | 400",
                "{'object':'orders','sourceName':'erp'} | 400",
                "{'object':'orders','sourceName':'erp','operation':'insert'} | 400",
                "{'object':'nothing','sourceName':'erp','operation':'upsert'} | 404",
                "{'object':'orders','sourceName':'nobody','operation':'upsert'} | 404",
                "{ | 400",
            })
    void is_not_created_from_a_wrong_description(String body, int status) {
        HttpResponse<String> answer = tenant.http().post(JOBS, body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).getString("path")).isEqualTo("uri=/api/v1/ingest/jobs");
        assertThat(json(answer).getString("internalErrorCode")).isEqualTo("COMMON_ERROR_GENERIC");
    }

    // Reference 8.5: a trailing slash is taken.
    @Test
    void is_created_behind_a_trailing_slash() {
        assertThat(
                        tenant.http()
                                .post(
                                        JOBS + "/",
                                        "{\"object\":\"orders\",\"sourceName\":\"erp\",\"operation\":\"upsert\"}")
                                .statusCode())
                .isEqualTo(201);
    }

    // ---- records, reference 2.5 -----------------------------------------------------------------

    @Test
    void upserts_the_records_of_all_its_files() {
        String job = tenant.job("orders", "upsert");
        HttpResponse<String> answer =
                tenant.upload(job, "order_no,freight,order_date\n1,12.5,2026-01-31\n2,,\n");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer)).isEqualTo(new JsonObject().put("accepted", true));
        tenant.upload(job, "ship_via,order_no\r\n\"a, \"\"b\"\"\r\nc\",3\r\n");
        HttpResponse<String> closed = tenant.setState(job, "UploadComplete");
        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(json(closed).getString("state")).isEqualTo("UploadComplete");
        assertThat(json(closed).containsKey("contentUrl")).isFalse();

        JsonObject ended = tenant.await(job);

        assertThat(ended.getString("state")).isEqualTo("JobComplete");
        assertThat(ended.getInteger("retries")).isZero();
        assertThat(ended.containsKey("totalProcessingTime")).isTrue();
        JsonArray orders = tenant.records("erp/orders");
        assertThat(orders.getJsonObject(0).getDouble("freight")).isEqualTo(12.5);
        assertThat(orders.getJsonObject(0).getString("order_date")).isEqualTo("2026-01-31");
        assertThat(orders.getJsonObject(1).getValue("freight")).isNull();
        assertThat(orders.getJsonObject(2).getString("ship_via")).isEqualTo("a, \"b\"\r\nc");
    }

    // No counts, no reasons: reference 2.2 and 2.6.
    @Test
    void says_nothing_about_its_records() {
        JsonObject ended = tenant.run("orders", "upsert", "order_no,freight\n1,x\n");

        assertThat(ended.getString("state")).isEqualTo("JobComplete");
        assertThat(ended.fieldNames())
                .containsExactly(
                        "id",
                        "object",
                        "sourceName",
                        "operation",
                        "createdById",
                        "createdDate",
                        "systemModstamp",
                        "state",
                        "contentType",
                        "apiVersion",
                        "retries",
                        "totalProcessingTime");
    }

    @Test
    void drops_unknown_columns_and_wipes_those_that_are_missing() {
        tenant.run("orders", "upsert", "order_no,freight,ship_via\n1,5,3\n");
        tenant.run("orders", "upsert", "order_no,FREIGHT,other,ship_via\n1,6,x,4\n");

        JsonObject order = tenant.records("erp/orders").getJsonObject(0);
        assertThat(order.getString("ship_via")).isEqualTo("4");
        assertThat(order.getValue("freight")).isNull();
    }

    @Test
    void loses_records_that_do_not_fit_and_tells_nobody() {
        tenant.run(
                "orders",
                "upsert",
                """
                order_no,freight,order_date
                1,12.5,2026-01-31
                2,"1,5",
                3,1_000,
                4,,31.01.2026
                ,1,
                6,1,2026-02-28,more
                7,1,2026-02-28
                8,1
                """);

        assertThat(tenant.keys("erp/orders")).containsExactly("1", "7");
        assertThat(tenant.problems("erp/orders"))
                .extracting(p -> ((JsonObject) p).getString("message"))
                .containsExactlyInAnyOrder(
                        "the value of freight does not fit its type",
                        "the value of freight does not fit its type",
                        "the value of order_date does not fit its type",
                        "the primary key is blank",
                        "The record has 4 columns, the header has 3",
                        "The record has 2 columns, the header has 3");
        JsonObject job = tenant.lastJob();
        assertThat(job.getLong("read")).isEqualTo(8);
        assertThat(job.getLong("taken")).isEqualTo(2);
        assertThat(job.getLong("lost")).isEqualTo(6);
    }

    @Test
    void loses_all_records_if_the_header_does_not_name_the_key() {
        JsonObject ended = tenant.run("orders", "upsert", "order_no;freight\n1;2\n2;3\n");

        assertThat(ended.getString("state")).isEqualTo("JobComplete");
        assertThat(tenant.keys("erp/orders")).isEmpty();
        assertThat(tenant.lastJob().getLong("lost")).isEqualTo(2);
    }

    // Reference 3.6.
    @Test
    void ignores_records_that_were_modified_earlier() {
        tenant.run(
                "customers",
                "upsert",
                """
                customer_no,name,modified_at
                1,New,2026-02-01T00:00:00.000Z
                1,Old,2026-01-01T00:00:00Z
                2,Two,2026-01-01T00:00:00Z
                """);
        tenant.run(
                "customers",
                "upsert",
                "customer_no,name,modified_at\n1,Older,2025-01-01T00:00:00Z\n2,Two again,2026-01-01T00:00:00Z\n");

        assertThat(tenant.records("erp/customers"))
                .extracting(c -> ((JsonObject) c).getString("name"))
                .containsExactly("New", "Two again");
        assertThat(tenant.lastJob().getLong("older")).isEqualTo(1);
    }

    // Reference 0.8: bulk is always a full replace.
    @Test
    void replaces_whole_records_of_a_partial_stream_too() {
        tenant.run(
                "credit_limits",
                "upsert",
                "customer_no,credit_limit,currency,modified_at\n1,5,EUR,2026-01-01T00:00:00Z\n");
        tenant.run(
                "credit_limits",
                "upsert",
                "customer_no,credit_limit,modified_at\n1,6,2026-01-02T00:00:00Z\n");

        assertThat(tenant.records("erp/credit_limits").getJsonObject(0).getValue("currency"))
                .isNull();
    }

    @Test
    void tolerates_a_byte_order_mark() {
        tenant.run("orders", "upsert", "\uFEFForder_no,freight\n1,2\n");

        assertThat(tenant.keys("erp/orders")).containsExactly("1");
    }

    @Test
    void deletes_by_key_without_a_header() {
        tenant.run("orders", "upsert", "order_no\n1\n2\n3\norder_no\n");
        tenant.run("orders", "delete", "order_no\n\"1\"\n3\nnobody\n");

        assertThat(tenant.keys("erp/orders")).containsExactly("2");
        assertThat(tenant.lastJob().getLong("deleted")).isEqualTo(3);
        assertThat(tenant.lastJob().getString("message")).contains("looks like a header");
    }

    // The version must be later than the stored record's value, or the delete loses.
    @Test
    void deletes_by_version_where_records_have_one() {
        tenant.run(
                "customers",
                "upsert",
                """
                customer_no,name,modified_at
                1,A,2023-10-26T02:51:28.939Z
                2,B,2023-10-26T02:51:28.939Z
                3,C,2023-10-26T02:51:28.939Z
                4,D,2999-01-01T00:00:00Z
                """);
        tenant.run(
                "customers",
                "delete",
                """
                "1","2023-10-26T02:51:28.940Z"
                "2","2023-10-26T02:51:28.939Z"
                "3"
                "4"
                """);

        assertThat(tenant.keys("erp/customers")).containsExactly("2", "4");
    }

    @Test
    void fails_if_a_file_is_no_csv_in_utf8() {
        String job = tenant.job("orders", "upsert");
        tenant.http()
                .send(
                        JOBS + "/" + job + "/batches",
                        r ->
                                r.PUT(BodyPublishers.ofByteArray(LATIN1))
                                        .header("Content-Type", "text/csv"));
        tenant.setState(job, "UploadComplete");

        assertThat(tenant.await(job).getString("state")).isEqualTo("Failed");
        assertThat(tenant.run("orders", "upsert", "order_no\n\"1\n").getString("state"))
                .isEqualTo("Failed");
    }

    private static final byte[] LATIN1 =
            "order_no,ship_name\n1,Fl\u00fcgel\n"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    @Test
    void completes_without_files() {
        String job = tenant.job("orders", "upsert");
        tenant.setState(job, "UploadComplete");

        assertThat(tenant.await(job).getString("state")).isEqualTo("JobComplete");
    }

    // ---- states, reference 2.3 ------------------------------------------------------------------

    @Test
    void takes_no_data_and_no_other_state_after_its_close() {
        tenant.set("queueMilliseconds", 60_000);
        String job = tenant.job("orders", "upsert");
        tenant.setState(job, "UploadComplete");

        assertThat(tenant.upload(job, "order_no\n1\n").statusCode()).isEqualTo(409);
        assertThat(tenant.setState(job, "UploadComplete").statusCode()).isEqualTo(409);
        assertThat(tenant.setState(job, "Aborted").statusCode()).isEqualTo(200);
        assertThat(tenant.setState(job, "Aborted").statusCode()).isEqualTo(409);
        assertThat(tenant.setState(job, "UploadComplete").statusCode()).isEqualTo(409);
        assertThat(tenant.upload(job, "order_no\n1\n").statusCode()).isEqualTo(409);
    }

    @Test
    void cannot_be_touched_while_it_is_in_progress() {
        tenant.http()
                .fault(
                        "{\"kind\":\"slow-job\",\"object\":\"orders\",\"inProgressMilliseconds\":3000}");
        String job = tenant.job("orders", "upsert");
        tenant.setState(job, "UploadComplete");
        Awaitility.await().until(() -> tenant.info(job).getString("state").equals("InProgress"));

        assertThat(tenant.setState(job, "Aborted").statusCode()).isEqualTo(409);
        assertThat(tenant.http().delete(JOBS + "/" + job).statusCode()).isEqualTo(409);
        assertThat(tenant.upload(job, "order_no\n1\n").statusCode()).isEqualTo(409);
        assertThat(tenant.await(job).getString("state")).isEqualTo("JobComplete");
        assertThat(tenant.setState(job, "Aborted").statusCode()).isEqualTo(409);
    }

    @Test
    void discards_its_data_when_it_is_aborted() {
        String job = tenant.job("orders", "upsert");
        tenant.upload(job, "order_no\n1\n");

        HttpResponse<String> answer = tenant.setState(job, "Aborted");

        assertThat(json(answer).getString("state")).isEqualTo("Aborted");
        tenant.run("orders", "upsert", "order_no\n2\n");
        assertThat(tenant.keys("erp/orders")).containsExactly("2");
    }

    @Test
    void is_deleted_unless_it_is_open() {
        String open = tenant.job("orders", "upsert");
        assertThat(tenant.http().delete(JOBS + "/" + open).statusCode()).isEqualTo(409);
        tenant.setState(open, "Aborted");

        HttpResponse<String> answer = tenant.http().delete(JOBS + "/" + open);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(tenant.http().get(JOBS + "/" + open).statusCode()).isEqualTo(404);
        assertThat(tenant.setState(open, "Aborted").statusCode()).isEqualTo(404);
    }

    @Test
    void takes_no_state_but_the_two() {
        String job = tenant.job("orders", "upsert");

        assertThat(tenant.setState(job, "JobComplete").statusCode()).isEqualTo(400);
        assertThat(tenant.setState(job, "uploadcomplete").statusCode()).isEqualTo(400);
        assertThat(tenant.setState("no-such-job", "Aborted").statusCode()).isEqualTo(404);
    }

    // ---- limits, reference 2.4 ------------------------------------------------------------------

    @Test
    void is_refused_as_the_twenty_first_of_an_hour() {
        for (int i = 0; i < 20; i++) {
            tenant.setState(tenant.job("orders", "upsert"), "Aborted");
        }
        assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(429);

        tenant.advance(Duration.ofMinutes(59));
        assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(429);

        tenant.advance(Duration.ofMinutes(1));
        assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(201);
    }

    @Test
    void is_refused_as_the_sixth_that_is_not_finished() {
        List<String> jobs =
                List.of("orders", "customers", "deliveries", "credit_limits", "orders").stream()
                        .map(object -> tenant.job(object, "upsert"))
                        .toList();
        HttpResponse<String> answer = tenant.createJob("customers", "upsert");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();

        tenant.setState(jobs.get(0), "Aborted");

        assertThat(tenant.createJob("customers", "upsert").statusCode()).isEqualTo(201);
    }

    @Test
    void does_not_count_while_it_is_open_if_it_is_set_so() {
        tenant.set("countOpenJobs", false);

        for (int i = 0; i < 7; i++) {
            assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(201);
        }
    }

    @Test
    void takes_so_many_files_and_no_more() {
        tenant.set("filesPerJob", 2);
        String job = tenant.job("orders", "upsert");
        tenant.upload(job, "order_no\n1\n");
        tenant.upload(job, "order_no\n2\n");

        assertThat(tenant.upload(job, "order_no\n3\n").statusCode()).isEqualTo(400);
    }

    @Test
    void takes_files_of_a_size_and_no_more() {
        tenant.set("fileBytes", 20);
        String job = tenant.job("orders", "upsert");

        assertThat(tenant.upload(job, "order_no\n12345678901").statusCode()).isEqualTo(202);
        assertThat(tenant.upload(job, "order_no\n123456789012").statusCode()).isEqualTo(413);
        assertThat(tenant.upload(job, "order_no\n2").statusCode()).isEqualTo(202);
    }

    @Test
    void takes_csv_alone() {
        String job = tenant.job("orders", "upsert");

        assertThat(
                        tenant.http()
                                .send(
                                        JOBS + "/" + job + "/batches",
                                        r ->
                                                r.PUT(BodyPublishers.ofString("order_no\n1\n"))
                                                        .header("Content-Type", "application/json"))
                                .statusCode())
                .isEqualTo(415);
    }

    @Test
    void is_gone_after_seven_days() {
        String job = tenant.job("orders", "upsert");
        tenant.advance(Duration.ofDays(7).minusMinutes(1));
        tenant.signIn();
        assertThat(tenant.info(job).getString("state")).isEqualTo("Open");

        tenant.advance(Duration.ofMinutes(2));

        assertThat(tenant.http().get(JOBS + "/" + job).statusCode()).isEqualTo(404);
    }

    // A vendor's accelerator: later jobs wait until the earlier one is fully processed.
    @Test
    void waits_for_an_earlier_one_of_its_object() {
        String first = tenant.job("orders", "upsert");
        tenant.upload(first, "order_no,ship_via\n1,first\n");
        String second = tenant.job("orders", "upsert");
        tenant.upload(second, "order_no,ship_via\n1,second\n");
        tenant.setState(second, "UploadComplete");
        tenant.run("customers", "upsert", "customer_no\n1\n");
        assertThat(tenant.info(second).getString("state")).isEqualTo("UploadComplete");

        tenant.setState(first, "UploadComplete");

        tenant.await(second);
        assertThat(tenant.info(first).getString("state")).isEqualTo("JobComplete");
        assertThat(tenant.records("erp/orders").getJsonObject(0).getString("ship_via"))
                .isEqualTo("second");
    }

    @ParameterizedTest
    @CsvSource({"409, 409", "429, 429"})
    void is_refused_beside_an_unfinished_one_of_its_object_if_it_is_set_so(
            String setting, int status) {
        tenant.set("secondJobOfAnObject", setting);
        String first = tenant.job("orders", "upsert");

        assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(status);
        assertThat(tenant.createJob("customers", "upsert").statusCode()).isEqualTo(201);
        tenant.setState(first, "Aborted");
        assertThat(tenant.createJob("orders", "upsert").statusCode()).isEqualTo(201);
    }

    // Help 002630830: a job cancels the object's running stream, which goes on afterwards.
    @Test
    void cancels_what_is_streamed_until_it_has_ended() {
        tenant.http()
                .fault(
                        "{\"kind\":\"slow-job\",\"object\":\"orders\",\"inProgressMilliseconds\":600}");
        tenant.set("visibilityMilliseconds", 400);
        String job = tenant.job("orders", "upsert");
        tenant.stream(TenantClient.ORDERS, new JsonObject().put("order_no", "streamed"));
        tenant.setState(job, "UploadComplete");
        Awaitility.await().until(() -> tenant.info(job).getString("state").equals("InProgress"));
        tenant.flush();
        assertThat(tenant.keys("erp/orders")).isEmpty();

        tenant.await(job);

        tenant.awaitCount("orders__dll", 1);
        assertThat(new JsonArray(tenant.http().get("/sandbox/tenant/history").body()))
                .extracting(r -> ((JsonObject) r).getString("state"))
                .containsExactly("Cancelled", "Success", "Success");
    }

    // ---- list, reference 2.1 --------------------------------------------------------------------

    @Test
    void is_listed_with_the_others() {
        tenant.set("jobsAtOnce", 50);
        for (int i = 0; i < 4; i++) {
            tenant.job("orders", "upsert");
        }
        tenant.setState(tenant.job("customers", "delete"), "Aborted");

        assertThat(list("")).hasSize(5);
        assertThat(list("?limit=2")).hasSize(2);
        assertThat(list("?offset=4&limit=100")).hasSize(1);
        assertThat(list("?states=Open,Failed")).hasSize(4);
        assertThat(list("?states=Aborted&orderBy=createdDate"))
                .singleElement()
                .extracting(job -> ((JsonObject) job).getString("object"))
                .isEqualTo("customers");
        for (String wrong : List.of("?limit=101", "?states=Nope", "?orderBy=nope", "?offset=x")) {
            assertThat(tenant.http().get(JOBS + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    private JsonArray list(String query) {
        return json(tenant.http().get(JOBS + query)).getJsonArray("data");
    }

    // ---- uploads that break off, faults ---------------------------------------------------------

    @Test
    void has_no_file_of_an_upload_that_broke_off() throws IOException {
        String job = tenant.job("orders", "upsert");

        RawCall.breakOff(
                tenant.uri(),
                "order_no\n1\n",
                "PUT " + JOBS + "/" + job + "/batches HTTP/1.1",
                "Authorization: Bearer " + tenant.http().token(),
                "Content-Type: text/csv",
                "Content-Length: 1000");

        Awaitility.await().until(() -> tenant.upload(job, "order_no\n2\n").statusCode() == 202);
        tenant.setState(job, "UploadComplete");
        tenant.await(job);
        assertThat(tenant.keys("erp/orders")).containsExactly("2");
    }

    @Test
    void loses_rows_when_told_to() {
        tenant.http()
                .fault(
                        "{\"kind\":\"lose-rows\",\"object\":\"orders\",\"of\":\"job\",\"keys\":[\"2\"]}");
        JsonObject ended = tenant.run("orders", "upsert", "order_no\n1\n2\n3\n");
        assertThat(ended.getString("state")).isEqualTo("JobComplete");
        assertThat(tenant.keys("erp/orders")).containsExactly("1", "3");
        assertThat(tenant.problems("erp/orders")).isEmpty();
        assertThat(tenant.lastJob().getLong("lost")).isEqualTo(1);

        tenant.http().fault("{\"kind\":\"lose-rows\",\"of\":\"stream\",\"share\":1.0}");
        tenant.stream(TenantClient.ORDERS, new JsonObject().put("order_no", "4"));
        tenant.flush();
        assertThat(tenant.keys("erp/orders")).containsExactly("1", "3");
    }

    @Test
    void fails_in_the_middle_when_told_to() {
        tenant.http().fault("{\"kind\":\"stop-job\",\"after\":1}");

        assertThat(tenant.run("orders", "upsert", "order_no\n1\n2\n").getString("state"))
                .isEqualTo("Failed");
        assertThat(tenant.keys("erp/orders")).containsExactly("1");
    }
}
