package io.saltroad.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A route tree")
class RouteTreeTest {

    private static final String SOURCE =
            """
            metadata:
              name: erp-export-source
              labels: { camel.apache.org/kamelet.type: source }
            spec:
              definition:
                required: [feed]
                properties:
                  feed: { type: string }
                  after: { type: string }
              template:
                from:
                  uri: direct:never
                  steps: [ { to: kamelet:sink } ]
            """;
    private static final String READER =
            """
            metadata:
              name: csv-reader-action
              labels: { camel.apache.org/kamelet.type: action }
            spec:
              definition:
                required: [delimiter, charset]
                properties:
                  delimiter: { type: string }
                  charset: { type: string, default: UTF-8 }
                  header: { type: boolean, default: true }
                  skipLines: { type: integer, default: 0 }
                  quoting: { type: string, enum: [always, needed] }
              template:
                from: { uri: kamelet:source }
            """;

    @TempDir Path routes;

    @BeforeEach
    void setUp() throws IOException {
        write("kamelets/erp-export-source.kamelet.yaml", SOURCE);
        write("kamelets/csv-reader-action.kamelet.yaml", READER);
    }

    @Test
    void is_fine_if_all_uses_fit_their_forms() throws IOException {
        feed(
                "customers",
                """
                - to:
                    uri: kamelet:csv-reader-action
                    parameters:
                      delimiter: semicolon
                      header: false
                      skipLines: 2
                      quoting: needed
                - to: kamelet:csv-reader-action?delimiter=RAW(+|)&skipLines=1
                - kamelet:
                    name: csv-reader-action
                    parameters: { delimiter: tab }
                - to: direct:somewhere-else
                """);

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Nested
    @DisplayName("refuses")
    class Refuses {

        @Test
        void an_unknown_parameter_and_names_its_nearest_neighbour() throws IOException {
            feed(
                    "customers",
                    """
                    - to:
                        uri: kamelet:csv-reader-action
                        parameters:
                          delimiter: semicolon
                          delimeter: semicolon
                    """);

            assertRefused(
                    "feeds/customers.camel.yaml, line 13: csv-reader-action has no parameter"
                            + " delimeter. Did you mean delimiter?");
        }

        @Test
        void an_unknown_parameter_in_a_uri() throws IOException {
            feed("customers", "- to: kamelet:csv-reader-action?delimiter=tab&charsett=UTF-8\n");

            assertRefused(
                    "feeds/customers.camel.yaml, line 9: csv-reader-action has no parameter"
                            + " charsett. Did you mean charset?");
        }

        @Test
        void an_unknown_parameter_of_the_kamelet_step() throws IOException {
            feed(
                    "customers",
                    """
                    - kamelet:
                        name: csv-reader-action
                        parameters: { delimiter: tab, skiplines: 1 }
                    """);

            assertRefused(
                    "feeds/customers.camel.yaml, line 11: csv-reader-action has no parameter"
                            + " skiplines. Did you mean skipLines?");
        }

        @Test
        void a_missing_parameter_without_a_default() throws IOException {
            feed("customers", "- to: kamelet:csv-reader-action\n");

            assertRefused(
                    "feeds/customers.camel.yaml, line 9: csv-reader-action needs the parameter"
                            + " delimiter");
        }

        @Test
        void values_of_another_type() throws IOException {
            feed(
                    "customers",
                    """
                    - to:
                        uri: kamelet:csv-reader-action
                        parameters:
                          delimiter: [a, b]
                          header: yes
                          skipLines: two
                          quoting: need
                    """);

            assertRefused(
                    "feeds/customers.camel.yaml, line 12: delimiter is not one value",
                    "feeds/customers.camel.yaml, line 13: header = yes is not true or false",
                    "feeds/customers.camel.yaml, line 14: skipLines = two is not a whole number",
                    "feeds/customers.camel.yaml, line 15: quoting = need is not one of always,"
                            + " needed. Did you mean needed?");
        }

        @Test
        void an_unknown_kamelet() throws IOException {
            feed("customers", "- to: kamelet:csv-read-action\n");

            assertRefused(
                    "feeds/customers.camel.yaml, line 9: there is no kamelet csv-read-action."
                            + " Did you mean csv-reader-action?");
        }

        @Test
        void a_source_in_a_step() throws IOException {
            feed("customers", "- to: kamelet:erp-export-source?feed=customers\n");

            assertRefused(
                    "feeds/customers.camel.yaml, line 9: erp-export-source is a source: it stands"
                            + " in \"from\"");
        }

        @Test
        void a_mistake_inside_a_kamelet_of_the_tree() throws IOException {
            feed("customers", "");
            write(
                    "kamelets/my-action.kamelet.yaml",
                    """
                    metadata: { name: my-action }
                    spec:
                      definition: { properties: { mine: { type: string } } }
                      template:
                        from:
                          uri: kamelet:source
                          steps:
                            - to: kamelet:csv-reader-action?delimiter={{mine}}&head=x
                    """);

            assertRefused(
                    "kamelets/my-action.kamelet.yaml, line 8: csv-reader-action has no parameter"
                            + " head. Did you mean header?");
        }

        @Test
        void a_feed_that_is_named_otherwise_than_its_route() throws IOException {
            feed("customers", "");
            String text = Files.readString(routes.resolve("feeds/customers.camel.yaml"));
            write("feeds/customers.camel.yaml", text.replace("id: customers", "id: clients"));

            assertRefused(
                    "feeds/customers.camel.yaml, line 4: the feed is named customers, its route"
                            + " clients; both must be the same");
        }

        @Test
        void two_routes_of_one_id() throws IOException {
            feed("customers", "");
            String text = Files.readString(routes.resolve("feeds/customers.camel.yaml"));
            write("feeds/more.camel.yaml", text);

            assertRefused(
                    "feeds/more.camel.yaml, line 2: the route id customers is taken by "
                            + routes.resolve("feeds/customers.camel.yaml")
                            + ", line 2");
        }

        @Test
        void a_feed_after_one_that_does_not_exist() throws IOException {
            feed("customers", "");
            feed("orders", "after: custommers", "");

            assertRefused(
                    "feeds/orders.camel.yaml, line 7: after = custommers: there is no feed of this"
                            + " name. Did you mean customers?");
        }

        @Test
        void feeds_that_wait_for_each_other() throws IOException {
            feed("customers", "after: orders", "");
            feed("orders", "after: customers", "");

            assertRefused(
                    "feeds/customers.camel.yaml, line 7: the feed customers would wait for itself",
                    "feeds/orders.camel.yaml, line 7: the feed orders would wait for itself");
        }

        @Test
        void a_file_that_is_not_yaml() throws IOException {
            write("feeds/broken.camel.yaml", "- route:\n    id: a\n   from: b\n");

            assertThatThrownBy(RouteTreeTest.this::check)
                    .isInstanceOf(FormException.class)
                    .hasMessageStartingWith(
                            routes.resolve("feeds/broken.camel.yaml") + ", line 3: ");
        }

        @Test
        void a_folder_without_routes() {
            assertThatThrownBy(() -> RouteTree.at(routes.resolve("nowhere")))
                    .isInstanceOf(FormException.class)
                    .hasMessage("there is no folder %s with routes", routes.resolve("nowhere"));
            assertThatThrownBy(() -> RouteTree.at(routes))
                    .isInstanceOf(FormException.class)
                    .hasMessageEndingWith(
                            "holds no routes: neither feeds/*.camel.yaml nor *.camel.yaml");
        }
    }

    @Test
    void does_not_judge_placeholders_nor_options_of_the_endpoint() throws IOException {
        feed(
                "customers",
                """
                - to:
                    uri: kamelet:csv-reader-action
                    parameters:
                      delimiter: "{{my.delimiter}}"
                      skipLines: "{{my.lines}}"
                      bridgeErrorHandler: true
                """);

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void takes_a_required_parameter_from_the_properties_of_the_kamelet() throws IOException {
        feed("customers", "- to: kamelet:csv-reader-action\n");

        assertThatCode(
                        () ->
                                RouteTree.at(routes)
                                        .check(Set.of("camel.kamelet.csv-reader-action.delimiter")))
                .doesNotThrowAnyException();
    }

    @Test
    void uses_the_packed_delivery_routes_if_it_has_none() throws IOException {
        feed("customers", "");

        assertThat(RouteTree.at(routes).includePattern())
                .isEqualTo(
                        "classpath:camel/*.camel.yaml,file:"
                                + routes.toAbsolutePath()
                                + "/feeds/*.camel.yaml");
    }

    @Test
    void replaces_the_packed_delivery_routes_by_its_own() throws IOException {
        feed("customers", "");
        write("stage.camel.yaml", "- route: { id: stage, from: { uri: direct:stage } }\n");

        assertThat(RouteTree.at(routes).includePattern())
                .isEqualTo(
                        "file:%1$s/*.camel.yaml,file:%1$s/feeds/*.camel.yaml",
                        routes.toAbsolutePath());
    }

    @Test
    void lays_its_kamelets_over_the_packed_ones() throws IOException {
        feed("customers", "");

        assertThat(RouteTree.at(routes).kameletLocation())
                .isEqualTo("file:%s/kamelets,classpath:kamelets", routes.toAbsolutePath());
        assertThat(RouteTree.packed().kameletLocation()).isEqualTo("classpath:kamelets");
    }

    @Test
    void knows_routes_beside_the_feeds_that_are_none() throws IOException {
        feed("customers", "");
        assertThat(RouteTree.at(routes).hasOtherRoutes()).isFalse();

        write(
                "feeds/webhook.camel.yaml",
                """
                - route:
                    id: webhook
                    from:
                      uri: platform-http:/webhook
                      steps:
                        - stop: {}
                """);

        assertThat(RouteTree.at(routes).hasOtherRoutes()).isTrue();
        assertThat(RouteTree.at(routes).feedNames()).containsExactly("customers");
    }

    private void check() {
        RouteTree.at(routes).check(Set.of());
    }

    private void assertRefused(String... lines) {
        String[] expected = lines.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = routes + "/" + expected[i];
        }
        assertThatThrownBy(this::check)
                .isInstanceOf(FormException.class)
                .hasMessage(String.join("\n", expected));
    }

    private void feed(String name, String steps) throws IOException {
        feed(name, "# no more", steps);
    }

    private void feed(String name, String parameter, String steps) throws IOException {
        write(
                "feeds/" + name + ".camel.yaml",
                """
                - route:
                    id: %1$s
                    from:
                      uri: kamelet:erp-export-source
                      parameters:
                        feed: %1$s
                        %2$s
                      steps:
                %3$s
                """
                        .formatted(
                                name,
                                parameter,
                                steps.isEmpty() ? "        - stop: {}" : steps.indent(8)));
    }

    private void write(String name, String text) throws IOException {
        Path file = routes.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
