package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The jobs of Data Cloud's Ingestion API. Each chunk in one is a {@link Job} of its delivery, whose
 * state follows that of the ingestion job.
 */
public final class IngestionJobs {

    private static final String UNENDED =
            "state in ('INTENDED', 'OPEN', 'UPLOAD_COMPLETE', 'IN_PROGRESS')";

    private final Jdbi jdbi;
    private final Jobs jobs;
    private final Deliveries deliveries;
    private final Events events;
    private final Clock clock;

    IngestionJobs(Jdbi jdbi, Jobs jobs, Deliveries deliveries, Events events, Clock clock) {
        this.jdbi = jdbi;
        this.jobs = jobs;
        this.deliveries = deliveries;
        this.events = events;
        this.clock = clock;
    }

    /** Writes the intent to create a job, before Data Cloud is asked. */
    public IngestionJob intended(IngestionQueue queue, String operation) {
        String id = UUID.randomUUID().toString();
        jdbi.useHandle(
                handle ->
                        handle.createUpdate(
                                        "insert into ingestion_job (id, connector, object,"
                                                + " operation, state, uploads, attempt, not_before,"
                                                + " intended_at) values (:id, :connector, :object,"
                                                + " :operation, 'INTENDED', 0, 0, :at, :at)")
                                .bind("id", id)
                                .bind("connector", queue.connector())
                                .bind("object", queue.object())
                                .bind("operation", operation)
                                .bind("at", clock.millis())
                                .execute());
        return get(id);
    }

    /** Data Cloud has created the job, and it is Open. */
    public IngestionJob created(IngestionJob job, String salesforceId) {
        execute(
                "update ingestion_job set salesforce_id = ?, state = 'OPEN', created_at = ?, attempt"
                        + " = 0, not_before = ? where id = ?",
                salesforceId,
                clock.millis(),
                clock.millis(),
                job.id());
        return get(job.id());
    }

    /**
     * The intent came to nothing, as far as we know: Data Cloud has refused it, or nobody has
     * answered. It counts among those of its hour all the same.
     */
    public void withdrawn(IngestionJob intent) {
        execute(
                "update ingestion_job set state = 'ABORTED', ended_at = ? where id = ? and state ="
                        + " 'INTENDED'",
                clock.millis(),
                intent.id());
    }

    /**
     * Data Cloud has refused to make the job, and not for having made too many: it is as if it had
     * never been asked.
     */
    public void refused(IngestionJob intent) {
        execute("delete from ingestion_job where id = ? and state = 'INTENDED'", intent.id());
    }

