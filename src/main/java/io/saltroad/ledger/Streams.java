package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** How far deliveries of the streaming lane have come. */
public final class Streams {

    /**
     * One of them.
     *
     * @param records the first ones without a gap that Data Cloud has acknowledged
     * @param requests that were acknowledged
     * @param bytes of the bodies of these requests
     * @param endedAt when all of it was acknowledged
     */
    public record Checkpoint(
            String deliveryId,
            long records,
            long requests,
            long bytes,
            Instant startedAt,
            Optional<Instant> endedAt) {}

    private final Jdbi jdbi;
    private final Clock clock;

    Streams(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Where to go on; a new delivery begins at its first record. */
    public Checkpoint begun(Delivery delivery) {
        return find(delivery.id())
                .orElseGet(
                        () -> {
                            jdbi.useHandle(
                                    handle ->
                                            handle.execute(
                                                    "insert into stream (delivery_id, records,"
                                                            + " requests, bytes, started_at) values"
                                                            + " (?, 0, 0, 0, ?)",
                                                    delivery.id(),
                                                    clock.millis()));
                            return find(delivery.id()).orElseThrow();
                        });
    }

    /** More records are acknowledged without a gap. Nothing happens if there are no more. */
    public void acknowledged(String deliveryId, long records, long requests, long bytes) {
        jdbi.useTransaction(
                handle -> {
                    int changed =
                            handle.execute(
                                    "update stream set records = ?, requests = ?, bytes = ? where"
                                            + " delivery_id = ? and records < ?",
                                    records,
                                    requests,
                                    bytes,
                                    deliveryId,
                                    records);
                    if (changed == 1) {
                        handle.execute(
                                "update delivery set progress_at = ?, attempt = 0,"
                                        + " attempts_alike = 0 where id = ?",
                                clock.millis(),
                                deliveryId);
                    }
                });
    }

    /** All records are acknowledged. */
    public void ended(String deliveryId) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update stream set ended_at = ? where delivery_id = ?",
                                clock.millis(),
                                deliveryId));
    }

    public Optional<Checkpoint> find(String deliveryId) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select * from stream where delivery_id = :id")
                                .bind("id", deliveryId)
                                .map((values, context) -> checkpoint(new Row(values)))
                                .findOne());
    }

    private static Checkpoint checkpoint(Row row) throws SQLException {
        return new Checkpoint(
                row.text("delivery_id"),
                row.count("records"),
                row.count("requests"),
                row.count("bytes"),
                row.time("started_at"),
                row.optionalTime("ended_at"));
    }
}
