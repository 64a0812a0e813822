package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.chunk.ChunkFormat;
import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.EmbeddedLineEnd;
import io.saltroad.chunk.LineEnding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The parameters of a sink")
class SinkParametersTest {

    private static final Map<String, String> LEAST =
            Map.of("object", "Account", "operation", "insert");

    @Test
    void have_defaults() {
        SinkParameters parameters = SinkParameters.of(LEAST);

        assertThat(parameters.object()).isEqualTo("Account");
        assertThat(parameters.operation()).isEqualTo(SinkParameters.Operation.INSERT);
        assertThat(parameters.keyField()).isEmpty();
        assertThat(parameters.format()).isEqualTo(ChunkFormat.DEFAULT);
        assertThat(parameters.assignmentRuleId()).isEmpty();
        assertThat(parameters.parallelUploads()).isEmpty();
        assertThat(parameters.receipts()).isEqualTo(SinkParameters.Receipts.FAILURES);
    }

    @Test
    void say_how_chunks_are_written() {
        SinkParameters parameters =
                with(
                        Map.of(
                                "columnDelimiter", "CARET",
                                "lineEnding", "CRLF",
                                "embeddedLineEnd", "space",
                                "parallelUploads", "16",
                                "assignmentRuleId", "01Q5f000000VGxEAAW",
                                "receipts", "full"));

        assertThat(parameters.format())
                .isEqualTo(
                        new ChunkFormat(
                                Optional.of(ColumnDelimiter.CARET),
                                Optional.of(LineEnding.CRLF),
                                EmbeddedLineEnd.SPACE));
        assertThat(parameters.parallelUploads()).hasValue(16);
        assertThat(parameters.assignmentRuleId()).hasValue("01Q5f000000VGxEAAW");
        assertThat(parameters.receipts()).isEqualTo(SinkParameters.Receipts.FULL);
    }

    @ParameterizedTest
    @CsvSource({"update", "delete", "hardDelete"})
    void name_the_id_as_key_of_records_that_exist(String operation) {
        assertThat(with(Map.of("operation", operation)).keyField()).hasValue("Id");
    }

    @Test
    void name_the_external_id_as_key_of_an_upsert() {
        assertThat(with(Map.of("operation", "upsert", "externalIdField", "ERP__c")).keyField())
                .hasValue("ERP__c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operation|merge|'merge' is none of [insert, update, upsert, delete, hardDelete]",
                "columnDelimiter|;|';' is none of [BACKQUOTE, CARET, COMMA, PIPE, SEMICOLON, TAB]",
                "lineEnding|CR|'CR' is none of [LF, CRLF], did you mean CRLF?",
                "embeddedLineEnd|drop|'drop' is none of [KEEP, LF, SPACE]",
                "receipts|none|'none' is none of [FAILURES, FULL]",
                "parallelUploads|0|'0' is not a number from 1 to 16",
                "parallelUploads|17|'17' is not a number from 1 to 16",
                "parallelUploads|two|'two' is not a number from 1 to 16",
            })
    void are_refused_with_what_would_be_right(String name, String text, String message) {
        assertThatThrownBy(() -> with(Map.of(name, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("salesforce-bulk-sink %s: %s".formatted(name, message));
    }

    @Test
    void are_refused_if_one_is_missing() {
        assertThatThrownBy(() -> SinkParameters.of(Map.of("operation", "insert")))
                .hasMessage("salesforce-bulk-sink needs the parameter object");
        assertThatThrownBy(() -> SinkParameters.of(Map.of("object", "Account")))
                .hasMessage("salesforce-bulk-sink needs the parameter operation");
        assertThatThrownBy(() -> with(Map.of("operation", "upsert")))
                .hasMessage("salesforce-bulk-sink needs the parameter externalIdField");
    }

    private static SinkParameters with(Map<String, String> more) {
        Map<String, String> texts = new HashMap<>(LEAST);
        texts.putAll(more);
        return SinkParameters.of(texts);
    }
}
