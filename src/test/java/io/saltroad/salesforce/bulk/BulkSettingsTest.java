package io.saltroad.salesforce.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ColumnDelimiterEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ContentTypeEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.dto.bulkv2.LineEndingEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Bulk API 2.0")
class BulkSettingsTest {

    @Test
    void has_settings_with_defaults() {
        assertThat(with(Map.of()))
                .isEqualTo(
                        new BulkSettings(
                                new ChunkSize(100_000_000),
                                2,
                                4_000_000,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(1)));
    }

    @Test
    void has_a_setting_for_each_of_them() {
        assertThat(
                        with(
                                Map.of(
                                        "saltroad.bulk.chunk-size", "5MB",
                                        "saltroad.bulk.parallel-uploads", "7",
                                        "saltroad.bulk.early-upload", "1MB",
                                        "saltroad.bulk.poll-delay", "200ms",
                                        "saltroad.bulk.poll-max-delay", "2m")))
                .isEqualTo(
                        new BulkSettings(
                                new ChunkSize(5_000_000),
                                7,
                                1_000_000,
                                Duration.ofMillis(200),
                                Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "saltroad.bulk.chunk-size, 101MB",
        "saltroad.bulk.chunk-size, 0B",
        "saltroad.bulk.parallel-uploads, 0",
        "saltroad.bulk.parallel-uploads, 17",
        "saltroad.bulk.poll-delay, 0s",
        "saltroad.bulk.poll-delay, 2m"
    })
    void refuses_settings_that_salesforce_or_this_machine_would_not_bear(String key, String value) {
        assertThatThrownBy(() -> with(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest(name = "closed {0} ago: {1}")
    @CsvSource({"PT0S, PT1S", "PT2S, PT1S", "PT30S, PT15S", "PT2M, PT1M", "PT24H, PT1M"})
    void notices_the_end_of_a_job_within_half_of_the_time_it_took_or_a_minute(
            Duration sinceClosed, Duration delay) {
        assertThat(with(Map.of()).delayAfter(sinceClosed)).isEqualTo(delay);
    }

    @ParameterizedTest
    @CsvSource({
        "insert, INSERT",
        "update, UPDATE",
        "upsert, UPSERT",
        "delete, DELETE",
        "hardDelete, HARDDELETE"
    })
    void knows_each_operation(String word, OperationEnum operation) {
        assertThat(job(word, ColumnDelimiter.COMMA, LineEnding.LF).getOperation())
                .isEqualTo(operation);
    }

    @ParameterizedTest
    @EnumSource
    void knows_each_delimiter(ColumnDelimiter delimiter) {
        assertThat(job("insert", delimiter, LineEnding.LF).getColumnDelimiter())
                .isEqualTo(ColumnDelimiterEnum.valueOf(delimiter.name()));
    }

    @ParameterizedTest
    @EnumSource
    void knows_each_line_ending(LineEnding ending) {
        assertThat(job("insert", ColumnDelimiter.COMMA, ending).getLineEnding())
                .isEqualTo(LineEndingEnum.valueOf(ending.name()));
    }

    @Test
    void is_told_everything_about_a_job() {
        Job job =
                BulkJobs.toCreate(
                        "Case",
                        "upsert",
                        Optional.of("ERP__c"),
                        ColumnDelimiter.TAB,
                        LineEnding.CRLF,
                        Optional.of("01Q5f000000VGxEAAW"));

        assertThat(job.getObject()).isEqualTo("Case");
        assertThat(job.getExternalIdFieldName()).isEqualTo("ERP__c");
        assertThat(job.getAssignmentRuleId()).isEqualTo("01Q5f000000VGxEAAW");
        assertThat(job.getContentType()).isEqualTo(ContentTypeEnum.CSV);
    }

    private static Job job(String operation, ColumnDelimiter delimiter, LineEnding ending) {
        return BulkJobs.toCreate(
                "Account", operation, Optional.empty(), delimiter, ending, Optional.empty());
    }

    private static BulkSettings with(Map<String, String> values) {
        return BulkSettings.from(FrontDoor.withDefaults().commandLine(values).open().settings());
    }
}
