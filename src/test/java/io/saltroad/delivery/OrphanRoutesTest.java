package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.LIST;
import static io.saltroad.delivery.RoutesUnderTest.LOOK;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static io.saltroad.delivery.RoutesUnderTest.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Orphan;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A create at {@link #ASKED} was not answered; Salesforce made {@link #LOST} two seconds later. The
 * next one, ten seconds later, made {@link #OURS}.
 */
@DisplayName("The look for orphans")
class OrphanRoutesTest {

    private static final Instant ASKED = Instant.parse(RoutesUnderTest.NOW);
    private static final String LOST = "750000000000666AAA";
    private static final String OURS = "750000000000777AAA";
    private static final String US = "005000000000001AAA";
    private static final String SHAPE = "Account UPSERT ERP__c CSV COMMA LF";

    private static final DateTimeFormatter SALESFORCE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();

    @TempDir Path folder;

    private RoutesUnderTest routes;
    private Delivery delivery;
    private Job unanswered;

    /** The jobs of the org, as its list tells of them. */
    private final List<ObjectNode> listed = new ArrayList<>();

    /** What the org says of the job that is looked at by itself. */
    private ObjectNode looked;

    /** How far Salesforce's clock is ahead of ours. */
    private Duration ahead = Duration.ZERO;

    private void start(boolean exclusiveUser) throws Exception {
        routes =
                exclusiveUser
                        ? RoutesUnderTest.startWithUserOfItsOwn(folder)
                        : RoutesUnderTest.start(folder);
        delivery = routes.registered("1,Adam");
        unanswered = intent(1);
        routes.clock.advance(Duration.ofSeconds(10));
        Job next = intent(1);
        routes.clock.advance(Duration.ofMillis(500));
        routes.ledger.jobs().created(next, OURS);
        routes.clock.advance(Duration.ofMinutes(1));
        listed.add(job(OURS, ASKED.plusMillis(10_200)));
        listed.add(job(LOST, ASKED.plusSeconds(2)));
        looked = job(LOST, ASKED.plusSeconds(2));
        routes.answer(LIST, exchange -> replying(page(listed, null)).process(exchange));
        routes.answer(LOOK, exchange -> replying(looked.toString()).process(exchange));
    }

    private Job intent(int chunk) {
        Job intent = routes.ledger.jobs().intended(delivery.id(), chunk);
        routes.ledger.jobs().asked(intent, SHAPE);
        return intent;
    }

    private ObjectNode job(String id, Instant at) {
        return json.createObjectNode()
                .put("id", id)
                .put("createdById", US)
                .put("createdDate", SALESFORCE_TIME.format(at.plus(ahead)))
                .put("state", "Open")
                .put("object", "Account")
                .put("operation", "upsert")
                .put("externalIdFieldName", "ERP__c")
                .put("contentType", "CSV")
                .put("columnDelimiter", "COMMA")
                .put("lineEnding", "LF");
    }

    private String page(List<ObjectNode> jobs, String next) {
        ObjectNode page = json.createObjectNode().put("done", next == null);
        ArrayNode records = page.putArray("records");
        jobs.forEach(records::add);
        return page.put("nextRecordsUrl", next).toString();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private Exchange look() {
        return routes.send("look-for-orphans", new Work.OnOrg());
    }

    private List<String> orphans() {
        return routes.ledger.orphans().all().stream().map(Orphan::salesforceId).toList();
    }

    private boolean isLookedInto(Job intent) {
        return routes.ledger.orphans().intents().stream()
                .noneMatch(open -> open.jobId().equals(intent.id()));
    }

    @Test
    void takes_down_what_looks_like_ours_and_leaves_it_alone() throws Exception {
        start(false);

        Exchange exchange = look();

        assertThat(exchange.getException()).isNull();
        assertThat(routes.calls).containsExactly(LIST, LOOK);
        assertThat(routes.ledger.orphans().ofDelivery(delivery.id()))
                .containsExactly(
                        new Orphan(
                                LOST,
                                unanswered.id(),
                                delivery.id(),
                                "Account",
                                ASKED.plusSeconds(2),
                                routes.clock.instant(),
                                Optional.empty()));
        assertThat(routes.ledger.events().of(delivery.exportId()))
                .filteredOn(event -> event.kind().equals("orphan"))
                .extracting(Event::message)
                .containsExactly(
                        "job "
                                + LOST
                                + " at Salesforce looks like the one for chunk 1 whose create was"
                                + " not answered. It holds nothing");
        assertThat(isLookedInto(unanswered)).isTrue();
        assertThat(routes.ledger.jobs().get(unanswered.id()).state()).isEqualTo(JobState.INTENDED);
    }

    @Test
    void asks_for_the_jobs_of_this_api_alone() throws Exception {
        start(false);

        look();

        Message asked = routes.asked.get(0);
        assertThat(asked.getHeader("rawPath"))
                .isEqualTo("/services/data/v66.0/jobs/ingest?jobType=V2Ingest");
        assertThat(routes.asked.get(1).getHeader("rawPath"))
                .isEqualTo("/services/data/v66.0/jobs/ingest/" + LOST);
    }

    @Test
    void aborts_it_if_nobody_else_uses_our_user() throws Exception {
        start(true);

        look();

        assertThat(routes.calls).containsExactly(LIST, LOOK, LOOK, ABORT);
        assertThat(routes.asked.get(3).getHeader("rawPath", String.class)).endsWith(LOST);
        assertThat(routes.ledger.orphans().all().get(0).abortedAt())
                .hasValue(routes.clock.instant());
        assertThat(routes.ledger.orphans().open()).isEmpty();
    }

    @Test
    void does_not_look_twice() throws Exception {
        start(false);
        look();
        routes.calls.clear();
        routes.clock.advance(Duration.ofHours(1));

        look();

        assertThat(routes.calls).isEmpty();
        assertThat(orphans()).hasSize(1);
    }

    @Nested
    @DisplayName("touches no job of others, even if nobody else should use our user,")
    class Others {

        @ParameterizedTest(name = "that has another {0}: {1}")
        @CsvSource({
            "createdById, 005000000000002AAA",
            "object, Contact",
            "operation, insert",
            "operation, update",
            "externalIdFieldName, Other__c",
            "contentType, XML",
            "columnDelimiter, TAB",
            "lineEnding, CRLF",
            "state, UploadComplete",
            "state, InProgress",
            "state, JobComplete",
            "state, Failed",
            "state, Aborted",
            "createdDate, 2026-03-01T11:59:57.000+0000",
            "createdDate, 2026-03-01T12:00:17.000+0000",
            "createdDate, 2025-03-01T12:00:02.000+0000",
        })
        void whatever_the_one_property_is_that_differs(String property, String value)
                throws Exception {
            start(true);
            listed.get(1).put(property, value);
            looked.put(property, value);

            look();

            assertThat(routes.calls).doesNotContain(ABORT);
            assertThat(orphans()).isEmpty();
            assertThat(isLookedInto(unanswered)).isTrue();
        }

        @Test
        void whose_external_id_field_the_list_leaves_out() throws Exception {
            start(true);
            listed.forEach(job -> job.remove("externalIdFieldName"));
            looked.put("externalIdFieldName", "Other__c");

            look();

            assertThat(routes.calls).containsExactly(LIST, LOOK);
            assertThat(orphans()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"createdById", "state", "object"})
        void that_turn_out_to_be_different_when_looked_at(String property) throws Exception {
            start(true);
            looked.put(property, "something else");

            look();

            assertThat(routes.calls).doesNotContain(ABORT);
            assertThat(orphans()).isEmpty();
        }

        @Test
        void of_which_there_are_more_than_creates_were_lost() throws Exception {
            start(true);
            String other = "750000000000888AAA";
            listed.add(job(other, ASKED.plusSeconds(4)));
            routes.answer(
                    LOOK,
                    exchange -> {
                        String path = exchange.getMessage().getHeader("rawPath", String.class);
                        ObjectNode asked =
                                path.endsWith(other)
                                        ? job(other, ASKED.plusSeconds(4))
                                        : job(LOST, ASKED.plusSeconds(2));
                        replying(asked.toString()).process(exchange);
                    });

            look();

            assertThat(orphans()).containsExactly(LOST);
            assertThat(routes.calls).containsOnlyOnce(ABORT);
        }

        @Test
        void that_somebody_has_begun_to_use_since_it_was_found() throws Exception {
            start(true);
            routes.answer(
                    LOOK,
                    exchange -> {
                        if (!orphans().isEmpty()) {
                            looked.put("state", "UploadComplete");
                        }
                        replying(looked.toString()).process(exchange);
                    });

            look();

            assertThat(routes.calls).containsExactly(LIST, LOOK, LOOK);
            assertThat(orphans()).as("it was never ours").isEmpty();
        }

        @Test
        void which_are_all_that_stands_in_the_ledger() throws Exception {
            start(true);
            routes.ledger.jobs().created(intent(2), LOST);

            look();

            assertThat(routes.calls).containsExactly(LIST);
            assertThat(routes.ledger.orphans().all()).isEmpty();
        }
    }

    @Nested
    @DisplayName("finds it")
    class Finds {

        @Test
        void although_the_list_leaves_out_the_external_id_field() throws Exception {
            start(false);
            listed.forEach(job -> job.remove("externalIdFieldName"));

            look();

            assertThat(orphans()).containsExactly(LOST);
        }

        @Test
        void in_other_letter_case() throws Exception {
            start(false);
            looked.put("object", "ACCOUNT").put("externalIdFieldName", "erp__C");

            look();

            assertThat(orphans()).containsExactly(LOST);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT3H", "-PT3H", "PT40S", "-PT40S"})
        void although_the_clocks_differ(Duration difference) throws Exception {
            ahead = difference;
            start(false);

            look();

            assertThat(orphans()).containsExactly(LOST);
        }

        @Test
        void although_salesforce_leaves_out_the_fraction_of_the_second() throws Exception {
            start(false);
            listed.get(0).put("createdDate", "2026-03-01T12:00:10.000+0000");
            listed.get(1).put("createdDate", "2026-03-01T12:00:00.000+0000");
            looked.put("createdDate", "2026-03-01T12:00:00.000+0000");

            look();

            assertThat(orphans()).containsExactly(LOST);
        }

        @Test
        void on_a_later_page() throws Exception {
            start(false);
            String next = "/services/data/v66.0/jobs/ingest?queryLocator=01g-1000";
            List<ObjectNode> strangers =
                    IntStream.range(100, 400)
                            .mapToObj(n -> job("750000000001" + n + "AAA", ASKED.plusSeconds(2)))
                            .map(job -> job.put("createdById", "005000000000009AAA"))
                            .toList();
            routes.answer(
                    LIST,
                    exchange -> {
                        boolean second = next.equals(exchange.getMessage().getHeader("rawPath"));
                        replying(second ? page(listed, null) : page(strangers, next))
                                .process(exchange);
                    });

            look();

            assertThat(routes.calls).containsExactly(LIST, LIST, LOOK);
            assertThat(orphans()).containsExactly(LOST);
        }

        @Test
        void for_a_delivery_that_is_closed_by_now() throws Exception {
            start(false);
            routes.ledger
                    .deliveries()
                    .ended(delivery, DeliveryState.DEAD, delivery.counts(), Optional.empty());

            look();

            assertThat(orphans()).containsExactly(LOST);
        }

        @Test
        void for_each_of_several_creates_in_one_look() throws Exception {
            start(true);
            Job second = intent(2);
            Instant then = routes.clock.instant();
            routes.clock.advance(Duration.ofHours(1));
            String other = "750000000000888AAA";
            listed.add(job(other, then.plusSeconds(1)));
            routes.answer(
                    LOOK,
                    exchange -> {
                        String path = exchange.getMessage().getHeader("rawPath", String.class);
                        ObjectNode asked =
                                path.endsWith(other)
                                        ? job(other, then.plusSeconds(1))
                                        : job(LOST, ASKED.plusSeconds(2));
                        replying(asked.toString()).process(exchange);
                    });

            look();

            assertThat(routes.calls).containsOnlyOnce(LIST);
            assertThat(routes.ledger.orphans().all())
                    .extracting(Orphan::salesforceId, Orphan::jobId)
                    .containsExactly(tuple(LOST, unanswered.id()), tuple(other, second.id()));
            assertThat(routes.ledger.orphans().open()).isEmpty();
        }
    }

    @Nested
    @DisplayName("waits")
    class Waits {

        @Test
        void until_salesforce_has_a_job_that_tells_who_we_are() throws Exception {
            start(true);
            listed.remove(0);

            look();

            assertThat(routes.calls).containsExactly(LIST);
            assertThat(orphans()).isEmpty();
            assertThat(isLookedInto(unanswered)).isFalse();
        }

        @ParameterizedTest
        @CsvSource({"503, SERVER_UNAVAILABLE", "403, API_DISABLED_FOR_ORG"})
        void when_the_list_cannot_be_had_and_gives_no_delivery_up(int status, String code)
                throws Exception {
            start(true);
            routes.answer(
                    LIST,
                    failing(new SalesforceException(List.of(new RestError(code, "no")), status)));

            Exchange exchange = look();

            assertThat(exchange.getException()).as("handled").isNull();
            assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.REGISTERED);
            assertThat(isLookedInto(unanswered)).isFalse();
            assertThat(routes.holds.holds(Work.OnOrg.KEY)).isTrue();
            assertThat(routes.holds.attempts(Work.OnOrg.KEY)).isEqualTo(1);
        }

        @Test
        void with_an_abort_that_fails_and_does_it_later() throws Exception {
            start(true);
            routes.answer(
                    ABORT,
                    failing(
                            new SalesforceException(
                                    List.of(new RestError("SERVER_UNAVAILABLE", "no")), 503)));
            assertThat(look().getException()).isNull();
            assertThat(routes.ledger.orphans().open()).hasSize(1);
            routes.answer(ABORT, RoutesUnderTest.patched("Aborted"));
            routes.calls.clear();

            look();

            assertThat(routes.calls).containsExactly(LOOK, ABORT);
            assertThat(routes.ledger.orphans().open()).isEmpty();
        }

        @Test
        void no_more_for_one_that_salesforce_has_given_up_meanwhile() throws Exception {
            start(true);
            routes.answer(
                    LOOK,
                    exchange -> {
                        if (!orphans().isEmpty()) {
                            looked.put("state", "Aborted");
                        }
                        replying(looked.toString()).process(exchange);
                    });

            look();

            assertThat(routes.calls).doesNotContain(ABORT);
            assertThat(routes.ledger.orphans().open()).isEmpty();
        }
    }

    @Test
    void knows_from_the_ledger_what_the_stage_route_has_asked_for() throws Exception {
        start(false);
        routes.answer("salesforce:bulk2CreateJob", failing(new SocketException("reset")));
        Delivery second = routes.registered("2,Eva");
        routes.send("stage", second);

        assertThat(routes.ledger.orphans().intents())
                .filteredOn(intent -> intent.deliveryId().equals(second.id()))
                .singleElement()
                .satisfies(intent -> assertThat(intent.asked()).hasValue(SHAPE));
    }
}
