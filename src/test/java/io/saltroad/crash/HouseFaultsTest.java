package io.saltroad.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.crash.Child.Errand;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong in the house: its disks, its ledger, its clock, its people. */
@DisplayName("Every record arrives once")
class HouseFaultsTest {

    private static final int COULD_NOT_RUN = 3;

    private static Sandbox sandbox;

    @TempDir Path folder;
    private House house;
    private Org org;

    @BeforeAll
    static void startOrg() {
        sandbox = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
    }

    @AfterAll
    static void stopOrg() {
        sandbox.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        org = new Org(sandbox);
        org.forgetAll();
        house = new House(folder, sandbox);
    }

    @AfterEach
    void tearDown() throws Exception {
        house.close();
    }

    @Test
    void though_a_second_process_is_started_on_the_same_work_folder() throws Exception {
        house.drop(SampleExports.customers("two", 30));
        try (Child first = house.start(Errand.dieAt("after upload", 1), "run")) {
            assertThat(first.reachesItsPoint(House.PATIENCE)).isTrue();

            assertThat(exitCodeOf(house.run(Errand.none()))).isEqualTo(COULD_NOT_RUN);
            assertThat(house.log()).contains("(process " + first.pid() + ")");
            Child look = house.start(Errand.none(), "deliveries");
            assertThat(exitCodeOf(look)).isZero();
            assertThat(look.output()).contains("CUST_two.csv");
            assertThat(first.isAlive()).isTrue();
        }

        arrivesNow();
    }

    @Nested
    @DisplayName("though the ledger")
    class OfTheLedger {

        @Test
        void is_damaged_and_nothing_can_start_until_it_is_put_back() throws Exception {
            house.drop(SampleExports.customers("bad", 30));
            house.killAt("ledger Deliveries.staged", 1);
            Path ledger = house.ledger();
            Path good = Files.move(ledger, folder.resolve("good.db"));
            Path goodWal = Files.move(Path.of(ledger + "-wal"), folder.resolve("good.db-wal"));
            Files.deleteIfExists(Path.of(ledger + "-shm"));
            Files.writeString(ledger, "no ledger at all ".repeat(500));

            assertThat(exitCodeOf(house.run(Errand.none()))).isEqualTo(COULD_NOT_RUN);

            assertThat(house.log())
                    .contains("cannot open the ledger " + ledger + " (saltroad.ledger.url)")
                    .contains("put back a copy");
            assertThat(ledger).hasContent("no ledger at all ".repeat(500));
            Files.move(good, ledger, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.move(goodWal, Path.of(ledger + "-wal"));
            arrivesNow();
        }

        @Test
        void was_replaced_and_says_what_it_does_not_know() throws Exception {
            house.drop(SampleExports.customers("new", 30));
            house.killAt("ledger Deliveries.staged", 1);
            for (String part : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(Path.of(house.ledger() + part));
            }

            house.settle();

            assertThat(house.log()).contains("is unknown to the ledger and is not delivered");
            assertThat(house.folder("work"))
                    .isDirectoryRecursivelyContaining("glob:**/CUST_new.csv");
        }

        @Test
        void is_locked_for_a_while() throws Exception {
            house.drop(SampleExports.customers("lock", 30));
            house.killAt("ledger Deliveries.staged", 1);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + house.ledger());
                    Statement lock = other.createStatement();
                    Child child = lockedOut(lock)) {
                assertThat(child.ends(Duration.ofSeconds(4))).isFalse();
                lock.execute("rollback");

                assertThat(exitCodeOf(child)).isLessThan(COULD_NOT_RUN);
            }
            assertThat(Audit.of(house, org).all()).isEmpty();
        }

