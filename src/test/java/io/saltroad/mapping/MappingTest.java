package io.saltroad.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.ExportException;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A mapping")
class MappingTest {

    private static final String TWO_FIELDS =
            """
            fields:
              ERP_Number__c:    { from: KUNNR, required: true }
              Owner.ERP_Id__c:  { from: VKGRP }
              Source_System__c: { value: ERP01 }
            """;

    @TempDir Path folder;

    @Test
    void makes_its_fields_in_its_own_order_and_leaves_other_columns_out() throws IOException {
        Path export = export("VKGRP,LAND1,KUNNR\nA7,DE,0000100042\n");
        try (RecordCursor cursor = Records.of(export).mapped(mapping(TWO_FIELDS)).open()) {
            assertThat(cursor.sourceColumns()).containsExactly("VKGRP", "LAND1", "KUNNR");
            assertThat(cursor.targetColumns())
                    .containsExactly("ERP_Number__c", "Owner.ERP_Id__c", "Source_System__c");
            assertThat(cursor.next()).isTrue();
            assertThat(List.of(cursor.target(0), cursor.target(1), cursor.target(2)))
                    .containsExactly("0000100042", "A7", "ERP01");
        }
    }

    @Test
    void rejects_a_record_with_its_line_column_value_and_the_rule() throws IOException {
        Path export = export("KUNNR,VKGRP\n1,a\n,b\n2,\"#N/A\"\n");
        assertThat(rejections(Records.of(export).mapped(mapping(TWO_FIELDS))))
                .containsExactly(
                        "Rejection[line=3, column=KUNNR, value=, rule=ERP_Number__c: is required]",
                        "Rejection[line=4, column=VKGRP, value=#N/A, rule=Owner.ERP_Id__c: would"
                                + " erase the field in Salesforce; list it under none if it means"
                                + " empty]");
    }

    @Test
    void refuses_an_export_without_a_column_it_needs_and_names_the_nearest() throws IOException {
        Records records = Records.of(export("KUNR,VKGRP\n1,2\n")).mapped(mapping(TWO_FIELDS));
        ExportException thrown = catchThrowableOfType(ExportException.class, records::open);
        assertThat(thrown.code()).isEqualTo(ExportException.Code.UNKNOWN_COLUMN);
        assertThat(thrown)
                .hasMessageContaining("needs column KUNNR")
                .hasMessageContaining("did you mean KUNR?")
                .hasMessageContaining("The columns are: KUNR, VKGRP");
    }

    @Test
    void finds_out_that_the_delimiter_is_wrong_even_if_some_column_has_it_in_its_name()
            throws IOException {
        Records records =
                Records.of(export("KUNNR;Sales, net;VKGRP\n1;2;3\n")).mapped(mapping(TWO_FIELDS));
        ExportException thrown = catchThrowableOfType(ExportException.class, records::open);
        assertThat(thrown.code()).isEqualTo(ExportException.Code.WRONG_DELIMITER);
        assertThat(thrown.hint()).isEqualTo("Declare delimiter: semicolon in csv-reader-action");
    }

    @Test
    void takes_a_column_with_delimiters_in_its_name_if_it_is_the_one_it_needs() throws IOException {
        Mapping mapping = mapping("fields:\n  A: { from: \"x;y\" }\n");
        try (RecordCursor cursor = Records.of(export("x;y\n1\n")).mapped(mapping).open()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.target(0)).isEqualTo("1");
        }
    }

    @Test
    void may_leave_columns_without_a_name_unused_but_no_name_twice() throws IOException {
        Mapping mapping = mapping(TWO_FIELDS);
        assertThat(rejections(Records.of(export("KUNNR,VKGRP,,\n1,2,,\n")).mapped(mapping)))
                .isEmpty();
        Records twice = Records.of(export("KUNNR,VKGRP,x,X\n1,2,,\n")).mapped(mapping);
        assertThat(catchThrowableOfType(ExportException.class, twice::open).code())
                .isEqualTo(ExportException.Code.DUPLICATE_HEADER);
    }

    @Test
    void has_its_fields_even_if_the_export_has_not_a_line() throws IOException {
        try (RecordCursor cursor = Records.of(export("")).mapped(mapping(TWO_FIELDS)).open()) {
            assertThat(cursor.targetColumns()).hasSize(3);
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void looks_only_at_the_columns_it_uses() throws IOException {
        Path export = export("KUNNR,VKGRP,TEXT\n1,2,#N/A\n2,3,M\uFFFDller\n");
        assertThat(rejections(Records.of(export).mapped(mapping(TWO_FIELDS)))).isEmpty();
    }

    @Test
    void reads_columns_that_the_feed_names() throws IOException {
        CsvFormat format = CsvFormat.of(Map.of("header", "false", "columns", "KUNNR,VKGRP"));
        Records records =
                Records.of(export("KUNNR,VKGRP\n")).read(format).mapped(mapping(TWO_FIELDS));
        assertThat(rejections(records)).isEmpty();
    }

    @Test
    void has_a_fingerprint_of_its_content() throws IOException {
        assertThat(mapping(TWO_FIELDS).fingerprint())
                .isEqualTo(mapping(TWO_FIELDS).fingerprint())
                .isNotEqualTo(mapping(TWO_FIELDS + "  Name: { from: N }\n").fingerprint());
    }

    private Mapping mapping(String yaml) throws IOException {
        return Mapping.load(Files.writeString(folder.resolve("customers.mapping.yaml"), yaml));
    }

    private Path export(String text) throws IOException {
        return Files.writeString(folder.resolve("export.csv"), text);
    }

    private static List<String> rejections(Records records) throws IOException {
        List<String> rejections = new ArrayList<>();
        try (RecordCursor cursor = records.open()) {
            while (cursor.next()) {
                cursor.rejection().ifPresent(rejection -> rejections.add(rejection.toString()));
            }
        }
        return rejections;
    }
}
