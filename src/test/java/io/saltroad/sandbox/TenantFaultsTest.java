package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.EXCHANGE;
import static io.saltroad.sandbox.TenantClient.JOBS;
import static io.saltroad.sandbox.TenantClient.ORDERS;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A fault of the tenant")
class TenantFaultsTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final JsonObject ORDER = new JsonObject().put("order_no", "1");

    private final TenantClient tenant = new TenantClient(ORG.sandbox());

    @BeforeEach
    void signIn() {
        tenant.signIn();
    }

    @Test
    void refuses_a_request_for_a_while_in_the_tenants_form() {
        tenant.http()
                .fault("{\"kind\":\"too-many-requests\",\"path\":\"/sources/\",\"retryAfter\":7}");

        HttpResponse<String> answer = tenant.stream(ORDERS, ORDER);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(json(answer).getString("error")).isEqualTo("Too Many Requests");
        assertThat(tenant.stream(ORDERS, ORDER).statusCode()).isEqualTo(202);
    }

    @Test
    void makes_the_tenant_unavailable() {
        tenant.http().fault("{\"kind\":\"unavailable\",\"path\":\"^/api/\"}");
        tenant.http().fault("{\"kind\":\"error\",\"path\":\"^/api/\",\"status\":500}");

        assertThat(json(tenant.stream(ORDERS, ORDER)).getString("error"))
                .isEqualTo("Service Unavailable");
        HttpResponse<String> error = tenant.stream(ORDERS, ORDER);
        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(json(error).getString("path")).isEqualTo("uri=" + ORDERS);
    }

    @Test
    void refuses_the_exchange_in_the_form_of_sign_in() {
        tenant.http()
                .fault(
                        "{\"kind\":\"error\",\"path\":\"%s\",\"status\":400,\"errorCode\":\"invalid_request\",\"message\":\"The app should be installed\"}"
                                .formatted(EXCHANGE));

        JsonObject answer = json(tenant.exchange("any"));

        assertThat(answer.getString("error")).isEqualTo("invalid_request");
        assertThat(answer.getString("error_description")).isEqualTo("The app should be installed");
    }

    @Test
    void ends_the_tokens_of_the_tenant_and_no_others() {
        tenant.http().fault("{\"kind\":\"expire-tenant-tokens\",\"path\":\"/sources/\"}");

        assertThat(tenant.stream(ORDERS, ORDER).statusCode()).isEqualTo(401);
        assertThat(tenant.signIn().stream(ORDERS, ORDER).statusCode()).isEqualTo(202);
    }

    @Test
    void ends_the_token_in_the_middle_of_an_upload() {
        String job = tenant.job("orders", "upsert");
        tenant.http()
                .fault(
                        "{\"kind\":\"expire-tenant-tokens\",\"path\":\"/batches$\",\"when\":\"request\"}");

        HttpResponse<String> answer = tenant.upload(job, "order_no\n" + "1\n".repeat(10_000));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).getString("error")).isEqualTo("Unauthorized");
        tenant.signIn();
        assertThat(tenant.upload(job, "order_no\n2\n").statusCode()).isEqualTo(202);
        tenant.setState(job, "UploadComplete");
        tenant.await(job);
        assertThat(tenant.keys("erp/orders")).containsExactly("2");
    }

    @Test
    void lets_the_reply_to_an_upload_get_lost_that_was_taken() {
        String job = tenant.job("orders", "upsert");
        tenant.http().fault("{\"kind\":\"reset\",\"path\":\"/batches$\",\"when\":\"after\"}");

        assertThatThrownBy(
                        () ->
                                tenant.http()
                                        .sendOrFail(
                                                JOBS + "/" + job + "/batches",
                                                r ->
                                                        r.PUT(
                                                                        BodyPublishers.ofString(
                                                                                "order_no\n1\n"))
                                                                .header(
                                                                        "Content-Type",
                                                                        "text/csv")))
                .isInstanceOf(IOException.class);
        tenant.setState(job, "UploadComplete");
        tenant.await(job);

        assertThat(tenant.keys("erp/orders")).containsExactly("1");
    }

    @Test
    void lets_streamed_records_be_seen_later() {
        tenant.http().fault("{\"kind\":\"slow-stream\",\"milliseconds\":3600000}");
        tenant.stream(ORDERS, ORDER);
        tenant.advance(Duration.ofMinutes(59));
        assertThat(tenant.keys("erp/orders")).isEmpty();

        tenant.advance(Duration.ofMinutes(2));

        tenant.awaitCount("orders__dll", 1);
    }

    @Test
    void of_the_orgs_jobs_does_not_meet_those_of_the_tenant() {
        tenant.http().fault("{\"kind\":\"row-errors\"}");
        tenant.run("orders", "upsert", "order_no\n1\n");

        assertThat(tenant.keys("erp/orders")).containsExactly("1");
        assertThat(tenant.http().get("/sandbox/faults").body()).contains("\"played\":0");
    }
}
