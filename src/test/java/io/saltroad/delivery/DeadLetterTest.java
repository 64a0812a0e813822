package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.export.ExportException;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A dead letter")
class DeadLetterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Reason REASON = new Reason("refused", "INVALIDENTITY", "no object Acount");

    @Nested
    @DisplayName("as its reason.json")
    class Written {

        @TempDir Path folder;
        private RoutesUnderTest routes;

        @BeforeEach
        void start() throws Exception {
            routes = RoutesUnderTest.start(folder);
        }

        @AfterEach
        void stop() {
            routes.close();
        }

        @ParameterizedTest
        @EnumSource(names = {"DEAD", "DISPUTED"})
        void fits_its_schema(DeliveryState state) throws Exception {
            JsonNode letter = rest(ended(routes.completed("1,Adam", "2,Eva"), state));

            assertThat(Schemas.mistakes(Schemas.REASON, letter)).isEmpty();
            assertThat(letter.path("hint").asText()).startsWith("Mend object of");
            assertThat(letter.path("step").asText()).isEqualTo("settle");
            JsonNode delivery = letter.path("deliveries").path(0);
            assertThat(delivery.path("deadFrom").asText()).isEqualTo("COMMITTED");
            assertThat(delivery.path("jobs")).hasSize(2);
            assertThat(delivery.path("jobs").path(0).path("state").asText())
                    .isEqualTo("JobComplete");
        }

        @Test
        void fits_its_schema_if_it_never_became_a_delivery() throws Exception {
            Export export = routes.export("1,Adam");
            routes.ledger.exports().refused(export.id(), REASON);

            JsonNode letter = rest(export);

            assertThat(Schemas.mistakes(Schemas.REASON, letter)).isEmpty();
            assertThat(letter.path("step").asText()).isEqualTo("feed");
            assertThat(letter.path("commands").path(0).asText())
                    .isEqualTo("saltroad replay " + export.id());
        }

        @Test
        void names_the_route_that_failed() throws Exception {
            Delivery delivery = routes.registered("1,Adam");
            routes.answer(
                    "salesforce:getDescription",
                    RoutesUnderTest.failing(new FieldRefusedException("no field Nmae")));

            routes.send("stage", delivery);
            JsonNode letter = rest(routes.ledger.exports().get(delivery.exportId()));

            assertThat(letter.path("step").asText()).isEqualTo("stage");
            assertThat(letter.path("code").asText()).isEqualTo("FIELD_REFUSED");
        }

        private Export ended(Delivery delivery, DeliveryState state) {
            routes.ledger
                    .deliveries()
                    .ended(delivery, state, new Counts(2, 1, 1, 0, 0), Optional.of(REASON));
            return routes.ledger.exports().get(delivery.exportId());
        }

        private JsonNode rest(Export export) throws Exception {
            Exchange exchange = routes.send("rest", export);
            assertThat(exchange.getException()).isNull();
            Path place = routes.ledger.exports().get(export.id()).restingPlace().orElseThrow();
            ObjectNode letter = (ObjectNode) JSON.readTree(place.resolve("reason.json").toFile());
            // the tests' exports have no real one
            return letter.put("sha256", "ab".repeat(32));
        }
    }

    @Nested
    @DisplayName("has a hint")
    class HasHint {

        @ParameterizedTest
        @EnumSource
        void for_each_way_in_which_a_file_can_be_refused(ExportException.Code code) {
            assertThat(Hints.entries()).contains(code.name());
        }

        @ParameterizedTest
        @EnumSource
        void for_each_class_of_failure(Trouble.Kind kind) {
            Reason unforeseen = new Trouble(kind, "NEVER_SEEN", "message").reason();

            assertThat(Hints.entries()).contains("class." + unforeseen.failureClass());
            assertThat(Hints.of(unforeseen)).isNotBlank();
        }

        @Test
        void that_the_guide_explains() throws IOException {
            String guide = Files.readString(Path.of("docs/dead-letters.md"));
            List<String> codes =
                    Hints.entries().stream().filter(key -> !key.startsWith("class.")).toList();

            assertThat(codes).allSatisfy(code -> assertThat(guide).contains("`" + code + "`"));
            assertThat(
                            Arrays.stream(Trouble.Kind.values())
                                    .map(
                                            kind ->
                                                    new Trouble(kind, "X", "")
                                                            .reason()
                                                            .failureClass()))
                    .allSatisfy(kind -> assertThat(guide).contains("`" + kind + "`"));
        }
    }
}
