package io.saltroad.datacloud.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.JsonType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A schema file")
class SchemaFileTest {

    @TempDir Path folder;

    @Test
    void gives_the_fields_of_an_object_in_their_order_with_their_types() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("customers.schema.yaml"),
                        """
                        openapi: 3.0.3
                        info: { title: ERP }
                        components:
                          schemas:
                            erp_order:
                              type: object
                              properties:
                                id: { type: string }
                            erp_customer:
                              type: object
                              properties:
                                customer_no:   { type: string, description: number of the ERP }
                                credit_limit:  { type: number }
                                weight:        { type: number, format: double }
                                blocked:       { type: boolean }
                                opened_on:     { type: string, format: date }
                                modified_at:
                                  type: string
                                  format: date-time
                                mail:          { type: string, format: email }
                                phone:         { type: string, format: phone }
                                web:           { type: string, format: url }
                                discount:      { type: string, format: percent }
                                tax:           { type: number, format: percent }
                        """);
        ObjectSchema schema = SchemaFile.read(file, "erp_customer");
        assertThat(schema.name()).isEqualTo("erp_customer");
        assertThat(schema.fields())
                .containsExactly(
                        new SchemaField("customer_no", FieldType.TEXT),
                        new SchemaField("credit_limit", FieldType.NUMBER),
                        new SchemaField("weight", FieldType.NUMBER),
                        new SchemaField("blocked", FieldType.BOOLEAN),
                        new SchemaField("opened_on", FieldType.DATE),
                        new SchemaField("modified_at", FieldType.DATE_TIME),
                        new SchemaField("mail", FieldType.EMAIL),
                        new SchemaField("phone", FieldType.PHONE),
                        new SchemaField("web", FieldType.URL),
                        new SchemaField("discount", FieldType.PERCENT),
                        new SchemaField("tax", FieldType.PERCENT, JsonType.NUMBER));
        assertThat(schema.jsonTypes().of("tax")).isEqualTo(JsonType.NUMBER);
        assertThat(schema.jsonTypes().of("blocked")).isEqualTo(JsonType.BOOLEAN);
        assertThat(schema.jsonTypes().of("modified_at")).isEqualTo(JsonType.STRING);
        assertThat(schema.jsonTypes().of("unknown")).isEqualTo(JsonType.STRING);
    }

    @Test
    void names_the_object_that_was_meant() {
        assertRefused(
                        document("    erp_customer:\n      properties: { id: { type: string } }\n"),
                        "ERP_Customer")
                .hasMessage(
                        "erp.schema.yaml, line 4, column 5: there is no object ERP_Customer, did you"
                                + " mean erp_customer?. Correct object in the sink, or the file,"
                                + " which has erp_customer");
    }

    @Test
    void need_not_be_in_order_where_it_is_about_other_objects() throws IOException {
        String text =
                document(
                        """
                            other:
                              properties: { a__b: { type: array } }
                            erp:
                              properties: { id: { type: string } }
                        """);
        assertThat(SchemaFile.read("erp.schema.yaml", text, "erp").fieldNames())
                .containsExactly("id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    id: { type: object, properties: {} } | line 6, column 9: id is an object within an object
                    id: { type: array }                  | line 6, column 9: id is an object within an object
                    id: { $ref: x }                      | line 6, column 9: id is an object within an object
                    id: { type: integer }                | line 6, column 21: id is of type 'integer'
                    id: { format: date }                 | line 6, column 9: id has no type
                    id: { type: string, format: dat }    | line 6, column 37: id has the format 'dat'
                    id: { type: boolean, format: date }  | line 6, column 38: id has the format 'date'
                    a__b: { type: string }               | line 6, column 9: the field name 'a__b' has two underscores
                    a.b: { type: string }                | line 6, column 9: the field name 'a.b' has other characters
                    Version: { type: string }            | line 6, column 9: the field name 'Version' is reserved
                    """)
    void refuses_a_field_that_data_cloud_does_not_take(String field, String message) {
        assertRefused(document("    erp:\n      properties:\n        " + field + "\n"), "erp")
                .hasMessageStartingWith("erp.schema.yaml, " + message);
    }

    @Test
    void refuses_names_that_differ_in_case_alone() {
        assertRefused(
                        document(
                                """
                                    erp:
                                      properties:
                                        Name: { type: string }
                                        name: { type: string }
                                """),
                        "erp")
                .hasMessage(
                        "erp.schema.yaml, line 7, column 9: the field name was there before, as Name"
                                + " in line 6. Upper and lower case are the same to Data Cloud:"
                                + " remove one of them");
        assertRefused(document("    erp: { properties: {} }\n    ERP: {}\n"), "erp")
                .hasMessageContaining("the object ERP was there before");
    }

    @Test
    void takes_a_thousand_fields_and_names_of_eighty_characters() throws IOException {
        assertThat(SchemaFile.read("erp.schema.yaml", document(fields(1_000)), "erp").fieldNames())
                .hasSize(1_000);
        assertRefused(document(fields(1_001)), "erp")
                .hasMessageStartingWith(
                        "erp.schema.yaml, line 1006, column 9: erp has 1001 fields, Data Cloud"
                                + " takes 1000");
        String name = "x".repeat(81);
        assertRefused(
                        document(
                                "    erp:\n      properties:\n        %s: { type: string }\n"
                                        .formatted(name)),
                        "erp")
                .hasMessageContaining("has 81 characters, Data Cloud takes 80");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                     | line 1, column 1: the file is empty
                    'openapi: 3.1.0'                       | line 1, column 10: openapi is '3.1.0'
                    'components: {}'                       | line 1, column 1: the file has no openapi
                    'openapi: 3.0.1'                       | line 1, column 1: the file has no components
                    '{openapi: 3.0.1, components: {schemas: []}}' | line 1, column 40: schemas is no list of names
                    'openapi: 3.0.1: 2'                    | line 1: mapping values are not allowed here
                    """)
    void says_what_is_no_schema_and_where(String text, String message) {
        assertRefused(text, "erp").hasMessageContaining(message);
    }

    @Test
    void must_be_there() {
        assertThatThrownBy(() -> SchemaFile.read(folder.resolve("gone.yaml"), "erp"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void changes_its_fingerprint_with_the_fields_alone() throws IOException {
        String one = "    erp:\n      properties: { id: { type: string } }\n";
        String fingerprint = fingerprint(one);
        assertThat(
                        fingerprint(
                                "    erp:\n      properties:\n        id:\n          type: string\n"))
                .isEqualTo(fingerprint);
        assertThat(fingerprint(one.replace("string", "number"))).isNotEqualTo(fingerprint);
        assertThat(fingerprint(one.replace("id", "ID"))).isNotEqualTo(fingerprint);
    }

    private static String fingerprint(String schemas) throws IOException {
        return SchemaFile.read("erp.schema.yaml", document(schemas), "erp").fingerprint();
    }

    private static String fields(int count) {
        return IntStream.range(0, count)
                .mapToObj("        f%d: { type: string }\n"::formatted)
                .collect(Collectors.joining("", "    erp:\n      properties:\n", ""));
    }

    private static String document(String schemas) {
        return "openapi: 3.0.3\ncomponents:\n  schemas:\n" + schemas;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String text, String object) {
        return assertThatThrownBy(() -> SchemaFile.read("erp.schema.yaml", text, object))
                .isInstanceOf(SchemaException.class);
    }
}
