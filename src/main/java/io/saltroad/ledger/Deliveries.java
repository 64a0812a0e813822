package io.saltroad.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The deliveries that were ever registered, and how far each has come. */
public final class Deliveries {

    private static final String CHUNK_WITHOUT_JOB =
            "exists (select 1 from chunk c where c.delivery_id = d.id and not exists"
                    + " (select 1 from job j where j.delivery_id = d.id and j.chunk_number ="
                    + " c.number and j.uploaded_at is not null))";

    private static final String SOMETHING_TO_BRING_AGAIN =
            "(exists (select 1 from round r where r.delivery_id = d.id and r.staged_at is null) or "
                    + CHUNK_WITHOUT_JOB
                    + ")";

    /** Of a delivery to Data Cloud. */
    private static final String SOMETHING_TO_SEND =
            "(case when d.lane = 'DATA_CLOUD_STREAM' then not exists (select 1 from stream s where"
                    + " s.delivery_id = d.id and s.ended_at is not null) else "
                    + CHUNK_WITHOUT_JOB
                    + " end)";

    private static final String UNDER_WAY =
            "exists (select 1 from job j where j.delivery_id = d.id and j.uploaded_at is not null"
                    + " and j.state not in ('JOB_COMPLETE', 'FAILED', 'ABORTED'))";

    /** Of table delivery as d: committed, and nothing of it was acknowledged. */
    static final String WAITS_TO_BE_SENT =
            "d.state = 'COMMITTED' and d.lane <> 'CRM_BULK' and not exists (select 1 from job j where"
                    + " j.delivery_id = d.id and j.uploaded_at is not null) and not exists (select 1"
                    + " from stream s where s.delivery_id = d.id and s.records > 0)";

    private static final String OPEN = "state in ('REGISTERED', 'STAGED', 'COMMITTED')";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The time, or just after the latest registration if the clock was set back since. */
    private static final String LATER_THAN_ALL =
            " (select case when coalesce(max(registered_at), 0) <= :at then :at else"
                    + " max(registered_at) + 1 end from delivery)";

    private final Jdbi jdbi;
    private final Events events;
    private final Clock clock;

    Deliveries(Jdbi jdbi, Events events, Clock clock) {
        this.jdbi = jdbi;
        this.events = events;
        this.clock = clock;
    }

    /** Registers a delivery of an export; it is due as soon as the export is sealed. */
    public Delivery register(
            Export export,
            int ordinal,
            Target target,
            Map<String, String> parameters,
            String fingerprint) {
        String id = Delivery.idOf(export.id(), ordinal);
        jdbi.useTransaction(
                handle -> {
                    handle.createUpdate(
                                    "insert into delivery (id, export_id, feed, ordinal, lane, connector,"
                                            + " object, operation, key_field, parameters, fingerprint,"
                                            + " state, records_read, records_delivered,"
                                            + " records_failed, records_rejected,"
                                            + " records_unprocessed, attempt, not_before,"
                                            + " registered_at, progress_at) values (:id, :export,"
                                            + " :feed, :ordinal, :lane, :connector, :object,"
                                            + " :operation, :key,"
                                            + " :parameters, :fingerprint, 'REGISTERED', 0, 0, 0,"
                                            + " 0, 0, 0, :at,"
                                            + LATER_THAN_ALL
                                            + ", :at)")
                            .bind("id", id)
                            .bind("export", export.id())
                            .bind("feed", export.feed())
                            .bind("ordinal", ordinal)
                            .bind("lane", target.lane().name())
                            .bind("connector", target.connector().orElse(null))
                            .bind("object", target.object())
                            .bind("operation", target.operation())
                            .bind("key", target.keyField().orElse(null))
                            .bind("parameters", write(parameters))
                            .bind("fingerprint", fingerprint)
                            .bind("at", clock.millis())
                            .execute();
                    note(
                            handle,
                            export.id(),
                            id,
                            "registered",
                            target.operation() + " into " + target.name());
                });
        return get(id);
    }

