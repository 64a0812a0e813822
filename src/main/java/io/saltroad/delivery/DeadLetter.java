package io.saltroad.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Why an export lies among the dead letters, and how to go on: {@code reason.json}. Its form is
 * documented in {@code docs/reason.schema.json}.
 *
 * @param failureClass what can be done about it, in one word
 * @param step the route that failed; the feed's own is {@code feed}
 * @param hint what to do
 * @param replayOf the delivery whose corrected records these are
 * @param started when the export was claimed, ISO 8601 UTC
 * @param deliveries all of the export, those that ended well too
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DeadLetter(
        String id,
        String feed,
        String export,
        long bytes,
        Optional<String> sha256,
        @JsonProperty("class") String failureClass,
        String code,
        String step,
        String message,
        String hint,
        List<String> commands,
        Optional<String> replayOf,
        String started,
        List<Stopped> deliveries) {

    /**
     * How far one delivery came.
     *
     * @param deadFrom the state in which it stopped; absent if it ended well
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Stopped(
            String id,
            Receipt.Target target,
            String state,
            Optional<String> deadFrom,
            Optional<String> step,
            Optional<Reason> reason,
            Counts counts,
            int replays,
            List<Attempt> jobs) {}

    /** One job, whether or not it counts in the end. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Attempt(
            Optional<String> id,
            int chunk,
            String state,
            boolean uploaded,
            Optional<Long> recordsProcessed,
            Optional<Long> recordsFailed,
            Optional<String> errorMessage) {}

    /** The step of an export that never got through its feed. */
    static final String FEED = "feed";

    /** Whether somebody must look at a delivery. */
    public static boolean needsPerson(Delivery delivery) {
        return delivery.state() == DeliveryState.DEAD || delivery.state() == DeliveryState.DISPUTED;
    }

    static DeadLetter of(Ledger ledger, Export export, List<Delivery> deliveries, Reason reason) {
        String step =
                export.reason().isPresent()
                        ? FEED
                        : deliveries.stream()
                                .filter(DeadLetter::needsPerson)
                                .flatMap(delivery -> ledger.deadLetters().stepOf(delivery).stream())
                                .findFirst()
                                .orElse(FEED);
        return new DeadLetter(
                export.id(),
                export.feed(),
                export.fileName(),
                export.bytes(),
                export.sha256(),
                reason.failureClass(),
                reason.code(),
                step,
                reason.message(),
                Hints.of(reason),
                commands(ledger, export, deliveries, reason),
                export.replayOf(),
                export.claimedAt().toString(),
                deliveries.stream().map(delivery -> stopped(ledger, delivery)).toList());
    }

    private static Stopped stopped(Ledger ledger, Delivery delivery) {
        boolean dead = needsPerson(delivery);
        return new Stopped(
                delivery.id(),
                Receipt.Target.of(delivery),
                delivery.state().name(),
                dead ? delivery.deadFrom().map(DeliveryState::name) : Optional.empty(),
                dead ? ledger.deadLetters().stepOf(delivery) : Optional.empty(),
                delivery.reason(),
                delivery.counts(),
                delivery.replays(),
                ledger.jobs().ofDelivery(delivery.id()).stream().map(DeadLetter::attempt).toList());
    }

    private static Attempt attempt(Job job) {
        return new Attempt(
                job.salesforceId(),
                job.chunkNumber(),
                job.state().word(),
                job.uploadedAt().isPresent(),
                job.recordsProcessed(),
                job.recordsFailed(),
                job.errorMessage());
    }

    /**
     * What there is to choose from for each delivery concerned; for the export if there is none.
     */
    static List<String> commands(
            Ledger ledger, Export export, List<Delivery> deliveries, Reason reason) {
        if (deliveries.isEmpty()) {
            return Advice.of(export, reason).commands();
        }
        return deliveries.stream()
                .filter(DeadLetter::needsPerson)
                .flatMap(
                        delivery ->
                                Advice.of(ledger, delivery, delivery.reason().orElse(reason))
                                        .commands()
                                        .stream())
                .toList();
    }
}
