package io.saltroad.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What people have asked for with commands, which run beside the process that delivers. */
public final class Requests {

    private final Jdbi jdbi;
    private final Clock clock;

    Requests(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Asks for something. Whoever delivers carries it out and answers. */
    public Request ask(
            Request.Kind kind, String subject, Optional<String> argument, Optional<String> sha256) {
        String id = UUID.randomUUID().toString();
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "insert into request (id, kind, subject, argument, sha256, at)"
                                        + " values (?, ?, ?, ?, ?, ?)",
                                id,
                                kind.name(),
                                subject,
                                argument.orElse(null),
                                sha256.orElse(null),
                                clock.millis()));
        return get(id);
    }

    /** It is carried out. */
    public void done(Request request, String message, Optional<String> result) {
        answer(request, false, message, result);
    }

    /** It cannot be carried out, and nothing has happened. */
    public void refused(Request request, String why) {
        answer(request, true, why, Optional.empty());
    }

    private void answer(Request request, boolean refused, String message, Optional<String> result) {
        jdbi.useHandle(
                handle -> answer(handle, clock.millis(), request.id(), refused, message, result));
    }

    /** Answers in the same write in which it is carried out: a crash cannot part the two. */
    static void done(Handle handle, long now, Request request, String message) {
        answer(handle, now, request.id(), false, message, Optional.empty());
    }

    private static void answer(
            Handle handle,
            long now,
            String id,
            boolean refused,
            String message,
            Optional<String> result) {
        handle.execute(
                "update request set done_at = ?, refused = ?, answer = ?, result = ? where id = ?",
                now,
                refused ? 1 : 0,
                message,
                result.orElse(null),
                id);
    }

    /** Whether an export came of another request than this one, which has been answered. */
    public boolean isResultOfAnother(Request request, String exportId) {
        return !query("where result = ? and id <> ?", exportId, request.id()).isEmpty();
    }

    /** What has not been answered, oldest first. */
    public List<Request> open() {
        return query("where done_at is null order by at, id");
    }

    /** The request with this id, which must exist. */
    public Request get(String id) {
        return query("where id = ?", id).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no request " + id));
    }

    private List<Request> query(String condition, Object... parameters) {
        return jdbi.withHandle(
                handle ->
                        handle.select("select * from request " + condition, parameters)
                                .map((values, context) -> request(new Row(values)))
                                .list());
    }

    private static Request request(Row row) throws SQLException {
        Optional<Instant> done = row.optionalTime("done_at");
        Optional<Request.Answer> answer =
                done.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Request.Answer(
                                        row.number("refused") != 0,
                                        row.text("answer"),
                                        row.optionalText("result"),
                                        done.get()));
        return new Request(
                row.text("id"),
                Request.Kind.valueOf(row.text("kind")),
                row.text("subject"),
                row.optionalText("argument"),
                row.optionalText("sha256"),
                row.time("at"),
                answer);
    }
}
