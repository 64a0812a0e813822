package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.RecordCursor;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A feed")
class FeedRouteTest {

    @TempDir Path folder;

    private RoutesUnderTest routes;

    @BeforeEach
    void start() throws Exception {
        routes = RoutesUnderTest.start(folder);
        Files.createDirectories(folder.resolve("feeds"));
        mapping(
                "customers.mapping.yaml",
                """
                fields:
                  ERP__c: { from: KUNNR, required: true }
                  Name: { from: NAME1 }
                """);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Nested
    @DisplayName("hands over what the user wrote")
    class Parameters {

        @Test
        void to_the_reader() throws Exception {
            feed(
                    """
                    - to:
                        uri: kamelet:csv-reader-action
                        parameters:
                          delimiter: "+|"
                          quote: "'"
                          charset: windows-1252
                          header: false
                          columns: "Nr. & Co,Straße #1,100%"
                          skipLines: 2
                    """
                            + SINK);

            drop("CUST_1.csv", "anything\n\n1+|2+|3\n");

            assertThat(routes.recipes.get(onlyDelivery()).format())
                    .isEqualTo(
                            new CsvFormat(
                                    "+|",
                                    Optional.of('\''),
                                    Charset.forName("windows-1252"),
                                    false,
                                    List.of("Nr. & Co", "Straße #1", "100%"),
                                    2));
        }

        @Test
        void to_the_reader_which_has_defaults() throws Exception {
            feed("- to: kamelet:csv-reader-action\n" + SINK);

            drop("CUST_1.csv", "ERP__c,Name\n1,Adam\n");

            assertThat(routes.recipes.get(onlyDelivery()).format()).isEqualTo(CsvFormat.DEFAULT);
        }

        @Test
        void to_the_mapping() throws Exception {
            mapping(
                    "Kunden & Co #1.mapping.yaml",
                    "fields:\n  ERP__c: { from: KUNNR }\n  Site: { value: ERP01 }\n");
            feed(
                    """
                    - to:
                        uri: kamelet:mapping-action
                        parameters: { mapping: "Kunden & Co #1.mapping.yaml" }
                    """
                            + SINK);

            drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");

            try (RecordCursor cursor = routes.recipes.get(onlyDelivery()).open()) {
                assertThat(cursor.targetColumns()).containsExactly("ERP__c", "Site");
            }
        }

        @Test
        void to_the_sink() throws Exception {
            Map<String, String> parameters =
                    Map.of(
                            "object", "Account",
                            "operation", "upsert",
                            "externalIdField", "ERP__c",
                            "columnDelimiter", "CARET",
                            "lineEnding", "CRLF",
                            "embeddedLineEnd", "space",
                            "assignmentRuleId", "01Q5f000000VGxEAAW",
                            "parallelUploads", "3",
                            "retries", "5",
                            "receipts", "full");
            StringBuilder yaml = new StringBuilder();
            parameters.forEach(
                    (name, value) -> yaml.append("      %s: %s%n".formatted(name, value)));
            feed("- to:\n    uri: kamelet:salesforce-bulk-sink\n    parameters:\n" + yaml);

            drop("CUST_1.csv", "ERP__c,Name\n1,Adam\n");

            Delivery delivery = onlyDelivery();
            assertThat(delivery.parameters()).isEqualTo(parameters);
            assertThat(delivery.object()).isEqualTo("Account");
            assertThat(delivery.operation()).isEqualTo("upsert");
            assertThat(delivery.keyField()).hasValue("ERP__c");
        }

        @Test
        void to_the_source() throws Exception {
            feedFrom(
                    """
                    include: "(CUST|SUPP)_[0-9]+ \\\\+ & #.*\\\\.csv"
                    exclude: ".*100%.*"
                    done: "${file:name.noext}.trg"
                    duplicates: deliver
                    after: "countries, product-groups"
                    """,
                    SINK);
            drop("CUST_2 + & #100%.csv", "ERP__c,Name\n1,Adam\n");
            drop("CUST_2 + & #100%.trg", "");
            drop("ORDR_3 + & #x.csv", "ERP__c,Name\n1,Adam\n");
            drop("ORDR_3 + & #x.trg", "");
            drop("CUST_1 + & #x.trg", "");
            drop("CUST_1 + & #x.csv", "ERP__c,Name\n1,Adam\n");

            Export export = routes.ledger.exports().get(onlyDelivery().exportId());
            assertThat(export.fileName()).isEqualTo("CUST_1 + & #x.csv");
            assertThat(export.duplicates()).isEqualTo(Duplicates.DELIVER);
            assertThat(export.afterFeeds()).containsExactly("countries", "product-groups");
            assertThat(routes.folders.dropFolder("customers").resolve("CUST_1 + & #x.trg"))
                    .as("the done file goes with its export")
                    .doesNotExist();
        }

        @Test
        void to_the_schedule_of_the_source() throws Exception {
            feedFrom(
                    """
                    minAge: 0s
                    schedule: "0 30 13 ? * SUN,MON"
                    until: 0 0 15 ? * *
                    """,
                    SINK);
            drop("CUST_1.csv", "ERP__c,Name\n1,Adam\n");
            await().until(
                            () ->
                                    routes.ledger
                                            .pickUpWindows()
                                            .handledUntil("customers")
                                            .isPresent());

            routes.clock.set("2026-03-01T13:30:01Z");

            assertThat(onlyDelivery().feed()).isEqualTo("customers");
        }
    }

    @Test
    void registers_a_delivery_for_each_of_its_sinks_and_seals_the_export() throws Exception {
        feed(SINK + SINK);

        drop("CUST_1.csv", "ERP__c,Name\n1,Adam\n");

        Export export = sealed();
        assertThat(routes.ledger.deliveries().ofExport(export.id()))
                .extracting(Delivery::ordinal, Delivery::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, DeliveryState.REGISTERED),
                        org.assertj.core.groups.Tuple.tuple(2, DeliveryState.REGISTERED));
        assertThat(routes.calls).as("a sink does no HTTP").isEmpty();
    }

