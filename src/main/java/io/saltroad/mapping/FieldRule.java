package io.saltroad.mapping;

import java.util.Optional;
import java.util.Set;

/**
 * How one target field gets its value.
 *
 * @param target API name, or {@code Relationship.ExternalIdField}
 * @param from source column; empty if the value is a constant
 * @param constant the same value for each record; empty if it comes from a column
 * @param trim whether blanks, tabs, line ends and no-break spaces at both ends are cut off first
 * @param none texts that mean "nothing stands here"
 * @param required whether nothing standing there rejects the record
 * @param clear whether nothing standing there erases the field, rather than leaving it as it is
 */
record FieldRule(
        String target,
        Optional<String> from,
        Optional<String> constant,
        ValueType type,
        boolean trim,
        Set<String> none,
        boolean required,
        boolean clear) {

    /**
     * The most bytes of a value that is sent as it stands, since it is a text and no word stands
     * for nothing; 0 if there is none.
     */
    int mostCopied() {
        return none.isEmpty() && type instanceof TextType text ? text.maxLength() : 0;
    }

    /**
     * Whether nothing stands in the column.
     *
     * @param original as it is in the export
     * @param text the same, trimmed if it is to be
     */
    boolean nothing(String original, String text) {
        if (text.isEmpty()) {
            return !type.takesEmpty();
        }
        return !none.isEmpty() && (none.contains(text) || none.contains(original));
    }
}
