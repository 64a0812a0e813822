package io.saltroad.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The form of a key")
class KeyFormTest {

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource({
        "TEXT, ab-1, AB-1",
        "TEXT, ÄRØ, ärø",
        "NUMBER, 007, 7",
        "NUMBER, 7.0, 7",
        "NUMBER, 9.12260031E8, 912260031",
        "NUMBER, '  7', 7",
        "NUMBER, +7, 7",
        "NUMBER, .5, 0.50",
        "NUMBER, -0, 0",
        "NUMBER, 1200, 1.2e3",
        "ID, 001xx000003DGb2AAG, 001xx000003DGb2",
        "ID, 001xx000003DGb2AAG, 001xx000003DGb2aag",
    })
    void is_the_same_for_what_the_org_holds_for_the_same(KeyForm form, String one, String other) {
        assertThat(form.canonical(one)).isEqualTo(form.canonical(other)).isNotEmpty();
        assertThat(hash(form, one)).isEqualTo(hash(form, other));
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource({
        "TEXT, 007, 7",
        "TEXT, 1.0, 1",
        "TEXT, ' a', a",
        "TEXT, 'a ', a",
        "EXACT_TEXT, ab, AB",
        "NUMBER, 7, 7.01",
        "NUMBER, 7, -7",
        "NUMBER, 1e99, 1e98",
        "ID, 001xx000003DGb2, 001xx000003DGB2",
        "ID, 001xx000003DGb2AAG, 001xx000003DGb3AAG",
    })
    void is_another_for_what_the_org_may_hold_for_two(KeyForm form, String one, String other) {
        assertThat(form.canonical(one)).isNotEqualTo(form.canonical(other));
        assertThat(hash(form, one)).isNotEqualTo(hash(form, other));
    }

    @ParameterizedTest
    @EnumSource
    void is_none_for_what_is_empty_or_erases(KeyForm form) {
        for (String none : List.of("", " ", " \t ", "#N/A")) {
            assertThat(form.canonical(none)).isEmpty();
            assertThat(new KeyHasher(form).take(none)).isFalse();
            byte[] bytes = none.getBytes(US_ASCII);
            assertThat(new KeyHasher(form).takeQuickly(bytes, 0, bytes.length)).isFalse();
        }
    }

    @Test
    void is_told_for_any_text_even_one_that_looks_like_an_endless_number() {
        assertThat(KeyForm.NUMBER.canonical("1e999999999")).isEqualTo("1e999999999");
        assertThat(KeyForm.NUMBER.canonical("Seven")).isEqualTo("seven");
        assertThat(KeyForm.NUMBER.canonical("7".repeat(500))).hasSize(500);
    }

    private static List<Long> hash(KeyForm form, String key) {
        KeyHasher hasher = new KeyHasher(form);
        assertThat(hasher.take(key)).isTrue();
        List<Long> hash = List.of(hasher.high, hasher.low);
        byte[] bytes = ("x" + key + "x").getBytes(US_ASCII);
        if (US_ASCII.newEncoder().canEncode(key)
                && hasher.takeQuickly(bytes, 1, bytes.length - 1)) {
            assertThat(List.of(hasher.high, hasher.low)).as("in bytes").isEqualTo(hash);
        }
        return hash;
    }
}
