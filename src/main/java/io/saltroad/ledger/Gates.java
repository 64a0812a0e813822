package io.saltroad.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The gates that were ever closed. */
public final class Gates {

    /**
     * A gate that is, or was, closed.
     *
     * @param name of the org and API it guards
     * @param pause how long it was closed the last time, which the next time doubles
     */
    public record ClosedGate(String name, Instant until, Duration pause, String reason) {}

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
                                .map(
                                        (values, context) -> {
                                            Row row = new Row(values);
                                            return new ClosedGate(
                                                    row.text("name"),
                                                    row.time("closed_until"),
                                                    Duration.ofMillis(row.count("pause")),
                                                    row.text("reason"));
                                        })
                                .list());
    }

    public void close(ClosedGate gate) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute("delete from gate where name = ?", gate.name());
                    handle.execute(
                            "insert into gate (name, closed_until, pause, reason) values (?, ?, ?,"
                                    + " ?)",
                            gate.name(),
                            gate.until().toEpochMilli(),
                            gate.pause().toMillis(),
                            gate.reason());
                });
    }

    /** A call went through: the next limit starts with a short pause again. */
    public void open(String name) {
        jdbi.useHandle(handle -> handle.execute("delete from gate where name = ?", name));
    }
}
