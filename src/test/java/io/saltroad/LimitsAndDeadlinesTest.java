package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole program against an org that says "not now". */
@DisplayName("A delivery to an org with limits")
class LimitsAndDeadlinesTest {

    private static final String EXPORT = "ERP_Number__c,Name\n1,A\n";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        house.add(TestFeed.ofAccounts("customers"));
    }

    @AfterEach
    void tearDown() throws IOException {
        house.close();
    }

    @ParameterizedTest(name = "{0} of a request, in {1}")
    @CsvSource({"POST, seconds", "PUT, seconds", "PATCH, seconds", "GET, date"})
    void waits_as_long_as_the_org_asks_for_and_then_goes_on(String method, String form)
            throws Exception {
        Instant start = Instant.now();
        house.open();
        house.fault(
                """
                {"kind": "too-many-requests", "method": "%s", "path": "jobs/ingest",
                 "retryAfter": 2, "retryAfterForm": "%s"}
                """
                        .formatted(method, form));

        Rested rested = house.deliver("customers", "CUST.csv", EXPORT);

        assertThat(rested.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
        assertThat(gate().reason()).startsWith("Salesforce answered 429");
        assertThat(Duration.between(gate().from(), gate().until()))
                .as("an HTTP date has no parts of a second")
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
        assertThat(rested.delivery().endedAt().orElseThrow()).isAfterOrEqualTo(gate().until());
        assertThat(house.ledger().gates().closedDuring("salesforce", start, Instant.now()))
                .isEqualTo(Duration.between(gate().from(), gate().until()));
        assertThat(house.query("SELECT Name FROM Account")).containsExactly(List.of("A"));
    }

    @Test
    void leaves_the_reserve_of_api_requests_to_others_until_there_are_enough_again()
            throws Exception {
        // The limits and the description leave 18 of 20 requests; to create the job takes one more.
        house.orgAllows("{\"dailyApiRequests\": 20}");
        house.set("saltroad.salesforce.api-reserve", "90")
                .set("saltroad.gate.first-pause", "200ms")
                .set("saltroad.gate.max-pause", "1s")
                .open();

        house.drop("customers", "CUST.csv", EXPORT);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(house.asked("GET", "/limits")).isGreaterThanOrEqualTo(3));
        assertThat(gate().keepsReserve()).isTrue();
        assertThat(gate().reason())
                .matches(
                        "only \\d+ % of the day's 20 API requests are left, and"
                                + " saltroad.salesforce.api-reserve keeps 90 % for others");
        assertThat(house.ledger().deliveries().open())
                .extracting(Delivery::state)
                .containsExactly(DeliveryState.STAGED);
        assertThat(house.query("SELECT Id FROM Account")).isEmpty();

        house.orgAllows("{\"dailyApiRequests\": 1000000}");

        assertThat(house.rested("customers", "CUST.csv").counts())
                .isEqualTo(new Counts(1, 1, 0, 0, 0));
    }

    @Test
    void leaves_the_reserve_of_bulk_batches_to_others_too() throws Exception {
        house.open();
        house.deliver("customers", "CUST.csv", EXPORT);
        house.close();
        house.orgAllows("{\"dailyBulkApiBatches\": 5}");
        house.set("saltroad.salesforce.api-reserve", "90").open();

        house.drop("customers", "MORE.csv", EXPORT + "2,B\n");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(house.ledger().gates().all()).isNotEmpty());
        assertThat(gate().reason())
                .startsWith("only 80 % of the day's 5 Bulk API batches are left, and");
        assertThat(house.ledger().deliveries().open())
                .extracting(Delivery::state)
                .containsExactly(DeliveryState.REGISTERED);
    }

    @Test
    void asks_for_the_limits_once() throws Exception {
        house.open();
        house.deliver("customers", "1.csv", EXPORT);
        house.deliver("customers", "2.csv", EXPORT + "2,B\n");

        assertThat(house.asked("GET", "/limits")).isEqualTo(1);
    }

    @Test
    void never_asks_for_the_limits_without_a_reserve() throws Exception {
        house.orgAllows("{\"dailyApiRequests\": 1000}");
        house.set("saltroad.salesforce.api-reserve", "0").open();
        house.deliver("customers", "1.csv", EXPORT);

        assertThat(house.asked("GET", "/limits")).isZero();
    }

    @ParameterizedTest(name = "to {0} {1}")
    @CsvSource({
        "POST,  jobs/ingest,  to be staged, REGISTERED, false",
        "PATCH, jobs/ingest/, for its jobs to be closed, COMMITTED, true"
    })
    void becomes_a_dead_letter_if_the_org_refuses_for_ever(
            String method, String path, String waited, DeliveryState from, boolean jobs)
            throws Exception {
        house.set("saltroad.delivery.deadline", "2s").open();
        house.fault(
                "{\"kind\": \"unavailable\", \"method\": \"%s\", \"path\": \"%s\", \"times\": 1000}"
                        .formatted(method, path));

        Rested rested = house.deliver("customers", "CUST.csv", EXPORT);

        assertThat(rested.isDeadLetter()).isTrue();
        assertThat(rested.delivery().deadFrom()).hasValue(from);
        assertThat(rested.files()).contains("CUST.csv", "reason.json");
        assertThat(rested.json("reason.json").at("/class").asText()).isEqualTo("transient");
        assertThat(rested.json("reason.json").at("/code").asText()).isEqualTo("DEADLINE");
        assertThat(rested.json("reason.json").at("/message").asText())
                .startsWith(
                        "it has made no progress for 2s (saltroad.delivery.deadline). It waited %s. Last trouble: "
                                .formatted(waited))
                .contains("Salesforce answered 503")
                .contains("saltroad replay " + rested.delivery().id())
                .matches(text -> text.contains("Jobs: 1 Open (750") == jobs);
        assertThat(house.query("SELECT Id FROM Account")).isEmpty();
    }

    private ClosedGate gate() {
        return house.ledger().gates().find("salesforce").orElseThrow();
    }
}
