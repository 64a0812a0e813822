package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Orphan;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From end to end: the org makes a job, and its answer never reaches us. */
@DisplayName("A job whose create was not answered")
class LostCreateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Sandbox org;

    @TempDir Path folder;
    private TestHouse house;

    @BeforeAll
    static void openOrg() {
        org = Sandbox.start(SandboxSettings.onFreePorts());
    }

    @AfterAll
    static void closeOrg() {
        org.close();
    }

    @BeforeEach
    void setUp() throws Exception {
        house = new TestHouse(folder, org);
        house.forgetAll();
        house.add(TestFeed.ofAccounts("customers"));
    }

    @AfterEach
    void tearDown() throws IOException {
        house.close();
    }

    @Test
    void is_shown_and_left_alone_while_the_records_are_delivered_once() throws Exception {
        house.open();

        Rested rested = deliverWithLostCreate();
        Orphan orphan = found();

        assertThat(rested.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
        assertThat(house.query("SELECT Name FROM Account")).containsExactly(List.of("A"));
        assertThat(states()).containsExactlyInAnyOrder("Open", "JobComplete");
        assertThat(state(orphan.salesforceId())).isEqualTo("Open");
        assertThat(orphan.deliveryId()).isEqualTo(rested.delivery().id());
        assertThat(orphan.abortedAt()).isEmpty();

        house.close();
        assertThat(deliveries())
                .contains("ORPHAN")
                .containsPattern(
                        orphan.salesforceId()
                                + "  Account .* "
                                + orphan.deliveryId()
                                + "  holds nothing; Salesforce deletes it after 7 days");
        assertThat(deliveries(orphan.deliveryId()))
                .contains("job " + orphan.salesforceId() + " at Salesforce looks like the one");
        JsonNode json = new ObjectMapper().readTree(deliveries("--json"));
        assertThat(json.at("/orphans/0/id").asText()).isEqualTo(orphan.salesforceId());
        assertThat(json.at("/orphans/0/delivery").asText()).isEqualTo(orphan.deliveryId());
    }

    @Test
    void is_aborted_if_nobody_else_uses_the_user_and_no_other_job_is_touched() throws Exception {
        String foreign =
                house.createJob(
                                """
                                {"object": "Contact", "operation": "upsert",
                                 "externalIdFieldName": "ERP_Number__c"}
                                """)
                        .required("id")
                        .asText();
        house.set("saltroad.salesforce.exclusive-user", "true").open();

        Rested rested = deliverWithLostCreate();
        String inTheSameShape = sameShapeAfterwards();
        Orphan orphan = found();

        await().atMost(PATIENCE).until(() -> state(orphan.salesforceId()).equals("Aborted"));
        await().atMost(PATIENCE)
                .until(() -> house.ledger().orphans().all().get(0).abortedAt().isPresent());
        assertThat(rested.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
        assertThat(house.query("SELECT Name FROM Account")).containsExactly(List.of("A"));
        assertThat(state(foreign)).isEqualTo("Open");
        assertThat(state(inTheSameShape)).as("one create makes one job").isEqualTo("Open");
        assertThat(house.ledger().orphans().all()).hasSize(1);
    }

    /** What stands in the ledger is enough: the run that lost the answer may be gone. */
    @Test
    void is_found_by_the_next_run_too() throws Exception {
        house.open();
        Rested rested = deliverWithLostCreate();
        house.close();

        house.open();

        assertThat(found().deliveryId()).isEqualTo(rested.delivery().id());
    }

    private Rested deliverWithLostCreate() throws Exception {
        house.fault(
                """
                {"kind": "reset", "method": "POST", "path": "/jobs/ingest$", "when": "after"}
                """);
        return house.deliver("customers", "CUST.csv", "ERP_Number__c,Name\n1,A\n");
    }

    /** A job like ours, but made when no create of ours was under way any more. */
    private String sameShapeAfterwards() throws Exception {
        return house.createJob(
                        """
                        {"object": "Account", "operation": "upsert",
                         "externalIdFieldName": "ERP_Number__c"}
                        """)
                .required("id")
                .asText();
    }

    private Orphan found() {
        return await().atMost(PATIENCE)
                .until(() -> house.ledger().orphans().all(), orphans -> !orphans.isEmpty())
                .get(0);
    }

    private String state(String id) throws Exception {
        return house.jobs().stream()
                .filter(job -> job.required("id").asText().equals(id))
                .map(job -> job.required("state").asText())
                .findFirst()
                .orElse("unknown");
    }

    private List<String> states() throws Exception {
        return house.jobs().stream().map(job -> job.required("state").asText()).toList();
    }

    private String deliveries(String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("deliveries"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-D", "saltroad.ledger.url=jdbc:sqlite:" + folder.resolve("ledger.db")));
        assertThat(
                        Saltroad.commandLine()
                                .setOut(new PrintWriter(out))
                                .execute(all.toArray(String[]::new)))
                .isZero();
        return out.toString();
    }
}
