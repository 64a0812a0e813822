package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("saltroad schema")
class SchemaCommandTest {

    private static final String EXPORT =
            """
            Kunden-Nr.;PLZ;Umsatz;gesperrt;seit;geändert;Mail;Fon;Web;Rabatt;leer;version
            4711;01067;1234.50;false;2024-10-07;2024-10-07T16:30:00Z;a@b.de;+49 221 5550100;https://a.de;12.5%;;1
            4712;50667;-1;true;2023-01-31;2024-10-07T16:30:00.250Z;c@d.org;+49 30 5550101;http://b.de/x;3%;;2
            """;

    @TempDir Path folder;

    private Path feeds;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void make_folders() throws IOException {
        feeds = Files.createDirectories(folder.resolve("routes/feeds"));
        Files.createDirectories(folder.resolve("export/customers"));
    }

    @Test
    void writes_fields_and_types_from_the_header_and_the_values_of_the_newest_export()
            throws IOException {
        feed("delimiter: semicolon", "");
        Files.writeString(folder.resolve("export/customers/old.csv"), "a\n");
        folder.resolve("export/customers/old.csv").toFile().setLastModified(1_000);
        Files.writeString(folder.resolve("export/customers/new.csv"), EXPORT);
        Files.writeString(folder.resolve("export/customers/new.csv.done"), "");

        assertThat(run("schema", "customers")).isZero();

        assertThat(Files.readString(schema()))
                .endsWith(
                        """
                        openapi: 3.0.3
                        components:
                          schemas:
                            erp_customer:
                              type: object
                              properties:
                                Kunden-Nr:  # column Kunden-Nr.
                                  type: number
                                PLZ:
                                  type: string
                                Umsatz:
                                  type: number
                                gesperrt:
                                  type: boolean
                                seit:
                                  type: string
                                  format: date
                                geandert:  # column geändert
                                  type: string
                                  format: date-time
                                Mail:
                                  type: string
                                  format: email
                                Fon:
                                  type: string
                                  format: phone
                                Web:
                                  type: string
                                  format: url
                                Rabatt:
                                  type: string
                                  format: percent
                                leer:
                                  type: string
                                f_version:  # column version
                                  type: number
                        """);
        assertThat(out.toString())
                .contains("FIELD      TYPE      COLUMN")
                .contains("PLZ        Text                  added")
                .contains("Looked at " + folder.resolve("export/customers/new.csv"))
                .contains("Wrote " + schema() + ": object erp_customer, 12 of 12 fields added")
                .contains("  geandert: { from: \"geändert\" }");
    }

    @Test
    void keeps_what_is_there_to_the_byte_and_adds_the_rest() throws IOException {
        feed("delimiter: semicolon", "");
        String before =
                """
                # ours
                openapi: 3.0.1
                components:
                  schemas:
                    erp_customer:
                      type: object
                      properties:
                        kunde:   # column Kunden-Nr.
                          type: string
                        PLZ: { type: number }   # as it once was

                    other:
                      properties: { id: { type: string } }
                """;
        Files.writeString(schema(), before);
        Path export = Files.writeString(folder.resolve("x.csv"), "PLZ;Kunden-Nr.;Ort;ort 2\n");

        assertThat(run("schema", "customers", "--export", export.toString())).isZero();

        String after = Files.readString(schema());
        assertThat(after)
                .isEqualTo(
                        before.replace(
                                "   # as it once was\n",
                                "   # as it once was\n"
                                        + indented("Ort:", "  type: string")
                                        + indented("ort_2:  # column ort 2", "  type: string")));
        assertThat(run("schema", "customers", "--export", export.toString())).isZero();
        assertThat(Files.readString(schema())).isEqualTo(after);
        assertThat(out.toString()).contains("Nothing to add to " + schema());
    }

    @Test
    void adds_an_object_that_is_not_in_the_file() throws IOException {
        feed("", "");
        Path export = Files.writeString(folder.resolve("x.csv"), "id\n1\n");
        assertThat(run("schema", "customers", "--export", export.toString())).isZero();
        assertThat(run("schema", "customers", "--export", export.toString(), "--object", "second"))
                .isZero();
        assertThat(Files.readString(schema()))
                .contains("    erp_customer:\n")
                .endsWith(
                        """
                            second:
                              type: object
                              properties:
                                id:
                                  type: number
                        """);
    }

