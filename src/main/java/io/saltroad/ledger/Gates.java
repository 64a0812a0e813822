package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The gates that were ever closed, and when they were. */
public final class Gates {

    /** No closure is longer, whatever Salesforce says. */
    public static final Duration LONGEST_CLOSURE = Duration.ofHours(24);

    /** How far a clock may be set back before what it has written is not believed. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    /** No deadline looks back further than this. */
    private static final Duration CLOSURES_ARE_KEPT = Duration.ofDays(30);

    /**
     * A gate that is, or was, closed.
     *
     * @param name of the org and API it guards
     * @param keepsReserve closed by ourselves, to leave others what is left of the day's allowances
     * @param from since when it is closed, however often that was prolonged
     * @param pause how long it was closed the last time, without jitter, which the next time
     *     doubles
     */
    public record ClosedGate(
            String name,
            boolean keepsReserve,
            Instant from,
            Instant until,
            Duration pause,
            String reason) {

        public boolean isClosedAt(Instant time) {
            return until.isAfter(time);
        }

        /**
         * Whether a clock that was right can have written this by now. A closure that begins, or
         * ends, too late comes from one that has been set back since.
         */
        public boolean isCredibleAt(Instant now) {
            return !from.isAfter(now.plus(CLOCK_TOLERANCE))
                    && !until.isAfter(now.plus(LONGEST_CLOSURE));
        }
    }

    private record Span(Instant from, Instant until) {}

    private final Jdbi jdbi;

    Gates(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Optional<ClosedGate> find(String name) {
        return all().stream().filter(gate -> gate.name().equals(name)).findFirst();
    }

    public List<ClosedGate> all() {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select * from gate order by name")
                                .map((values, context) -> gate(new Row(values)))
                                .list());
    }

    /** The gates that are closed now. */
    public List<ClosedGate> closedAt(Instant now) {
        return all().stream()
                .filter(gate -> gate.isClosedAt(now) && gate.isCredibleAt(now))
                .toList();
    }

    /**
     * Closes a gate, or prolongs it if it was closed at the same time. How long it was closed is
     * taken down too.
     */
    public void close(ClosedGate gate) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute("delete from gate where name = ?", gate.name());
                    handle.execute(
                            "insert into gate (name, closed_until, pause, reason, closed_from,"
                                    + " keeps_reserve) values (?, ?, ?, ?, ?, ?)",
                            gate.name(),
                            gate.until().toEpochMilli(),
                            gate.pause().toMillis(),
                            gate.reason(),
                            gate.from().toEpochMilli(),
                            gate.keepsReserve() ? 1 : 0);
                    handle.execute(
                            "delete from gate_closure where name = ? and (closed_from = ? or"
                                    + " closed_until < ?)",
                            gate.name(),
                            gate.from().toEpochMilli(),
                            gate.from().minus(CLOSURES_ARE_KEPT).toEpochMilli());
                    handle.execute(
                            "insert into gate_closure (name, closed_from, closed_until, reason)"
                                    + " values (?, ?, ?, ?)",
                            gate.name(),
                            gate.from().toEpochMilli(),
                            gate.until().toEpochMilli(),
                            gate.reason());
                });
    }

    /**
     * Opens a gate before its time. How long it was closed is remembered, so that a limit that
     * comes back at once makes a longer pause.
     */
    public void open(String name, Instant at) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update gate set closed_until = ? where name = ? and closed_until > ?",
                            at.toEpochMilli(),
                            name,
                            at.toEpochMilli());
                    handle.execute(
                            "delete from gate_closure where name = ? and closed_from >= ?",
                            name,
                            at.toEpochMilli());
                    handle.execute(
                            "update gate_closure set closed_until = ? where name = ? and"
                                    + " closed_until > ?",
                            at.toEpochMilli(),
                            name,
                            at.toEpochMilli());
                });
    }

    /** For how much of this time a gate was closed; nothing counts twice. */
    public Duration closedDuring(String name, Instant from, Instant to) {
        Duration closed = Duration.ZERO;
        Instant counted = from;
        for (Span span : closuresWithin(name, from, to)) {
            Instant begin = span.from().isAfter(counted) ? span.from() : counted;
            Instant end = span.until().isAfter(to) ? to : span.until();
            if (end.isAfter(begin)) {
                closed = closed.plus(Duration.between(begin, end));
                counted = end;
            }
        }
        return closed;
    }

    private List<Span> closuresWithin(String name, Instant from, Instant to) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select closed_from, closed_until from gate_closure where"
                                                + " name = :name and closed_until > :from and closed_from < :to"
                                                + " order by closed_from")
                                .bind("name", name)
                                .bind("from", from.toEpochMilli())
                                .bind("to", to.toEpochMilli())
                                .map((values, context) -> span(new Row(values)))
                                .list());
    }

    private static Span span(Row row) throws SQLException {
        return new Span(row.time("closed_from"), row.time("closed_until"));
    }

    private static ClosedGate gate(Row row) throws SQLException {
        return new ClosedGate(
                row.text("name"),
                row.number("keeps_reserve") != 0,
                row.time("closed_from"),
                row.time("closed_until"),
                Duration.ofMillis(row.count("pause")),
                row.text("reason"));
    }
}
