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
import java.util.Collection;
import java.util.Optional;

/**
 * What Salesforce said of single records, on disk, to be found by round and key. For one thread at
 * a time.
 *
 * <p>Each results file is kept as a whole or not at all, and need not be fetched again after a
 * crash. Taking results out is for the life of this object only: the next one has them all again.
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

    private static final int ROWS_PER_BATCH = 10_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement find;
    private final PreparedStatement take;
    private final BitSet filter = new BitSet(FILTER_BITS);
    private long batched;

    private ResultStore(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement setup = connection.createStatement()) {
            setup.execute("pragma journal_mode = wal");
            setup.execute("pragma synchronous = normal");
            setup.execute("pragma locking_mode = exclusive");
            setup.execute("pragma cache_size = -8000");
            setup.execute(
                    "create table if not exists result (round integer not null, key text not null,"
                            + " exact text not null, kind text not null, code text not null,"
                            + " message text not null, taken integer not null default 0)");
            setup.execute(
                    "create table if not exists fetched (job text not null, kind text not null,"
                            + " primary key (job, kind))");
        }
        connection.setAutoCommit(false);
        insert =
                connection.prepareStatement(
                        "insert into result (round, key, exact, kind, code, message) values (?, ?,"
                                + " ?, ?, ?, ?)");
        find =
                connection.prepareStatement(
                        "select rowid, kind, code, message from result where round = ? and key = ?"
                                + " and taken = 0 order by exact = ? desc limit 1");
        take = connection.prepareStatement("update result set taken = 1 where rowid = ?");
    }

    /**
     * Opens the store in a file, which need not exist. What cannot be read is forgotten: Salesforce
     * has it all.
     */
    static ResultStore open(Path file) throws IOException {
        try {
            return connect(file);
        } catch (SQLException damaged) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
            try {
                return connect(file);
            } catch (SQLException e) {
                throw new IOException(
                        "cannot keep the results in " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private static ResultStore connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            return new ResultStore(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Whether this results file is here already. */
    boolean has(ResultsRequest request) throws IOException {
        try (PreparedStatement question =
                connection.prepareStatement("select 1 from fetched where job = ? and kind = ?")) {
            question.setString(1, request.job().id());
            question.setString(2, request.kind().name());
            try (ResultSet found = question.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** Adds a result of a results file that {@link #keep} or {@link #discard} ends. */
    void add(int round, RecordKey key, Result result) throws IOException {
        try {
            insert.setInt(1, round);
            insert.setString(2, key.canonical());
            insert.setString(3, key.exact());
            insert.setString(4, result.kind().name());
            insert.setString(5, result.code());
            insert.setString(6, result.message());
            insert.addBatch();
            if (++batched % ROWS_PER_BATCH == 0) {
                insert.executeBatch();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The results file is whole: it stays, over a crash too. */
    void keep(ResultsRequest request) throws IOException {
        try (PreparedStatement fetched =
                connection.prepareStatement(
                        "insert or replace into fetched (job, kind) values (?, ?)")) {
            insert.executeBatch();
            fetched.setString(1, request.job().id());
            fetched.setString(2, request.kind().name());
            fetched.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The results file is not whole: nothing of it stays. */
    void discard() throws IOException {
        try {
            insert.clearBatch();
            connection.rollback();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** All results that are needed are there; they can be found from now on, all of them. */
    void complete() throws IOException {
        try (Statement statement = connection.createStatement()) {
            connection.rollback();
            statement.execute("create index if not exists result_by_key on result (round, key)");
            connection.commit();
            filter.clear();
            try (ResultSet keys = statement.executeQuery("select round, key from result")) {
                while (keys.next()) {
                    filter.set(bit(keys.getInt(1), keys.getString(2)));
                }
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Takes the result of a record out of the store: the next record with the same key gets another
     * one. Of several results, one whose key has the same spelling goes first.
     */
    Optional<Result> take(int round, RecordKey key) throws IOException {
        if (!filter.get(bit(round, key.canonical()))) {
            return Optional.empty();
        }
        try {
            find.setInt(1, round);
            find.setString(2, key.canonical());
            find.setString(3, key.exact());
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

    /**
     * How many records of a round are worth another try.
     *
     * @param codes errors of records that may pass
     */
    long retryable(int round, Collection<String> codes) throws IOException {
        String marks = String.join(",", codes.stream().map(code -> "?").toList());
        try (PreparedStatement question =
                connection.prepareStatement(
                        "select count(*) from result where round = ? and (kind = 'UNPROCESSED' or"
                                + " (kind = 'FAILED' and code in ("
                                + marks
                                + ")))")) {
            question.setInt(1, round);
            int position = 2;
            for (String code : codes) {
                question.setString(position++, code);
            }
            try (ResultSet count = question.executeQuery()) {
                count.next();
                return count.getLong(1);
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** How many results of a kind a round has. */
    long count(int round, Kind kind) throws IOException {
        return count(
                "select count(*) from result where round = %d and kind = '%s'"
                        .formatted(round, kind.name()));
    }

    /** How many results belong to no record of the export. */
    long left() throws IOException {
        return count("select count(*) from result where taken = 0");
    }

    long size() throws IOException {
        return count("select count(*) from result");
    }

    private long count(String sql) throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(sql)) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** What is done with a result that nobody has taken. */
    interface Leftover {
        void found(String key, Result result) throws IOException;
    }

    /** Goes through the results that belong to no record of the export. */
    void leftovers(Leftover each) throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet left =
                        statement.executeQuery(
                                "select exact, kind, code, message from result where taken = 0"
                                        + " order by round, key")) {
            while (left.next()) {
                each.found(
                        left.getString(1),
                        new Result(
                                Kind.valueOf(left.getString(2)),
                                left.getString(3),
                                left.getString(4)));
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static int bit(int round, String canonical) {
        return ((canonical.hashCode() + round * 31) * 0x9E3779B1) >>> 8;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
