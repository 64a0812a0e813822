package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.export.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A report file")
class ReportFileTest {

    @TempDir Path folder;

    @Test
    void is_not_there_without_rows() throws IOException {
        Path file = folder.resolve("x.failed.csv");
        try (ReportFile report = new ReportFile(file, List.of("saltroad__Line"))) {
            assertThat(report.rows()).isZero();
            assertThat(report.file()).isEmpty();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void has_its_own_columns_before_the_original_ones() throws IOException {
        Path file = folder.resolve("x.failed.csv");
        try (ReportFile report =
                new ReportFile(file, List.of("saltroad__Line", "saltroad__Error"))) {
            report.write(
                    List.of("2", "DUPLICATE_VALUE"),
                    List.of("KUNNR", "NAME1"),
                    List.of("007", "a \"b\", ü\n"));
            assertThat(report.rows()).isEqualTo(1);
            assertThat(report.file()).contains(file);
        }
        assertThat(file)
                .content()
                .isEqualTo(
                        """
                        saltroad__Line,saltroad__Error,KUNNR,NAME1\r
                        2,DUPLICATE_VALUE,007,"a ""b"", ü
                        "\r
                        """);
    }

    @Test
    void shows_rejected_records_as_they_were_too_short_and_too_long_ones_too() throws IOException {
        Path export =
                Files.writeString(folder.resolve("x.csv"), "A,B\n1\n2,3\n4,5,\"6\n\"\n#N/A,x\n");
        Path file = folder.resolve("x.rejected.csv");
        try (ReportFile report = new ReportFile(file, ReportFile.REJECTED);
                ChunkCutter cutter =
                        ChunkCutter.open(
                                Records.of(export),
                                ChunkFormat.DEFAULT,
                                new ChunkSize(1_000),
                                folder,
                                report.asRejectedRecords())) {
            assertThat(cutter.next()).isPresent();
        }
        assertThat(file)
                .content()
                .isEqualTo(
                        """
                        saltroad__Line,saltroad__Column,saltroad__Value,saltroad__Rule,A,B\r
                        2,,,has 1 fields instead of 2,1\r
                        4,,,has 3 fields instead of 2,4,5,"6
                        "\r
                        6,A,#N/A,would erase the field in Salesforce; list it under none in a mapping if it means empty,#N/A,x\r
                        """);
    }

    @Test
    void refuses_a_row_that_does_not_fit_its_columns() throws IOException {
        try (ReportFile report = new ReportFile(folder.resolve("x.csv"), List.of("Line"))) {
            assertThatThrownBy(() -> report.write(List.of("1", "2"), List.of("A"), List.of("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
