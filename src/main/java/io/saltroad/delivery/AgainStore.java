package io.saltroad.delivery;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.export.RecordCursor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Records that are brought again, on disk, sorted by their parents: Salesforce locks a parent while
 * it writes its children, so those are kept together. A scratch file, for one thread.
 */
final class AgainStore implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS_PER_BATCH = 10_000;

    private final List<String> columns;
    private final List<Integer> parents;
    private final Connection connection;
    private final PreparedStatement insert;
    private long rows;

    /**
     * @param columns that are sent
     * @param parents positions of the columns that name other records
     */
    AgainStore(Path file, List<String> columns, List<Integer> parents) throws IOException {
        this.columns = columns;
        this.parents = parents;
        try {
            Files.deleteIfExists(file);
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement setup = connection.createStatement()) {
                // Nothing here outlives the process, so it need not survive a crash.
                setup.execute("pragma journal_mode = off");
                setup.execute("pragma synchronous = off");
                setup.execute("pragma cache_size = -8000");
                setup.execute("pragma temp_store = file");
                setup.execute(
                        "create table again (parents text not null, line integer not null, texts"
                                + " text not null)");
            }
            connection.setAutoCommit(false);
            insert =
                    connection.prepareStatement(
                            "insert into again (parents, line, texts) values (?, ?, ?)");
        } catch (SQLException e) {
            throw new IOException("cannot keep records in " + file + ": " + e.getMessage(), e);
        }
    }

    List<String> columns() {
        return columns;
    }

    /** Adds the record the cursor stands on. */
    void add(RecordCursor cursor) throws IOException {
        List<String> texts = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            texts.add(cursor.target(i));
        }
        StringBuilder parent = new StringBuilder();
        for (int column : parents) {
            parent.append(texts.get(column).strip().toLowerCase(Locale.ROOT)).append('\n');
        }
        try {
            insert.setString(1, parent.toString());
            insert.setLong(2, cursor.line());
            insert.setString(3, JSON.writeValueAsString(texts));
            insert.addBatch();
            if (++rows % ROWS_PER_BATCH == 0) {
                insert.executeBatch();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** All records are there. */
    void complete() throws IOException {
        try {
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** What is done with each record. */
    interface Each {

        /**
         * Does it with one.
         *
         * @param text of each column
         * @param line of the export
         */
        void record(IntFunction<String> text, long line) throws Exception;
    }

    /** Goes through the records by their parents, and in the order of the export within. */
    void forEach(Each each) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet sorted =
                        statement.executeQuery(
                                "select line, texts from again order by parents, line")) {
            while (sorted.next()) {
                List<String> texts =
                        JSON.readValue(sorted.getString(2), new TypeReference<List<String>>() {});
                each.record(texts::get, sorted.getLong(1));
            }
        }
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
