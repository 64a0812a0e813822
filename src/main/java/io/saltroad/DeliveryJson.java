package io.saltroad;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.delivery.Advice;
import io.saltroad.delivery.CommitOrder;
import io.saltroad.delivery.DeadLetter;
import io.saltroad.delivery.Hints;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Orphan;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Request;
import io.saltroad.ledger.Rounds;
import io.saltroad.ledger.Streams.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows, as JSON. Names are those of the receipt; what is not known is left out.
 * Times are ISO 8601 in UTC.
 */
final class DeliveryJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Ledger ledger;

    DeliveryJson(Ledger ledger) {
        this.ledger = ledger;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A delivery in short, with the jobs whose records count. */
    ObjectNode summary(Export export, Delivery delivery) {
        ObjectNode node = object();
        node.put("id", delivery.id());
        node.put("feed", delivery.feed());
        node.put("export", export.fileName());
        put(node, "sha256", export.sha256());
        ObjectNode target = node.putObject("target");
        target.put("object", delivery.object());
        target.put("operation", delivery.operation());
        put(target, "keyField", delivery.keyField());
        if (delivery.lane().toDataCloud()) {
            target.put("lane", delivery.lane().name());
        }
        put(target, "connector", delivery.connector());
        node.put("state", delivery.state().name());
        node.set("counts", counts(delivery.counts()));
        ArrayNode jobs = node.putArray("jobs");
        ledger.jobs().ofDelivery(delivery.id()).stream()
                .filter(job -> job.uploadedAt().isPresent())
                .forEach(job -> jobs.add(job(job)));
        node.put("started", export.claimedAt().toString());
        put(node, "ended", delivery.endedAt().map(Instant::toString));
        put(node, "restingPlace", export.restingPlace().map(Path::toString));
        delivery.reason()
                .ifPresent(
                        reason ->
                                node.set(
                                        "reason",
                                        reason(
                                                reason,
                                                adviceOn(ledger, delivery)
                                                        .map(Advice::hint)
                                                        .orElseGet(() -> Hints.of(reason)))));
        put(node, "waitsFor", CommitOrder.waitsFor(ledger, export));
        if (!delivery.state().closed() && delivery.reason().isPresent()) {
            node.put("waitsUntil", delivery.notBefore().toString());
        }
        put(node, "replayOf", export.replayOf());
        return node;
    }

    /** A gate that is closed. */
    static ObjectNode gate(ClosedGate gate) {
        ObjectNode node = object();
        node.put("name", gate.name());
        node.put("closedFrom", gate.from().toString());
        node.put("closedUntil", gate.until().toString());
        node.put("keepsReserve", gate.keepsReserve());
        node.put("reason", gate.reason());
        return node;
    }

    /** An export that never became a delivery. */
    ObjectNode summary(Export export) {
        ObjectNode node = object();
        node.put("id", export.id());
        node.put("feed", export.feed());
        node.put("export", export.fileName());
        put(node, "sha256", export.sha256());
        node.put("state", export.state().name());
        node.set("counts", counts(Counts.NONE));
        node.put("started", export.claimedAt().toString());
        put(node, "ended", export.closedAt().map(Instant::toString));
        put(node, "restingPlace", export.restingPlace().map(Path::toString));
        export.reason().ifPresent(reason -> node.set("reason", reason(reason, Hints.of(reason))));
        return node;
    }

    /** All about a delivery: abandoned jobs too, chunks and events. */
    ObjectNode details(Export export, Delivery delivery) {
        ObjectNode node = summary(export, delivery);
        if (DeadLetter.needsPerson(delivery)) {
            put(node, "deadFrom", delivery.deadFrom().map(DeliveryState::name));
            put(node, "step", ledger.deadLetters().stepOf(delivery));
        }
        node.put("replays", delivery.replays());
        ArrayNode corrections = node.putArray("corrections");
        ledger.deadLetters()
                .correctionsOf(delivery.id())
                .forEach(correction -> corrections.add(correction.id()));
        put(node, "staged", delivery.stagedAt().map(Instant::toString));
        put(node, "committed", delivery.committedAt().map(Instant::toString));
        ArrayNode jobs = node.putArray("jobs");
        ledger.jobs().ofDelivery(delivery.id()).forEach(job -> jobs.add(job(job)));
        ArrayNode chunks = node.putArray("chunks");
        ledger.deliveries().chunks(delivery.id()).forEach(chunk -> chunks.add(chunk(chunk)));
        ledger.streams()
                .find(delivery.id())
                .ifPresent(checkpoint -> node.set("stream", stream(checkpoint)));
        putOrphans(node, ledger.orphans().ofDelivery(delivery.id()));
        ArrayNode rounds = node.putArray("rounds");
        ledger.rounds().of(delivery.id()).forEach(round -> rounds.add(round(round)));
        ArrayNode events = node.putArray("events");
        eventsOf(ledger, delivery).forEach(event -> events.add(event(event)));
        return node;
    }

    /** All about an export that never became a delivery. */
    ObjectNode details(Export export) {
        ObjectNode node = summary(export);
        ArrayNode events = node.putArray("events");
        ledger.events().of(export.id()).forEach(event -> events.add(event(event)));
        return node;
    }

    /** What somebody has asked for and nobody has answered. */
    static ObjectNode request(Request request) {
        ObjectNode node = object();
        node.put("request", request.id());
        node.put("kind", request.kind().word());
        node.put("subject", request.subject());
        node.put("at", request.at().toString());
        return node;
    }

    private static ObjectNode round(Rounds.Round round) {
        ObjectNode node = object();
        node.put("number", round.number());
        node.put("started", round.startedAt().toString());
        put(node, "uploaded", round.stagedAt().map(Instant::toString));
        ArrayNode codes = node.putArray("codes");
        round.codes().forEach(codes::add);
        return node;
    }

    /** The events of the delivery and of its export as a whole, oldest first. */
    static List<Event> eventsOf(Ledger ledger, Delivery delivery) {
        return ledger.events().of(delivery.exportId()).stream()
                .filter(event -> event.deliveryId().map(delivery.id()::equals).orElse(true))
                .toList();
    }

    static ObjectNode counts(Counts counts) {
        ObjectNode node = object();
        node.put("read", counts.read());
        node.put("delivered", counts.delivered());
        node.put("failed", counts.failed());
        node.put("rejected", counts.rejected());
        node.put("unprocessed", counts.unprocessed());
        node.put("superseded", counts.superseded());
        node.put("accepted", counts.accepted());
        node.put("unconfirmed", counts.unconfirmed());
        return node;
    }

    private static ObjectNode job(Job job) {
        ObjectNode node = object();
        put(node, "id", job.salesforceId());
        node.put("chunk", job.chunkNumber());
        node.put("state", job.state().word());
        job.recordsProcessed().ifPresent(count -> node.put("recordsProcessed", count));
        job.recordsFailed().ifPresent(count -> node.put("recordsFailed", count));
        put(node, "errorMessage", job.errorMessage());
        put(node, "uploaded", job.uploadedAt().map(Instant::toString));
        put(node, "closed", job.closedAt().map(Instant::toString));
        put(node, "ended", job.endedAt().map(Instant::toString));
        return node;
    }

    /** Jobs at Salesforce that look like ours; no array if there are none. */
    static void putOrphans(ObjectNode node, List<Orphan> orphans) {
        if (orphans.isEmpty()) {
            return;
        }
        ArrayNode array = node.putArray("orphans");
        for (Orphan orphan : orphans) {
            ObjectNode entry = array.addObject();
            entry.put("id", orphan.salesforceId());
            entry.put("delivery", orphan.deliveryId());
            entry.put("object", orphan.object());
            entry.put("created", orphan.createdAt().toString());
            entry.put("found", orphan.foundAt().toString());
            put(entry, "aborted", orphan.abortedAt().map(Instant::toString));
        }
    }

    private static ObjectNode chunk(Chunk chunk) {
        ObjectNode node = object();
        node.put("number", chunk.number());
        node.put("round", chunk.round());
        node.put("firstLine", chunk.firstLine());
        node.put("records", chunk.records());
        node.put("bytes", chunk.bytes());
        node.put("sha256", chunk.sha256());
        return node;
    }

    private static ObjectNode stream(Checkpoint stream) {
        ObjectNode node = object();
        node.put("records", stream.records());
        node.put("requests", stream.requests());
        node.put("bytes", stream.bytes());
        node.put("started", stream.startedAt().toString());
        put(node, "ended", stream.endedAt().map(Instant::toString));
        return node;
    }

    private static ObjectNode event(Event event) {
        ObjectNode node = object();
        node.put("at", event.at().toString());
        node.put("kind", event.kind());
        node.put("message", event.message());
        return node;
    }

    /** What to do about a delivery that needs a person. */
    static Optional<Advice> adviceOn(Ledger ledger, Delivery delivery) {
        return DeadLetter.needsPerson(delivery)
                ? delivery.reason().map(reason -> Advice.of(ledger, delivery, reason))
                : Optional.empty();
    }

    private static ObjectNode reason(Reason reason, String hint) {
        ObjectNode node = object();
        node.put("failureClass", reason.failureClass());
        node.put("code", reason.code());
        node.put("message", reason.message());
        node.put("hint", hint);
        return node;
    }

    private static void put(ObjectNode node, String name, Optional<String> value) {
        value.ifPresent(text -> node.put(name, text));
    }
}
