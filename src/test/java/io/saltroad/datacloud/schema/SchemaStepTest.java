package io.saltroad.datacloud.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.ExportException;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.mapping.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Records that are held against a schema")
class SchemaStepTest {

    private static final ObjectSchema CUSTOMER =
            new ObjectSchema(
                    "erp_customer",
                    List.of(
                            new SchemaField("customer_no", FieldType.TEXT),
                            new SchemaField("credit_limit", FieldType.NUMBER),
                            new SchemaField("modified_at", FieldType.DATE_TIME)));

    @TempDir Path folder;

    @Test
    void are_sent_with_the_fields_of_the_export_in_its_order() throws IOException {
        Records records =
                checked("modified_at,customer_no,credit_limit\n2024-10-07T16:30:00Z,007,12.50\n");
        assertThat(rows(records))
                .containsExactly(
                        List.of("modified_at", "customer_no", "credit_limit"),
                        List.of("2024-10-07T16:30:00Z", "007", "12.50"));
    }

    @Test
    void are_sent_with_the_fields_of_the_mapping() throws IOException {
        Records records =
                mapped(
                        "KUNNR;LIMIT;AEDAT\n007;1.234,50;07.10.2024\n008;;\n",
                        """
                        fields:
                          customer_no:  { from: KUNNR }
                          credit_limit: { from: LIMIT, type: decimal, format: "1.234,56", empty: clear }
                          modified_at:  { from: AEDAT, type: datetime, format: dd.MM.yyyy, zone: UTC }
                        """);
        assertThat(rows(records))
                .containsExactly(
                        List.of("customer_no", "credit_limit", "modified_at"),
                        List.of("007", "1234.50", "2024-10-07T00:00:00Z"),
                        List.of("008", "", ""));
    }

    @Test
    void are_refused_as_a_whole_with_a_field_that_the_object_does_not_have() {
        assertUnfit("customer_no,Credit_Limit,modified_at\n")
                .hasMessage(
                        "export.csv, line 1 (byte 0): the object erp_customer has no field"
                                + " Credit_Limit, did you mean credit_limit?. Data Cloud would drop"
                                + " it without a word: correct the mapping, or the schema file if"
                                + " Data Cloud has the field");
    }

    @Test
    void are_refused_as_a_whole_without_a_field_that_the_object_has() {
        assertUnfit("customer_no\n")
                .hasMessageContaining(
                        "the object erp_customer has the fields credit_limit, modified_at, for which"
                                + " nothing is sent. Data Cloud wants all fields of the schema");
    }

    @Test
    void are_refused_as_a_whole_without_their_key() {
        Records records =
                records("customer_no,credit_limit,modified_at\n")
                        .forTarget(SchemaStep.upsert(Optional.of(CUSTOMER), "customerno"));
        assertUnfit(records)
                .hasMessageContaining("there is no key field customerno, did you mean customer_no?")
                .hasMessageContaining("The fields are: customer_no, credit_limit, modified_at");
        assertUnfit(records("a,b\n").forTarget(SchemaStep.upsert(Optional.empty(), "c")))
                .hasMessageContaining("there is no key field c");
    }

