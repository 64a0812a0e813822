package io.saltroad.mapping;

import io.saltroad.export.NumberExample;
import java.util.List;

/** Numbers, written like one of some examples; the first that fits decides. */
final class NumberType implements ValueType {

    private final String name;
    private final List<NumberExample> examples;

    private NumberType(String name, List<NumberExample> examples) {
        this.name = name;
        this.examples = List.copyOf(examples);
    }

    /**
     * Whole numbers.
     *
     * @throws IllegalArgumentException if an example does not show how they are written
     */
    static NumberType integer(List<String> examples) {
        List<String> shown = examples.isEmpty() ? List.of("1234") : examples;
        return new NumberType(
                "an integer", shown.stream().map(text -> NumberExample.of(text, false)).toList());
    }

    /**
     * Decimal numbers.
     *
     * @throws IllegalArgumentException if an example does not show how they are written
     */
    static NumberType decimal(List<String> examples) {
        List<String> shown = examples.isEmpty() ? List.of("1234.56") : examples;
        return new NumberType(
                "a decimal", shown.stream().map(text -> NumberExample.of(text, true)).toList());
    }

    @Override
    public String convert(String text) {
        for (int i = 0; i < examples.size(); i++) {
            String number = examples.get(i).parse(text);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    @Override
    public ValueKind kind() {
        return ValueKind.NUMBER;
    }

    @Override
    public String rule(String text) {
        return "is not %s written like %s".formatted(name, examples);
    }
}
