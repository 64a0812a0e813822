package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.SalesforceId;
import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.org.StoreException;
import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All jobs of one type, in the database and in memory: a restart forgets none, but for those that
 * are in memory alone. Their number is bounded by the daily quotas and by the seven days that a job
 * is kept.
 */
final class JobStore<J extends StoredJob<J>> {

    private static final String KEY_PREFIX = "750";

    private final OrgStore store;
    private final String table;
    private final Path folder;
    private final ConcurrentMap<String, J> jobs = new ConcurrentHashMap<>();
    private final AtomicLong lastInMemory = new AtomicLong();

    /**
     * Knows the jobs that are in the database.
     *
     * @param table where they are kept; made if need be
     * @param reader makes a job of what {@link StoredJob#record} wrote
     * @param folder where each job gets a folder of its own
     */
    JobStore(OrgStore store, String table, Function<JsonObject, J> reader, Path folder) {
        this.store = store;
        this.table = "sandbox." + Sql.name(table);
        this.folder = folder;
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    "CREATE TABLE IF NOT EXISTS %s (id VARCHAR, record VARCHAR)"
                            .formatted(this.table));
            sql.execute("CREATE SEQUENCE IF NOT EXISTS sandbox.job_number");
            try (ResultSet rows = sql.executeQuery("SELECT record FROM " + this.table)) {
                while (rows.next()) {
                    J job = reader.apply(new JsonObject(rows.getString(1)));
                    jobs.put(job.id(), job);
                }
            }
        } catch (SQLException e) {
            throw new StoreException("Reading the jobs failed", e);
        }
        deleteOrphans();
    }

    /** Files of jobs that were in memory alone, and ended with an earlier process. */
    private void deleteOrphans() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(of -> !jobs.containsKey(of.getFileName().toString()))
                    .forEach(JobFiles::deleteTree);
        } catch (IOException e) {
            throw new UncheckedIOException("Listing " + folder + " failed", e);
        }
    }

    /**
     * Creates a job with an id that no other job ever had, of whatever type.
     *
     * @param make makes it of its id
     */
    J create(Function<String, J> make) {
        J job;
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement()) {
            long number;
            // Numbers are not used again, even after the jobs were deleted.
            try (ResultSet rows = sql.executeQuery("SELECT nextval('sandbox.job_number')")) {
                rows.next();
                number = rows.getLong(1);
            }
            job = make.apply(SalesforceId.of(KEY_PREFIX, number));
            write(connection, job);
        } catch (SQLException e) {
            throw new StoreException("Creating a job failed", e);
        }
        return begin(job);
    }

    /**
     * Creates a job that is in memory alone.
     *
     * @param now its number, at least: so no job of an earlier process has it, and none of the
     *     database, which counts from 1
     */
    J createInMemory(Instant now, Function<String, J> make) {
        long number = lastInMemory.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
        return begin(make.apply(SalesforceId.of(KEY_PREFIX, number)));
    }

    private J begin(J job) {
        files(job.id()).create();
        jobs.put(job.id(), job);
        return job;
    }

    Optional<J> find(String id) {
        // Fifteen characters are enough.
        return Optional.ofNullable(jobs.get(id.length() == 15 ? SalesforceId.withCheck(id) : id));
    }

    /** The job, or the 404 that the Salesforce CLI compares word by word. */
    J get(String id) {
        return find(id).orElseThrow(ApiError::notFound);
    }

    /** All jobs, the oldest first. */
    List<J> all() {
        return jobs.values().stream()
                .sorted(Comparator.<J, Instant>comparing(J::createdDate).thenComparing(J::id))
                .toList();
    }

    JobFiles files(String id) {
        return new JobFiles(folder.resolve(id));
    }

    /**
     * Changes a job. Changes of one job come one after the other.
     *
     * @param change may refuse by throwing; then nothing has changed
     */
    J change(String id, UnaryOperator<J> change) {
        J changed =
                jobs.computeIfPresent(
                        get(id).id(),
                        (key, job) -> {
                            J next = change.apply(job);
                            if (!next.inMemory() && !next.equals(job)) {
                                try (Connection connection = store.connect()) {
                                    write(connection, next);
                                } catch (SQLException e) {
                                    throw new StoreException("Writing job " + key + " failed", e);
                                }
                            }
                            return next;
                        });
        if (changed == null) {
            throw ApiError.notFound();
        }
        return changed;
    }

    /**
     * Ends a job together with its data: either both are in the database or none.
     *
     * @param end the ended job, or null to leave things as they are
     * @return whether the connection's transaction was committed
     */
    boolean commit(Connection connection, String id, UnaryOperator<J> end) throws SQLException {
        boolean[] committed = {false};
        try {
            jobs.computeIfPresent(
                    id,
                    (key, job) -> {
                        J next = end.apply(job);
                        if (next == null) {
                            return job;
                        }
                        try {
                            write(connection, next);
                            connection.commit();
                        } catch (SQLException e) {
                            throw new StoreException("Ending job " + key + " failed", e);
                        }
                        committed[0] = true;
                        return next;
                    });
        } catch (StoreException e) {
            connection.rollback();
            throw e;
        }
        return committed[0];
    }

    private void write(Connection connection, J job) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE %s SET record = ? WHERE id = ?".formatted(table))) {
            update.setString(1, job.record().encode());
            update.setString(2, job.id());
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO %s VALUES (?, ?)".formatted(table))) {
            insert.setString(1, job.id());
            insert.setString(2, job.record().encode());
            insert.executeUpdate();
        }
    }

    /** Ends a job that is in progress. One that somebody has aborted meanwhile stays aborted. */
    void end(String id, JobState end, JobResult result, Instant at) {
        change(id, now -> now.state() == JobState.IN_PROGRESS ? now.ended(end, result, at) : now);
    }

    void delete(String id) {
        J job = jobs.remove(id);
        if (job == null || !job.inMemory()) {
            forget(id);
        }
        files(id).delete();
    }

    private void forget(String id) {
        try (Connection connection = store.connect();
                PreparedStatement sql =
                        connection.prepareStatement(
                                "DELETE FROM %s WHERE id = ?".formatted(table))) {
            sql.setString(1, id);
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("Deleting job " + id + " failed", e);
        }
    }
}
