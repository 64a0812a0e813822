package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The jobs of all deliveries. A chunk has one job that counts, and perhaps aborted ones before. */
public final class Jobs {

    private final Jdbi jdbi;
    private final Clock clock;

    Jobs(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Writes the intent to create a job for a chunk, before Salesforce is asked. */
    public Job intended(String deliveryId, int chunkNumber) {
        return jdbi.inTransaction(
                handle -> {
                    int earlier =
                            handle.createQuery(
                                            "select count(*) from job where delivery_id = :delivery"
                                                    + " and chunk_number = :chunk")
                                    .bind("delivery", deliveryId)
                                    .bind("chunk", chunkNumber)
                                    .mapTo(Integer.class)
                                    .one();
                    String id = "%s/%d-%d".formatted(deliveryId, chunkNumber, earlier + 1);
                    handle.createUpdate(
                                    "insert into job (id, delivery_id, chunk_number, state,"
                                            + " attempt, not_before, intended_at) values (:id,"
                                            + " :delivery, :chunk, 'INTENDED', 0, :at, :at)")
                            .bind("id", id)
                            .bind("delivery", deliveryId)
                            .bind("chunk", chunkNumber)
                            .bind("at", clock.millis())
                            .execute();
                    return handle.createQuery("select * from job where id = :id")
                            .bind("id", id)
                            .map((values, context) -> job(new Row(values)))
                            .one();
                });
    }

    /**
     * What Salesforce is about to be asked for. An intent without it was never asked.
     *
     * @param shape object, operation, external ID field and format, in one line
     */
    public void asked(Job intent, String shape) {
        execute("update job set asked = ? where id = ?", shape, intent.id());
    }

    /** Salesforce has created the job, and it is Open. */
    public Job created(Job job, String salesforceId) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update job set salesforce_id = ?, state = 'OPEN', created_at = ?"
                                    + " where id = ?",
                            salesforceId,
                            clock.millis(),
                            job.id());
                    cameForward(handle, job);
                });
        return get(job.id());
    }

    /** Salesforce has acknowledged the upload. Without this no upload counts. */
    public Job uploaded(Job job) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update job set uploaded_at = ? where id = ?",
                            clock.millis(),
                            job.id());
                    cameForward(handle, job);
                });
        return get(job.id());
    }

    /** The job was given up before the commit: what was uploaded into it does not count. */
    public void abandoned(Job job) {
        execute(
                "update job set state = 'ABORTED', uploaded_at = null, ended_at = ? where id = ?",
                clock.millis(),
                job.id());
    }

    /** What Salesforce said of the job, and when it is due to be asked again. */
    public Job seen(
            Job job,
            JobState state,
            Optional<Long> processed,
            Optional<Long> failed,
            Optional<String> errorMessage,
            Instant notBefore) {
        boolean cameForward =
                state != job.state()
                        || processed
                                .filter(now -> now > job.recordsProcessed().orElse(0L))
                                .isPresent();
        jdbi.useTransaction(
                handle -> {
                    handle.createUpdate(
                                    "update job set state = :state, records_processed ="
                                            + " coalesce(:processed, records_processed),"
                                            + " records_failed = coalesce(:failed,"
                                            + " records_failed), error_message ="
                                            + " coalesce(:error, error_message), attempt ="
                                            + " 0, not_before = :notBefore, closed_at ="
                                            + " coalesce(closed_at, :closed), ended_at ="
                                            + " coalesce(ended_at, :ended) where id = :id")
                            .bind("state", state.name())
                            .bind("processed", processed.orElse(null))
                            .bind("failed", failed.orElse(null))
                            .bind("error", errorMessage.orElse(null))
                            .bind("notBefore", notBefore.toEpochMilli())
                            .bind("closed", state == JobState.OPEN ? null : clock.millis())
                            .bind("ended", state.ended() ? clock.millis() : null)
                            .bind("id", job.id())
                            .execute();
                    if (cameForward) {
                        cameForward(handle, job);
                    }
                });
        return get(job.id());
    }

    /**
     * Salesforce has ended the job before it could be closed; nothing of it was processed.
     *
     * @param again whether its chunk goes into another job: what was uploaded into this one does
     *     not count then
     */
    public void endedUnclosed(Job job, JobState state, boolean again) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update job set state = ?, records_processed = 0, records_failed = 0,"
                                    + " uploaded_at = case when ? then null else uploaded_at end,"
                                    + " closed_at = ?, ended_at = ? where id = ?",
                            state.name(),
                            again,
                            clock.millis(),
                            clock.millis(),
                            job.id());
                    cameForward(handle, job);
                });
    }

    private void cameForward(Handle handle, Job job) {
        handle.execute(
                "update delivery set progress_at = ? where id = ?",
                clock.millis(),
                job.deliveryId());
    }

    /**
     * The step of the job that is due could not be done now and is due again later.
     *
     * @param attempt as before if it does not count as one
     * @param failureClass of the reason
     */
    public void postponed(Job job, int attempt, Instant notBefore, String failureClass) {
        jdbi.useHandle(
                handle ->
                        handle.createUpdate(
                                        "update job set "
                                                + Postponement.COUNTED
                                                + " where id = :id")
                                .bind("attempt", attempt)
                                .bind("notBefore", notBefore.toEpochMilli())
                                .bind("class", failureClass)
                                .bind("id", job.id())
                                .execute());
    }

    /** How many attempts of its present step failed last, in a row, for reasons of a class. */
    public int attemptsAlike(Job job, String failureClass) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select " + Postponement.ALIKE + " from job where id = :id")
                                .bind("class", failureClass)
                                .bind("id", job.id())
                                .mapTo(Integer.class)
                                .one());
    }

    public Job get(String id) {
        return query("where j.id = ?", id).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no job " + id));
    }

    /**
     * Open jobs that hold chunks of a delivery alone, and can be aborted for it. Those of Data
     * Cloud may hold chunks of others.
     */
    public List<Job> openOfItsOwn(String deliveryId) {
        return ofDelivery(deliveryId).stream()
                .filter(job -> job.state() == JobState.OPEN && job.ingestionJob().isEmpty())
                .toList();
    }

    /** All jobs of a delivery, by chunk, abandoned ones too. */
    public List<Job> ofDelivery(String deliveryId) {
        return query("where j.delivery_id = ? order by j.chunk_number, j.intended_at", deliveryId);
    }

    /** Uploaded jobs of committed deliveries that wait to be closed. */
    public List<Job> dueToClose() {
        return query(
                "join delivery d on d.id = j.delivery_id where d.state = 'COMMITTED' and"
                        + " j.ingestion_job is null and j.state = 'OPEN' and j.uploaded_at is not null and"
                        + Postponement.isOver("j")
                        + "order by d.committed_at, j.chunk_number",
                clock.millis());
    }

    /** Closed jobs that Salesforce has not ended, as far as we know. */
    public List<Job> dueToTrack() {
        return query(
                "join delivery d on d.id = j.delivery_id where d.state = 'COMMITTED' and"
                        + " j.ingestion_job is null and j.state in ('UPLOAD_COMPLETE', 'IN_PROGRESS') and"
                        + Postponement.isOver("j")
                        + "order by j.not_before",
                clock.millis());
    }

    private void execute(String sql, Object... parameters) {
        jdbi.useHandle(handle -> handle.execute(sql, parameters));
    }

    private List<Job> query(String condition, Object... parameters) {
        return jdbi.withHandle(
                handle ->
                        handle.select("select j.* from job j " + condition, parameters)
                                .map((values, context) -> job(new Row(values)))
                                .list());
    }

    private static Job job(Row row) throws SQLException {
        return new Job(
                row.text("id"),
                row.text("delivery_id"),
                row.number("chunk_number"),
                row.optionalText("salesforce_id"),
                JobState.valueOf(row.text("state")),
                row.optionalCount("records_processed"),
                row.optionalCount("records_failed"),
                row.optionalText("error_message"),
                row.number("attempt"),
                row.time("not_before"),
                row.time("intended_at"),
                row.optionalTime("created_at"),
                row.optionalTime("uploaded_at"),
                row.optionalTime("closed_at"),
                row.optionalTime("ended_at"),
                row.optionalText("ingestion_job"));
    }
}
