package io.saltroad.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Proof of what became of a delivery. Its form is documented in {@code docs/receipt.schema.json}.
 *
 * @param id of the delivery
 * @param export name of the file
 * @param started when the export was claimed, ISO 8601 UTC
 * @param ended when the delivery was closed, ISO 8601 UTC
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Receipt(
        String id,
        String feed,
        String export,
        String sha256,
        Target target,
        String state,
        Counts counts,
        List<JobReceipt> jobs,
        String started,
        String ended,
        Optional<Reason> reason) {

    /**
     * Where the records went.
     *
     * @param lane how they got to Data Cloud; absent for an org
     * @param connector of Data Cloud; absent for an org
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Target(
            String object,
            String operation,
            Optional<String> keyField,
            Optional<String> lane,
            Optional<String> connector) {

        static Target of(Delivery delivery) {
            return new Target(
                    delivery.object(),
                    delivery.operation(),
                    delivery.keyField(),
                    delivery.lane().toDataCloud()
                            ? Optional.of(delivery.lane().name())
                            : Optional.empty(),
                    delivery.connector());
        }
    }

    /** What Salesforce counted for one job; absent where it said nothing. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record JobReceipt(
            String id,
            String state,
            Optional<Long> recordsProcessed,
            Optional<Long> recordsFailed,
            Optional<String> errorMessage) {}

    static Receipt of(Export export, Delivery delivery, List<Job> jobs) {
        return new Receipt(
                delivery.id(),
                delivery.feed(),
                export.fileName(),
                export.sha256().orElse(""),
                Target.of(delivery),
                delivery.state().name(),
                delivery.counts(),
                jobs.stream()
                        .filter(job -> job.uploadedAt().isPresent())
                        .map(
                                job ->
                                        new JobReceipt(
                                                job.idAtSalesforce(),
                                                job.state().word(),
                                                job.recordsProcessed(),
                                                job.recordsFailed(),
                                                job.errorMessage()))
                        .toList(),
                export.claimedAt().toString(),
                delivery.endedAt().map(Object::toString).orElse(""),
                delivery.reason());
    }
}