    /**
     * The feed has changed since the delivery was registered: it is staged anew, and what was
     * uploaded does not count. Nothing happens to a delivery that is committed.
     */
    public void reregister(
            Delivery delivery, Target target, Map<String, String> parameters, String fingerprint) {
        jdbi.useTransaction(
                handle -> {
                    int changed =
                            handle.createUpdate(
                                            "update delivery set lane = :lane, connector ="
                                                    + " :connector, object = :object, operation ="
                                                    + " :operation, key_field = :key, parameters ="
                                                    + " :parameters, fingerprint = :fingerprint,"
                                                    + " state = 'REGISTERED', progress_at = :at"
                                                    + " where id = :id and"
                                                    + " state in ('REGISTERED', 'STAGED')")
                                    .bind("lane", target.lane().name())
                                    .bind("connector", target.connector().orElse(null))
                                    .bind("object", target.object())
                                    .bind("operation", target.operation())
                                    .bind("key", target.keyField().orElse(null))
                                    .bind("parameters", write(parameters))
                                    .bind("fingerprint", fingerprint)
                                    .bind("at", clock.millis())
                                    .bind("id", delivery.id())
                                    .execute();
                    if (changed == 1) {
                        forgetUploads(handle, delivery);
                        note(
                                handle,
                                delivery.exportId(),
                                delivery.id(),
                                "registered",
                                "again: the feed, its mapping or the program has changed");
                    }
                });
    }

