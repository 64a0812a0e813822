package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.ExportState;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/**
 * What people do about dead letters, from end to end: with the commands, beside a running house.
 */
@DisplayName("A person")
class ReplayTest {

    private static final String EXPORT = "ERP_Number__c,Name\n1,Adam\n2,Eva\n";
    private static final Counts TWO = new Counts(2, 2, 0, 0, 0);

    private static Sandbox org;

    @TempDir Path folder;
    private TestHouse house;
    private StringWriter out;
    private StringWriter err;

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
    @DisplayName("who replays")
    class Replays {

        @Test
        void a_dead_letter_whose_mapping_is_mended_has_it_delivered() throws Exception {
            house.add(mapped("{ from: NAME, required: true }")).open();
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            assertThat(dead.isDeadLetter()).isTrue();
            assertThat(dead.json("reason.json").path("code").asText()).isEqualTo("UNKNOWN_COLUMN");
            assertThat(dead.json("reason.json").path("step").asText()).isEqualTo("stage");
            assertThat(dead.json("reason.json").path("hint").asText())
                    .isEqualTo("Mend the name of the column in the mapping, and replay.");

            house.add(mapped("{ from: Name, required: true }"));
            assertThat(command("replay", dead.delivery().id())).isZero();
            Rested settled = house.restedAgain(dead);

            assertThat(out.toString().strip())
                    .isEqualTo(dead.delivery().id() + " is registered again");
            assertThat(settled.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(settled.counts()).isEqualTo(TWO);
            assertThat(settled.delivery().replays()).isEqualTo(1);
            assertThat(settled.files())
                    .containsExactly("CUST.csv", "CUST.csv.receipt.json", "customers.mapping.yaml");
            assertThat(dead.folder()).doesNotExist();
            assertThat(names()).containsExactly("Adam", "Eva");
            assertThat(kinds(settled.delivery()))
                    .containsSubsequence("dead", "dead-letter", "replayed", "settled", "archived");
        }

        @Test
        void an_export_that_never_became_a_delivery_has_it_delivered() throws Exception {
            TestFeed feed = mapped("{ from: Name }");
            house.add(feed);
            Path mapping = folder.resolve("routes/feeds/customers.mapping.yaml");
            String mended = Files.readString(mapping);
            house.open();
            Files.writeString(mapping, "fields: [");
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            assertThat(dead.deliveries()).isEmpty();
            assertThat(dead.json("reason.json").path("step").asText()).isEqualTo("feed");

            Files.writeString(mapping, mended);
            assertThat(command("replay", dead.export().id())).isZero();

            assertThat(house.restedAgain(dead).counts()).isEqualTo(TWO);
        }

        @Test
        void a_delivery_that_died_after_its_commit_sends_nothing_twice() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            house.fault(
                    """
                    {"kind": "answer", "method": "GET", "path": "/jobs/ingest/[^/]*$",
                     "status": 404, "times": 2}""");
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            assertThat(dead.isDeadLetter()).isTrue();
            assertThat(dead.delivery().deadFrom()).contains(DeliveryState.COMMITTED);
            assertThat(dead.json("reason.json").path("step").asText()).isEqualTo("track-job");

            assertThat(command("replay", dead.delivery().id())).isZero();
            Rested settled = house.restedAgain(dead);

            assertThat(settled.state()).isEqualTo(DeliveryState.SETTLED);
            assertThat(settled.counts()).isEqualTo(TWO);
            assertThat(house.jobsOfOrg()).isEqualTo(1);
        }

        @Test
        void a_settled_delivery_hears_that_there_is_nothing_to_replay() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            Rested settled = house.deliver("customers", "CUST.csv", EXPORT);

            assertThat(command("replay", settled.delivery().id())).isEqualTo(3);

            assertThat(err.toString())
                    .contains("is settled: every record is accounted for")
                    .contains("--failed FILE");
        }

        @Test
        void a_file_that_was_changed_hears_so_and_finds_everything_where_it_was() throws Exception {
            house.add(mapped("{ from: NAME }")).open();
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            Files.writeString(dead.folder().resolve("CUST.csv"), "ERP_Number__c,NAME\n1,Adam\n");

            assertThat(command("replay", dead.delivery().id())).isEqualTo(3);

            assertThat(err.toString()).contains("is not the file that was picked up");
            assertThat(dead.files()).contains("CUST.csv", "reason.json");
        }

