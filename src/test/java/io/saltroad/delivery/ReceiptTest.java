package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A receipt")
class ReceiptTest {

    private static final Instant CLAIMED = Instant.parse("2026-03-01T01:30:12.345Z");
    private static final Instant ENDED = Instant.parse("2026-03-01T01:31:00Z");

    /** As the routes write it. */
    private final ObjectMapper json = JsonMapper.builder().addModule(new Jdk8Module()).build();

    @Test
    void tells_what_became_of_a_delivery() throws IOException {
        Job job =
                job(
                        JobState.JOB_COMPLETE,
                        Optional.of(2L),
                        Optional.of(1L),
                        Optional.empty(),
                        true);

        JsonNode receipt = receipt(delivery(DeliveryState.SETTLED, Optional.empty()), job);

        assertThat(receipt)
                .isEqualTo(
                        json.readTree(
                                """
                                {
                                  "id": "20260301-013012-k7wd.1",
                                  "feed": "customers",
                                  "export": "CUST.csv",
                                  "sha256": "%s",
                                  "target": {
                                    "object": "Account",
                                    "operation": "upsert",
                                    "keyField": "ERP__c"
                                  },
                                  "state": "SETTLED",
                                  "counts": {
                                    "read": 3, "delivered": 1, "failed": 1, "rejected": 1,
                                    "unprocessed": 0, "superseded": 0,
                                    "accepted": 0, "unconfirmed": 0
                                  },
                                  "jobs": [
                                    {
                                      "id": "750000000000001AAA",
                                      "state": "JobComplete",
                                      "recordsProcessed": 2,
                                      "recordsFailed": 1
                                    }
                                  ],
                                  "started": "2026-03-01T01:30:12.345Z",
                                  "ended": "2026-03-01T01:31:00Z"
                                }
                                """
                                        .formatted("ab".repeat(32))));
        assertThat(mistakes(receipt)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SETTLED", "SKIPPED", "DISPUTED", "DEAD", "ABANDONED"})
    void fits_its_schema_in_each_state_that_a_delivery_ends_in(DeliveryState state)
            throws IOException {
        Reason reason = new Reason("export", "UNTERMINATED_QUOTE", "line 7: ...");

        assertThat(mistakes(receipt(delivery(state, Optional.of(reason))))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void fits_its_schema_for_each_class_of_failure(Trouble.Kind kind) throws IOException {
        Reason reason = new Trouble(kind, "CODE", "message").reason();

        assertThat(mistakes(receipt(delivery(DeliveryState.DEAD, Optional.of(reason))))).isEmpty();
    }

    @Test
    void has_a_failed_job_with_its_message() throws IOException {
        Job failed =
                job(
                        JobState.FAILED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("InvalidBatch : Field name not found"),
                        true);

        JsonNode receipt = receipt(delivery(DeliveryState.SETTLED, Optional.empty()), failed);

        assertThat(receipt.path("jobs").path(0))
                .isEqualTo(
                        json.readTree(
                                """
                                {
                                  "id": "750000000000001AAA",
                                  "state": "Failed",
                                  "errorMessage": "InvalidBatch : Field name not found"
                                }
                                """));
        assertThat(mistakes(receipt)).isEmpty();
    }

    @Test
    void leaves_out_jobs_that_did_not_count() throws IOException {
        Job aborted =
                job(JobState.ABORTED, Optional.empty(), Optional.empty(), Optional.empty(), false);

        JsonNode receipt = receipt(delivery(DeliveryState.SETTLED, Optional.empty()), aborted);

        assertThat(receipt.path("jobs")).isEmpty();
    }

    @Test
    void has_a_schema_that_says_something_of_each_field() throws IOException {
        JsonNode properties = json.readTree(Files.readString(SCHEMA)).path("properties");

        assertThat(properties.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "feed", "export", "sha256", "target", "state", "counts", "jobs",
                        "started", "ended", "reason");
        assertThat(properties)
                .allSatisfy(field -> assertThat(field.path("description").asText()).isNotBlank());
    }

    @Test
    void has_a_schema_that_notices_mistakes() throws IOException {
        assertThat(mistakes(json.readTree("{}"))).isNotEmpty();
        JsonNode receipt = receipt(delivery(DeliveryState.SETTLED, Optional.empty()));
        assertThat(
                        mistakes(
                                ((com.fasterxml.jackson.databind.node.ObjectNode) receipt)
                                        .put("state", "STAGED")))
                .isNotEmpty();
    }

    private static final Path SCHEMA = Path.of("docs/receipt.schema.json");

    private static Set<ValidationMessage> mistakes(JsonNode receipt) throws IOException {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(Files.readString(SCHEMA));
        return schema.validate(
                receipt, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }

    private JsonNode receipt(Delivery delivery, Job... jobs) throws IOException {
        return json.readTree(json.writeValueAsString(Receipt.of(EXPORT, delivery, List.of(jobs))));
    }

    private static final Export EXPORT =
            new Export(
                    "20260301-013012-k7wd",
                    "customers",
                    "CUST.csv",
                    Path.of("/drop/customers/CUST.csv"),
                    Path.of("/erp/work/20260301-013012-k7wd/CUST.csv"),
                    10,
                    Optional.of("ab".repeat(32)),
                    List.of(),
                    Duplicates.SKIP,
                    ExportState.SEALED,
                    CLAIMED,
                    Optional.of(CLAIMED),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty());

    private static Delivery delivery(DeliveryState state, Optional<Reason> reason) {
        return new Delivery(
                EXPORT.id() + ".1",
                EXPORT.id(),
                "customers",
                1,
                Target.crm("Account", "upsert", Optional.of("ERP__c")),
                Map.of(),
                "fingerprint",
                state,
                Optional.of("COMMA"),
                Optional.of("LF"),
                new Counts(3, 1, 1, 1, 0),
                0,
                CLAIMED,
                reason,
                CLAIMED,
                Optional.of(CLAIMED),
                Optional.of(CLAIMED),
                Optional.of(ENDED),
                CLAIMED,
                Optional.empty(),
                0);
    }

    private static Job job(
            JobState state,
            Optional<Long> processed,
            Optional<Long> failed,
            Optional<String> message,
            boolean uploaded) {
        return new Job(
                EXPORT.id() + ".1/1-1",
                EXPORT.id() + ".1",
                1,
                Optional.of("750000000000001AAA"),
                state,
                processed,
                failed,
                message,
                1,
                CLAIMED,
                CLAIMED,
                Optional.of(CLAIMED),
                uploaded ? Optional.of(CLAIMED) : Optional.empty(),
                Optional.of(CLAIMED),
                Optional.of(ENDED),
                Optional.empty());
    }
}
