package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Reason;
import io.saltroad.settings.SettingsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The notices route")
class NoticesRouteTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Reason REASON = new Reason("refused", "INVALIDENTITY", "no object Acount");

    @TempDir Path folder;
    private RoutesUnderTest routes;

    @AfterEach
    void stop() {
        if (routes != null) {
            routes.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SETTLED", "DISPUTED", "DEAD", "ABANDONED"})
    void tells_of_each_end_in_a_form_that_is_documented(DeliveryState state) throws Exception {
        start("mock:people");
        Delivery delivery = atRest(state);

        tell(delivery);

        JsonNode notice = received().get(0);
        assertThat(Schemas.mistakes(Schemas.NOTICE, notice)).isEmpty();
        assertThat(notice.path("id").asText()).isEqualTo(delivery.id());
        assertThat(notice.path("state").asText()).isEqualTo(state.name());
        assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
    }

    @Test
    void says_in_one_sentence_what_it_is_about() throws Exception {
        start("mock:people");

        tell(atRest(DeliveryState.DEAD));

        JsonNode notice = received().get(0);
        assertThat(notice.path("text").asText())
                .isEqualTo("customers/CUST.csv into Account is a dead letter: no object Acount");
        assertThat(notice.path("reason").path("hint").asText()).startsWith("Mend object of");
        assertThat(notice.path("commands").path(0).asText()).startsWith("saltroad replay ");
    }

    @Test
    void tells_of_an_export_that_never_became_a_delivery() throws Exception {
        start("mock:people");
        Export export = routes.export("1,Adam");
        routes.ledger.exports().refused(export.id(), REASON);
        routes.ledger.exports().closed(export.id(), ExportState.DEAD, folder);

        routes.send("notices", new Work.OnNotice(export, Optional.empty()));

        JsonNode notice = received().get(0);
        assertThat(Schemas.mistakes(Schemas.NOTICE, notice)).isEmpty();
        assertThat(notice.path("reason").path("step").asText()).isEqualTo("feed");
        assertThat(routes.ledger.deadLetters().exportsToTell()).isEmpty();
    }

    @Test
    void tells_nobody_of_duplicates() throws Exception {
        start("mock:people");

        atRest(DeliveryState.SKIPPED);

        assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
    }

    @Nested
    @DisplayName("if it is not taken")
    class NotTaken {

        @Test
        void tries_again_later_and_touches_no_gate() throws Exception {
            start("mock:people");
            mock().whenAnyExchangeReceived(
                            exchange -> {
                                throw new IllegalStateException("https://hooks/secret");
                            });
            Delivery delivery = atRest(DeliveryState.SETTLED);

            tell(delivery);

            assertThat(routes.ledger.deadLetters().deliveriesToTell()).hasSize(1);
            assertThat(routes.holds.holds("notice " + delivery.id())).isTrue();
            assertThat(routes.gate.isClosed()).isFalse();
            mock().reset();
            tell(delivery);
            assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
        }

        @Test
        void gives_up_after_a_day_and_says_so() throws Exception {
            start("mock:people");
            mock().whenAnyExchangeReceived(
                            exchange -> {
                                throw new IllegalStateException("https://hooks/secret");
                            });
            Delivery delivery = atRest(DeliveryState.SETTLED);
            routes.clock.advance(Duration.ofHours(25));

            tell(delivery);

            assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
            assertThat(routes.ledger.events().of(delivery.exportId()))
                    .filteredOn(event -> event.kind().equals("untold"))
                    .singleElement()
                    .satisfies(
                            event ->
                                    assertThat(event.message())
                                            .contains("IllegalStateException")
                                            .doesNotContain("secret"));
        }
    }

    @Nested
    @DisplayName("reaches")
    class Reaches {

        @Test
        void a_webhook() throws Exception {
            List<String> bodies = new CopyOnWriteArrayList<>();
            List<String> types = new CopyOnWriteArrayList<>();
            List<Integer> answers = new CopyOnWriteArrayList<>(List.of(500, 200));
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/hooks/T0",
                    exchange -> {
                        bodies.add(
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8));
                        types.add(exchange.getRequestHeaders().getFirst("Content-Type"));
                        exchange.sendResponseHeaders(answers.remove(0), -1);
                        exchange.close();
                    });
            server.start();
            try {
                start("http://127.0.0.1:%d/hooks/T0".formatted(server.getAddress().getPort()));
                Delivery delivery = atRest(DeliveryState.SETTLED);

                tell(delivery);
                assertThat(routes.ledger.deadLetters().deliveriesToTell()).as("500").hasSize(1);
                tell(delivery);

                assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
                assertThat(JSON.readTree(bodies.get(1)).path("id").asText())
                        .isEqualTo(delivery.id());
                assertThat(types.get(1)).startsWith("application/json");
            } finally {
                server.stop(0);
            }
        }

        @Test
        void a_folder_with_one_file_a_notice() throws Exception {
            start("file:" + folder.resolve("notices"));
            Delivery delivery = atRest(DeliveryState.SETTLED);

            tell(delivery);

            Path file = folder.resolve("notices").resolve(delivery.id() + ".json");
            assertThat(JSON.readTree(file.toFile()).path("state").asText()).isEqualTo("SETTLED");
        }

        @Test
        void one_file_with_one_line_a_notice() throws Exception {
            start(
                    "file:%s?fileName=all.jsonl&fileExist=Append&appendChars=\\n"
                            .formatted(folder.resolve("notices")));

            tell(atRest(DeliveryState.SETTLED));
            tell(atRest(DeliveryState.DEAD));

            List<String> lines = Files.readAllLines(folder.resolve("notices/all.jsonl"));
            assertThat(lines).hasSize(2);
            assertThat(JSON.readTree(lines.get(1)).path("state").asText()).isEqualTo("DEAD");
        }

        @Test
        void a_mailbox() throws Exception {
            GreenMail mail =
                    new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            mail.start();
            try {
                start(
                        "smtp://127.0.0.1:%d?from=erp@example.com&to=ops@example.com"
                                .formatted(mail.getSmtp().getPort()));

                tell(atRest(DeliveryState.DEAD));

                var message = mail.getReceivedMessages()[0];
                assertThat(message.getSubject())
                        .isEqualTo(
                                "Saltroad: customers/CUST.csv into Account is a dead letter: no"
                                        + " object Acount");
                assertThat(message.getAllRecipients()[0]).hasToString("ops@example.com");
                assertThat(
                                JSON.readTree(GreenMailUtil.getBody(message))
                                        .path("code")
                                        .isMissingNode())
                        .isTrue();
                assertThat(
                                JSON.readTree(GreenMailUtil.getBody(message))
                                        .path("reason")
                                        .path("code")
                                        .asText())
                        .isEqualTo("INVALIDENTITY");
            } finally {
                mail.stop();
            }
        }
    }

    @Test
    void is_content_if_nobody_is_to_be_told() throws Exception {
        start(NoticeAddress.SILENCE);
        Delivery delivery = atRest(DeliveryState.SETTLED);

        tell(delivery);

        assertThat(routes.ledger.deadLetters().deliveriesToTell()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pigeon:loft/geheim | there is no Camel component pigeon here",
                "file:geheim?pigeon=geheim | component file cannot use this address: it has no option pigeon",
                "geheim | is not the URI of a Camel endpoint"
            })
    void refuses_an_address_without_showing_it(String address, String message) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            NoticeAddress to = new NoticeAddress(Optional.of(address));

            assertThatThrownBy(() -> to.bind(context))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("geheim")
                    .hasNoCause();
            assertThat(to.toString()).doesNotContain("loft");
        }
    }

    private void start(String address) throws Exception {
        routes = RoutesUnderTest.startTelling(folder.resolve("house"), address);
    }

    private MockEndpoint mock() {
        return routes.context.getEndpoint("mock:people", MockEndpoint.class);
    }

    private List<JsonNode> received() throws Exception {
        return mock().getReceivedExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .map(NoticesRouteTest::json)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Delivery atRest(DeliveryState state) throws Exception {
        Delivery delivery = routes.completed("1,Adam");
        Optional<Reason> reason =
                switch (state) {
                    case SETTLED -> Optional.empty();
                    case ABANDONED ->
                            Optional.of(new Reason("abandoned", "ABANDONED", "not needed"));
                    default -> Optional.of(REASON);
                };
        routes.ledger.deliveries().ended(delivery, state, new Counts(1, 1, 0, 0, 0), reason);
        routes.send("rest", routes.ledger.exports().get(delivery.exportId()));
        return routes.now(delivery);
    }

    private void tell(Delivery delivery) {
        Export export = routes.ledger.exports().get(delivery.exportId());
        assertThat(
                        routes.send("notices", new Work.OnNotice(export, Optional.of(delivery)))
                                .getException())
                .isNull();
    }
}
