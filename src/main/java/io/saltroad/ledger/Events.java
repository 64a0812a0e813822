package io.saltroad.ledger;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What happened, in the order it happened. */
public final class Events {

    private final Jdbi jdbi;
    private final Clock clock;

    Events(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Notes something that happened to an export as a whole. */
    public void ofExport(String exportId, String kind, String message) {
        jdbi.useHandle(handle -> note(handle, exportId, Optional.empty(), kind, message));
    }

    /** Notes something that happened to one delivery. */
    public void ofDelivery(Delivery delivery, String kind, String message) {
        jdbi.useHandle(
                handle ->
                        note(
                                handle,
                                delivery.exportId(),
                                Optional.of(delivery.id()),
                                kind,
                                message));
    }

    /** The events of an export and all its deliveries, oldest first. */
    public List<Event> of(String exportId) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select * from event where export_id = :id order by at")
                                .bind("id", exportId)
                                .map((values, context) -> event(new Row(values)))
                                .list());
    }

    void note(
            Handle handle,
            String exportId,
            Optional<String> deliveryId,
            String kind,
            String message) {
        handle.createUpdate(
                        "insert into event (at, export_id, delivery_id, kind, message)"
                                + " values (:at, :export, :delivery, :kind, :message)")
                .bind("at", clock.millis())
                .bind("export", exportId)
                .bind("delivery", deliveryId.orElse(null))
                .bind("kind", kind)
                .bind("message", message)
                .execute();
    }

    private static Event event(Row row) throws java.sql.SQLException {
        return new Event(
                row.time("at"),
                row.text("export_id"),
                row.optionalText("delivery_id"),
                row.text("kind"),
                row.text("message"));
    }
}
