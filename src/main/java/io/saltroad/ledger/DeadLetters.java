package io.saltroad.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What people decide about exports and deliveries that cannot go on by themselves. */
public final class DeadLetters {

    /** The class of the reason of what somebody has given up. */
    public static final String ABANDONED = "abandoned";

    private static final String NOT_DELIVERED =
            " not exists (select 1 from delivery d where d.export_id = export.id) ";

    private final Jdbi jdbi;
    private final Events events;
    private final Exports exports;
    private final Deliveries deliveries;
    private final Clock clock;

    DeadLetters(Jdbi jdbi, Events events, Exports exports, Deliveries deliveries, Clock clock) {
        this.jdbi = jdbi;
        this.events = events;
        this.exports = exports;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** The step in which a delivery is about to end as a dead letter. */
    public void failedIn(Delivery delivery, String step) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update delivery set reason_step = ? where id = ?",
                                step,
                                delivery.id()));
    }

    /**
     * The step whose failure ended a delivery. Where nobody said so, it is the one that was next
     * from the state in which it stopped.
     */
    public Optional<String> stepOf(Delivery delivery) {
        return jdbi.withHandle(
                        handle ->
                                handle.createQuery(
                                                "select reason_step from delivery where id = :id"
                                                        + " and reason_step is not null")
                                        .bind("id", delivery.id())
                                        .mapTo(String.class)
                                        .findOne())
                .or(
                        () ->
                                delivery.deadFrom()
                                        .map(
                                                state ->
                                                        nextStep(
                                                                state,
                                                                delivery.lane().toDataCloud())));
    }

    private static String nextStep(DeliveryState state, boolean toDataCloud) {
        return switch (state) {
            case REGISTERED -> toDataCloud ? "check" : "stage";
            case STAGED -> "commit";
            default -> toDataCloud ? "confirm" : "settle";
        };
    }

    /**
     * Puts an export and some of its dead or disputed deliveries back to where they stopped: before
     * the commit they are staged anew, after it they go on with their jobs. Its files must lie in
     * the work folder again.
     *
     * @param request which is answered with it
     */
    public void replayed(Export export, List<Delivery> dead, Request request, String answer) {
        jdbi.useTransaction(
                handle -> {
                    handle.execute(
                            "update export set state = 'CLAIMED', sealed_at = null, closed_at ="
                                    + " null, resting_place = null, reason_class = null,"
                                    + " reason_code = null, reason_message = null, notified_at ="
                                    + " null where id = ?",
                            export.id());
                    dead.forEach(delivery -> replayed(handle, delivery));
                    if (dead.isEmpty()) {
                        events.note(
                                handle,
                                export.id(),
                                Optional.empty(),
                                "replayed",
                                "it goes through its feed again");
                    }
                    Requests.done(handle, clock.millis(), request, answer);
                });
    }

    private void replayed(Handle handle, Delivery delivery) {
        DeliveryState from = resumesIn(delivery);
        int put =
                handle.createUpdate(
                                "update delivery set state = :state, dead_from = null, attempt = 0,"
                                        + " not_before = :at, progress_at = :at, reason_class ="
                                        + " null, reason_code = null, reason_message = null,"
                                        + " reason_step = null, ended_at = null, notified_at ="
                                        + " null, replays = replays + 1 where id = :id and state"
                                        + " in ('DEAD', 'DISPUTED')")
                        .bind("state", from.name())
                        .bind("at", clock.millis())
                        .bind("id", delivery.id())
                        .execute();
        if (put == 1) {
            handle.execute(
                    "update job set attempt = 0, not_before = ? where delivery_id = ?",
                    clock.millis(),
                    delivery.id());
            // An org tells which records of such a job it did not come to; Data Cloud does not, so
            // all of its chunks go into another one.
            handle.execute(
                    "update job set uploaded_at = null where delivery_id = ? and ingestion_job is"
                            + " not null and state in ('FAILED', 'ABORTED')",
                    delivery.id());
            events.note(
                    handle,
                    delivery.exportId(),
                    Optional.of(delivery.id()),
                    "replayed",
                    from == DeliveryState.COMMITTED
                            ? "it goes on after its commit"
                            : "it is staged anew");
        }
    }

    /** The state in which a dead or disputed delivery goes on when it is replayed. */
    public static DeliveryState resumesIn(Delivery delivery) {
        boolean committed =
                delivery.deadFrom()
                        .map(DeliveryState.COMMITTED::equals)
                        .orElse(delivery.committedAt().isPresent());
        return committed ? DeliveryState.COMMITTED : DeliveryState.REGISTERED;
    }

    /**
     * Closes some deliveries of an export for good. The export is to come to rest again: its files
     * must lie in the work folder.
     *
     * @param request which says why, and is answered with it
     */
    public void abandoned(Export export, List<Delivery> given, Request request, String answer) {
        String why = request.argument().orElse("");
        jdbi.useTransaction(
                handle -> {
                    given.forEach(delivery -> abandoned(handle, delivery, why));
                    int dead =
                            handle.createQuery(
                                            "select count(*) from delivery where export_id = :id"
                                                    + " and state in ('DEAD', 'DISPUTED')")
                                    .bind("id", export.id())
                                    .mapTo(Integer.class)
                                    .one();
                    if (dead == 0) {
                        handle.execute(
                                "update export set reason_class = ?, reason_code = 'ABANDONED',"
                                        + " reason_message = ? where id = ? and reason_class is not"
                                        + " null",
                                ABANDONED,
                                why,
                                export.id());
                    }
                    handle.execute(
                            "update export set state = 'SEALED', closed_at = null, resting_place ="
                                    + " null, notified_at = null where id = ? and state = 'DEAD'",
                            export.id());
                    if (given.isEmpty()) {
                        events.note(handle, export.id(), Optional.empty(), ABANDONED, why);
                    }
                    Requests.done(handle, clock.millis(), request, answer);
                });
    }

    private void abandoned(Handle handle, Delivery delivery, String why) {
        int closed =
                handle.createUpdate(
                                "update delivery set state = 'ABANDONED', reason_class = :class,"
                                        + " reason_code = 'ABANDONED', reason_message = :why,"
                                        + " ended_at = :at, notified_at = null where id = :id and"
                                        + " (state in ('REGISTERED', 'STAGED', 'DEAD', 'DISPUTED') or"
                                        + " id in (select d.id from delivery d where "
                                        + Deliveries.WAITS_TO_BE_SENT
                                        + "))")
                        .bind("class", ABANDONED)
                        .bind("why", why)
                        .bind("at", clock.millis())
                        .bind("id", delivery.id())
                        .execute();
        if (closed == 1) {
            events.note(handle, delivery.exportId(), Optional.of(delivery.id()), ABANDONED, why);
        }
    }

    /** Exports with corrected records of a delivery, oldest first. */
    public List<Export> correctionsOf(String deliveryId) {
        return exports("where replay_of = ? order by claimed_at", deliveryId);
    }

    /**
     * Corrected records of a delivery that have reached Salesforce, or will, or may have, oldest
     * first: not those that were refused, died or were given up before their commit.
     */
    public List<Export> standingCorrectionsOf(String deliveryId) {
        return exports(
                "where replay_of = ? and (exists (select 1 from delivery d where d.export_id ="
                        + " export.id and (d.committed_at is not null or d.state in ('REGISTERED',"
                        + " 'STAGED', 'COMMITTED', 'SETTLED'))) or ("
                        + NOT_DELIVERED
                        + "and state not in ('ARCHIVED', 'DEAD') and reason_class is null)) order"
                        + " by claimed_at",
                deliveryId);
    }

    /** Whether a delivery was replayed after a time. */
    public boolean wasReplayedSince(Delivery delivery, Instant time) {
        return events.of(delivery.exportId()).stream()
                .filter(event -> event.kind().equals("replayed"))
                .filter(event -> event.deliveryId().map(delivery.id()::equals).orElse(true))
                .anyMatch(event -> event.at().isAfter(time));
    }

    /** Closed exports that never became a delivery, newest first. */
    public List<Export> neverDelivered(int most) {
        return exports(
                "where state in ('ARCHIVED', 'DEAD') and"
                        + NOT_DELIVERED
                        + "order by claimed_at desc limit ?",
                most);
    }

    /** Ids that people may mean: of what is not settled, and of what came last; newest first. */
    public List<String> knownIds(int most) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select id from (select id, claimed_at as at from export"
                                                + " union all select id, registered_at as at from"
                                                + " delivery) as known order by at desc, id desc"
                                                + " limit :most")
                                .bind("most", most)
                                .mapTo(String.class)
                                .list());
    }

    /** Ids of dead and disputed deliveries and of exports that never became one, newest first. */
    public List<String> ids(int most) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select id from (select id, claimed_at as at from export"
                                                + " where state = 'DEAD' and"
                                                + NOT_DELIVERED
                                                + " union all select id, registered_at as at from"
                                                + " delivery where state in ('DEAD', 'DISPUTED'))"
                                                + " as dead order by at desc, id desc limit :most")
                                .bind("most", most)
                                .mapTo(String.class)
                                .list());
    }

    /** Deliveries at rest that nobody has been told of, oldest first. */
    public List<Delivery> deliveriesToTell() {
        return ids(
                        "select d.id from delivery d join export e on e.id = d.export_id where"
                                + " d.notified_at is null and d.state in ('SETTLED', 'DISPUTED',"
                                + " 'DEAD', 'ABANDONED') and e.state in ('ARCHIVED', 'DEAD') order"
                                + " by d.ended_at, d.id limit 100")
                .stream()
                .map(deliveries::get)
                .toList();
    }

    /** Exports at rest that never became a delivery and that nobody has been told of. */
    public List<Export> exportsToTell() {
        return exports(
                "where notified_at is null and state in ('ARCHIVED', 'DEAD') and"
                        + NOT_DELIVERED
                        + "order by closed_at, id limit 100");
    }

    /** People know of it now. */
    public void told(Delivery delivery) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update delivery set notified_at = ? where id = ?",
                                clock.millis(),
                                delivery.id()));
    }

    /** People know of it now. */
    public void told(Export export) {
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "update export set notified_at = ? where id = ?",
                                clock.millis(),
                                export.id()));
    }

    private List<Export> exports(String condition, Object... parameters) {
        return ids("select id from export " + condition, parameters).stream()
                .map(exports::get)
                .toList();
    }

    private List<String> ids(String sql, Object... parameters) {
        return jdbi.withHandle(handle -> handle.select(sql, parameters).mapTo(String.class).list());
    }
}