        @Test
        void without_a_running_house_has_it_done_by_the_next_one() throws Exception {
            house.add(mapped("{ from: NAME }")).open();
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            house.close();
            // as the operating system leaves it behind
            Files.writeString(folder.resolve("work/.lock"), "");

            assertThat(command("replay", dead.delivery().id())).isZero();
            assertThat(out.toString()).contains("it takes effect at the next one");
            assertThat(command("replay", dead.delivery().id())).isEqualTo(3);
            assertThat(err.toString()).contains("has been asked for at");

            house.add(mapped("{ from: Name }")).open();
            assertThat(house.restedAgain(dead).counts()).isEqualTo(TWO);
        }
    }

    @Nested
    @DisplayName("who corrects the failed records")
    class Corrects {

        @Test
        void has_them_delivered_and_linked_with_the_first_delivery() throws Exception {
            house.add(mapped("{ from: Name, maxLength: 5 }")).open();
            Rested first =
                    house.deliver(
                            "customers", "CUST.csv", "ERP_Number__c,Name\n1,Adam\n2,Evangeline\n");
            assertThat(first.counts()).isEqualTo(new Counts(2, 1, 0, 1, 0));
            Path corrected = folder.resolve("corrected.csv");
            Files.writeString(
                    corrected,
                    first.report("CUST.csv.rejected.csv").replace(",Evangeline\n", ",Eva\n"));

            assertThat(
                            command(
                                    "replay",
                                    first.delivery().id(),
                                    "--failed",
                                    corrected.toString(),
                                    "--json"))
                    .isZero();
            JsonNode answer = new ObjectMapper().readTree(out.toString());
            Rested second = house.rested("customers", "corrected.csv");

            assertThat(answer.path("state").asText()).isEqualTo("done");
            assertThat(answer.path("export").asText()).isEqualTo(second.export().id());
            assertThat(second.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
            assertThat(second.export().replayOf()).contains(first.delivery().id());
            assertThat(names()).containsExactly("Adam", "Eva");
            assertThat(corrected).exists();
            command("deliveries", first.delivery().id());
            assertThat(out.toString())
                    .contains("corrected by " + second.delivery().id() + " (archived)");
            command("deliveries", second.delivery().id());
            assertThat(out.toString()).contains("corrects  " + first.delivery().id());
        }

        @Test
        void hears_at_once_that_there_is_no_such_file() throws Exception {
            house.add(TestFeed.ofAccounts("customers")).open();
            Rested first = house.deliver("customers", "CUST.csv", EXPORT);

            assertThat(command("replay", first.delivery().id(), "--failed", "nowhere.csv"))
                    .isEqualTo(3);

            assertThat(err.toString()).contains("there is no file ").contains("nowhere.csv");
        }
    }

    @Nested
    @DisplayName("with an insert of which only a part has arrived")
    class HalfAnInsert {

        private Rested dead;
        private String id;

        @BeforeEach
        void stopAfterTen() throws Exception {
            house.add(
                            TestFeed.named("contacts")
                                    .into("object: Contact, operation: insert, retries: 0"))
                    .open();
            house.fault("{\"kind\": \"stop-job\", \"state\": \"Failed\", \"after\": 10}");
            dead = house.deliver("contacts", "CONT.csv", contacts());
            id = dead.delivery().id();
            assertThat(dead.isDeadLetter()).isTrue();
            assertThat(dead.counts()).isEqualTo(new Counts(30, 10, 0, 0, 20));
        }

        @Test
        void brings_the_rest_once_whatever_is_asked_for_afterwards() throws Exception {
            Path rest = rest();
            assertThat(command("replay", id, "--failed", rest.toString())).isZero();
            Rested brought = house.rested("contacts", "rest.csv");
            assertThat(brought.counts()).isEqualTo(new Counts(20, 20, 0, 0, 0));
            String correction = brought.delivery().id();

            assertThat(command("replay", id)).isEqualTo(3);
            assertThat(err.toString())
                    .contains("came as " + correction + ": abandon " + id + " instead");
            assertThat(command("replay", id, "--failed", rest.toString())).isEqualTo(3);
            assertThat(err.toString()).contains("the same corrected records came as " + correction);
            command("deliveries", id);
            assertThat(out.toString())
                    .contains("to do     Corrected records came as " + correction)
                    .contains("saltroad abandon " + id)
                    .doesNotContain("saltroad replay " + id + "\n");
            command("deliveries", id, "--json");
            assertThat(new ObjectMapper().readTree(out.toString()).path("reason").path("hint"))
                    .asString()
                    .contains("abandon this one");

            assertThat(names()).hasSize(30).doesNotHaveDuplicates();
        }

        @Test
        void does_not_bring_that_part_again_when_it_is_abandoned_and_dropped_again()
                throws Exception {
            assertThat(command("abandon", id, "--reason", "try again")).isZero();
            assertThat(out.toString())
                    .contains(id + " is abandoned. 10 of its 30 records are in Salesforce already");
            house.restedAgain(dead);

            house.drop("contacts", "AGAIN.csv", contacts());
            Rested again = house.rested("contacts", "AGAIN.csv");

            assertThat(again.isDeadLetter()).isTrue();
            JsonNode reason = again.json("reason.json");
            assertThat(reason.path("code").asText()).isEqualTo("PARTLY_DELIVERED");
            assertThat(reason.path("message").asText())
                    .startsWith("10 of 30 records of these bytes are in Salesforce already")
                    .contains("deliver CONT.csv.unprocessed.csv of it with saltroad replay " + id);
            assertThat(reason.path("commands")).hasSize(1);
            assertThat(names()).hasSize(10);

            assertThat(command("replay", id, "--failed", rest().toString())).isZero();
            house.rested("contacts", "rest.csv");
            assertThat(names()).hasSize(30).doesNotHaveDuplicates();
        }

        private Path rest() throws Exception {
            Rested now =
                    new Rested(house.ledger().exports().get(dead.export().id()), dead.deliveries());
            return Files.writeString(
                    folder.resolve("rest.csv"), now.text("CONT.csv.unprocessed.csv"));
        }

        private static String contacts() {
            return IntStream.rangeClosed(1, 30)
                    .mapToObj("Contact %d\n"::formatted)
                    .collect(Collectors.joining("", "LastName\n", ""));
        }

        private List<String> names() throws Exception {
            return house.query("SELECT LastName FROM Contact").stream()
                    .map(record -> record.get(0))
                    .toList();
        }
    }

    @Nested
    @DisplayName("who abandons")
    class Abandons {

        @Test
        void a_dead_letter_closes_it_with_the_reason_and_finds_it_in_the_archive()
                throws Exception {
            house.add(mapped("{ from: NAME }")).open();
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);

            assertThat(command("abandon", dead.delivery().id(), "--reason", "test data")).isZero();
            Rested closed = house.restedAgain(dead);

            assertThat(closed.state()).isEqualTo(DeliveryState.ABANDONED);
            assertThat(closed.export().state()).isEqualTo(ExportState.ARCHIVED);
            assertThat(closed.folder()).startsWith(folder.resolve("archive"));
            assertThat(dead.folder()).doesNotExist();
            assertThat(closed.files()).contains("CUST.csv").doesNotContain("reason.json");
            JsonNode receipt = closed.json("CUST.csv.receipt.json");
            assertThat(receipt.path("state").asText()).isEqualTo("ABANDONED");
            assertThat(receipt.path("reason").path("message").asText()).isEqualTo("test data");
            assertThat(ExitCode.of(closed.delivery())).isZero();
            assertThat(command("replay", dead.delivery().id())).isEqualTo(3);
            assertThat(err.toString()).contains("was abandoned (test data), which is for good");
        }

        @Test
        void one_of_two_dead_deliveries_leaves_the_other_among_the_dead_letters() throws Exception {
            house.add(
                            TestFeed.named("customers")
                                    .into("object: Acount, operation: insert")
                                    .into("object: Contackt, operation: insert"))
                    .open();
            Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
            assertThat(dead.deliveries()).hasSize(2);

            String first = dead.deliveries().get(0).id();
            assertThat(command("abandon", first, "--reason", "not needed")).isZero();
            Rested still = house.restedAgain(dead);

            assertThat(still.deliveries())
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.ABANDONED, DeliveryState.DEAD);
            assertThat(still.isDeadLetter()).isTrue();
            assertThat(still.json("reason.json").path("commands"))
                    .hasSize(2)
                    .allSatisfy(
                            text ->
                                    assertThat(text.asText())
                                            .contains(still.deliveries().get(1).id()));
        }

        @Test
        void a_delivery_that_waits_for_its_turn_has_its_jobs_aborted() throws Exception {
            house.add(TestFeed.ofAccounts("customers").pickedUp("after: products"));
            house.add(TestFeed.ofAccounts("products"));
            house.fault("{\"kind\": \"slow-job\", \"queuedMilliseconds\": 600000}");
            house.open();
            house.drop("products", "PROD.csv", EXPORT);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> state("products").equals(Optional.of(DeliveryState.COMMITTED)));
            house.drop("customers", "CUST.csv", EXPORT);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> state("customers").equals(Optional.of(DeliveryState.STAGED)));
            String products = open("products").orElseThrow().id();
            String customers = open("customers").orElseThrow().id();

            assertThat(command("abandon", products, "--reason", "too slow")).isEqualTo(3);
            assertThat(err.toString()).contains("is committed").contains("only goes forward");
            assertThat(command("abandon", customers, "--reason", "not today")).isZero();
            Rested closed = house.rested("customers", "CUST.csv");

            assertThat(closed.state()).isEqualTo(DeliveryState.ABANDONED);
            assertThat(house.ledger().jobs().ofDelivery(customers))
                    .allSatisfy(job -> assertThat(job.state().word()).isEqualTo("Aborted"));
        }

        private Optional<DeliveryState> state(String feed) {
            return open(feed).map(Delivery::state);
        }

        private Optional<Delivery> open(String feed) {
            return house.ledger().deliveries().open().stream()
                    .filter(delivery -> delivery.feed().equals(feed))
                    .findFirst();
        }
    }

    @Test
    void who_mistypes_an_id_hears_which_one_was_meant() throws Exception {
        house.add(mapped("{ from: NAME }")).open();
        Rested dead = house.deliver("customers", "CUST.csv", EXPORT);
        String id = dead.delivery().id();
        String wrong = id.substring(0, id.length() - 4) + "xx" + id.substring(id.length() - 2);

        assertThat(command("abandon", wrong, "--reason", "x")).isEqualTo(3);
        assertThat(err.toString()).contains("Did you mean ").contains(dead.export().id());

        assertThat(command("replay", "4711")).isEqualTo(3);
        assertThat(err.toString()).contains("The newest dead letters are " + id);
    }

    @Test
    void who_looks_at_a_dead_letter_sees_what_to_do() throws Exception {
        house.add(mapped("{ from: NAME }")).open();
        Rested dead = house.deliver("customers", "CUST.csv", EXPORT);

        assertThat(command("deliveries", dead.delivery().id())).isZero();

        assertThat(out.toString())
                .contains("state     dead since it was registered, in step stage")
                .contains("(UNKNOWN_COLUMN)")
                .contains("to do     Mend the name of the column in the mapping, and replay.")
                .contains("saltroad replay " + dead.delivery().id());
    }

    private static TestFeed mapped(String name) {
        return TestFeed.ofAccounts("customers")
                .mapped("ERP_Number__c: { from: ERP_Number__c }\nName: " + name);
    }

    private List<String> names() throws Exception {
        return house.query("SELECT Name FROM Account ORDER BY ERP_Number__c").stream()
                .map(record -> record.get(0))
                .toList();
    }

    private List<String> kinds(Delivery delivery) {
        return house.ledger().events().of(delivery.exportId()).stream().map(Event::kind).toList();
    }

    /** Runs a command as another process would, beside the house. */
    private int command(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dsaltroad.ledger.url=jdbc:sqlite:" + folder.resolve("ledger.db"));
        all.add("-Dsaltroad.folders.work=" + folder.resolve("work"));
        return Saltroad.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
