package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.saltroad.settings.Secrets;
import io.saltroad.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The ledger")
class LedgerTest {

    @TempDir Path folder;

    private TestLedger test;

    @BeforeEach
    void open() {
        test = new TestLedger(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void remembers_over_a_restart() {
        Delivery delivery = test.committed("a");

        test.reopen();

        assertThat(test.ledger.deliveries().get(delivery.id())).isEqualTo(delivery);
        assertThat(test.ledger.exports().get("a").state()).isEqualTo(ExportState.SEALED);
    }

    @Test
    void may_be_opened_again_and_again() {
        assertThatCode(
                        () -> {
                            test.reopen();
                            test.reopen();
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void creates_its_folder() {
        LedgerSettings deep = new LedgerSettings("jdbc:sqlite:" + folder.resolve("a/b/ledger.db"));

        Ledger.open(deep, test.clock).close();

        assertThat(folder.resolve("a/b/ledger.db")).exists();
    }

    @Test
    void is_migrated_by_numbered_steps() throws SQLException {
        assertThat(ask("select version || ' ' || success from flyway_schema_history"))
                .containsExactly("1 1", "2 1", "3 1");
    }

    @Test
    void says_which_property_to_look_at_if_it_cannot_be_opened() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "x".repeat(5000));
        LedgerSettings wrong = new LedgerSettings("jdbc:sqlite:" + file);

        assertThatThrownBy(() -> Ledger.open(wrong, test.clock))
                .isInstanceOf(LedgerException.class)
                .hasMessageStartingWith(
                        "cannot open the ledger %s (saltroad.ledger.url): ".formatted(file));
        assertThat(file).hasContent("x".repeat(5000));
    }

    @Test
    void says_so_too_if_its_folder_cannot_be_made() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "x");
        LedgerSettings wrong = new LedgerSettings("jdbc:sqlite:" + file.resolve("ledger.db"));

        assertThatThrownBy(() -> Ledger.open(wrong, test.clock))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("saltroad.ledger.url");
    }

    @Test
    void refuses_other_databases_than_the_one_it_knows() {
        assertThatThrownBy(() -> new LedgerSettings("jdbc:oracle:thin:@db"))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "saltroad.ledger.url = jdbc:oracle:thin:@db is not supported: use"
                                + " jdbc:sqlite:FILE");
    }

    @Test
    void lets_readers_read_while_it_writes_and_survives_a_power_cut() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource(Ledger.poolOf(test.settings));
                Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            for (Connection connection : List.of(first, second)) {
                assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(connection, "synchronous")).as("2 is FULL").isEqualTo("2");
                assertThat(pragma(connection, "busy_timeout")).isEqualTo("30000");
                assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
            }
        }
    }

    @Test
    void is_read_by_another_process_while_a_write_is_under_way() throws SQLException {
        test.sealed("a", "customers");
        try (Ledger other = Ledger.open(test.settings, test.clock);
                Connection writer = DriverManager.getConnection(test.settings.url());
                Statement statement = writer.createStatement()) {
            statement.execute("begin immediate");
            statement.execute("update export set feed = 'changed'");

            assertThat(other.exports().get("a").feed()).isEqualTo("customers");

            statement.execute("commit");
        }
        assertThat(test.ledger.exports().get("a").feed()).isEqualTo("changed");
    }

    @Test
    void waits_for_another_process_that_writes() throws Exception {
        test.sealed("a", "customers");
        CompletableFuture<Void> waiting;
        try (Connection writer = DriverManager.getConnection(test.settings.url());
                Statement statement = writer.createStatement()) {
            statement.execute("begin immediate");
            waiting =
                    CompletableFuture.runAsync(
                            () -> test.ledger.events().ofExport("a", "noted", "meanwhile"));
            statement.execute("update export set feed = 'changed'");
            statement.execute("commit");
        }
        waiting.get(30, TimeUnit.SECONDS);
        assertThat(test.ledger.events().of("a")).extracting(Event::kind).contains("noted");
    }

    @Test
    void takes_writes_of_many_threads() {
        Delivery delivery = test.registered("a");

        IntStream.rangeClosed(1, 40)
                .parallel()
                .forEach(
                        chunk -> {
                            test.uploaded(delivery, chunk);
                            test.ledger.events().ofDelivery(delivery, "noted", "chunk " + chunk);
                        });

        assertThat(test.ledger.jobs().ofDelivery(delivery.id())).hasSize(40);
        assertThat(test.ledger.events().of("a"))
                .filteredOn(e -> e.kind().equals("noted"))
                .hasSize(40);
    }

    @Test
    void has_no_place_for_secrets() throws SQLException {
        List<String> columns =
                ask(
                        "select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name)"
                                + " c where t.type = 'table' and t.name not like 'flyway%'");

        assertThat(columns).isNotEmpty().noneMatch(Secrets::names);
    }

    @Test
    void has_one_row_for_a_job_and_its_chunk_however_many_records_they_have() throws SQLException {
        Delivery delivery = test.registered("a");
        long before = rows();

        test.ledger
                .deliveries()
                .cut(new Chunk(delivery.id(), 1, 0, 2, 1_000_000, 100_000_000, "sha"));
        Job job = test.uploaded(delivery, 1);
        test.seen(job, JobState.UPLOAD_COMPLETE);
        for (int look = 0; look < 100; look++) {
            test.clock.advance(Duration.ofSeconds(10));
            test.seen(job, JobState.IN_PROGRESS);
        }
        test.seen(job, JobState.JOB_COMPLETE);

        assertThat(rows() - before).isEqualTo(2);
    }

    private long rows() throws SQLException {
        long rows = 0;
        for (String table : ask("select name from sqlite_master where type = 'table'")) {
            rows += Long.parseLong(ask("select count(*) from " + table).get(0));
        }
        return rows;
    }

    private List<String> ask(String sql) throws SQLException {
        List<String> answer = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(test.settings.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answer.add(rows.getString(1));
            }
        }
        return answer;
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("pragma " + name)) {
            return answer.getString(1);
        }
    }
}
