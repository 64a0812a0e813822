package io.saltroad.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people are told of a delivery that has come to rest. Its form is documented in {@code
 * docs/notice.schema.json}.
 *
 * @param text a sentence for people; chat systems show it
 * @param id of the delivery, or of an export that never became one
 * @param state SETTLED, DISPUTED, DEAD or ABANDONED
 * @param started when the export was claimed, ISO 8601 UTC
 * @param restingPlace the folder with the export and all that is known
 * @param commands how to go on, if a person is needed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Notice(
        String text,
        String id,
        String feed,
        String export,
        Optional<Receipt.Target> target,
        String state,
        Counts counts,
        Optional<Why> reason,
        Optional<String> replayOf,
        Optional<String> restingPlace,
        List<String> commands,
        String started,
        String ended) {

    /**
     * Why it did not go as it should.
     *
     * @param step that failed; absent if none did
     * @param hint what to do
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Why(
            @JsonProperty("class") String failureClass,
            String code,
            String message,
            Optional<String> step,
            String hint) {}

    static Notice of(Ledger ledger, Export export, Optional<Delivery> delivery) {
        String state =
                delivery.map(found -> found.state().name())
                        .orElse(export.state() == ExportState.DEAD ? "DEAD" : "ABANDONED");
        Counts counts = delivery.map(Delivery::counts).orElse(Counts.NONE);
        Optional<Reason> reason = delivery.map(Delivery::reason).orElseGet(export::reason);
        return new Notice(
                text(export, delivery, state, counts, reason),
                delivery.map(Delivery::id).orElse(export.id()),
                export.feed(),
                export.fileName(),
                delivery.map(Receipt.Target::of),
                state,
                counts,
                reason.map(found -> why(ledger, delivery, state, found)),
                export.replayOf(),
                export.restingPlace().map(Object::toString),
                state.equals("DEAD") || state.equals("DISPUTED")
                        ? reason.map(
                                        found ->
                                                DeadLetter.commands(
                                                        ledger,
                                                        export,
                                                        delivery.stream().toList(),
                                                        found))
                                .orElse(List.of())
                        : List.of(),
                export.claimedAt().toString(),
                delivery.flatMap(Delivery::endedAt)
                        .or(export::closedAt)
                        .map(Instant::toString)
                        .orElse(""));
    }

    private static Why why(
            Ledger ledger, Optional<Delivery> delivery, String state, Reason reason) {
        Optional<String> step =
                state.equals("DEAD") || state.equals("DISPUTED")
                        ? delivery.map(ledger.deadLetters()::stepOf)
                                .orElse(Optional.of(DeadLetter.FEED))
                        : Optional.empty();
        return new Why(
                reason.failureClass(), reason.code(), reason.message(), step, Hints.of(reason));
    }

    private static String text(
            Export export,
            Optional<Delivery> delivery,
            String state,
            Counts counts,
            Optional<Reason> reason) {
        String name =
                "%s/%s%s"
                        .formatted(
                                export.feed(),
                                export.fileName(),
                                delivery.map(found -> " into " + found.target().name()).orElse(""));
        String because = reason.map(found -> ": " + found.message()).orElse("");
        return switch (state) {
            case "SETTLED" ->
                    "%s is %s: %s"
                            .formatted(
                                    name,
                                    counts.accepted() > 0 ? "accepted" : "delivered",
                                    counts.words());
            case "DISPUTED" -> "%s is disputed%s".formatted(name, because);
            case "DEAD" -> "%s is a dead letter%s".formatted(name, because);
            default -> "%s was abandoned%s".formatted(name, because);
        };
    }
}
