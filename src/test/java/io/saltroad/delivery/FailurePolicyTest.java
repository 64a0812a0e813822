package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.SettableClock;
import io.saltroad.export.ErpExportSource;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Reason;
import io.saltroad.ledger.Target;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The failure policy, case by case,")
class FailurePolicyTest {

    @TempDir Path folder;

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Standstill standstill = new Standstill();
    private final Holds holds = new Holds(clock);
    private Ledger ledger;
    private Gate gate;
    private FailurePolicy policy;
    private Export export;
    private Delivery delivery;
    private Job job;

    @BeforeEach
    void open() {
        context.start();
        ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db")), clock);
        gate = new Gate("salesforce", ledger.gates(), clock);
        policy =
                new FailurePolicy(
                        ledger,
                        new Recipes(),
                        new FailureClassifier(clock),
                        DataCloudParts.gates(ledger, gate, clock),
                        new BackOff(new SplittableRandom(1)),
                        holds,
                        standstill,
                        new ProgressBoard(ledger, clock),
                        clock);
        Path file = folder.resolve("a/CUST.csv");
        ledger.exports().claiming("a", "customers", file, file, 1, List.of(), Duplicates.SKIP);
        ledger.exports().claimed("a", 1, "sha");
        export = ledger.exports().get("a");
        delivery =
                ledger.deliveries()
                        .register(
                                export,
                                1,
                                Target.crm("Account", "insert", Optional.empty()),
                                Map.of(),
                                "fp");
        job = ledger.jobs().intended(delivery.id(), 1);
    }

    @AfterEach
    void close() {
        ledger.close();
        context.stop();
    }

    /** The work that a step was about; FEED stands for a feed route, which has none. */
    enum About {
        DELIVERY,
        JOB,
        EXPORT,
        FEED
    }

    static Stream<Arguments> failures() throws IOException {
        return Stream.of(
                // It may come back while a step works on it.
                Arguments.of("UNEXPECTED", "UNREADABLE_FILE", unreadable()),
                Arguments.of(
                        "UNEXPECTED",
                        "UNREADABLE_FILE",
                        new CamelExecutionException("x", null, unreadable())),
                Arguments.of("EXPORT", "FIELD_REFUSED", new FieldRefusedException("no field")),
                Arguments.of(
                        "TRANSIENT",
                        "RESPONSE_TIMEOUT",
                        new SocketTimeoutException("Read timed out")),
                Arguments.of("TRANSIENT", "UNKNOWN_HOST", new UnknownHostException("org")),
                Arguments.of("TRANSIENT", "HTTP_503", http(503, "")),
                Arguments.of(
                        "TRANSIENT", "SERVER_UNAVAILABLE", salesforce(503, "SERVER_UNAVAILABLE")),
                Arguments.of(
                        "LIMITED",
                        "REQUEST_LIMIT_EXCEEDED",
                        salesforce(403, "REQUEST_LIMIT_EXCEEDED")),
                Arguments.of("LIMITED", "HTTP_429", http(429, "")),
                Arguments.of(
                        "SESSION", "INVALID_SESSION_ID", salesforce(401, "INVALID_SESSION_ID")),
                Arguments.of("REFUSED", "INVALIDENTITY", salesforce(400, "INVALIDENTITY")),
                Arguments.of("REFUSED", "HTTP_404", http(404, "")),
                Arguments.of("UNEXPECTED", null, new IllegalStateException("a mistake of ours")),
                Arguments.of("TRANSIENT", "DISK", new IOException("No space left on device")));
    }

    private static Exception unreadable() throws IOException {
        try {
            Records.of(Path.of("/nowhere/CUST.csv")).open().close();
            throw new AssertionError();
        } catch (ExportException e) {
            return e;
        }
    }

    private static Exception http(int status, String body) {
        return new HttpOperationFailedException("http://org", status, "", null, Map.of(), body);
    }