        private Child lockedOut(Statement lock) throws Exception {
            lock.execute("begin exclusive");
            return house.run(Errand.none());
        }
    }

    @Nested
    @DisplayName("though a disk")
    class OfDisks {

        @Test
        void is_full_where_the_work_is_done() throws Exception {
            Path disk = fileSystem("64k");
            house.workIn(disk);
            house.drop(SampleExports.customers("full", 60));
            try (Child child = house.run(Errand.none())) {
                await().atMost(House.PATIENCE)
                        .until(() -> house.log().contains("No space left on device. Free space"));
                assertThat(org.present("Account", "ERP_Number__c", "full")).isEmpty();

                house.resize(disk, "8m");

                assertThat(exitCodeOf(child)).isLessThan(COULD_NOT_RUN);
            }
            assertThat(Audit.of(house, org).all()).isEmpty();
        }

        @Test
        void is_too_full_for_the_copy_of_a_mapping() throws Exception {
            Path disk = fileSystem("36k");
            house.workIn(disk);
            house.drop(SampleExports.products("map", 40));
            try (Child child = house.run(Errand.none())) {
                await().atMost(House.PATIENCE)
                        .until(
                                () ->
                                        house.log()
                                                        .contains(
                                                                "PROD_map.csv: No space left on device")
                                                || house.log().contains("(DISK)"));

                house.resize(disk, "8m");

                assertThat(exitCodeOf(child)).isLessThan(COULD_NOT_RUN);
            }
            assertThat(Audit.of(house, org).all()).isEmpty();
        }

        @Test
        void is_too_full_to_take_an_export() throws Exception {
            Path disk = fileSystem("40k");
            house.workIn(disk);
            house.drop(SampleExports.customers("take", 60));
            try (Child child = house.run(Errand.none())) {
                await().atMost(House.PATIENCE)
                        .until(() -> house.log().contains("cannot be taken and stays where it is"));
                assertThat(house.folder("export").resolve("customers/CUST_take.csv")).exists();

                house.resize(disk, "8m");

                assertThat(exitCodeOf(child)).isLessThan(COULD_NOT_RUN);
            }
            assertThat(house.log().split("cannot be taken", -1)).hasSize(2);
            assertThat(Audit.of(house, org).all()).isEmpty();
        }

        @Test
        void where_the_archive_is_cannot_be_written() throws Exception {
            Path disk = fileSystem("2m");
            house.set("saltroad.folders.archive", disk.toString());
            house.drop(SampleExports.customers("ro", 30));
            house.setWritable(disk, false);
            try (Child child = house.run(Errand.none())) {
                await().atMost(House.PATIENCE)
                        .until(() -> house.log().contains("Read-only file system"));

                house.setWritable(disk, true);

                assertThat(exitCodeOf(child)).isLessThan(COULD_NOT_RUN);
            }
            assertThat(Audit.of(house, org).all()).isEmpty();
        }

        @Test
        void where_the_work_is_done_cannot_be_written() throws Exception {
            Path disk = fileSystem("2m");
            house.workIn(disk);
            house.drop(SampleExports.customers("rw", 30));
            house.setWritable(disk, false);

            assertThat(exitCodeOf(house.run(Errand.none()))).isEqualTo(COULD_NOT_RUN);

            assertThat(house.log())
                    .contains("the work folder " + disk + " cannot be written")
                    .contains("saltroad.folders.work");
            house.setWritable(disk, true);
            arrivesNow();
        }

        private Path fileSystem(String size) throws Exception {
            try {
                return house.smallFileSystem("disk", size);
            } catch (UnsupportedOperationException e) {
                return Assumptions.abort(e.getMessage());
            }
        }
    }

    @Nested
    @DisplayName("though the clock")
    class OfTheClock {

        @Test
        void was_set_back_by_hours_between_two_runs() throws Exception {
            house.dropAll(SampleExports.all("back"));
            Errand ahead =
                    Errand.dieAt("ledger Deliveries.committed", 1).withClock(Duration.ofHours(3));

            assertThat(house.killAt(ahead)).isTrue();

            arrivesNow();
        }

        @Test
        void is_set_back_by_hours_while_it_runs() throws Exception {
            house.dropAll(SampleExports.all("jump"));

            house.settle(
                    Errand.dieAt("ledger Deliveries.staged", 1).withJump(Duration.ofHours(-3)));

            assertThat(house.log()).contains("The clock was set back");
            assertThat(Audit.of(house, org).all()).isEmpty();
        }
    }

    @Nested
    @DisplayName("though its mapping is edited after a crash")
    class OfTheMapping {

        private static final String MAPPING = "routes/feeds/products.mapping.yaml";

        @Test
        void in_the_new_way_if_nothing_was_decided() throws Exception {
            house.drop(SampleExports.products("soon", 40));
            assertThat(house.killAt("ledger Deliveries.staged", 1)).isTrue();

            house.write(MAPPING, house.read(MAPPING) + "  Family: { value: New }\n");

            arrivesNow();
            assertThat(org.present("Product2", "Family", "New"))
                    .containsExactly(java.util.Map.entry("New", 34));
        }

        @Test
        void in_the_old_way_if_it_was_decided() throws Exception {
            house.drop(SampleExports.products("late", 40));
            assertThat(house.killAt("ledger Deliveries.committed", 1)).isTrue();

            house.write(MAPPING, "fields:\n  ERP_Number__c: { from: MAKTX }\n");

            arrivesNow();
        }
    }

    private void arrivesNow() throws Exception {
        house.settle();
        assertThat(Audit.of(house, org).all()).isEmpty();
    }

    private static int exitCodeOf(Child child) throws Exception {
        assertThat(child.ends(House.PATIENCE)).as("it has ended").isTrue();
        return child.exitCode();
    }
}
