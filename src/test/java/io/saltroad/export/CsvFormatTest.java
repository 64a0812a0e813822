package io.saltroad.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The format of an export")
class CsvFormatTest {

    @Test
    void is_comma_double_quotes_and_utf_8_with_a_header_unless_told_otherwise() {
        assertThat(CsvFormat.of(Map.of())).isEqualTo(CsvFormat.DEFAULT);
        assertThat(CsvFormat.DEFAULT)
                .isEqualTo(
                        new CsvFormat(
                                ",", Optional.of('"'), StandardCharsets.UTF_8, true, List.of(), 0));
    }

    @Test
    void takes_every_parameter() {
        CsvFormat format =
                CsvFormat.of(
                        Map.of(
                                "delimiter", "semicolon",
                                "quote", "'",
                                "charset", "windows-1252",
                                "header", "false",
                                "columns", "KUNNR, NAME1 ,ORT01",
                                "skipLines", "3"));
        assertThat(format)
                .isEqualTo(
                        new CsvFormat(
                                ";",
                                Optional.of('\''),
                                Charset.forName("windows-1252"),
                                false,
                                List.of("KUNNR", "NAME1", "ORT01"),
                                3));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " -> ",
            value = {
                "comma -> ,",
                "semicolon -> ;",
                "pipe -> |",
                "caret -> ^",
                ", -> ,",
                "; -> ;",
                "+| -> +|",
                "% -> %",
                "& -> &",
                "# -> #"
            })
    void takes_a_word_or_characters_as_delimiter(String parameter, String delimiter) {
        assertThat(CsvFormat.of(Map.of("delimiter", parameter)).delimiter()).isEqualTo(delimiter);
    }

    @Test
    void takes_blank_and_tab_as_delimiter() {
        assertThat(CsvFormat.of(Map.of("delimiter", " ")).delimiter()).isEqualTo(" ");
        assertThat(CsvFormat.of(Map.of("delimiter", "\t")).delimiter()).isEqualTo("\t");
        assertThat(CsvFormat.of(Map.of("delimiter", "tab")).delimiter()).isEqualTo("\t");
    }

    @Test
    void may_have_no_quotes() {
        assertThat(CsvFormat.of(Map.of("quote", "none")).quote()).isEmpty();
    }

    @Test
    void takes_an_empty_parameter_for_an_absent_one() {
        assertThat(
                        CsvFormat.of(
                                Map.of(
                                        "delimiter",
                                        "",
                                        "quote",
                                        "",
                                        "charset",
                                        "",
                                        "header",
                                        "",
                                        "columns",
                                        "",
                                        "skipLines",
                                        "")))
                .isEqualTo(CsvFormat.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "delimeter -> x -> csv-reader-action has no parameter delimeter, did you mean delimiter?",
                "quote -> '\"\"' -> is not one character, or none",
                "quote -> , -> is not a character that is not in the delimiter",
                "charset -> latin-one -> is not a charset such as UTF-8",
                "charset -> '?' -> is not a charset such as UTF-8",
                "header -> no -> is not true or false",
                "header -> false -> is not the names of all columns if header is false",
                "columns -> 'A,B' -> is not the names of all columns if header is false",
                "skipLines -> -1 -> is not 0 or more",
                "skipLines -> two -> is not a whole number"
            })
    void refuses_what_does_not_fit(String parameter, String value, String message) {
        assertThatThrownBy(() -> CsvFormat.of(Map.of(parameter, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\rb", "\0"})
    void refuses_line_ends_and_nul_as_delimiter(String delimiter) {
        assertThatThrownBy(() -> CsvFormat.of(Map.of("delimiter", delimiter)))
                .hasMessageContaining("is not characters other than line ends and NUL");
    }

    @Test
    void has_a_fingerprint_that_tells_formats_apart() {
        assertThat(CsvFormat.DEFAULT.fingerprint())
                .isEqualTo(CsvFormat.of(Map.of()).fingerprint())
                .isNotEqualTo(CsvFormat.of(Map.of("skipLines", "1")).fingerprint())
                .isNotEqualTo(CsvFormat.of(Map.of("quote", "none")).fingerprint());
    }
}
