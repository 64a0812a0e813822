package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Sql;
import io.saltroad.sandbox.org.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * The tenant's lake, in a DuckDB database of its own: a table for each object and one for the
 * records of it that were lost, in the schema {@code main}; what the sandbox notes for itself is in
 * {@code tenant}, and {@link PgCatalog} in {@code postgres}.
 *
 * <p>It reads no file outside of its folder, whatever a query asks for. It is held to {@value
 * #MEMORY}; what does not fit goes to its temporary folder.
 */
public final class Lake implements AutoCloseable {

    private static final String MEMORY = "1GB";
    private static final String THREADS = "2";

    private final DuckDBConnection root;
    private final LakeCatalog catalog;
    private final Path folder;

    /** Opens the database in this folder, or makes it. */
    public Lake(Path folder, LakeCatalog catalog) {
        this.catalog = catalog;
        this.folder = folder;
        try {
            Path spill = Files.createDirectories(folder.resolve("spill"));
            this.root = open(folder, spill);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot write to " + folder, e);
        } catch (SQLException e) {
            throw new StoreException("The sandbox cannot open its lake in " + folder, e);
        }
        try {
            createTables();
        } catch (SQLException e) {
            close();
            throw new StoreException("The sandbox cannot make the tables of its lake", e);
        }
    }

    private static DuckDBConnection open(Path folder, Path spill) throws SQLException {
        Properties options = new Properties();
        options.setProperty("memory_limit", MEMORY);
        options.setProperty("threads", THREADS);
        options.setProperty("temp_directory", spill.toString());
        options.setProperty("autoinstall_known_extensions", "false");
        DuckDBConnection connection =
                (DuckDBConnection)
                        DriverManager.getConnection(
                                "jdbc:duckdb:" + folder.resolve("lake.duckdb"), options);
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET GLOBAL TimeZone = 'UTC'");
            // Trying these on every column takes half of the time of an insert.
            sql.execute("SET GLOBAL disabled_compression_methods = 'fsst,dict_fsst,zstd'");
            // Clients bring their own SQL.
            sql.execute("SET GLOBAL allowed_directories = [%s]".formatted(Sql.path(folder)));
            sql.execute("SET GLOBAL enable_external_access = false");
        }
        return connection;
    }

    private void createTables() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE SCHEMA IF NOT EXISTS tenant");
            Set<String> there = columnsThatAreThere(sql);
            for (LakeObject object : catalog.objects()) {
                table(sql, object.table(), columns(object), there);
                table(sql, object.problemTable(), problemColumns(object), there);
            }
            PgCatalog.create(sql);
        }
    }

    private static Map<String, String> columns(LakeObject object) {
        Map<String, String> columns = new LinkedHashMap<>();
        object.fields().forEach(field -> columns.put(field.apiName(), field.type().column()));
        // Their names are documented, their types are not.
        columns.put("DataSource__c", "VARCHAR");
        columns.put("DataSourceObject__c", "VARCHAR");
        columns.put("InternalOrganization__c", "VARCHAR");
        columns.put(object.keyQualifier(), "VARCHAR");
        columns.put("cdp_sys_PartitionDate__c", "TIMESTAMPTZ");
        columns.put("cdp_sys_SourceVersion__c", "VARCHAR");
        return columns;
    }

    /** Not verified, neither names nor types. */
    private static Map<String, String> problemColumns(LakeObject object) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(object.primaryKey().apiName(), "VARCHAR");
        columns.put("cdp_sys_ProblemTime__c", "TIMESTAMPTZ");
        columns.put("cdp_sys_ProblemSource__c", "VARCHAR");
        columns.put("cdp_sys_ProblemMessage__c", "VARCHAR");
        columns.put("cdp_sys_ProblemRecord__c", "VARCHAR");
        return columns;
    }

    private static Set<String> columnsThatAreThere(Statement sql) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (ResultSet rows =
                sql.executeQuery(
                        "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE"
                                + " schema_name = 'main' AND NOT internal")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    private static void table(
            Statement sql, String name, Map<String, String> columns, Set<String> there)
            throws SQLException {
        String table = Sql.name(name);
        if (there.stream().noneMatch(column -> column.startsWith(name + "."))) {
            sql.execute("CREATE TABLE %s (%s)".formatted(table, list(columns)));
            return;
        }
        // Fields that were declared since the folder was made.
        for (Map.Entry<String, String> column : columns.entrySet()) {
            if (!there.contains(name + "." + column.getKey())) {
                sql.execute(
                        "ALTER TABLE %s ADD COLUMN %s %s"
                                .formatted(table, Sql.name(column.getKey()), column.getValue()));
            }
        }
    }

    private static String list(Map<String, String> columns) {
        return String.join(
                ", ",
                columns.entrySet().stream()
                        .map(column -> Sql.name(column.getKey()) + " " + column.getValue())
                        .toList());
    }

    /** A connection of one's own; close it. */
    public Connection connect() throws SQLException {
        return root.duplicate();
    }

    public LakeCatalog catalog() {
        return catalog;
    }

    /** The only folder that the database reads from and writes to. */
    public Path folder() {
        return folder;
    }

    /** How many records an object has. */
    public long count(LakeObject object) {
        return count(object.sqlTable());
    }

    /** How many of its records were lost with a reason. */
    public long problems(LakeObject object) {
        return count(Sql.name(object.problemTable()));
    }

    private long count(String table) {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new StoreException("Counting " + table + " failed", e);
        }
    }

    /** Removes all records. */
    public void reset() {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            for (LakeObject object : catalog.objects()) {
                sql.execute("DELETE FROM " + object.sqlTable());
                sql.execute("DELETE FROM " + Sql.name(object.problemTable()));
            }
        } catch (SQLException e) {
            throw new StoreException("Emptying the lake failed", e);
        }
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw new StoreException("The sandbox cannot close its lake", e);
        }
    }
}
