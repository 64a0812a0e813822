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
import java.util.Set;
import org.sqlite.SQLiteErrorCode;

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

    /** SQLite's codes of a file that is damaged, or none of its own. */
    private static final Set<Integer> DAMAGES =
            Set.of(SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_NOTADB.code);

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement find;
    private final PreparedStatement take;
    private final PreparedStatement know;
    private final PreparedStatement mean;
    private final BitSet filter = new BitSet(FILTER_BITS);
    private long batched;

    private ResultStore(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement setup = connection.createStatement()) {
            setup.execute("pragma journal_mode = wal");
            setup.execute("pragma synchronous = normal");
            setup.execute("pragma locking_mode = exclusive");
            setup.execute("pragma busy_timeout = 30000");
            setup.execute("pragma cache_size = -8000");
            setup.execute(
                    "create table if not exists result (round integer not null, key text not null,"
                            + " exact text not null, kind text not null, code text not null,"
                            + " message text not null, known integer not null default 0, taken"
                            + " integer not null default 0)");
            // A spelling of a result, and the one sent record that it can mean.
            setup.execute(
                    "create table if not exists spelling (key text not null primary key, exact"
                            + " text, ambiguous integer not null default 0)");
            setup.execute(
                    "create table if not exists fetched (job text not null, kind text not null, rows"
                            + " integer not null, expected integer not null, primary key (job,"
                            + " kind))");
        }
        connection.setAutoCommit(false);
        insert =
                connection.prepareStatement(
                        "insert into result (round, key, exact, kind, code, message) values (?, ?,"
                                + " ?, ?, ?, ?)");
        find =
                connection.prepareStatement(
                        "select rowid, kind, code, message from result where round = ? and exact ="
                                + " ? and taken = 0 limit 1");
        take = connection.prepareStatement("update result set taken = 1 where rowid = ?");
        know =
                connection.prepareStatement(
                        "update result set known = 1 where exact = ? and known = 0");
        mean =
                connection.prepareStatement(
                        "update spelling set ambiguous = max(ambiguous, coalesce(exact, ?) <> ?),"
                                + " exact = coalesce(exact, ?) where key = ?");
    }

    /**
     * Opens the store in a file, which need not exist. What cannot be read is forgotten: Salesforce
     * has it all.
     */
    static ResultStore open(Path file) throws IOException {
        try {
            return connect(file);
        } catch (SQLException e) {
            if (!DAMAGES.contains(e.getErrorCode())) {
                throw new IOException(
                        "cannot keep the results in " + file + ": " + e.getMessage(), e);
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
            try {
                return connect(file);
            } catch (SQLException again) {
                throw new IOException(
                        "cannot keep the results in " + file + ": " + again.getMessage(), again);
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
    void keep(ResultsRequest request, long rows) throws IOException {
        try (PreparedStatement fetched =
                connection.prepareStatement(
                        "insert or replace into fetched (job, kind, rows, expected) values (?, ?,"
                                + " ?, ?)")) {
            insert.executeBatch();
            fetched.setString(1, request.job().id());
            fetched.setString(2, request.kind().name());
            fetched.setLong(3, rows);
            fetched.setLong(4, request.expected());
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
            statement.execute(
                    "create index if not exists result_by_exact on result (exact, round)");
            connection.commit();
            filter.clear();
            try (ResultSet keys = statement.executeQuery("select exact from result")) {
                while (keys.next()) {
                    filter.set(bit(keys.getString(1)));
                }
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Takes the result of a record out of the store: the next record with the same key gets another
     * one. Only the exact spelling counts: others have been settled by {@link #adopt}.
     */
    Optional<Result> take(int round, RecordKey key) throws IOException {
        if (!filter.get(bit(key.exact()))) {
            return Optional.empty();
        }
        try {
            find.setInt(1, round);
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

    /** Whether results are here that nobody has looked for the records of. */
    boolean hasUnknown() throws IOException {
        return count("select count(*) from (select 1 from result where known = 0 limit 1)") > 0;
    }

    /** A record was sent: results in its spelling are known to be of such records. */
    void know(RecordKey sent) throws IOException {
        if (filter.get(bit(sent.exact()))) {
            try {
                know.setString(1, sent.exact());
                know.executeUpdate();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    /**
     * All sent records are known.
     *
     * @return whether results are left in another spelling than any record was sent in
     */
    boolean lookForSpellings() throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("delete from spelling");
            statement.execute(
                    "insert or ignore into spelling (key) select key from result where known = 0");
            connection.commit();
            filter.clear();
            try (ResultSet keys = statement.executeQuery("select key from spelling")) {
                while (keys.next()) {
                    filter.set(bit(keys.getString(1)));
                }
            }
            return !filter.isEmpty();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** A record was sent: a result in another spelling may mean it. */
    void mayMean(RecordKey sent) throws IOException {
        if (filter.get(bit(sent.canonical()))) {
            try {
                mean.setString(1, sent.exact());
                mean.setString(2, sent.exact());
                mean.setString(3, sent.exact());
                mean.setString(4, sent.canonical());
                mean.executeUpdate();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    /** Results in another spelling that can mean one sent record alone get the spelling of it. */
    void adopt() throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "update result set exact = (select s.exact from spelling s where s.key ="
                            + " result.key) where known = 0 and exists (select 1 from spelling s"
                            + " where s.key = result.key and s.exact is not null and s.ambiguous ="
                            + " 0)");
            statement.execute("update result set known = 1");
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** Whether each results file has as many rows as Salesforce counts, as far as it said. */
    boolean isWhole() throws IOException {
        return count("select count(*) from fetched where expected >= 0 and rows <> expected") == 0;
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

    private static int bit(String text) {
        return (text.hashCode() * 0x9E3779B1) >>> 8;
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
