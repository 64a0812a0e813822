package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Creates that were not answered, and the jobs at Salesforce that may have come of them. */
public final class Orphans {

    /** Salesforce keeps no job longer. Source: Bulk API 2.0 Developer Guide, "Get All Jobs". */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final String ORPHANS =
            "select o.*, j.delivery_id from orphan o join job j on j.id = o.job_id ";

    private final Jdbi jdbi;
    private final Events events;
    private final Clock clock;

    Orphans(Jdbi jdbi, Events events, Clock clock) {
        this.jdbi = jdbi;
        this.events = events;
        this.clock = clock;
    }

    /** Intents without an id that nobody has looked into yet, oldest first. */
    public List<Intent> intents() {
        // Numbers of attempts, not times, say which job came later: a clock may jump back.
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        """
                                        select j.*, d.ended_at as delivery_ended_at,
                                               (select min(l.intended_at) from job l
                                                 where l.delivery_id = j.delivery_id
                                                   and l.chunk_number = j.chunk_number
                                                   and (length(l.id), l.id) > (length(j.id), j.id))
                                                 as next_intended_at
                                          from job j join delivery d on d.id = j.delivery_id
                                         where j.state = 'INTENDED' and j.ended_at is null
                                         order by j.intended_at, j.chunk_number
                                        """)
                                .map((values, context) -> intent(new Row(values)))
                                .list());
    }

    private static Intent intent(Row row) throws SQLException {
        return new Intent(
                row.text("id"),
                row.text("delivery_id"),
                row.number("chunk_number"),
                row.optionalText("asked"),
                row.time("intended_at"),
                Stream.of(
                                row.optionalTime("next_intended_at"),
                                row.optionalTime("delivery_ended_at"))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo));
    }

    /** Whether Salesforce has acknowledged a job to us that it may still list. */
    public boolean mayKnowUs() {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                                "select count(*) from job where salesforce_id is not null"
                                                        + " and ingestion_job is null and"
                                                        + " created_at > :since")
                                        .bind("since", clock.instant().minus(KEPT).toEpochMilli())
                                        .mapTo(Long.class)
                                        .one()
                                > 0);
    }

    /** Of jobs with these ids, those that are in the ledger. */
    public List<KnownJob> known(Collection<String> salesforceIds) {
        if (salesforceIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select salesforce_id, intended_at, created_at from job"
                                                + " where salesforce_id in (<ids>)")
                                .bindList("ids", new ArrayList<>(salesforceIds))
                                .map(
                                        (values, context) -> {
                                            Row row = new Row(values);
                                            return new KnownJob(
                                                    row.text("salesforce_id"),
                                                    row.time("intended_at"),
                                                    row.time("created_at"));
                                        })
                                .list());
    }

    /**
     * A job at Salesforce looks like what came of an intent, which is answered by it. Nothing
     * happens if the ledger knows the job, or something else has come of the intent meanwhile.
     *
     * @param createdAt by Salesforce's clock
     */
    public void found(Intent intent, String salesforceId, String object, Instant createdAt) {
        jdbi.useTransaction(
                handle -> {
                    if (knows(handle, salesforceId) || !end(handle, intent)) {
                        return;
                    }
                    handle.execute(
                            "insert into orphan (salesforce_id, job_id, object, created_at,"
                                    + " found_at) values (?, ?, ?, ?, ?)",
                            salesforceId,
                            intent.jobId(),
                            object,
                            createdAt.toEpochMilli(),
                            clock.millis());
                    note(
                            handle,
                            intent.deliveryId(),
                            "orphan",
                            "job %s at Salesforce looks like the one for chunk %d whose create was not answered. It holds nothing"
                                    .formatted(salesforceId, intent.chunkNumber()));
                });
    }

    private static boolean knows(Handle handle, String salesforceId) {
        return handle.createQuery(
                                "select count(*) from (select 1 from job where salesforce_id = :id"
                                        + " union all select 1 from orphan where salesforce_id = :id)"
                                        + " known")
                        .bind("id", salesforceId)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** No job has come of the intent. */
    public void nothingCameOf(Intent intent) {
        jdbi.useHandle(handle -> end(handle, intent));
    }

    private boolean end(Handle handle, Intent intent) {
        return handle.execute(
                        "update job set ended_at = ? where id = ? and state = 'INTENDED' and"
                                + " ended_at is null",
                        clock.millis(),
                        intent.jobId())
                == 1;
    }

    /** Orphans that Salesforce still has, oldest first; aborted ones too. */
    public List<Orphan> all() {
        return list(
                "where o.created_at > ? order by o.created_at, o.salesforce_id",
                clock.instant().minus(KEPT).toEpochMilli());
    }

    /** Orphans that stand open as far as we know, oldest first. */
    public List<Orphan> open() {
        return all().stream().filter(orphan -> orphan.abortedAt().isEmpty()).toList();
    }

    /** All orphans that were ever found for a delivery, oldest first. */
    public List<Orphan> ofDelivery(String deliveryId) {
        return list("where j.delivery_id = ? order by o.created_at, o.salesforce_id", deliveryId);
    }

    /**
     * Salesforce says that the orphan is not open any more.
     *
     * @param state Aborted, or Failed because it was open for too long
     */
    public void gone(Orphan orphan, String state) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update orphan set aborted_at = ? where salesforce_id = ?",
                            clock.millis(),
                            orphan.salesforceId());
                    note(
                            handle,
                            orphan.deliveryId(),
                            "orphan-aborted",
                            "job %s at Salesforce is %s".formatted(orphan.salesforceId(), state));
                });
    }

    /** Somebody works with the job, so it was never ours. */
    public void mistaken(Orphan orphan, String state) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "delete from orphan where salesforce_id = ?", orphan.salesforceId());
                    note(
                            handle,
                            orphan.deliveryId(),
                            "orphan",
                            "job %s at Salesforce is %s, so it is somebody else's"
                                    .formatted(orphan.salesforceId(), state));
                });
    }

    private void note(Handle handle, String deliveryId, String kind, String message) {
        String export =
                handle.createQuery("select export_id from delivery where id = :id")
                        .bind("id", deliveryId)
                        .mapTo(String.class)
                        .one();
        events.note(handle, export, Optional.of(deliveryId), kind, message);
    }

    private List<Orphan> list(String condition, Object parameter) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(ORPHANS + condition)
                                .bind(0, parameter)
                                .map((values, context) -> orphan(new Row(values)))
                                .list());
    }

    private static Orphan orphan(Row row) throws SQLException {
        return new Orphan(
                row.text("salesforce_id"),
                row.text("job_id"),
                row.text("delivery_id"),
                row.text("object"),
                row.time("created_at"),
                row.time("found_at"),
                row.optionalTime("aborted_at"));
    }
}