    @Test
    void does_not_start_if_its_source_is_not_understood() {
        assertThatThrownBy(() -> feedFrom("include: CUST_(.*\n", SINK))
                .hasStackTraceContaining(
                        "feed customers: erp-export-source include: 'CUST_(.*' is not a regular"
                                + " expression");
    }

    @Test
    void keeps_a_copy_of_the_mapping_with_the_export() throws Exception {
        feed(MAPPING + SINK);

        drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");

        assertThat(sealed().workFolder().resolve("customers.mapping.yaml"))
                .hasSameTextualContentAs(folder.resolve("feeds/customers.mapping.yaml"));
    }

    @Nested
    @DisplayName("when one of its steps fails")
    class FailingStep {

        @Test
        void refuses_the_export_with_the_reason() throws Exception {
            feed(MAPPING.replace("customers.mapping", "missing.mapping") + SINK);

            drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");

            Export refused = sealed();
            assertThat(refused.reason())
                    .hasValueSatisfying(
                            reason -> {
                                assertThat(reason.failureClass()).isEqualTo("export");
                                assertThat(reason.message())
                                        .contains("there is no file missing.mapping.yaml");
                            });
            assertThat(routes.ledger.exports().readyToRest())
                    .extracting(Export::id)
                    .containsExactly(refused.id());
        }

        @Test
        void ends_the_deliveries_that_earlier_sinks_have_registered() throws Exception {
            feed(SINK + SINK.replace("upsert", "upset"));

            drop("CUST_1.csv", "ERP__c,Name\n1,Adam\n");

            Export refused = sealed();
            assertThat(routes.ledger.deliveries().ofExport(refused.id()))
                    .extracting(Delivery::state)
                    .containsExactly(DeliveryState.DEAD);
            assertThat(refused.reason())
                    .hasValueSatisfying(
                            reason ->
                                    assertThat(reason.message())
                                            .contains("operation", "'upset'", "hardDelete"));
        }

        @Test
        void goes_on_with_the_next_export() throws Exception {
            Files.delete(folder.resolve("feeds/customers.mapping.yaml"));
            feed(MAPPING + SINK);
            drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");
            assertThat(sealed().reason()).isPresent();

            mapping("customers.mapping.yaml", "fields:\n  ERP__c: { from: KUNNR }\n");
            drop("CUST_2.csv", "KUNNR,NAME1\n2,Eva\n");

            await().until(() -> !routes.ledger.deliveries().newest(10).isEmpty());
            assertThat(exportNamed("CUST_2.csv").reason()).isEmpty();
        }

        @Test
        void goes_on_with_the_next_export_of_the_same_look() throws Exception {
            drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");
            drop("CUST_2.csv", "KUNNR,NAME1\n2,Eva\n");
            Files.delete(folder.resolve("feeds/customers.mapping.yaml"));

            feed(MAPPING + SINK);

            await().until(() -> routes.ledger.exports().readyToRest().size() == 2);
            assertThat(routes.ledger.exports().open())
                    .allSatisfy(export -> assertThat(export.reason()).isPresent());
        }

        @Test
        void refuses_an_export_that_no_sink_has_taken() throws Exception {
            feed(MAPPING);

            drop("CUST_1.csv", "KUNNR,NAME1\n1,Adam\n");

            assertThat(sealed().reason())
                    .hasValueSatisfying(
                            reason ->
                                    assertThat(reason.message())
                                            .contains("feed customers has no sink"));
        }
    }

    private static final String SINK =
            """
            - to:
                uri: kamelet:salesforce-bulk-sink
                parameters: { object: Account, operation: upsert, externalIdField: ERP__c }
            """;

    private static final String MAPPING =
            """
            - to:
                uri: kamelet:mapping-action
                parameters: { mapping: customers.mapping.yaml }
            """;

    private void feed(String steps) throws Exception {
        feedFrom("minAge: 0s\n", steps);
    }

    private void feedFrom(String sourceParameters, String steps) throws Exception {
        Path file = folder.resolve("feeds/customers.camel.yaml");
        Files.writeString(
                file,
                """
                - route:
                    id: customers
                    from:
                      uri: kamelet:erp-export-source
                      parameters:
                        feed: customers
                %s
                      steps:
                %s
                """
                        .formatted(sourceParameters.indent(8), steps.indent(8)));
        routes.load(file);
    }

    private void mapping(String name, String text) throws IOException {
        Files.writeString(folder.resolve("feeds").resolve(name), text);
    }

    private void drop(String name, String text) throws IOException {
        Path drop = Files.createDirectories(routes.folders.dropFolder("customers"));
        Path hidden = Files.writeString(drop.resolve("." + name), text);
        Files.move(hidden, drop.resolve(name));
    }

    private Delivery onlyDelivery() {
        sealed();
        List<Delivery> deliveries = routes.ledger.deliveries().newest(10);
        assertThat(deliveries).hasSize(1);
        return deliveries.get(0);
    }

    private Export sealed() {
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                routes.ledger.exports().open().stream()
                                        .anyMatch(export -> export.state() == ExportState.SEALED));
        return routes.ledger.exports().open().get(0);
    }

    private Export exportNamed(String name) {
        return routes.ledger.exports().open().stream()
                .filter(export -> export.fileName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
