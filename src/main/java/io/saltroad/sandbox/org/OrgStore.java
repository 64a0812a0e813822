package io.saltroad.sandbox.org;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * The org's records, in DuckDB: one table an object, one column a stored field.
 *
 * <p>DuckDB lives outside of the Java heap and is held to {@value #MEMORY}; what does not fit goes
 * to its temporary folder. Two connections may read and write at the same time; the one who commits
 * second loses if both changed the same record.
 */
public final class OrgStore implements AutoCloseable {

    /**
     * What the org notes about every record when it is made, in the order of {@link #auditValues}.
     */
    public static final String AUDIT_COLUMNS =
            "IsDeleted, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById,"
                    + " SystemModstamp";

    /** An update of 100 MB of wide records keeps the old ones in memory until it commits. */
    private static final String MEMORY = "2GB";

    private static final String THREADS = "2";

    private final DuckDBConnection root;
    private final ObjectCatalog catalog;
    private final Organization organization;
    private final Clock clock;
    private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();

    /** Opens the database in this folder, or makes it. */
    public OrgStore(Path folder, ObjectCatalog catalog, Organization organization, Clock clock) {
        this.catalog = catalog;
        this.organization = organization;
        this.clock = clock;
        try {
            Path spill = Files.createDirectories(folder.resolve("spill"));
            this.root = open(folder.resolve("data.duckdb"), spill);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot write to " + folder, e);
        } catch (SQLException e) {
            throw new StoreException("The sandbox cannot open its database in " + folder, e);
        }
        try {
            createTables();
        } catch (SQLException e) {
            close();
            throw new StoreException("The sandbox cannot make its tables in " + folder, e);
        }
    }

    private static DuckDBConnection open(Path file, Path spill) throws SQLException {
        Properties options = new Properties();
        options.setProperty("memory_limit", MEMORY);
        options.setProperty("threads", THREADS);
        options.setProperty("temp_directory", spill.toString());
        // No reaching out for extensions; all that we use is built in.
        options.setProperty("autoinstall_known_extensions", "false");
        DuckDBConnection connection =
                (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, options);
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET GLOBAL TimeZone = 'UTC'");
            // Trying these on every column takes half of the time of an insert.
            sql.execute("SET GLOBAL disabled_compression_methods = 'fsst,dict_fsst,zstd'");
        }
        return connection;
    }

    private void createTables() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE SCHEMA IF NOT EXISTS org");
            sql.execute("CREATE SCHEMA IF NOT EXISTS sandbox");
            for (String function : SalesforceId.functions()) {
                sql.execute(function);
            }
            for (ObjectDefinition object : catalog.objects()) {
                createTable(sql, object);
                if (count(sql, object) == 0) {
                    seed(sql, object);
                }
                counters.put(object.name(), new AtomicLong(lastNumber(sql, object)));
            }
        }
    }

    private static void createTable(Statement sql, ObjectDefinition object) throws SQLException {
        Set<String> columns = new LinkedHashSet<>();
        for (FieldDefinition field : object.fields()) {
            if (field.stored()) {
                columns.add(Sql.name(field.name()) + " " + field.column());
            }
        }
        sql.execute(
                "CREATE TABLE IF NOT EXISTS %s (%s)"
                        .formatted(object.table(), String.join(", ", columns)));
        // Fields that were declared since the folder was made.
        for (String column : columns) {
            sql.execute(
                    "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s".formatted(object.table(), column));
        }
    }

    private void seed(Statement sql, ObjectDefinition object) throws SQLException {
        long number = 0;
        for (Map<String, String> record : object.records()) {
            number++;
            Set<String> names = new TreeSet<>(record.keySet());
            sql.execute(
                    "INSERT INTO %s (Id, %s, %s) VALUES (%s, %s, %s)"
                            .formatted(
                                    object.table(),
                                    names.stream().map(Sql::name).collect(Collectors.joining(", ")),
                                    AUDIT_COLUMNS,
                                    Sql.text(SalesforceId.of(object.keyPrefix(), number)),
                                    names.stream()
                                            .map(name -> Sql.text(record.get(name)))
                                            .collect(Collectors.joining(", ")),
                                    auditValues()));
        }
    }

    /** Values for {@link #AUDIT_COLUMNS}: now, by the API user. */
    public String auditValues() {
        return "false, %1$s, %2$s, %1$s, %2$s, %1$s"
                .formatted(now(), Sql.text(organization.userId()));
    }

    /** Now, as an SQL literal in milliseconds. */
    public String now() {
        return "epoch_ms(%d)".formatted(clock.millis());
    }

    /** The day it is in the org's time zone, UTC. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static long count(Statement sql, ObjectDefinition object) throws SQLException {
        try (ResultSet rows = sql.executeQuery("SELECT count(*) FROM " + object.table())) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long lastNumber(Statement sql, ObjectDefinition object) throws SQLException {
        // The digits of an id sort as their bytes do.
        try (ResultSet rows = sql.executeQuery("SELECT max(Id) FROM " + object.table())) {
            rows.next();
            String id = rows.getString(1);
            return id == null ? 0 : SalesforceId.number(id);
        }
    }

    /** A connection of one's own; close it. */
    public Connection connect() throws SQLException {
        return root.duplicate();
    }

    public ObjectCatalog catalog() {
        return catalog;
    }

    public Organization organization() {
        return organization;
    }

    /** Sets numbers for new records aside and returns the first of them. */
    public long reserve(ObjectDefinition object, long howMany) {
        return counters.get(object.name()).getAndAdd(howMany) + 1;
    }

    /** How many records there are that are not deleted. */
    public long count(ObjectDefinition object) {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery(
                                "SELECT count(*) FROM %s WHERE NOT IsDeleted"
                                        .formatted(object.table()))) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new StoreException("Counting " + object.name() + " failed", e);
        }
    }

    /** Removes all records and puts back those that are there from the start. */
    public void reset() {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            for (ObjectDefinition object : catalog.objects()) {
                sql.execute("DELETE FROM " + object.table());
                seed(sql, object);
            }
            sql.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw new StoreException("Resetting the sandbox's data failed", e);
        }
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw new StoreException("The sandbox cannot close its database", e);
        }
    }
}
