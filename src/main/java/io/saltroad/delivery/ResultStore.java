package io.saltroad.delivery;

import io.saltroad.delivery.ResultsRequest.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Optional;

/**
 * What Salesforce said of single records, on disk, to be found by key. A scratch file: after a
 * crash it is made anew. For one thread at a time.
 */
final class ResultStore implements Closeable {

    /**
     * What Salesforce said of one record.
     *
     * @param code of the error, or the Salesforce Id of a delivered record
     * @param message of the error, or whether a delivered record was created
     */
    record Result(Kind kind, String code, String message) {}

    /** Bits of the filter that answers most look-ups for records without a result: 2 MB. */
    private static final int FILTER_BITS = 1 << 24;

    private static final int ROWS_PER_COMMIT = 50_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement find;
    private final PreparedStatement take;
    private final BitSet filter = new BitSet(FILTER_BITS);
    private long rows;

    ResultStore(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement setup = connection.createStatement()) {
                // Nothing here outlives the process, so it need not survive a crash.
                setup.execute("pragma journal_mode = off");
                setup.execute("pragma synchronous = off");
                setup.execute("pragma locking_mode = exclusive");
                setup.execute("pragma cache_size = -8000");
                setup.execute(
                        "create table result (key text not null, exact text not null, kind text"
                                + " not null, code text not null, message text not null, taken"
                                + " integer not null default 0)");
            }
            connection.setAutoCommit(false);
            insert =
                    connection.prepareStatement(
                            "insert into result (key, exact, kind, code, message) values (?, ?, ?,"
                                    + " ?, ?)");
            find =
                    connection.prepareStatement(
                            "select rowid, kind, code, message from result where key = ? and taken"
                                    + " = 0 order by exact = ? desc limit 1");
            take = connection.prepareStatement("update result set taken = 1 where rowid = ?");
        } catch (SQLException e) {
            throw new IOException("cannot keep the results in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Keeps a result under the key of its record. */
    void add(RecordKey key, Kind kind, String code, String message) throws IOException {
        try {
            insert.setString(1, key.canonical());
            insert.setString(2, key.exact());
            insert.setString(3, kind.name());
            insert.setString(4, code);
            insert.setString(5, message);
            insert.addBatch();
            filter.set(bit(key));
            if (++rows % ROWS_PER_COMMIT == 0) {
                insert.executeBatch();
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** All results are there; they can be found from now on. */
    void complete() throws IOException {
        try (Statement index = connection.createStatement()) {
            insert.executeBatch();
            index.execute("create index result_by_key on result (key)");
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Takes the result of a record out of the store: the next record with the same key gets another
     * one. Of several results, one whose key has the same spelling goes first.
     */
    Optional<Result> take(RecordKey key) throws IOException {
        if (!filter.get(bit(key))) {
            return Optional.empty();
        }
        try {
            find.setString(1, key.canonical());
            find.setString(2, key.exact());
            try (ResultSet found = find.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                take.setLong(1, found.getLong(1));
                take.executeUpdate();
                return Optional.of(
                        new Result(
                                Kind.valueOf(found.getString(2)),
                                found.getString(3),
                                found.getString(4)));
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** How many results belong to no record of the export. */
    long left() throws IOException {
        try (Statement count = connection.createStatement();
                ResultSet left =
                        count.executeQuery("select count(*) from result where taken = 0")) {
            left.next();
            return left.getLong(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    long size() {
        return rows;
    }

    private static int bit(RecordKey key) {
        return (key.canonical().hashCode() * 0x9E3779B1) >>> 8;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
