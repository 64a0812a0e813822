package io.saltroad.messages;

import java.util.Optional;

/** One message does not fit. */
final class UnfitMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;
    private final String rule;

    /** It is about one field. */
    UnfitMessageException(String field, String value, String rule) {
        super("%s: '%s' %s".formatted(field, value, rule));
        this.field = field;
        this.value = value;
        this.rule = rule;
    }

    /** It is about the message as a whole. */
    UnfitMessageException(String rule) {
        super(rule);
        this.field = null;
        this.value = "";
        this.rule = rule;
    }

    Optional<String> field() {
        return Optional.ofNullable(field);
    }

    String value() {
        return value;
    }

    String rule() {
        return rule;
    }
}