    /** The number of records has decided on the lane of a delivery that is being checked. */
    public void changeLane(Delivery delivery, Lane lane) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update delivery set lane = ? where id = ? and state ="
                                        + " 'REGISTERED'",
                                lane.name(),
                                delivery.id()));
    }

    /** Its jobs have been open for too long to be trusted: a staged delivery is staged anew. */
    public void stageAgain(Delivery delivery) {
        jdbi.useTransaction(
                handle -> {
                    int changed =
                            handle.execute(
                                    "update delivery set state = 'REGISTERED' where id = ? and"
                                            + " state = 'STAGED'",
                                    delivery.id());
                    if (changed == 0) {
                        return;
                    }
                    forgetUploads(handle, delivery);
                    note(
                            handle,
                            delivery.exportId(),
                            delivery.id(),
                            "registered",
                            "again: its open jobs have become too old");
                });
    }

    private static void forgetUploads(Handle handle, Delivery delivery) {
        handle.execute(
                "update job set uploaded_at = null where delivery_id = ? and state = 'OPEN'",
                delivery.id());
    }

    /** One chunk has been cut. Its number stays the same when it is cut again. */
    public void cut(Chunk chunk) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "delete from chunk where delivery_id = ? and number = ?",
                            chunk.deliveryId(),
                            chunk.number());
                    handle.execute(
                            "insert into chunk (delivery_id, number, round, first_line, records,"
                                    + " bytes, sha256) values (?, ?, ?, ?, ?, ?, ?)",
                            chunk.deliveryId(),
                            chunk.number(),
                            chunk.round(),
                            chunk.firstLine(),
                            chunk.records(),
                            chunk.bytes(),
                            chunk.sha256());
                });
    }

    /** Chunks that were not cut this time belong to an earlier, different reading. */
    public void forgetChunksExcept(Delivery delivery, Set<Integer> numbers) {
        List<Chunk> others =
                chunks(delivery.id()).stream()
                        .filter(chunk -> !numbers.contains(chunk.number()))
                        .toList();
        jdbi.useTransaction(
                handle ->
                        others.forEach(
                                chunk ->
                                        handle.execute(
                                                "delete from chunk where delivery_id = ? and number"
                                                        + " = ?",
                                                delivery.id(),
                                                chunk.number())));
    }

    /**
     * The whole export has been read, and all its chunks lie in Open jobs.
     *
     * @return whether the delivery is staged now; if not, it was ended meanwhile
     */
    public boolean staged(
            Delivery delivery, Counts counts, String columnDelimiter, String lineEnding) {
        return jdbi.inTransaction(
                handle -> {
                    int changed =
                            handle.createUpdate(
                                            "update delivery set state = 'STAGED', records_read ="
                                                    + " :read, records_rejected = :rejected,"
                                                    + " column_delimiter = :delimiter, line_ending"
                                                    + " = :ending, staged_at = :at, attempt = 0,"
                                                    + " not_before = :at, progress_at = :at,"
                                                    + " records_superseded = :superseded,"
                                                    + " reason_class = null, reason_code = null,"
                                                    + " reason_message = null where id = :id and"
                                                    + " state = 'REGISTERED'")
                                    .bind("read", counts.read())
                                    .bind("rejected", counts.rejected())
                                    .bind("superseded", counts.superseded())
                                    .bind("delimiter", columnDelimiter)
                                    .bind("ending", lineEnding)
                                    .bind("at", clock.millis())
                                    .bind("id", delivery.id())
                                    .execute();
                    if (changed == 1) {
                        note(handle, delivery.exportId(), delivery.id(), "staged", counts.words());
                    }
                    return changed == 1;
                });
    }

    /** The decision: from here the delivery only goes forward. */
    public void committed(Delivery delivery) {
        jdbi.useTransaction(
                handle -> {
                    int changed =
                            handle.execute(
                                    "update delivery set state = 'COMMITTED', committed_at = ?,"
                                            + " attempt = 0, not_before = ?, progress_at = ? where"
                                            + " id = ? and state = 'STAGED'",
                                    clock.millis(),
                                    clock.millis(),
                                    clock.millis(),
                                    delivery.id());
                    if (changed == 1) {
                        note(
                                handle,
                                delivery.exportId(),
                                delivery.id(),
                                "committed",
                                "it goes to %s now".formatted(delivery.lane().system()));
                    }
                });
    }

    /**
     * The delivery is closed. The reason is empty only if all went well.
     *
     * @return whether it is closed by this; if not, it was closed before and stays as it is
     */
    public boolean ended(
            Delivery delivery, DeliveryState state, Counts counts, Optional<Reason> reason) {
        return jdbi.inTransaction(
                handle -> {
                    int changed =
                            handle.createUpdate(
                                            "update delivery set state = :state, dead_from = case when"
                                                    + " :state in ('DEAD', 'DISPUTED') then state else"
                                                    + " dead_from end, records_read = :read,"
                                                    + " records_delivered = :delivered, records_failed ="
                                                    + " :failed, records_rejected = :rejected,"
                                                    + " records_unprocessed = :unprocessed, records_superseded"
                                                    + " = :superseded, records_accepted = :accepted,"
                                                    + " records_unconfirmed = :unconfirmed,"
                                                    + " reason_class ="
                                                    + " :class, reason_code = :code, reason_message ="
                                                    + " :message, ended_at = :at where id = :id and "
                                                    + OPEN)
                                    .bind("state", state.name())
                                    .bind("read", counts.read())
                                    .bind("delivered", counts.delivered())
                                    .bind("failed", counts.failed())
                                    .bind("rejected", counts.rejected())
                                    .bind("unprocessed", counts.unprocessed())
                                    .bind("superseded", counts.superseded())
                                    .bind("accepted", counts.accepted())
                                    .bind("unconfirmed", counts.unconfirmed())
                                    .bind("class", reason.map(Reason::failureClass).orElse(null))
                                    .bind("code", reason.map(Reason::code).orElse(null))
                                    .bind("message", reason.map(Reason::message).orElse(null))
                                    .bind("at", clock.millis())
                                    .bind("id", delivery.id())
                                    .execute();
                    if (changed == 1) {
                        note(
                                handle,
                                delivery.exportId(),
                                delivery.id(),
                                state.name().toLowerCase(java.util.Locale.ROOT),
                                reason.map(Reason::message).orElse(counts.words()));
                    }
                    return changed == 1;
                });
    }

    /**
     * The present step could not be done now and is due again later. Nothing happens to a delivery
     * that is closed.
     *
     * @param attempt as before if it does not count as one
     */
    public void postponed(Delivery delivery, int attempt, Instant notBefore, Reason reason) {
        jdbi.useTransaction(
                handle -> {
                    int changed =
                            handle.createUpdate(
                                            "update delivery set "
                                                    + Postponement.COUNTED
                                                    + ", reason_class = :class, reason_code ="
                                                    + " :code, reason_message = :message where id"
                                                    + " = :id and "
                                                    + OPEN)
                                    .bind("attempt", attempt)
                                    .bind("notBefore", notBefore.toEpochMilli())
                                    .bind("class", reason.failureClass())
                                    .bind("code", reason.code())
                                    .bind("message", reason.message())
                                    .bind("id", delivery.id())
                                    .execute();
                    if (changed == 1) {
                        note(
                                handle,
                                delivery.exportId(),
                                delivery.id(),
                                "postponed",
                                "until %s: %s".formatted(notBefore, reason.message()));
                    }
                });
    }

    /**
     * The present step was done, and there is more of it: what failed before is no attempt at what
     * comes.
     */
    public void wentOn(Delivery delivery) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update delivery set attempt = 0, attempts_alike = 0, not_before = ?,"
                                        + " reason_class = null, reason_code = null, reason_message"
                                        + " = null where id = ? and "
                                        + OPEN,
                                clock.millis(),
                                delivery.id()));
    }

    /** How many attempts of its present step failed last, in a row, for reasons of a class. */
    public int attemptsAlike(Delivery delivery, String failureClass) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select "
                                                + Postponement.ALIKE
                                                + " from delivery where id = :id")
                                .bind("class", failureClass)
                                .bind("id", delivery.id())
                                .mapTo(Integer.class)
                                .one());
    }

    public Optional<Delivery> find(String id) {
        return query("where d.id = ?", id).stream().findFirst();
    }

    /** The delivery with this id, which must exist. */
    public Delivery get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no delivery " + id));
    }

    public List<Delivery> ofExport(String exportId) {
        return query("where d.export_id = ? order by d.ordinal", exportId);
    }

    /** The newest deliveries, newest first. */
    public List<Delivery> newest(int most) {
        return query("order by d.registered_at desc, d.id desc limit " + most);
    }

    /** Deliveries that were registered since, or have not ended; oldest first. */
    public List<Delivery> since(Instant start) {
        return query(
                "where d.registered_at >= ? or d.ended_at is null or d.ended_at >= ?"
                        + " order by d.registered_at, d.id",
                start.toEpochMilli(),
                start.toEpochMilli());
    }

    /** Deliveries that have not ended, oldest first. */
    public List<Delivery> open() {
        return query("where d.ended_at is null order by d.registered_at, d.id");
    }

    /** Deliveries to an org, of sealed exports, that wait to be staged. */
    public List<Delivery> dueToStage() {
        return dueAtFirst("= 'CRM_BULK'");
    }

    /** Deliveries to Data Cloud, of sealed exports, that wait to be checked. */
    public List<Delivery> dueToCheck() {
        return dueAtFirst("<> 'CRM_BULK'");
    }

    private List<Delivery> dueAtFirst(String lane) {
        return query(
                "join export e on e.id = d.export_id where d.state = 'REGISTERED' and d.lane "
                        + lane
                        + " and e.state = 'SEALED' and"
                        + Postponement.isOver("d")
                        + "order by d.registered_at, d.id",
                clock.millis());
    }

    /** Deliveries that wait for their commit, whether or not other feeds let them. */
    public List<Delivery> dueToCommit() {
        return query(
                "where d.state = 'STAGED' and"
                        + Postponement.isOver("d")
                        + "order by d.staged_at, d.id",
                clock.millis());
    }

    /** Committed deliveries to an org all of whose chunks lie in jobs that have ended. */
    public List<Delivery> dueToSettle() {
        return query(
                "where d.state = 'COMMITTED' and d.lane = 'CRM_BULK' and"
                        + Postponement.isOver("d")
                        + "and not "
                        + UNDER_WAY
                        + " and not "
                        + SOMETHING_TO_BRING_AGAIN
                        + " order by d.committed_at, d.id",
                clock.millis());
    }

    /** Committed deliveries to Data Cloud all of whose records it has taken, or given up. */
    public List<Delivery> dueToConfirm() {
        return query(
                "where d.state = 'COMMITTED' and d.lane <> 'CRM_BULK' and"
                        + Postponement.isOver("d")
                        + "and not "
                        + UNDER_WAY
                        + " and not "
                        + SOMETHING_TO_SEND
                        + " order by d.committed_at, d.registered_at",
                clock.millis());
    }

    /**
     * Committed deliveries to Data Cloud that are not sent as a whole, in the order of their
     * commits, whether or not they are due: one that is not holds up its queue.
     */
    public List<Delivery> toSend() {
        return query(
                "where d.state = 'COMMITTED' and d.lane <> 'CRM_BULK' and "
                        + SOMETHING_TO_SEND
                        + " order by d.committed_at, d.registered_at");
    }

    /**
     * Whether a delivery to Data Cloud is committed, but nothing of it was acknowledged yet: it
     * waits in its queue, for a slot or for somebody else's job.
     */
    public boolean waitsToBeSent(Delivery delivery) {
        return query("where d.id = ? and " + WAITS_TO_BE_SENT, delivery.id()).stream()
                .findFirst()
                .isPresent();
    }

    /** Whether the pause before the next step of a delivery is over. */
    public boolean isDue(Delivery delivery) {
        return Postponement.isOver(delivery.notBefore(), clock.instant());
    }

    /** Whether Data Cloud has ended all jobs of a delivery, and its streaming. */
    public boolean isSent(Delivery delivery) {
        return query(
                        "where d.id = ? and not " + UNDER_WAY + " and not " + SOMETHING_TO_SEND,
                        delivery.id())
                .stream()
                .findFirst()
                .isPresent();
    }

    /**
     * Committed deliveries that have something to bring again: a round of follow-up jobs, or a
     * chunk whose job could no longer be closed.
     */
    public List<Delivery> dueToFollowUp() {
        return query(
                "where d.state = 'COMMITTED' and d.lane = 'CRM_BULK' and"
                        + Postponement.isOver("d")
                        + "and "
                        + SOMETHING_TO_BRING_AGAIN
                        + " order by d.committed_at, d.id",
                clock.millis());
    }

    /**
     * The delivery by the same sink of the feed that was registered last before this one and has
     * sent something, or will.
     */
    public Optional<Delivery> latestBefore(Delivery delivery) {
        return query(
                        "where d.feed = ? and d.ordinal = ? and d.registered_at <= ? and d.id <> ?"
                                + " and d.state <> 'SKIPPED' and (d.state <> 'DEAD' or"
                                + " d.committed_at is not null) order by d.registered_at desc,"
                                + " d.id desc limit 1",
                        delivery.feed(),
                        delivery.ordinal(),
                        delivery.registeredAt().toEpochMilli(),
                        delivery.id())
                .stream()
                .findFirst();
    }

    /**
     * The other deliveries by the same sink of the feed that have ended and have brought records of
     * these bytes, or may have: nobody knows how many the last of their jobs have brought. Newest
     * first. Which was registered first does not matter: an old one may be replayed.
     */
    public List<Delivery> sentBefore(Delivery delivery, String sha256) {
        return query(
                "join export e on e.id = d.export_id where d.feed = ? and d.ordinal = ? and d.id <>"
                        + " ? and e.sha256 = ? and d.state in ('SETTLED', 'DISPUTED', 'DEAD',"
                        + " 'ABANDONED') and (d.records_delivered > 0 or (d.state <> 'SETTLED' and"
                        + " d.committed_at is not null and exists (select 1 from job j where"
                        + " j.delivery_id = d.id and j.uploaded_at is not null and"
                        + " (j.records_processed is null or j.state not in ('JOB_COMPLETE',"
                        + " 'FAILED', 'ABORTED'))))) order by d.registered_at desc, d.id desc",
                delivery.feed(),
                delivery.ordinal(),
                delivery.id(),
                sha256);
    }

    /** The chunks that were cut, in their order. */
    public List<Chunk> chunks(String deliveryId) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select * from chunk where delivery_id = :id order by"
                                                + " number")
                                .bind("id", deliveryId)
                                .map((values, context) -> chunk(new Row(values)))
                                .list());
    }

    private List<Delivery> query(String condition, Object... parameters) {
        return jdbi.withHandle(
                handle ->
                        handle.select("select d.* from delivery d " + condition, parameters)
                                .map((values, context) -> delivery(new Row(values)))
                                .list());
    }

    private void note(
            Handle handle, String exportId, String deliveryId, String kind, String message) {
        events.note(handle, exportId, Optional.of(deliveryId), kind, message);
    }

    private static Chunk chunk(Row row) throws SQLException {
        return new Chunk(
                row.text("delivery_id"),
                row.number("number"),
                row.number("round"),
                row.count("first_line"),
                row.count("records"),
                row.count("bytes"),
                row.text("sha256"));
    }

    private static Delivery delivery(Row row) throws SQLException {
        return new Delivery(
                row.text("id"),
                row.text("export_id"),
                row.text("feed"),
                row.number("ordinal"),
                new Target(
                        Lane.valueOf(row.text("lane")),
                        row.optionalText("connector"),
                        row.text("object"),
                        row.text("operation"),
                        row.optionalText("key_field")),
                read(row.text("parameters")),
                row.text("fingerprint"),
                DeliveryState.valueOf(row.text("state")),
                row.optionalText("column_delimiter"),
                row.optionalText("line_ending"),
                new Counts(
                        row.count("records_read"),
                        row.count("records_delivered"),
                        row.count("records_failed"),
                        row.count("records_rejected"),
                        row.count("records_unprocessed"),
                        row.count("records_superseded"),
                        row.count("records_accepted"),
                        row.count("records_unconfirmed")),
                row.number("attempt"),
                row.time("not_before"),
                row.reason(),
                row.time("registered_at"),
                row.optionalTime("staged_at"),
                row.optionalTime("committed_at"),
                row.optionalTime("ended_at"),
                row.time("progress_at"),
                row.optionalText("dead_from").map(DeliveryState::valueOf),
                row.number("replays"));
    }

    private static String write(Map<String, String> parameters) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(parameters));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> read(String parameters) {
        try {
            return JSON.readValue(parameters, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
