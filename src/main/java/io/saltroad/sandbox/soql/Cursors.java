package io.saltroad.sandbox.soql;

import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.SalesforceId;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results that are longer than a page, each in a temporary table of its own connection. Ten may be
 * open; the oldest gives way.
 */
final class Cursors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cursors.class);
    private static final String KEY_PREFIX = "0r8";
    private static final int MOST = 10;

    private final OrgStore store;
    private final Map<String, Cursor> open = new LinkedHashMap<>();
    private long last;

    Cursors(OrgStore store) {
        this.store = store;
    }

    /** Runs the query. A result of one page is not kept once it was read. */
    Cursor open(Selection selection, int pageSize) throws SQLException {
        Connection connection = store.connect();
        try {
            Cursor cursor = new Cursor(nextId(), selection, pageSize, connection);
            if (cursor.total() > pageSize) {
                keep(cursor);
            }
            return cursor;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private synchronized String nextId() {
        last++;
        return SalesforceId.of(KEY_PREFIX, last);
    }

    private synchronized void keep(Cursor cursor) {
        open.put(cursor.id(), cursor);
        Iterator<Cursor> oldest = open.values().iterator();
        while (open.size() > MOST) {
            oldest.next().close();
            oldest.remove();
        }
    }

    synchronized Optional<Cursor> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Cursor::close);
        open.clear();
    }

    /** One result. */
    static final class Cursor implements AutoCloseable {

        private final String id;
        private final Selection selection;
        private final int pageSize;
        private final Connection connection;
        private final long total;

        Cursor(String id, Selection selection, int pageSize, Connection connection)
                throws SQLException {
            this.id = id;
            this.selection = selection;
            this.pageSize = pageSize;
            this.connection = connection;
            try (Statement sql = connection.createStatement()) {
                sql.execute("CREATE TEMP TABLE result AS " + selection.sql());
                try (ResultSet row = sql.executeQuery("SELECT count(*) FROM result")) {
                    row.next();
                    this.total = row.getLong(1);
                }
            }
        }

        String id() {
            return id;
        }

        long total() {
            return total;
        }

        synchronized JsonArray page(long from, String version) throws SQLException {
            return page(from, new RecordJson(selection, version));
        }

        synchronized JsonArray page(long from, RecordJson json) throws SQLException {
            JsonArray records = new JsonArray();
            try (PreparedStatement sql =
                    connection.prepareStatement(
                            "SELECT * FROM result WHERE rowid >= ? AND rowid < ? ORDER BY rowid")) {
                sql.setLong(1, from);
                sql.setLong(2, from + pageSize);
                try (ResultSet row = sql.executeQuery()) {
                    while (row.next()) {
                        records.add(json.read(row));
                    }
                }
            }
            if (total <= pageSize) {
                close();
            }
            return records;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("A query's result could not be closed", e);
            }
        }
    }
}