    private static Exception salesforce(int status, String code) {
        return new SalesforceException(List.of(new RestError(code, "text")), status);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("failures")
    void classifies_by_what_can_be_done(Trouble.Kind kind, String code, Exception failure) {
        Trouble trouble = policy.classify(failed(About.DELIVERY, failure));

        assertThat(trouble.kind()).isEqualTo(kind);
        if (code != null) {
            assertThat(trouble.code()).isEqualTo(code);
        }
        assertThat(trouble.message()).isNotBlank();
    }

    @Test
    void takes_a_mistake_in_a_feed_for_one_of_the_feed() {
        Trouble trouble =
                policy.classify(failed(About.FEED, new IllegalArgumentException("no such file")));

        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.EXPORT);
    }

    @ParameterizedTest(name = "{0} about {1} at attempt {2} may pass: {3}")
    @CsvSource({
        "TRANSIENT,  DELIVERY, 0,   true",
        "TRANSIENT,  DELIVERY, 100, true",
        "TRANSIENT,  JOB,      100, true",
        "TRANSIENT,  EXPORT,   100, true",
        "TRANSIENT,  FEED,     0,   false",
        "LIMITED,    DELIVERY, 100, true",
        "LIMITED,    JOB,      100, true",
        "SESSION,    DELIVERY, 100, true",
        "SIGN_IN,    DELIVERY, 100, true",
        "REFUSED,    DELIVERY, 0,   false",
        "REFUSED,    JOB,      0,   true",
        "REFUSED,    JOB,      1,   false",
        "REFUSED,    EXPORT,   0,   false",
        "EXPORT,     DELIVERY, 0,   false",
        "EXPORT,     JOB,      0,   false",
        "EXPORT,     FEED,     0,   false",
        "UNEXPECTED, DELIVERY, 0,   true",
        "UNEXPECTED, DELIVERY, 4,   true",
        "UNEXPECTED, DELIVERY, 5,   false",
        "UNEXPECTED, JOB,      4,   true",
        "UNEXPECTED, JOB,      5,   false",
        "UNEXPECTED, EXPORT,   100, true",
        "UNEXPECTED, FEED,     0,   false"
    })
    void knows_what_may_pass(Trouble.Kind kind, About about, int attempt, boolean mayPass) {
        attempted(about, attempt, kind);

        assertThat(policy.mayPass(trouble(kind), about(about))).isEqualTo(mayPass);
    }

    @ParameterizedTest(name = "{0} about {1} after other troubles")
    @CsvSource({"UNEXPECTED, DELIVERY", "UNEXPECTED, JOB", "REFUSED,    JOB"})
    void counts_other_troubles_apart(Trouble.Kind kind, About about) {
        attempted(about, 10, Trouble.Kind.TRANSIENT);
        int most = kind == Trouble.Kind.REFUSED ? 1 : 5;

        for (int time = 1; time <= most; time++) {
            assertThat(policy.mayPass(trouble(kind), about(about))).as("time %d", time).isTrue();
            policy.postpone(trouble(kind), about(about));
            refresh();
        }

        assertThat(policy.mayPass(trouble(kind), about(about))).isFalse();
    }

    @Test
    void asks_twice_before_a_committed_delivery_is_given_up_whatever_came_before() {
        ledger.deliveries().staged(delivery, Counts.NONE, "COMMA", "LF");
        ledger.deliveries().committed(delivery);
        attempted(About.DELIVERY, 1, Trouble.Kind.TRANSIENT);

        assertThat(policy.mayPass(trouble(Trouble.Kind.REFUSED), about(About.DELIVERY))).isTrue();

        policy.postpone(trouble(Trouble.Kind.REFUSED), about(About.DELIVERY));
        refresh();
        assertThat(policy.mayPass(trouble(Trouble.Kind.REFUSED), about(About.DELIVERY))).isFalse();
    }

    @Test
    void goes_on_to_wait_longer_when_the_trouble_is_another_one() {
        attempted(About.DELIVERY, 6, Trouble.Kind.TRANSIENT);

        policy.postpone(trouble(Trouble.Kind.UNEXPECTED), about(About.DELIVERY));

        assertThat(
                        Duration.between(
                                clock.instant(),
                                ledger.deliveries().get(delivery.id()).notBefore()))
                .isBetween(Duration.ofSeconds(32), Duration.ofSeconds(64));
    }

