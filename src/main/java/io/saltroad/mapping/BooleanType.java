package io.saltroad.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Words for true and for false. What is in neither list is no value: "not empty" is not true. */
final class BooleanType implements ValueType {

    private static final List<String> TRUE = List.of("true");
    private static final List<String> FALSE = List.of("false");

    private final Set<String> trueWords;
    private final Set<String> falseWords;
    private final boolean anyCase;
    private final String rule;

    /** Asked for every empty value. */
    private final boolean takesEmpty;

    private BooleanType(List<String> trueWords, List<String> falseWords, boolean anyCase) {
        this.trueWords = Set.copyOf(trueWords);
        this.falseWords = Set.copyOf(falseWords);
        this.anyCase = anyCase;
        this.takesEmpty = trueWords.contains("") || falseWords.contains("");
        this.rule =
                "is not one of the words for true %s or false %s".formatted(trueWords, falseWords);
    }

    /** The words true and false, in upper or lower case. */
    static BooleanType standard() {
        return new BooleanType(TRUE, FALSE, true);
    }

    /** These words, exactly. */
    static BooleanType of(List<String> trueWords, List<String> falseWords) {
        return new BooleanType(trueWords, falseWords, false);
    }

    @Override
    public String convert(String text) {
        String word = anyCase ? text.toLowerCase(Locale.ROOT) : text;
        if (trueWords.contains(word)) {
            return "true";
        }
        return falseWords.contains(word) ? "false" : null;
    }

    @Override
    public ValueKind kind() {
        return ValueKind.BOOLEAN;
    }

    @Override
    public String rule(String text) {
        return rule;
    }

    @Override
    public boolean takesEmpty() {
        return takesEmpty;
    }
}
