package io.saltroad.messages;

import java.util.Optional;

/**
 * Why one message was not sent.
 *
 * @param number which one of its exchange, from 1
 * @param field the field it is about; empty if it is about the message as a whole
 * @param value what stands there, shortened
 * @param rule what was expected, or what is wrong, as the end of a sentence
 * @param message as it came
 */
public record Refusal(
        int number, Optional<String> field, String value, String rule, Object message) {

    private static final int LONGEST_VALUE = 100;

    static Refusal of(int number, Object message, UnfitMessageException why) {
        return new Refusal(number, why.field(), shortened(why.value()), why.rule(), message);
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    /** Such as: message 3: freight: 'cheap' is not a plain decimal number. */
    public String sentence() {
        return field.map(name -> "message %d: %s: '%s' %s".formatted(number, name, value, rule))
                .orElseGet(() -> "message %d %s".formatted(number, rule));
    }
}