    @Test
    void waits_longer_after_each_attempt() {
        attempted(About.DELIVERY, 6, Trouble.Kind.TRANSIENT);

        policy.postpone(trouble(Trouble.Kind.TRANSIENT), about(About.DELIVERY));

        Delivery later = ledger.deliveries().get(delivery.id());
        assertThat(later.attempt()).isEqualTo(7);
        assertThat(Duration.between(clock.instant(), later.notBefore()))
                .isBetween(Duration.ofSeconds(32), Duration.ofSeconds(64));
    }

    @ParameterizedTest
    @EnumSource(names = {"DELIVERY", "JOB"})
    void counts_no_attempt_behind_a_closed_gate(About about) {
        Instant until = clock.instant().plusSeconds(90);
        gate.limited(new io.saltroad.salesforce.Limit("429", Optional.of(until)));
        attempted(about, 2, Trouble.Kind.TRANSIENT);

        policy.postpone(trouble(Trouble.Kind.LIMITED), about(about));

        assertThat(ledger.deliveries().get(delivery.id()).attempt())
                .isEqualTo(about == About.DELIVERY ? 2 : 0);
        assertThat(
                        about == About.DELIVERY
                                ? ledger.deliveries().get(delivery.id()).notBefore()
                                : ledger.jobs().get(job.id()).notBefore())
                .isEqualTo(until);
    }

    @Test
    void closes_the_gate_for_a_limit_that_only_the_body_names() {
        policy.classify(failed(About.DELIVERY, salesforce(403, "REQUEST_LIMIT_EXCEEDED")));

        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void comes_to_a_standstill_if_nobody_gets_in_and_buries_nothing() {
        policy.postpone(
                new Trouble(Trouble.Kind.SIGN_IN, "invalid_grant", "wrong secret"),
                about(About.DELIVERY));

        assertThat(standstill.reason()).hasValue("wrong secret");
        assertThat(ledger.deliveries().get(delivery.id()).state().closed()).isFalse();
    }

    @Test
    void holds_an_export_back_that_cannot_come_to_rest() {
        policy.postpone(trouble(Trouble.Kind.UNEXPECTED), about(About.EXPORT));

        assertThat(holds.holds("a")).isTrue();
        assertThat(holds.attempts("a")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(holds.holds("a")).isFalse();
    }

    private static Trouble trouble(Trouble.Kind kind) {
        return new Trouble(kind, "CODE", "message");
    }

    private void attempted(About about, int attempts, Trouble.Kind kind) {
        Instant now = clock.instant();
        Reason reason = trouble(kind).reason();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            switch (about) {
                case DELIVERY -> ledger.deliveries().postponed(delivery, attempt, now, reason);
                case JOB -> ledger.jobs().postponed(job, attempt, now, reason.failureClass());
                case EXPORT -> holds.hold("a", attempt, now);
                case FEED -> {
                    // A feed has no attempts.
                }
            }
        }
        refresh();
    }

    private void refresh() {
        delivery = ledger.deliveries().get(delivery.id());
        job = ledger.jobs().get(job.id());
    }

    private Exchange about(About about) {
        Exchange exchange = new DefaultExchange(context);
        switch (about) {
            case DELIVERY -> exchange.setVariable(DueConsumer.WORK, new Work.OnDelivery(delivery));
            case JOB -> exchange.setVariable(DueConsumer.WORK, new Work.OnJob(job, delivery));
            case EXPORT -> exchange.setVariable(DueConsumer.WORK, new Work.OnExport(export));
            case FEED -> exchange.setVariable(ErpExportSource.EXPORT, export);
        }
        return exchange;
    }

    private Exchange failed(About about, Exception failure) {
        Exchange exchange = about(about);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        return exchange;
    }
}
