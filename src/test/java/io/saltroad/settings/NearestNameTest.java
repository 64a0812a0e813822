package io.saltroad.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The nearest name")
class NearestNameTest {

    private static final List<String> KNOWN = List.of("delimiter", "charset", "header", "columns");

    @Test
    void is_the_one_with_the_fewest_changes() {
        assertThat(NearestName.to("delimeter", KNOWN)).contains("delimiter");
        assertThat(NearestName.hint("headers", KNOWN)).isEqualTo(". Did you mean header?");
    }

    @Test
    void does_not_care_for_capitals() {
        assertThat(NearestName.to("CHARSET", KNOWN)).contains("charset");
    }

    @Test
    void is_none_if_all_are_far() {
        assertThat(NearestName.to("objectName", KNOWN)).isEmpty();
        assertThat(NearestName.hint("objectName", KNOWN)).isEmpty();
    }
}
