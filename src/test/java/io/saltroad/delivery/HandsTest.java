package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An export in hand")
class HandsTest {

    private final Hands hands = new Hands();

    @Test
    void can_be_worked_on_by_several_steps() {
        assertThat(hands.take("a", false)).isTrue();
        assertThat(hands.take("a", false)).isTrue();
    }

    @Test
    void is_not_given_to_a_step_that_needs_it_alone() {
        hands.take("a", false);
        hands.take("a", false);
        hands.leave("a", false);
        assertThat(hands.take("a", true)).isFalse();

        hands.leave("a", false);

        assertThat(hands.take("a", true)).isTrue();
    }

    @Test
    void is_given_to_nobody_else_if_a_step_has_it_alone() {
        hands.take("a", true);
        assertThat(hands.take("a", false)).isFalse();
        assertThat(hands.take("a", true)).isFalse();

        hands.leave("a", true);

        assertThat(hands.take("a", false)).isTrue();
    }

    @Test
    void does_not_hold_up_others() {
        hands.take("a", true);

        assertThat(hands.take("b", false)).isTrue();
        assertThat(hands.take("c", true)).isTrue();
    }
}
