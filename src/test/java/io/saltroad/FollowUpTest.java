package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Reason;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Salesforce does not take at once, seen from the outside as in {@link MainJobTest}. */
@DisplayName("Records that Salesforce did not take")
class FollowUpTest {

    private static final String ACCOUNTS =
            "object: Account, operation: upsert, externalIdField: ERP_Number__c";

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
    @DisplayName("are brought again")
    class Again {

        @Test
        void without_the_others_when_they_were_locked() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"row-errors\", \"keys\": [\"C3\", \"C7\"]}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(10));

            assertThat(rested.delivery().reason()).isEmpty();
            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(10, 10, 0, 0, 0));
            assertThat(jobs(rested))
                    .extracting(job -> job.recordsProcessed().orElseThrow())
                    .containsExactly(10L, 2L);
            assertThat(house.query("SELECT ERP_Number__c FROM Account")).hasSize(10);
            assertThat(rested.files()).doesNotContain("CUST.csv.failed.csv");
        }

        @Test
        void until_none_is_left() throws Exception {
            house.add(TestFeed.named("customers").into(ACCOUNTS + ", retries: 5")).open();
            house.fault("{\"kind\": \"row-errors\", \"share\": 0.6, \"seed\": 7, \"times\": 4}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(200));

            assertThat(rested.counts()).isEqualTo(new Counts(200, 200, 0, 0, 0));
            assertThat(processed(rested))
                    .as("fewer each time")
                    .isSortedAccordingTo((a, b) -> Long.compare(b, a));
            assertThat(jobs(rested)).hasSize(5);
        }

        @Test
        void as_often_as_the_sink_says_and_then_they_have_failed() throws Exception {
            house.add(TestFeed.named("customers").into(ACCOUNTS + ", retries: 2")).open();
            house.fault("{\"kind\": \"row-errors\", \"keys\": [\"C3\"], \"times\": 9}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(4));

            assertThat(rested.delivery().reason()).isEmpty();
            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(4, 3, 1, 0, 0));
            assertThat(processed(rested)).containsExactly(4L, 1L, 1L);
            assertThat(rested.report("CUST.csv.failed.csv"))
                    .startsWith("saltroad__Line,sf__Error,saltroad__Message,")
                    .contains("\n4,UNABLE_TO_LOCK_ROW,");
        }

        @Test
        void but_not_if_their_error_will_not_pass() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault(
                    """
                    {"kind": "row-errors", "keys": ["C1"], "error": "FIELD_CUSTOM_VALIDATION_EXCEPTION:no:Name --"}
                    """);
            house.fault("{\"kind\": \"row-errors\", \"keys\": [\"C2\"]}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(4));

            assertThat(rested.counts()).isEqualTo(new Counts(4, 3, 1, 0, 0));
            assertThat(rested.report("CUST.csv.failed.csv"))
                    .contains("\n2,FIELD_CUSTOM_VALIDATION_EXCEPTION,");
        }

        @Test
        void once_each_when_they_have_no_key() throws Exception {
            house.set("saltroad.bulk.chunk-size", "1kB")
                    .add(TestFeed.named("contacts").into("object: Contact, operation: insert"))
                    .open();
            house.fault("{\"kind\": \"row-errors\", \"share\": 0.5, \"seed\": 3, \"times\": 3}");

            Rested rested =
                    house.deliver(
                            "contacts",
                            "CONT.csv",
                            IntStream.range(0, 120)
                                    .mapToObj(i -> "Twin %d,twin@example.com\n".formatted(i / 2))
                                    .collect(Collectors.joining("", "LastName,Email\n", "")));

            assertThat(rested.counts()).isEqualTo(new Counts(120, 120, 0, 0, 0));
            assertThat(
                            house.query("SELECT LastName FROM Contact").stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    record -> record.get(0),
                                                    Collectors.counting())))
                    .hasSize(60)
                    .allSatisfy((name, count) -> assertThat(count).isEqualTo(2));
        }

        @Test
        void and_not_others_that_look_alike() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"row-errors\", \"keys\": [\"12000\", \"a-1 \"]}");

            Rested rested =
                    house.deliver(
                            "customers",
                            "CUST.csv",
                            "ERP_Number__c,Name\n12E3,A\n12000,B\nA-1,C\na-1 ,D\n1.0,E\n1,F\n");

            assertThat(rested.counts()).isEqualTo(new Counts(6, 6, 0, 0, 0));
            assertThat(house.query("SELECT ERP_Number__c, Name FROM Account"))
                    .contains(List.of("12E3", "A"), List.of("12000", "B"))
                    .hasSize(6);
        }

        @Test
        void without_a_key_and_not_others_that_look_alike() throws Exception {
            house.add(TestFeed.named("contacts").into("object: Contact, operation: insert")).open();
            house.fault("{\"kind\": \"row-errors\", \"share\": 0.5, \"seed\": 2}");

            Rested rested =
                    house.deliver(
                            "contacts",
                            "CONT.csv",
                            """
                            LastName,Email
                            Meyer,m@example.com
                            MEYER,m@example.com
                            meyer,m@example.com
                            Meyer,M@example.com
                            meyer,M@example.com
                            MEYER,M@example.com
                            """);

            assertThat(rested.counts()).isEqualTo(new Counts(6, 6, 0, 0, 0));
            assertThat(jobs(rested)).as("some were locked").hasSizeGreaterThan(1);
            assertThat(house.query("SELECT LastName, Email FROM Contact"))
                    .hasSize(6)
                    .doesNotHaveDuplicates();
        }

        @Test
        void when_their_job_failed_in_the_middle() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"stop-job\", \"state\": \"Failed\", \"after\": 2}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(5));

            assertThat(rested.delivery().reason()).isEmpty();
            assertThat(rested.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(rested.counts()).isEqualTo(new Counts(5, 5, 0, 0, 0));
            assertThat(processed(rested)).containsExactly(2L, 3L);
        }

        @Test
        void when_somebody_aborted_their_job_before_it_was_closed() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault(
                    """
                    {"kind": "unavailable", "method": "PATCH", "path": "/jobs/ingest/", "retryAfter": 2}
                    """);
            house.drop("customers", "CUST.csv", accounts(100));
            String aborted = abortLastJobBehindTheGate();

            Rested rested = house.rested("customers", "CUST.csv");

            assertThat(rested.delivery().reason()).isEmpty();
            assertThat(rested.counts()).isEqualTo(new Counts(100, 100, 0, 0, 0));
            assertThat(house.ledger().events().of(rested.export().id()))
                    .extracting(event -> event.message())
                    .contains("job %s was Aborted before it could be closed".formatted(aborted));
        }

        @Test
        void when_somebody_aborted_their_follow_up_job_too() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"row-errors\", \"keys\": [\"C3\", \"C7\"]}");
            house.fault(
                    """
                    {"kind": "unavailable", "method": "PATCH", "path": "/jobs/ingest/", "retryAfter": 2, "skip": 1}
                    """);
            house.drop("customers", "CUST.csv", accounts(10));
            abortLastJobBehindTheGate();

            Rested rested = house.rested("customers", "CUST.csv");

            assertThat(rested.delivery().reason()).isEmpty();
            assertThat(rested.counts()).isEqualTo(new Counts(10, 10, 0, 0, 0));
            assertThat(processed(rested)).containsExactly(10L, 2L);
        }

        private String abortLastJobBehindTheGate() throws Exception {
            await("the gate to close before the job is closed")
                    .until(() -> !house.ledger().gates().all().isEmpty());
            Delivery committed = house.ledger().deliveries().open().get(0);
            List<Job> all = house.ledger().jobs().ofDelivery(committed.id());
            String last = all.get(all.size() - 1).idAtSalesforce();
            house.abort(last);
            return last;
        }
    }

    @Nested
    @DisplayName("make a dead letter")
    class DeadLetter {

        @Test
        void if_salesforce_never_comes_to_them() throws Exception {
            house.add(TestFeed.named("customers").into(ACCOUNTS + ", retries: 1")).open();
            house.fault(
                    """
                    {"kind": "stop-job", "state": "Failed", "after": 2, "message": "InternalServerError", "times": 9}
                    """);

            Rested rested = house.deliver("customers", "CUST.csv", accounts(5));

            Delivery dead = rested.delivery();
            assertThat(dead.state()).isEqualTo(DeliveryState.DEAD);
            assertThat(dead.deadFrom()).contains(DeliveryState.COMMITTED);
            assertThat(dead.counts()).isEqualTo(new Counts(5, 4, 0, 0, 1));
            assertThat(dead.reason().map(Reason::code)).contains("JOB_FAILED");
            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.report("CUST.csv.unprocessed.csv"))
                    .isEqualTo("saltroad__Line,ERP_Number__c,Name\n6,C5,Name 5\n");
        }
    }

    @Nested
    @DisplayName("cannot be told if the books do not close")
    class Disputed {

        @Test
        void so_all_figures_are_shown_and_all_files_stay() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"wrong-counts\", \"processed\": 1}");

            Rested rested = house.deliver("customers", "CUST.csv", accounts(3));

            assertThat(rested.state()).isEqualTo(DeliveryState.DISPUTED);
            assertThat(rested.delivery().reason().orElseThrow())
                    .isEqualTo(
                            new Reason(
                                    "record",
                                    "BOOKS_DO_NOT_CLOSE",
                                    "3 records were sent in the jobs, but Salesforce counts 4"
                                            + " processed and names 0 unprocessed; read 3, but"
                                            + " delivered 4 + failed 0 + rejected 0 + unprocessed 0"
                                            + " + superseded 0"));
            assertThat(rested.isDeadLetter()).isTrue();
            assertThat(rested.files()).contains("CUST.csv", "CUST.csv.results.db", "reason.json");
        }

        @Test
        void and_the_records_that_differ_are_named() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault("{\"kind\": \"wrong-counts\", \"processed\": 1}");
            house.fault(
                    """
                    {"kind": "answer", "status": 200, "path": "/successfulResults", "headers": {"Content-Type": "text/csv"}, "body": "\\"sf__Id\\",\\"sf__Created\\",\\"ERP_Number__c\\",\\"Name\\"\\n\\"001000000000001AAA\\",\\"true\\",\\"C1\\",\\"Name 1\\"\\n\\"001000000000002AAA\\",\\"true\\",\\"C9\\",\\"Name 9\\"\\n\\"001000000000003AAA\\",\\"true\\",\\"C3\\",\\"Name 3\\"\\n"}
                    """);

            Rested rested = house.deliver("customers", "CUST.csv", accounts(3));

            assertThat(rested.state()).isEqualTo(DeliveryState.DISPUTED);
            assertThat(rested.report("CUST.csv.disputed.csv"))
                    .isEqualTo(
                            """
                            saltroad__Line,saltroad__Finding,ERP_Number__c,Name
                            3,"was sent, but Salesforce has no result for it",C2,Name 2
                            ,"successful 001000000000002AAA: a result of Salesforce that belongs to no record, or to one that has another: C9"
                            """);
        }
    }

    private static String accounts(int records) {
        return IntStream.rangeClosed(1, records)
                .mapToObj(i -> "C%d,Name %d\n".formatted(i, i))
                .collect(Collectors.joining("", "ERP_Number__c,Name\n", ""));
    }

    private List<Job> jobs(Rested rested) {
        return house.ledger().jobs().ofDelivery(rested.delivery().id()).stream()
                .filter(job -> job.uploadedAt().isPresent())
                .toList();
    }

    private List<Long> processed(Rested rested) {
        return jobs(rested).stream().map(job -> job.recordsProcessed().orElseThrow()).toList();
    }
}
