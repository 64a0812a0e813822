package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.delivery.ResultStore.Result;
import io.saltroad.delivery.ResultsRequest.Kind;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The results of jobs")
class JobResultsTest {

    private static final List<String> COLUMNS = List.of("ERP__c", "Name");

    @TempDir Path folder;

    private ResultStore store;

    @BeforeEach
    void open() throws IOException {
        store = ResultStore.open(folder.resolve("results.db"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @ParameterizedTest
    @EnumSource
    void are_read_with_the_delimiter_of_the_job(ColumnDelimiter delimiter) throws IOException {
        JobResults results =
                new JobResults(store, Optional.of("ERP__c"), COLUMNS, delimiter.name());

        keep(
                results,
                Kind.UNPROCESSED,
                "ERP__c,Name\n1,Adam\n".replace(',', delimiter.character()));

        assertThat(matched(results, "1,Adam", "2,Eva")).containsExactly("1: UNPROCESSED  ");
    }

    @ParameterizedTest
    @EnumSource
    void are_read_with_the_delimiter_of_their_header_if_that_is_another(ColumnDelimiter delimiter)
            throws IOException {
        JobResults results = byKey();

        keep(
                results,
                Kind.FAILED,
                "\"sf__Id\",\"sf__Error\",\"ERP__c\",\"Name\"\n\"\",\"X:y\",\"1\",\"Adam\"\n"
                        .replace(',', delimiter.character()));

        assertThat(matched(results, "1,Adam")).containsExactly("1: FAILED X y");
    }

    @Test
    void may_have_their_columns_in_any_order_and_case() throws IOException {
        JobResults results = byKey();

        keep(
                results,
                Kind.FAILED,
                """
                "NAME","erp__C","SF__ERROR","SF__ID"
                "Adam","1","DUPLICATE_VALUE:duplicate value found: ERP__c",""
                """);

        assertThat(matched(results, "1,Adam"))
                .containsExactly("1: FAILED DUPLICATE_VALUE duplicate value found: ERP__c");
    }

    @Test
    void may_have_columns_that_were_not_sent() throws IOException {
        JobResults results = byKey();

        keep(
                results,
                Kind.SUCCESSFUL,
                """
                "sf__Id","sf__Created","sf__New","ERP__c","Name"
                "001A","true","?","1","Adam"
                """);

        assertThat(matched(results, "1,Adam")).containsExactly("1: SUCCESSFUL 001A true");
    }

    @Test
    void may_come_in_any_order() throws IOException {
        JobResults results = byKey();

        keep(
                results,
                Kind.SUCCESSFUL,
                """
                "sf__Id","sf__Created","ERP__c","Name"
                "003","true","3","Kain"
                "001","true","1","Adam"
                "002","false","2","Eva"
                """);

        assertThat(matched(results, "1,Adam", "2,Eva", "3,Kain"))
                .containsExactly(
                        "1: SUCCESSFUL 001 true",
                        "2: SUCCESSFUL 002 false",
                        "3: SUCCESSFUL 003 true");
    }

    @Test
    void may_have_an_error_without_a_code() throws IOException {
        JobResults results = byKey();

        keep(results, Kind.FAILED, "\"sf__Id\",\"sf__Error\",\"ERP__c\"\n\"\",\"oops\",\"1\"\n");

        assertThat(matched(results, "1,Adam")).containsExactly("1: FAILED oops ");
    }

    @Test
    void may_hold_line_ends_quotes_and_delimiters_in_their_values() throws IOException {
        JobResults results = new JobResults(store, Optional.empty(), COLUMNS, "COMMA");

        keep(
                results,
                Kind.FAILED,
                """
                "sf__Id","sf__Error","ERP__c","Name"
                "","X:a, ""b""
                c","1","Adam, ""the first""
                man"
                """);

        assertThat(matched(results, "1,\"Adam, \"\"the first\"\"\nman\""))
                .containsExactly("1: FAILED X a, \"b\"\nc");
    }

    @Test
    void are_matched_by_all_fields_if_there_is_no_key() throws IOException {
        JobResults results = new JobResults(store, Optional.empty(), COLUMNS, "COMMA");

        keep(
                results,
                Kind.FAILED,
                """
                "sf__Id","sf__Error","Name","ERP__c"
                "","X:first","Eva","2"
                "","X:second","Eva","2"
                """);

        assertThat(matched(results, "2,Adam", "2,Eva", "2,Eva", "2,Eva"))
                .containsExactlyInAnyOrder("2: FAILED X first", "2: FAILED X second");
    }

    @Test
    void of_several_jobs_are_kept_together() throws IOException {
        JobResults results = byKey();
        assertThat(results.any()).isFalse();

        keep(results, Kind.FAILED, "\"sf__Id\",\"sf__Error\",\"ERP__c\"\n\"\",\"X:y\",\"1\"\n");
        keep(results, Kind.UNPROCESSED, "\"ERP__c\"\n\"2\"\n\"99\"\n");

        assertThat(results.any()).isTrue();
        assertThat(matched(results, "1,Adam", "2,Eva"))
                .containsExactly("1: FAILED X y", "2: UNPROCESSED  ");
        assertThat(results.left()).isEqualTo(1);
    }

    @Test
    void are_counted_so_that_one_can_tell_whether_they_are_whole() throws IOException {
        assertThat(keep(byKey(), Kind.UNPROCESSED, "\"ERP__c\"\n\"1\"\n\"2\"\n")).isEqualTo(2);
        assertThat(keep(byKey(), Kind.UNPROCESSED, "\"ERP__c\"\n")).isZero();
        assertThat(keep(byKey(), Kind.UNPROCESSED, "")).isZero();
    }

    @Test
    void that_lack_the_key_are_refused() {
        assertThatThrownBy(() -> keep(byKey(), Kind.UNPROCESSED, "\"Name\"\n\"Adam\"\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("the results of Salesforce have no column erp__c");
    }

    private JobResults byKey() {
        return new JobResults(store, Optional.of("ERP__c"), COLUMNS, "COMMA");
    }

    private static long keep(JobResults results, Kind kind, String text) throws IOException {
        ResultsRequest request = new ResultsRequest(JOB, 0, kind, -1);
        long rows =
                results.read(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), request);
        results.keep(request, rows);
        return rows;
    }

    /** What becomes of the records of an export, those without a result left out. */
    private List<String> matched(JobResults results, String... records) throws IOException {
        Path export = folder.resolve("CUST.csv");
        Files.writeString(export, "ERP__c,Name\n" + String.join("\n", records) + "\n");
        results.complete();
        List<String> matched = new ArrayList<>();
        try (RecordCursor cursor = Records.of(export).read(CsvFormat.DEFAULT).open()) {
            while (cursor.next()) {
                Optional<Result> result = results.follow(cursor, 0, (round, found) -> false);
                result.ifPresent(
                        r ->
                                matched.add(
                                        "%s: %s %s %s"
                                                .formatted(
                                                        cursor.target(0),
                                                        r.kind(),
                                                        r.code(),
                                                        r.message())));
            }
        }
        return matched;
    }

    private static final Job JOB =
            new Job(
                    "a.1/1-1",
                    "a.1",
                    1,
                    Optional.of("750000000000001AAA"),
                    JobState.JOB_COMPLETE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
}
