package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.SalesforceId;
import io.saltroad.sandbox.org.StoreException;
import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/**
 * All jobs, in the database and in memory: a restart forgets none. Their number is bounded by the
 * daily quota of batches and by the seven days that a job is kept.
 */
final class JobStore {

    private static final String KEY_PREFIX = "750";

    private final OrgStore store;
    private final Path folder;
    private final Clock clock;
    private final ConcurrentMap<String, Job> jobs = new ConcurrentHashMap<>();

    JobStore(OrgStore store, Path folder, Clock clock) {
        this.store = store;
        this.folder = folder;
        this.clock = clock;
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS sandbox.job (id VARCHAR, record VARCHAR)");
            sql.execute("CREATE SEQUENCE IF NOT EXISTS sandbox.job_number");
            try (ResultSet rows = sql.executeQuery("SELECT record FROM sandbox.job")) {
                while (rows.next()) {
                    Job job = Job.of(new JsonObject(rows.getString(1)));
                    jobs.put(job.id(), job);
                }
            }
        } catch (SQLException e) {
            throw new StoreException("Reading the jobs failed", e);
        }
    }

    Job create(JobSpec spec, String user) {
        Job job;
        try (Connection connection = store.connect();
                Statement sql = connection.createStatement()) {
            long number;
            // Numbers are not used again, even after the jobs were deleted.
            try (ResultSet rows = sql.executeQuery("SELECT nextval('sandbox.job_number')")) {
                rows.next();
                number = rows.getLong(1);
            }
            job = Job.create(SalesforceId.of(KEY_PREFIX, number), spec, user, clock.instant());
            write(connection, job);
        } catch (SQLException e) {
            throw new StoreException("Creating a job failed", e);
        }
        files(job.id()).create();
        jobs.put(job.id(), job);
        return job;
    }

    Optional<Job> find(String id) {
        // Fifteen characters are enough.
        return Optional.ofNullable(jobs.get(id.length() == 15 ? SalesforceId.withCheck(id) : id));
    }

    /** The job, or the 404 that the Salesforce CLI compares word by word. */
    Job get(String id) {
        return find(id).orElseThrow(ApiError::notFound);
    }

    /** All jobs, the oldest first. */
    List<Job> all() {
        List<Job> all = new ArrayList<>(new TreeMap<>(jobs).values());
        return Collections.unmodifiableList(all);
    }

    JobFiles files(String id) {
        return new JobFiles(folder.resolve(id));
    }

    /**
     * Changes a job. Changes of one job come one after the other.
     *
     * @param change may refuse by throwing; then nothing has changed
     */
    Job change(String id, UnaryOperator<Job> change) {
        Job changed =
                jobs.computeIfPresent(
                        get(id).id(),
                        (key, job) -> {
                            Job next = change.apply(job);
                            if (!next.equals(job)) {
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
    boolean commit(Connection connection, String id, UnaryOperator<Job> end) throws SQLException {
        boolean[] committed = {false};
        try {
            jobs.computeIfPresent(
                    id,
                    (key, job) -> {
                        Job next = end.apply(job);
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

    private static void write(Connection connection, Job job) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE sandbox.job SET record = ? WHERE id = ?")) {
            update.setString(1, job.record().encode());
            update.setString(2, job.id());
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO sandbox.job VALUES (?, ?)")) {
            insert.setString(1, job.id());
            insert.setString(2, job.record().encode());
            insert.executeUpdate();
        }
    }

    void delete(String id) {
        jobs.remove(id);
        try (Connection connection = store.connect();
                PreparedStatement sql =
                        connection.prepareStatement("DELETE FROM sandbox.job WHERE id = ?")) {
            sql.setString(1, id);
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("Deleting job " + id + " failed", e);
        }
        files(id).delete();
    }
}
