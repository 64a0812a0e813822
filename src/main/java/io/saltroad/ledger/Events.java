package io.saltroad.ledger;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What happened, in the order it happened. Each event goes to the log too, for who watches. */
public final class Events {

    /** Steps somebody who watches wants to see. All others are for who looks for something. */
    private static final Set<String> MILESTONES =
            Set.of(
                    "claimed",
                    "staged",
                    "committed",
                    "settled",
                    "skipped",
                    "orphan",
                    "orphan-aborted",
                    "replayed",
                    "abandoned");

    private static final Set<String> TROUBLES = Set.of("disputed", "dead-letter");

    private static final Logger LOG = LoggerFactory.getLogger("io.saltroad.ledger");

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
        log(handle, exportId, deliveryId, kind, message);
    }

    private static void log(
            Handle handle,
            String exportId,
            Optional<String> deliveryId,
            String kind,
            String message) {
        Level level =
                TROUBLES.contains(kind)
                        ? Level.WARN
                        : MILESTONES.contains(kind) ? Level.INFO : Level.DEBUG;
        if (LOG.isEnabledForLevel(level)) {
            String export =
                    handle.createQuery("select feed || '/' || file_name from export where id = :id")
                            .bind("id", exportId)
                            .mapTo(String.class)
                            .findOne()
                            .orElse("an export");
            LOG.atLevel(level)
                    .log("{} {}: {} [{}]", export, kind, message, deliveryId.orElse(exportId));
        }
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
