package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.org.StoreException;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Jobs in the database, so that a restart forgets none. */
final class JobTable {

    private final Lake lake;

    JobTable(Lake lake) {
        this.lake = lake;
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    "CREATE TABLE IF NOT EXISTS tenant.job (id VARCHAR, number BIGINT, record"
                            + " VARCHAR)");
        } catch (SQLException e) {
            throw new StoreException("Making the table of the jobs failed", e);
        }
    }

    /** All jobs, in the order of their creation. */
    List<IngestJob> read() {
        List<IngestJob> jobs = new ArrayList<>();
        try (Connection connection = lake.connect();
                Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery("SELECT record FROM tenant.job ORDER BY number")) {
            while (rows.next()) {
                jobs.add(IngestJob.of(new JsonObject(rows.getString(1))));
            }
            return jobs;
        } catch (SQLException e) {
            throw new StoreException("Reading the jobs failed", e);
        }
    }

    void insert(IngestJob job, long number) {
        run("INSERT INTO tenant.job (record, number, id) VALUES (?, ?, ?)", job, number);
    }

    void update(IngestJob job) {
        run("UPDATE tenant.job SET record = ? WHERE id = ?", job, null);
    }

    private void run(String statement, IngestJob job, Long number) {
        try (Connection connection = lake.connect();
                PreparedStatement sql = connection.prepareStatement(statement)) {
            sql.setString(1, job.record().encode());
            if (number == null) {
                sql.setString(2, job.id());
            } else {
                sql.setLong(2, number);
                sql.setString(3, job.id());
            }
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("Writing job " + job.id() + " failed", e);
        }
    }

    void delete(String id) {
        try (Connection connection = lake.connect();
                PreparedStatement sql =
                        connection.prepareStatement("DELETE FROM tenant.job WHERE id = ?")) {
            sql.setString(1, id);
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("Deleting job " + id + " failed", e);
        }
    }
}