    @Test
    void are_refused_for_their_delimiter_if_that_is_all_that_is_wrong() {
        assertThatThrownBy(() -> checked("customer_no;credit_limit;modified_at\n").open())
                .isInstanceOfSatisfying(
                        ExportException.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(ExportException.Code.WRONG_DELIMITER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    007,, | | |
                    007,0, | | |
                    007,-0.50, | | |
                    007,123456789012345678901.5, | | |
                    007,,2024-02-29T23:59:59Z | | |
                    007,,2024-02-29T00:00:00.123Z | | |
                    ,,                            | customer_no  | ''                    | must not be empty
                    "  ",,                        | customer_no  | '  '                  | must not be empty
                    007,"1,5",                    | credit_limit | 1,5                   | is not a plain decimal number
                    007,1.234.5,                  | credit_limit | 1.234.5               | is not a plain decimal number
                    007,007,                      | credit_limit | 007                   | is not a plain decimal number
                    007,1.,                       | credit_limit | 1.                    | is not a plain decimal number
                    007,.5,                       | credit_limit | .5                    | is not a plain decimal number
                    007,+1,                       | credit_limit | +1                    | is not a plain decimal number
                    007,1e5,                      | credit_limit | 1e5                   | is not a plain decimal number
                    007,-,                        | credit_limit | -                     | is not a plain decimal number
                    007,,2024-10-07               | modified_at  | 2024-10-07            | is not a time in UTC
                    007,,2023-02-29T00:00:00Z     | modified_at  | 2023-02-29T00:00:00Z  | is not a time in UTC
                    007,,2024-10-07T24:00:00Z     | modified_at  | 2024-10-07T24:00:00Z  | is not a time in UTC
                    007,,2024-10-07T16:30:00      | modified_at  | 2024-10-07T16:30:00   | is not a time in UTC
                    007,,2024-10-07T16:30:00+0100 | modified_at  | 2024-10-07T16:30:00+0100 | is not a time in UTC
                    """)
    void are_rejected_one_by_one_for_values_of_another_type(
            String record, String column, String value, String rule) throws IOException {
        Records records = checked("customer_no,credit_limit,modified_at\n001,1,\n" + record + "\n");
        try (RecordCursor cursor = records.open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.rejection()).isEmpty();
            assertThat(cursor.next()).isTrue();
            if (column == null) {
                assertThat(cursor.rejection()).isEmpty();
                return;
            }
            assertThat(cursor.rejection())
                    .hasValueSatisfying(
                            rejection -> {
                                assertThat(rejection.line()).isEqualTo(3);
                                assertThat(rejection.column()).isEqualTo(column);
                                assertThat(rejection.value()).isEqualTo(value);
                                assertThat(rejection.rule()).startsWith(rule);
                            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT,     anything, true",
        "EMAIL,    anything, true",
        "PHONE,    anything, true",
        "URL,      anything, true",
        "BOOLEAN,  true,     true",
        "BOOLEAN,  false,    true",
        "BOOLEAN,  TRUE,     false",
        "BOOLEAN,  1,        false",
        "DATE,     2024-02-29, true",
        "DATE,     2024-2-29,  false",
        "DATE,     2024-02-30, false",
        "DATE,     20240229,   false",
        "DATE,     2024-02-29T00:00:00Z, false",
        "PERCENT,  12.5,     true",
        "PERCENT,  12.5%,    true",
        "PERCENT,  some,     false",
    })
    void have_values_of_these_forms(FieldType type, String value, boolean fits) {
        assertThat(type.fits(value)).isEqualTo(fits);
    }

    @Test
    void are_looked_at_for_their_key_alone_where_there_is_no_schema() throws IOException {
        Records records =
                records("id,sum\n1,what?\n,2\n")
                        .forTarget(SchemaStep.upsert(Optional.empty(), "id"));
        assertThat(rows(records))
                .containsExactly(
                        List.of("id", "sum"),
                        List.of("1", "what?"),
                        List.of(
                                "line 3",
                                "id",
                                "must not be empty: Data Cloud finds records by it"));
    }

    @Test
    void are_cut_down_to_their_key_where_they_are_deleted() throws IOException {
        Records records =
                records("sum,customer_no\nx,1\ny,\n")
                        .forTarget(Projection.key(Optional.of(CUSTOMER), "customer_no"));
        assertThat(rows(records))
                .containsExactly(
                        List.of("customer_no"),
                        List.of("1"),
                        List.of(
                                "line 3",
                                "customer_no",
                                "must not be empty: Data Cloud finds records by it"));
    }

    @Test
    void are_cut_down_to_key_and_version_where_they_are_deleted_by_version() throws IOException {
        Records records =
                records("at,id,x\n2024-10-07T16:30:00.250Z,1,\n07.10.2024,2,\n,3,\n")
                        .forTarget(Projection.keyAndVersion(Optional.empty(), "id", "at"));
        assertThat(rows(records).subList(0, 2))
                .containsExactly(List.of("id", "at"), List.of("1", "2024-10-07T16:30:00.250Z"));
        assertThat(rows(records).subList(2, 4))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly("line 3 at", "line 4 at");
        assertUnfit(
                        records("id,ad\n")
                                .forTarget(Projection.keyAndVersion(Optional.empty(), "id", "at")))
                .hasMessageContaining("there is no version field at, did you mean ad?");
        assertUnfit(records("id,at\n").forTarget(Projection.key(Optional.of(CUSTOMER), "id")))
                .hasMessageContaining("the object erp_customer has no field id");
    }

    @Test
    void have_another_fingerprint_with_another_schema_or_key() {
        Records records = records("a\n");
        ObjectSchema other =
                new ObjectSchema("erp_customer", List.of(new SchemaField("a", FieldType.TEXT)));
        assertThat(
                        List.of(
                                SchemaStep.upsert(Optional.of(CUSTOMER), "a"),
                                SchemaStep.upsert(Optional.of(other), "a"),
                                SchemaStep.upsert(Optional.of(other), "b"),
                                SchemaStep.upsert(Optional.empty(), "a"),
                                Projection.key(Optional.empty(), "a"),
                                Projection.keyAndVersion(Optional.empty(), "a", "b")))
                .extracting(step -> records.forTarget(step).fingerprint())
                .doesNotHaveDuplicates()
                .doesNotContain(records.fingerprint());
    }

    @Test
    void may_come_from_an_empty_file() throws IOException {
        assertThat(rows(checked(""))).containsExactly(List.of());
    }

    private Records checked(String text) {
        return records(text).forTarget(SchemaStep.upsert(Optional.of(CUSTOMER), "customer_no"));
    }

    private Records mapped(String text, String mapping) throws IOException {
        Path file = Files.writeString(folder.resolve("customers.mapping.yaml"), mapping);
        return records(text)
                .read(CsvFormat.of(Map.of("delimiter", "semicolon")))
                .mapped(Mapping.load(file))
                .forTarget(SchemaStep.upsert(Optional.of(CUSTOMER), "customer_no"));
    }

    private Records records(String text) {
        try {
            return Records.of(Files.writeString(folder.resolve("export.csv"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The columns, and then values, or line, column and rule of a rejection. */
    private static List<List<String>> rows(Records records) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (RecordCursor cursor = records.open()) {
            rows.add(cursor.targetColumns());
            while (cursor.next()) {
                List<String> row = new ArrayList<>();
                if (cursor.rejection().isPresent()) {
                    row.add("line " + cursor.rejection().get().line());
                    row.add(cursor.rejection().get().column());
                    row.add(cursor.rejection().get().rule());
                } else {
                    for (int i = 0; i < cursor.targetColumns().size(); i++) {
                        row.add(cursor.target(i));
                    }
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertUnfit(String text) {
        return assertUnfit(checked(text));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnfit(Records records) {
        return assertThatThrownBy(() -> records.open())
                .isInstanceOfSatisfying(
                        ExportException.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(ExportException.Code.UNFIT_FIELDS));
    }
}
