package io.saltroad.delivery;

import static io.saltroad.delivery.RoutesUnderTest.ABORT;
import static io.saltroad.delivery.RoutesUnderTest.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The failure policy")
class FailurePolicyRouteTest {

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

    @Test
    void leaves_the_routes_of_a_host_application_alone() throws Exception {
        routes.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:a-strangers-route")
                                .routeId("a-strangers-route")
                                .process(failing(new SocketException("Connection reset")));
                    }
                });
        Delivery delivery = routes.registered("1,Adam");

        Exchange exchange = routes.sendTo("a-strangers-route", new Work.OnDelivery(delivery));

        assertThat(exchange.getException()).isInstanceOf(SocketException.class);
        assertThat(exchange.getVariable("trouble")).isNull();
        assertThat(routes.now(delivery).attempt()).isZero();
    }

    @Test
    void is_named_by_each_route_that_takes_work_from_the_ledger_and_by_no_other() {
        assertThat(routes.context.getRouteDefinitions())
                .allSatisfy(
                        route ->
                                assertThat(route.getRouteConfigurationId())
                                        .as(route.getRouteId())
                                        .isEqualTo(
                                                takesWork(route)
                                                        ? "saltroad-failure-policy"
                                                        : null));
    }

    private static boolean takesWork(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("direct:due-");
    }

    @Test
    void fires_on_the_route_whose_step_fails_only_if_that_route_names_it() throws Exception {
        routes.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        // Its own error handler has given up before the caller's policy is asked.
                        from("direct:inner")
                                .routeId("inner")
                                .process(failing(new SocketException("Connection reset")));
                        from("direct:outer")
                                .routeId("outer")
                                .routeConfigurationId("saltroad-failure-policy")
                                .to("direct:inner");
                    }
                });
        Delivery delivery = routes.registered("1,Adam");

        Exchange exchange =
                routes.context
                        .createProducerTemplate()
                        .send(
                                "direct:outer",
                                sent ->
                                        sent.setVariable(
                                                DueConsumer.WORK, new Work.OnDelivery(delivery)));

        assertThat(exchange.getException()).isInstanceOf(SocketException.class);
        assertThat(routes.now(delivery).attempt())
                .as("so all our inner routes have errorHandler: noErrorHandler")
                .isZero();
    }

    @Test
    void buries_what_cannot_pass_and_handles_the_failure() throws Exception {
        Delivery delivery = routes.staged("1,Adam", "2,Eva");
        routes.reregister(delivery, delivery.parameters());
        Path file = routes.ledger.exports().get(delivery.exportId()).workPath();
        Files.writeString(file, "ERP__c,Name\n1,\"Adam");
        // one that does not mind that the file is another one
        routes.recipes.put(delivery, Records.of(file));

        Exchange exchange = routes.send("stage", delivery);

        assertThat(exchange.getException()).isNull();
        assertThat(routes.now(delivery).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(routes.now(delivery).reason())
                .hasValueSatisfying(
                        reason -> assertThat(reason.code()).isEqualTo("UNTERMINATED_QUOTE"));
        assertThat(routes.calls)
                .filteredOn(ABORT::equals)
                .as("the jobs of an earlier attempt")
                .hasSize(2);
    }

    @Nested
    @DisplayName("inside a kamelet")
    class InsideAKamelet {

        /** What the bean of the kamelet's two steps was asked, in its order. */
        public static final class Steps {

            private final StringBuilder asked = new StringBuilder();
            private boolean failed;

            public void first() {
                asked.append("first ");
            }

            public void second() throws SocketException {
                asked.append("second ");
                if (!failed) {
                    failed = true;
                    throw new SocketException("Connection reset");
                }
            }
        }

        private static final String TWO_STEPS =
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: two-steps-action
                spec:
                  definition: {title: Two Steps}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - bean: {ref: steps, method: first}
                        - bean: {ref: steps, method: second}
                """;

        @Test
        void repeats_the_failing_step_alone_since_no_error_handler_is_false() throws Exception {
            assertThat(asked(false)).isEqualTo("first second second");
        }

        @Test
        void would_repeat_the_whole_kamelet_if_no_error_handler_were_true() throws Exception {
            assertThat(asked(true)).isEqualTo("first second first second");
        }

        private String asked(boolean noErrorHandler) throws Exception {
            Files.writeString(folder.resolve("two-steps-action.kamelet.yaml"), TWO_STEPS);
            Steps steps = new Steps();
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                KameletComponent kamelets = new KameletComponent();
                kamelets.setLocation("file:" + folder);
                kamelets.setNoErrorHandler(noErrorHandler);
                context.addComponent("kamelet", kamelets);
                context.getRegistry().bind("steps", steps);
                context.addRoutes(
                        new RouteBuilder() {
                            @Override
                            public void configure() {
                                errorHandler(
                                        defaultErrorHandler()
                                                .maximumRedeliveries(1)
                                                .redeliveryDelay(0));
                                from("direct:a").to("kamelet:two-steps-action");
                            }
                        });
                context.start();
                context.createProducerTemplate().sendBody("direct:a", "");
            }
            return steps.asked.toString().strip();
        }
    }
}
