package io.saltroad.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** The exports that were ever claimed. */
public final class Exports {

    /**
     * The time, or just after the latest claim if the clock was set back since: exports of a feed
     * are delivered in the order they were claimed in.
     */
    private static final String LATER_THAN_ALL =
            " (select case when coalesce(max(claimed_at), 0) <= :at then :at else max(claimed_at) + 1"
                    + " end from export)";

    private static final String READY_TO_REST =
            "state = 'SEALED' and not exists (select 1 from delivery d where d.export_id ="
                    + " export.id and d.state not in ('SETTLED', 'SKIPPED', 'DISPUTED', 'DEAD',"
                    + " 'ABANDONED')) ";

    private final Jdbi jdbi;
    private final Events events;
    private final Bell bell;
    private final Clock clock;

    Exports(Jdbi jdbi, Events events, Bell bell, Clock clock) {
        this.jdbi = jdbi;
        this.events = events;
        this.bell = bell;
        this.clock = clock;
    }

    /** Writes the intent to take a file of a feed that is not ordered, before it is moved. */
    public void claiming(
            String id,
            String feed,
            Path source,
            Path work,
            long bytes,
            List<String> afterFeeds,
            Duplicates duplicates) {
        claiming(id, feed, source, work, bytes, ExportTerms.of(afterFeeds, duplicates, false));
    }

    /** Writes the intent to take a file, before it is moved. */
    public void claiming(
            String id, String feed, Path source, Path work, long bytes, ExportTerms terms) {
        jdbi.useTransaction(
                handle -> {
                    handle.createUpdate(
                                    "insert into export (id, feed, file_name, source_path,"
                                            + " work_path, bytes, after_feeds, duplicates, state,"
                                            + " claimed_at, ordered, replay_of) values (:id, :feed,"
                                            + " :name, :source, :work, :bytes, :after, :duplicates,"
                                            + " :state,"
                                            + LATER_THAN_ALL
                                            + ", :ordered, :replayOf)")
                            .bind("id", id)
                            .bind("feed", feed)
                            .bind("name", source.getFileName().toString())
                            .bind("source", source.toString())
                            .bind("work", work.toString())
                            .bind("bytes", bytes)
                            .bind("after", String.join(",", terms.afterFeeds()))
                            .bind("duplicates", terms.duplicates().name())
                            .bind("state", ExportState.CLAIMING.name())
                            .bind("at", clock.millis())
                            .bind("ordered", terms.ordered() ? 1 : 0)
                            .bind("replayOf", terms.replayOf())
                            .execute();
                    events.note(
                            handle,
                            id,
                            Optional.empty(),
                            "claiming",
                            terms.replayOf()
                                    .map(" with corrected records of "::concat)
                                    .map(("takes " + source.getFileName())::concat)
                                    .orElse("takes " + source.getFileName()));
                });
    }

    /** The file lies in the work folder now. */
    public void claimed(String id, long bytes, String sha256) {
        jdbi.useTransaction(
                handle -> {
                    handle.createUpdate(
                                    "update export set state = 'CLAIMED', bytes = :bytes,"
                                            + " sha256 = :sha256 where id = :id")
                            .bind("id", id)
                            .bind("bytes", bytes)
                            .bind("sha256", sha256)
                            .execute();
                    events.note(
                            handle,
                            id,
                            Optional.empty(),
                            "claimed",
                            String.format(Locale.ROOT, "%,d bytes", bytes));
                });
    }

    /** The intent is given up: the file had gone before it could be taken. */
    public void forget(String id) {
        jdbi.useTransaction(
                handle -> {
                    int forgotten =
                            handle.execute(
                                    "delete from export where id = ? and state = 'CLAIMING'", id);
                    if (forgotten > 0) {
                        handle.execute("delete from event where export_id = ?", id);
                    }
                });
    }

