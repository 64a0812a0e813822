package io.saltroad.mapping;

/**
 * Any text, as it is.
 *
 * @param maxLength in characters as Java and Apex count them
 */
record TextType(int maxLength) implements ValueType {

    @Override
    public String convert(String text) {
        return text.length() <= maxLength ? text : null;
    }

    @Override
    public ValueKind kind() {
        return ValueKind.TEXT;
    }

    @Override
    public String rule(String text) {
        return "has %d characters, maxLength is %d".formatted(text.length(), maxLength);
    }
}