    @Test
    void takes_names_and_types_of_the_mapping_if_the_feed_has_one() throws IOException {
        feed("", "mapping: customers.mapping.yaml");
        Files.writeString(
                feeds.resolve("customers.mapping.yaml"),
                """
                fields:
                  customer_no: { from: KUNNR }
                  limit:       { from: KLIMK, type: decimal }
                  blocked:     { from: SPERR, type: boolean }
                  opened_on:   { from: ERDAT, type: date }
                  changed_at:  { from: AEDAT, type: datetime }
                  source:      { value: ERP }
                """);
        assertThat(run("--json", "schema", "customers")).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("file").asText()).isEqualTo(schema().toString());
        assertThat(json.get("object").asText()).isEqualTo("erp_customer");
        List<String> fields = new ArrayList<>();
        json.get("fields")
                .forEach(
                        field ->
                                fields.add(
                                        field.get("name").asText()
                                                + " "
                                                + field.get("type").asText()));
        assertThat(fields)
                .containsExactly(
                        "customer_no Text",
                        "limit Number",
                        "blocked Boolean",
                        "opened_on Date",
                        "changed_at DateTime",
                        "source Text");
    }

    @Test
    void looks_into_the_archive_if_nothing_lies_in_the_drop_folder() throws IOException {
        feed("", "");
        Path rest = Files.createDirectories(folder.resolve("archive/customers/2024-10-07/x1"));
        Files.writeString(rest.resolve("CUST.csv"), "id\n1\n");
        Files.writeString(rest.resolve("CUST.csv.1.receipt.json"), "{}");
        Files.writeString(rest.resolve("CUST.csv.rejected.csv"), "saltroad__line,id\n");
        assertThat(run("schema", "customers")).isZero();
        assertThat(out.toString()).contains("Looked at " + rest.resolve("CUST.csv"));
    }

    @Test
    void says_what_is_missing() throws IOException {
        feed("", "");
        assertThat(run("schema", "custmers")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString()).contains("there is no feed custmers, did you mean customers?");
        assertThat(run("schema", "customers")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString())
                .contains("feed customers has no mapping, and there is no export of it")
                .contains("give --export");
    }

    @Test
    void refuses_a_mapping_to_names_that_data_cloud_does_not_take() throws IOException {
        feed("", "mapping: customers.mapping.yaml");
        Files.writeString(
                feeds.resolve("customers.mapping.yaml"),
                "fields: { ERP_Number__c: { from: KUNNR } }\n");
        assertThat(run("schema", "customers")).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(err.toString()).contains("'ERP_Number__c' has two underscores in a row");
        assertThat(schema()).doesNotExist();
    }

    private static String indented(String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(" ".repeat(8)).append(line).append('\n');
        }
        return text.toString();
    }

    private Path schema() {
        return feeds.toAbsolutePath().resolve("customers.schema.yaml");
    }

    private void feed(String reader, String mapping) throws IOException {
        String steps =
                """
                        - to:
                            uri: kamelet:csv-reader-action
                            parameters: { %s }
                """
                        .formatted(reader);
        if (!mapping.isEmpty()) {
            steps +=
                    """
                            - to:
                                uri: kamelet:mapping-action
                                parameters: { %s }
                    """
                            .formatted(mapping);
        }
        Files.writeString(
                feeds.resolve("customers.camel.yaml"),
                """
                - route:
                    id: customers
                    from:
                      uri: kamelet:erp-export-source
                      parameters: { feed: customers, include: ".*\\\\.csv" }
                      steps:
                %s        - to:
                            uri: kamelet:salesforce-bulk-sink
                            parameters: { object: erp_customer, operation: insert }
                """
                        .formatted(steps));
    }

    private int run(String... arguments) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--routes",
                                folder.resolve("routes").toString(),
                                "-D",
                                "saltroad.folders.export=" + folder.resolve("export"),
                                "-D",
                                "saltroad.folders.archive=" + folder.resolve("archive")));
        all.addAll(List.of(arguments));
        CommandLine commandLine = Saltroad.commandLine();
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
