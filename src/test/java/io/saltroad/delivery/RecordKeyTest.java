package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The key of a record")
class RecordKeyTest {

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "912260031, 9.12260031E8",
        "912260031, 9.12260031e+8",
        "1.50, 1.5",
        "100, 1E2",
        "0, 0.0",
        "-0.5, -5E-1",
        "12345678901234567890, 1.2345678901234567890E19",
        "abc, ABC",
        "Müller, MÜLLER"
    })
    void means_the_same_in_both_spellings(String sent, String returned) {
        assertThat(RecordKey.of(sent).canonical()).isEqualTo(RecordKey.of(returned).canonical());
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "0001, 1",
        "0001, 001",
        "1, 10",
        "1.5, 15",
        "-1, 1",
        "+1, 1",
        "1E2x, 100x",
        "A-1, A1",
        "'', 0",
        "a b, ab"
    })
    void differs_where_it_means_something_else(String one, String other) {
        assertThat(RecordKey.of(one).canonical()).isNotEqualTo(RecordKey.of(other).canonical());
    }

    @Test
    void keeps_its_own_spelling_too() {
        assertThat(RecordKey.of("9.12260031E8").exact()).isEqualTo("9.12260031E8");
        assertThat(RecordKey.of("Abc").exact()).isEqualTo("Abc");
    }

    @Test
    void is_the_same_whatever_became_of_line_ends_in_it() {
        assertThat(RecordKey.of("a\r\nb").canonical()).isEqualTo(RecordKey.of("a\nb").canonical());
        assertThat(RecordKey.of("a\r\nb").canonical()).isEqualTo(RecordKey.of("a b").canonical());
    }

    @Test
    void stays_short_for_a_number_with_a_large_exponent() {
        assertThat(RecordKey.of("1E99999999").canonical()).isEqualTo("1e99999999");
    }

    @Test
    void without_a_key_field_is_made_of_all_fields_in_their_order() {
        assertThat(RecordKey.ofAll(List.of("1", "x")))
                .isEqualTo(RecordKey.ofAll(List.of("1", "x")));
        assertThat(RecordKey.ofAll(List.of("1", "x")))
                .isNotEqualTo(RecordKey.ofAll(List.of("x", "1")));
        assertThat(RecordKey.ofAll(List.of("ab", "")))
                .isNotEqualTo(RecordKey.ofAll(List.of("a", "b")));
    }

    @Test
    void without_a_key_field_compares_each_field_by_its_meaning() {
        assertThat(RecordKey.ofAll(List.of("912260031", "Adam")))
                .returns(
                        RecordKey.ofAll(List.of("9.12260031E8", "ADAM")).canonical(),
                        RecordKey::canonical);
    }
}
