package io.saltroad.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The durable account of exports, deliveries, jobs and events.
 *
 * <p>Each write is on disk when its method returns. The ledger is safe for use by several threads,
 * and other processes may read it meanwhile.
 */
public final class Ledger implements AutoCloseable {

    private final HikariDataSource pool;
    private final Bell bell = new Bell();
    private final Exports exports;
    private final Deliveries deliveries;
    private final Jobs jobs;
    private final IngestionJobs ingestionJobs;
    private final Streams streams;
    private final Events events;
    private final PickUpWindows pickUpWindows;
    private final Gates gates;
    private final Pauses pauses;
    private final Rounds rounds;
    private final Orphans orphans;
    private final Requests requests;
    private final DeadLetters deadLetters;

    private Ledger(HikariDataSource pool, Clock clock) {
        this.pool = pool;
        Jdbi jdbi = Jdbi.create(pool);
        this.events = new Events(jdbi, clock);
        this.exports = new Exports(jdbi, events, bell, clock);
        this.deliveries = new Deliveries(jdbi, events, clock);
        this.jobs = new Jobs(jdbi, clock);
        this.ingestionJobs = new IngestionJobs(jdbi, jobs, deliveries, events, clock);
        this.streams = new Streams(jdbi, clock);
        this.pickUpWindows = new PickUpWindows(jdbi);
        this.gates = new Gates(jdbi);
        this.pauses = new Pauses(jdbi, clock);
        this.rounds = new Rounds(jdbi, events, clock);
        this.orphans = new Orphans(jdbi, events, clock);
        this.requests = new Requests(jdbi, clock);
        this.deadLetters = new DeadLetters(jdbi, events, exports, deliveries, clock);
    }

    /**
     * Opens the ledger and brings its tables up to date.
     *
     * @throws LedgerException if it cannot be opened; nothing has been changed then
     */
    public static Ledger open(LedgerSettings settings, Clock clock) {
        HikariDataSource pool = null;
        try {
            settings.file().ifPresent(Ledger::createFolder);
            pool = new HikariDataSource(poolOf(settings));
            if (settings.embedded()) {
                checkUsable(pool);
            }
            Flyway.configure(Ledger.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:io/saltroad/ledger")
                    .load()
                    .migrate();
            return new Ledger(pool, clock);
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            throw LedgerException.cannotOpen(settings, e);
        }
    }

    static HikariConfig poolOf(LedgerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(settings.url());
        config.setMaximumPoolSize(settings.embedded() ? 2 : 8);
        config.setMinimumIdle(1);
        if (settings.embedded()) {
            // Readers do not wait for the writer, and what is written survives a power cut.
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "FULL");
            config.addDataSourceProperty("busy_timeout", "30000");
            config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
            config.addDataSourceProperty("foreign_keys", "true");
        }
        return config;
    }

    /** Before anything else looks at it, and words what is wrong in a way of its own. */
    private static void checkUsable(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            statement.execute("rollback");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void createFolder(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rung when something may have become due. */
    public Bell bell() {
        return bell;
    }

    public Exports exports() {
        return exports;
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    public Jobs jobs() {
        return jobs;
    }

    public IngestionJobs ingestionJobs() {
        return ingestionJobs;
    }

    public Streams streams() {
        return streams;
    }

    public Events events() {
        return events;
    }

    public PickUpWindows pickUpWindows() {
        return pickUpWindows;
    }

    public Gates gates() {
        return gates;
    }

    public Orphans orphans() {
        return orphans;
    }

    public Rounds rounds() {
        return rounds;
    }

    public Pauses pauses() {
        return pauses;
    }

    public Requests requests() {
        return requests;
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public void close() {
        pool.close();
    }
}
