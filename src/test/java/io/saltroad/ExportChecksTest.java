package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.TestHouse.Rested;
import io.saltroad.export.CorrectedRecords;
import io.saltroad.export.Folders;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.JobState;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From end to end, with the project's own routes and the sandbox for an org. */
@DisplayName("An export is checked before anything of it counts")
class ExportChecksTest {

    private static Sandbox org;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeAll
    static void openOrg() {
        org = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
    }

    @AfterAll
    static void closeOrg() {
        org.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        house = new TestHouse(folder, org);
        house.forgetAll();
    }

    @AfterEach
    void tearDown() throws IOException {
        house.close();
    }

    @Nested
    @DisplayName("against its trailer")
    class Trailer {

        @BeforeEach
        void open() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .read(
                                            "delimiter: semicolon, trailer: 'T;{count};{sum}',"
                                                    + " sumColumn: UMSAT, sumFormat: '1.234,56-'")
                                    .mapped(
                                            """
                                            ERP_Number__c:  { from: KUNNR }
                                            Name:           { from: NAME1 }
                                            AnnualRevenue:  { from: UMSAT, type: decimal, format: "1.234,56-" }
                                            """))
                    .add(TestFeed.ofAccounts("plain").read("trailer: '#EOF {count}'"))
                    .open();
        }

        @Test
        void and_delivered_without_it_if_all_is_there() throws Exception {
            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            """
                            KUNNR;NAME1;UMSAT
                            1;Adam;1.234.567,89
                            2;Eva;0,10-
                            T;000002;1234567,79
                            """);

            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(2, 2, 0, 0, 0));
            assertThat(house.query("SELECT Name FROM Account ORDER BY ERP_Number__c"))
                    .containsExactly(List.of("Adam"), List.of("Eva"));
        }

        @Test
        void and_not_delivered_at_all_if_a_value_was_changed() throws Exception {
            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            """
                            KUNNR;NAME1;UMSAT
                            1;Adam;1.234,56
                            T;000001;1.234,57
                            """);

            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.json("reason.json").required("code").asText())
                    .isEqualTo("SUM_MISMATCH");
            assertThat(rested.json("reason.json").required("message").asText())
                    .contains("CUST.csv, line 3", "adds up to 1234.57", "add up to 1234.56");
            assertNothingArrived(rested);
        }

        @Test
        void and_not_delivered_at_all_if_records_are_missing() throws Exception {
            Rested rested =
                    house.deliver("plain", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n#EOF 830\n");

            assertThat(rested.delivery().reason().orElseThrow().code()).isEqualTo("COUNT_MISMATCH");
            assertNothingArrived(rested);
        }

        @Test
        void and_not_read_at_all_if_that_is_missing() throws Exception {
            Rested rested = house.deliver("plain", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n");

            assertThat(rested.delivery().reason().orElseThrow().code())
                    .isEqualTo("TRAILER_MISSING");
            assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id())).isEmpty();
        }
    }

    @Nested
    @DisplayName("against its manifest")
    class Manifest {

        @BeforeEach
        void open() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .pickedUp(
                                            "include: '.*csv', manifest: '${file:name.noext}.ctl'")
                                    .read("manifestFormat: \"FILE={file}\\nRECORDS={count}\""))
                    .open();
        }

        @Test
        void for_which_it_waits() throws Exception {
            Path export = house.drop("customers", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n");
            house.drop("customers", "OTHER.csv", "ERP_Number__c,Name\n2,Eva\n");
            house.drop("customers", "OTHER.ctl", "RECORDS=1\r\nFILE=OTHER.csv\r\n");
            house.rested("customers", "OTHER.csv");
            assertThat(export).exists();

            house.drop("customers", "CUST.ctl", "# by ERP01\nFILE=CUST.csv\nRECORDS=0001\n");
            Rested rested = house.rested("customers", "CUST.csv");

            assertThat(rested.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
            assertThat(rested.text("CUST.ctl")).contains("RECORDS=0001");
            assertThat(export.getParent()).isEmptyDirectory();
        }

        @Test
        void and_not_delivered_if_that_says_something_else() throws Exception {
            house.drop("customers", "CUST.ctl", "FILE=CUST.csv\nRECORDS=2\n");

            Rested rested = house.deliver("customers", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n");

            assertThat(rested.delivery().reason().orElseThrow().message())
                    .contains("the manifest CUST.ctl says 2 records, the export has 1");
            assertNothingArrived(rested);
        }

        @Test
        void and_not_delivered_if_that_is_of_another_export() throws Exception {
            house.drop("customers", "CUST.ctl", "FILE=OTHER.csv\nRECORDS=1\n");

            Rested rested = house.deliver("customers", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n");

            assertThat(rested.delivery().reason().orElseThrow().code())
                    .isEqualTo("MANIFEST_MALFORMED");
            assertNothingArrived(rested);
        }
    }

    @Nested
    @DisplayName("against the number of rejected records that its feed allows")
    class Threshold {

        private static final String TWO_OF_FOUR =
                "ERP_Number__c,Name\n1,Adam\n2,Eva,too many\n3\n4,Noah\n";

        @Test
        void and_delivered_without_them_if_there_are_no_more() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("rejectThreshold: 2"))
                    .add(TestFeed.ofAccounts("half").pickedUp("rejectThreshold: 50%"))
                    .open();

            assertThat(house.deliver("customers", "1.csv", TWO_OF_FOUR).counts())
                    .isEqualTo(new Counts(4, 2, 0, 2, 0));
            assertThat(house.deliver("half", "1.csv", TWO_OF_FOUR).counts())
                    .isEqualTo(new Counts(4, 2, 0, 2, 0));
        }

        @Test
        void and_not_delivered_at_all_if_there_is_one_more_than_the_number() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("rejectThreshold: 1")).open();

            Rested rested = house.deliver("customers", "CUST.csv", TWO_OF_FOUR);

            assertThat(rested.json("reason.json").required("code").asText())
                    .isEqualTo("REJECT_THRESHOLD");
            assertThat(rested.delivery().reason().orElseThrow().message())
                    .startsWith(
                            "CUST.csv, line 3 (byte 26): 2 records are rejected so far,"
                                    + " rejectThreshold is 1: line 3 has 3 fields instead of 2;"
                                    + " line 4 has 1 fields instead of 2.");
            assertThat(rested.report("CUST.csv.rejected.csv").lines()).hasSize(3);
            assertNothingArrived(rested);
        }

        @Test
        void and_not_delivered_at_all_if_the_percentage_is_higher() throws Exception {
            house.set("saltroad.bulk.chunk-size", "100B")
                    .add(TestFeed.ofAccounts("customers").pickedUp("rejectThreshold: 1.5%"))
                    .open();
            StringBuilder export = new StringBuilder("ERP_Number__c,Name\n");
            for (int i = 0; i < 100; i++) {
                export.append(i).append(i < 2 ? ",x,y\n" : ",x\n");
            }

            Rested rested = house.deliver("customers", "CUST.csv", export.toString());

            assertThat(rested.delivery().reason().orElseThrow().message())
                    .contains("2 of 100 records are rejected, rejectThreshold is 1.5%");
            assertThat(house.ledger().jobs().ofDelivery(rested.delivery().id())).isNotEmpty();
            assertNothingArrived(rested);
        }
    }

    @Nested
    @DisplayName("and in a feed that is ordered")
    class Ordered {

        @Test
        void waits_for_a_dead_letter_before_it() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .pickedUp("ordered: true")
                                    .read("trailer: 'T,{count}'"))
                    .add(TestFeed.ofAccounts("orders").pickedUp("after: customers"))
                    .open();
            Rested dead = house.deliver("customers", "A.csv", "ERP_Number__c,Name\n1,Adam\n");
            assertThat(dead.isDeadLetter()).isTrue();

            house.drop("customers", "B.csv", "ERP_Number__c,Name\n1,Eva\nT,1\n");
            house.drop("orders", "O.csv", "ERP_Number__c,Name\n9,Noah\n");
            await().until(() -> states().equals(List.of("DEAD", "STAGED", "STAGED")));
            RunReport report = house.settled();

            assertThat(report.exitCode()).isEqualTo(ExitCode.PERSON_NEEDED);
            assertThat(String.join("\n", report.text()))
                    .contains(
                            "customers/B.csv waits, since its feed is ordered and A.csv (%s) before"
                                            .formatted(dead.export().id())
                                    + " it is a dead letter: replay or abandon that one");
            assertThat(house.query("SELECT Id FROM Account")).isEmpty();
            assertThat(states()).containsExactly("DEAD", "STAGED", "STAGED");
        }

        @Test
        void does_not_if_the_feed_is_not() throws Exception {
            house.add(TestFeed.ofAccounts("customers").read("trailer: 'T,{count}'")).open();
            house.deliver("customers", "A.csv", "ERP_Number__c,Name\n1,Adam\n");

            Rested rested = house.deliver("customers", "B.csv", "ERP_Number__c,Name\n1,Eva\nT,1\n");

            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
        }

        private List<String> states() {
            return house.ledger().deliveries().since(Instant.EPOCH).stream()
                    .map(delivery -> delivery.state().name())
                    .sorted()
                    .toList();
        }
    }

    @Nested
    @DisplayName("unless it brings corrected records, which")
    class Corrected {

        @Test
        void come_from_the_failed_file_of_any_feed() throws Exception {
            house.add(
                            TestFeed.ofAccounts("customers")
                                    .pickedUp("ordered: true, rejectThreshold: 0")
                                    .read(
                                            "delimiter: semicolon, charset: windows-1252, header:"
                                                    + " false, columns: 'KUNNR,NAME1,MAIL',"
                                                    + " trailer: 'T;{count}'")
                                    .mapped(
                                            """
                                            ERP_Number__c:  { from: KUNNR }
                                            Name:           { from: NAME1 }
                                            Email__c:       { from: MAIL }
                                            """))
                    .open();
            Rested first =
                    house.deliver(
                            "customers", "CUST.csv", "1;Adam;a@example.com\n2;Eva;nowhere\nT;2\n");
            assertThat(first.counts()).isEqualTo(new Counts(2, 1, 1, 0, 0));
            Path corrected =
                    Files.writeString(
                            folder.resolve("corrected.csv"),
                            first.text("CUST.csv.failed.csv").replace("nowhere", "e@example.com"));

            Path root = folder.toAbsolutePath();
            new CorrectedRecords(
                            new Folders(
                                    root.resolve("export"),
                                    root.resolve("work"),
                                    root.resolve("archive"),
                                    root.resolve("dead-letter")),
                            house.ledger(),
                            Clock.systemUTC())
                    .claim(corrected, first.delivery());
            Rested second = house.rested("customers", "corrected.csv");

            assertThat(second.export().replayOf()).hasValue(first.delivery().id());
            assertThat(second.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
            assertThat(corrected).exists();
        }
    }

    private void assertNothingArrived(Rested rested) throws Exception {
        assertThat(house.query("SELECT Id FROM Account")).isEmpty();
        for (Delivery delivery : rested.deliveries()) {
            assertThat(delivery.state()).isEqualTo(DeliveryState.DEAD);
            assertThat(house.ledger().jobs().ofDelivery(delivery.id()))
                    .allSatisfy(job -> assertThat(job.state()).isEqualTo(JobState.ABORTED));
        }
    }
}