    /**
     * A chunk is about to be sent into the job, perhaps once more: it counts among its files.
     *
     * @return the chunk's place in the job
     */
    public Job loading(IngestionJob job, Delivery delivery, int chunkNumber) {
        Optional<Job> known =
                jobs.ofDelivery(delivery.id()).stream()
                        .filter(one -> one.ingestionJob().filter(job.id()::equals).isPresent())
                        .filter(one -> one.chunkNumber() == chunkNumber)
                        .findFirst();
        String id = known.map(Job::id).orElseGet(() -> UUID.randomUUID().toString());
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update ingestion_job set uploads = uploads + 1 where id = ?",
                            job.id());
                    if (known.isEmpty()) {
                        handle.createUpdate(
                                        "insert into job (id, delivery_id, chunk_number,"
                                                + " salesforce_id, state, attempt, not_before,"
                                                + " intended_at, created_at, ingestion_job) values"
                                                + " (:id, :delivery, :chunk, :salesforce, 'OPEN', 0,"
                                                + " :at, :at, :at, :job)")
                                .bind("id", id)
                                .bind("delivery", delivery.id())
                                .bind("chunk", chunkNumber)
                                .bind("salesforce", job.idAtSalesforce())
                                .bind("at", clock.millis())
                                .bind("job", job.id())
                                .execute();
                    }
                });
        return jobs.get(id);
    }

    /**
     * What Data Cloud said of the job, and when it is due to be asked again. Its chunks follow, and
     * their deliveries have come forward if the state is another one. That it is still open does
     * not mean that the step went well which is due: it may be what was refused.
     */
    public IngestionJob seen(IngestionJob job, JobState state, Instant notBefore) {
        jdbi.useTransaction(
                handle -> {
                    handle.createUpdate(
                                    "update ingestion_job set state = :state, attempt = case :state"
                                            + " when 'OPEN' then attempt else 0 end, not_before ="
                                            + " :notBefore, closed_at = coalesce(closed_at,"
                                            + " :closed), ended_at = coalesce(ended_at, :ended) where"
                                            + " id = :id")
                            .bind("state", state.name())
                            .bind("notBefore", notBefore.toEpochMilli())
                            .bind("closed", state == JobState.OPEN ? null : clock.millis())
                            .bind("ended", state.ended() ? clock.millis() : null)
                            .bind("id", job.id())
                            .execute();
                    handle.createUpdate(
                                    "update job set state = :state, closed_at = coalesce(closed_at,"
                                            + " :closed), ended_at = coalesce(ended_at, :ended) where"
                                            + " ingestion_job = :id")
                            .bind("state", state.name())
                            .bind("closed", state == JobState.OPEN ? null : clock.millis())
                            .bind("ended", state.ended() ? clock.millis() : null)
                            .bind("id", job.id())
                            .execute();
                    if (state != job.state()) {
                        cameForward(handle, job);
                    }
                });
        return get(job.id());
    }

    /**
     * The job has ended, and nothing of it was taken.
     *
     * @param again the deliveries whose chunks go into another job: what was uploaded into this one
     *     does not count for them
     * @param why a sentence for the events of the deliveries concerned
     */
    public void lost(IngestionJob job, JobState state, List<Delivery> again, String why) {
        List<Delivery> concerned = deliveriesIn(job);
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update ingestion_job set state = ?, ended_at = ? where id = ?",
                            state.name(),
                            clock.millis(),
                            job.id());
                    handle.execute(
                            "update job set state = ?, closed_at = coalesce(closed_at, ?), ended_at"
                                    + " = ? where ingestion_job = ?",
                            state.name(),
                            clock.millis(),
                            clock.millis(),
                            job.id());
                    for (Delivery delivery : again) {
                        handle.execute(
                                "update job set uploaded_at = null where ingestion_job = ? and"
                                        + " delivery_id = ?",
                                job.id(),
                                delivery.id());
                    }
                    for (Delivery delivery : concerned) {
                        events.note(
                                handle,
                                delivery.exportId(),
                                Optional.of(delivery.id()),
                                "follow-up",
                                why);
                    }
                });
    }

    /** The deliveries that have chunks in the job which count, in the order of their commits. */
    public List<Delivery> deliveriesIn(IngestionJob job) {
        return jdbi
                .withHandle(
                        handle ->
                                handle.createQuery(
                                                "select id from delivery where id in (select"
                                                        + " delivery_id from job where ingestion_job"
                                                        + " = :id and uploaded_at is not null) order"
                                                        + " by committed_at, registered_at")
                                        .bind("id", job.id())
                                        .mapTo(String.class)
                                        .list())
                .stream()
                .map(deliveries::get)
                .toList();
    }

    private void cameForward(Handle handle, IngestionJob job) {
        handle.execute(
                "update delivery set progress_at = ? where id in (select delivery_id from job where"
                        + " ingestion_job = ?)",
                clock.millis(),
                job.id());
    }

    /**
     * The step of the job that is due could not be done now and is due again later.
     *
     * @param attempt as before if it does not count as one
     * @param failureClass of the reason
     */
    public void postponed(IngestionJob job, int attempt, Instant notBefore, String failureClass) {
        jdbi.useHandle(
                handle ->
                        handle.createUpdate(
                                        "update ingestion_job set "
                                                + Postponement.COUNTED
                                                + " where id = :id")
                                .bind("attempt", attempt)
                                .bind("notBefore", notBefore.toEpochMilli())
                                .bind("class", failureClass)
                                .bind("id", job.id())
                                .execute());
    }

    /** How many attempts of its present step failed last, in a row, for reasons of a class. */
    public int attemptsAlike(IngestionJob job, String failureClass) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select "
                                                + Postponement.ALIKE
                                                + " from ingestion_job where id = :id")
                                .bind("class", failureClass)
                                .bind("id", job.id())
                                .mapTo(Integer.class)
                                .one());
    }

    public IngestionJob get(String id) {
        return query("where id = ?", id).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ingestion job " + id));
    }

    /** Jobs of a queue that have not ended, as far as we know, oldest first. */
    public List<IngestionJob> unended(IngestionQueue queue) {
        return query(
                "where connector = ? and object = ? and " + UNENDED + " order by intended_at, id",
                queue.connector(),
                queue.object());
    }

    /** All jobs that have not ended, as far as we know, oldest first. */
    public List<IngestionJob> unended() {
        return query("where " + UNENDED + " order by intended_at, id");
    }

    /** When the jobs were asked for that were asked for since a time, oldest first. */
    public List<Instant> intentsSince(Instant time) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select intended_at from ingestion_job where intended_at >"
                                                + " :since order by intended_at")
                                .bind("since", time.toEpochMilli())
                                .mapTo(Long.class)
                                .map(Instant::ofEpochMilli)
                                .list());
    }

    /** Open jobs whose next step is due, whether to be filled, closed or given up. */
    public List<IngestionJob> dueWhileOpen() {
        return due("'OPEN'");
    }

    /** Closed jobs that Data Cloud has not ended, as far as we know. */
    public List<IngestionJob> dueToTrack() {
        return due("'UPLOAD_COMPLETE', 'IN_PROGRESS'");
    }

    private List<IngestionJob> due(String states) {
        return query(
                "where state in ("
                        + states
                        + ") and"
                        + Postponement.isOver("ingestion_job")
                        + "order by not_before",
                clock.millis());
    }

    private void execute(String sql, Object... parameters) {
        jdbi.useHandle(handle -> handle.execute(sql, parameters));
    }

    private List<IngestionJob> query(String condition, Object... parameters) {
        return jdbi.withHandle(
                handle ->
                        handle.select("select * from ingestion_job " + condition, parameters)
                                .map((values, context) -> job(new Row(values)))
                                .list());
    }

    private static IngestionJob job(Row row) throws SQLException {
        return new IngestionJob(
                row.text("id"),
                new IngestionQueue(row.text("connector"), row.text("object")),
                row.text("operation"),
                row.optionalText("salesforce_id"),
                JobState.valueOf(row.text("state")),
                row.number("uploads"),
                row.number("attempt"),
                row.time("not_before"),
                row.time("intended_at"),
                row.optionalTime("created_at"),
                row.optionalTime("closed_at"),
                row.optionalTime("ended_at"));
    }
}
