package io.saltroad.sandbox;

import static io.saltroad.sandbox.TenantClient.SOURCES;
import static io.saltroad.sandbox.TenantClient.customer;
import static io.saltroad.sandbox.TenantClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reference 3.3. */
@DisplayName("The validation of records")
class RecordValidationTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private static final String TEST = TenantClient.CUSTOMERS + "/actions/test";

    private final TenantClient tenant = new TenantClient(ORG.sandbox());

    @BeforeEach
    void signIn() {
        tenant.signIn();
    }

    @Test
    void accepts_what_fits_and_stores_nothing() {
        HttpResponse<String> answer = tenant.stream(TEST, customer("1", "One"));
        tenant.flush();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer)).isEqualTo(new JsonObject().put("accepted", true));
        assertThat(tenant.records("erp/customers")).isEmpty();
    }

    @Test
    void reports_each_record_that_does_not_fit() {
        JsonObject wrong = customer("1", "One").put("annual_revenue", "1.5").put("active", "true");
        JsonObject missing = customer("2", "Two");
        missing.remove("phone");

        HttpResponse<String> answer = tenant.stream(TEST, wrong, customer("3", "Three"), missing);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonObject body = json(answer);
        assertThat(body.getString("error")).isEqualTo("Bad Request");
        assertThat(body.getString("message"))
                .isEqualTo(
                        "Bad Request: JSON is properly formatted but has a mismatch with Schema.");
        assertThat(body.getString("path")).isEqualTo("uri=" + TEST);
        assertThat(body.getString("internalErrorCode")).isEqualTo("COMMON_ERROR_GENERIC");
        JsonArray report = body.getJsonObject("details").getJsonArray("validationReport");
        assertThat(report)
                .isEqualTo(
                        new JsonArray()
                                .add(
                                        entry(
                                                wrong,
                                                "#/annual_revenue: expected type: Number, found:"
                                                        + " String",
                                                "#/active: expected type: Boolean, found: String"))
                                .add(entry(missing, "#: required key [phone] not found")));
    }

    private static JsonObject entry(JsonObject record, String... causes) {
        return new JsonObject()
                .put("record", record.encode())
                .put("causingExceptions", new JsonArray(java.util.List.of(causes)));
    }

    @Test
    void looks_at_dates() {
        JsonObject record =
                customer("1", "One")
                        .put("customer_since", "2021-02-30")
                        .put("modified_at", "2021-02-28 10:00:00");

        JsonArray report =
                json(tenant.stream(TEST, record))
                        .getJsonObject("details")
                        .getJsonArray("validationReport");

        assertThat(report.getJsonObject(0).getJsonArray("causingExceptions"))
                .extracting(String::valueOf)
                .satisfiesExactly(
                        date ->
                                assertThat(date)
                                        .isEqualTo(
                                                "#/customer_since: [2021-02-30] is not a valid"
                                                        + " date. Expected [yyyy-MM-dd]"),
                        time ->
                                assertThat(time)
                                        .startsWith(
                                                "#/modified_at: [2021-02-28 10:00:00] is not a"
                                                        + " valid date-time. Expected ["));
    }

    @Test
    void takes_a_part_of_a_record_if_the_stream_is_partial() {
        String path = SOURCES + "erp/credit_limits/actions/test";

        assertThat(
                        tenant.stream(
                                        path,
                                        new JsonObject()
                                                .put("customer_no", "1")
                                                .put("modified_at", "2026-01-01T00:00:00Z"))
                                .statusCode())
                .isEqualTo(202);
        assertThat(tenant.stream(path, new JsonObject().put("customer_no", "1")).statusCode())
                .isEqualTo(400);
    }
}
