package io.saltroad.datacloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The key of a record in Data Cloud")
class TenantKeysTest {

    @ParameterizedTest
    @CsvSource({
        "4711, false, '''4711'''",
        "O'Neill, false, '''O''''Neill'''",
        "4711, true, 4711",
        "-47.11, true, -47.11",
        "x, true, '''x'''",
        "1; DROP, true, '''1; DROP'''"
    })
    void is_written_so_that_it_is_nothing_but_a_value(String key, boolean numeric, String sql) {
        assertThat(TenantKeys.literal(key, numeric)).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource({
        "4711.000000000000000000, 4711",
        "0.500000000000000000, 0.5",
        "-3.0, -3",
        "100.00, 100"
    })
    void is_compared_without_the_zeros_that_decimals_come_back_with_if_it_is_a_number(
            String found, String plain) {
        assertThat(TenantKeys.plainNumber(found)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-09-28T00:00:00.250Z",
                "2020-09-28T00:00:00.25+00:00",
                "2020-09-28 00:00:00.250 UTC",
                "2020-09-28 00:00:00.250",
                "2020-09-28T02:00:00.250+0200"
            })
    void has_a_version_in_one_of_several_spellings(String text) {
        assertThat(TenantKeys.time(text)).contains(Instant.parse("2020-09-28T00:00:00.250Z"));
    }

    @Test
    void has_no_version_if_the_text_is_no_time() {
        assertThat(TenantKeys.time("soon")).isEmpty();
        assertThat(TenantKeys.time("")).isEmpty();
    }
}