    /** All deliveries of the export are registered. */
    public void sealed(String id) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update export set state = 'SEALED', sealed_at = ?"
                                        + " where id = ? and state = 'CLAIMED'",
                                clock.millis(),
                                id));
        bell.ring();
    }

    /** The export cannot be delivered as a whole: its file comes to rest among the dead letters. */
    public void refused(String id, Reason reason) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update export set state = 'SEALED', sealed_at = ?, reason_class = ?,"
                                    + " reason_code = ?, reason_message = ? where id = ?",
                            clock.millis(),
                            reason.failureClass(),
                            reason.code(),
                            reason.message(),
                            id);
                    events.note(handle, id, Optional.empty(), "refused", reason.message());
                });
    }

    /** The file has come to rest; nothing more happens to the export. */
    public void closed(String id, ExportState state, Path restingPlace) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update export set state = ?, closed_at = ?, resting_place = ?"
                                    + " where id = ?",
                            state.name(),
                            clock.millis(),
                            restingPlace.toString(),
                            id);
                    events.note(
                            handle,
                            id,
                            Optional.empty(),
                            state == ExportState.ARCHIVED ? "archived" : "dead-letter",
                            "rests in " + restingPlace);
                });
    }

    public Optional<Export> find(String id) {
        return query("where id = ?", id).stream().findFirst();
    }

    /** The export with this id, which must exist. */
    public Export get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no export " + id));
    }

    /** Exports that were claimed since, or were open then, oldest first. */
    public List<Export> since(Instant start) {
        return query(
                "where claimed_at >= ? or closed_at is null or closed_at >= ? order by claimed_at",
                start.toEpochMilli(),
                start.toEpochMilli());
    }

    /** Exports of a feed that are not closed, oldest first. */
    public List<Export> open(String feed) {
        return query(
                "where feed = ? and state not in ('ARCHIVED', 'DEAD') order by claimed_at", feed);
    }

    /**
     * The dead letter that an export of an ordered feed waits for: the oldest one of its feed that
     * came before it and that nobody has replayed or abandoned. Empty if it need not wait.
     */
    public Optional<Export> deadLetterBefore(Export export) {
        if (!export.ordered()) {
            return Optional.empty();
        }
        return query(
                        "where feed = ? and ordered = 1 and state = 'DEAD' and claimed_at < ?"
                                + " and (exists (select 1 from delivery d where d.export_id ="
                                + " export.id and d.state in ('DEAD', 'DISPUTED')) or (reason_code"
                                + " is not null and reason_code <> 'ABANDONED')) order by"
                                + " claimed_at",
                        export.feed(),
                        export.claimedAt().toEpochMilli())
                .stream()
                .findFirst();
    }

    /** All exports that are not closed, oldest first. */
    public List<Export> open() {
        return query("where state not in ('ARCHIVED', 'DEAD') order by claimed_at");
    }

    /** Sealed exports whose deliveries are all closed, so that the file can come to rest. */
    public List<Export> readyToRest() {
        return query("where " + READY_TO_REST + "order by claimed_at");
    }

    /**
     * Whether nothing is to be done with the records of an export any more: it rests, or all that
     * is left is that its file comes to rest.
     */
    public boolean isOver(String id) {
        return !query(
                        "where id = ? and (state in ('ARCHIVED', 'DEAD') or ("
                                + READY_TO_REST
                                + "))",
                        id)
                .isEmpty();
    }

    private List<Export> query(String condition, Object... parameters) {
        return jdbi.withHandle(
                handle ->
                        handle.select("select * from export " + condition, parameters)
                                .map((values, context) -> export(new Row(values)))
                                .list());
    }

    private static Export export(Row row) throws SQLException {
        return new Export(
                row.text("id"),
                row.text("feed"),
                row.text("file_name"),
                row.path("source_path"),
                row.path("work_path"),
                row.count("bytes"),
                row.optionalText("sha256"),
                Stream.of(row.text("after_feeds").split(",")).filter(f -> !f.isEmpty()).toList(),
                Duplicates.valueOf(row.text("duplicates")),
                ExportState.valueOf(row.text("state")),
                row.time("claimed_at"),
                row.optionalTime("sealed_at"),
                row.optionalTime("closed_at"),
                row.optionalPath("resting_place"),
                row.reason(),
                row.number("ordered") != 0,
                row.optionalText("replay_of"));
    }
}
