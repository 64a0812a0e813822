package io.saltroad.datacloud.schema;

import io.saltroad.chunk.JsonType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guesses the type of a column from some of its values: the first type that fits all of them. What
 * has leading zeros, such as keys and postal codes, is no number.
 */
final class TypeSampler {

    /** In this order; what is not among them is a text. */
    private static final List<FieldType> TYPES =
            List.of(
                    FieldType.BOOLEAN,
                    FieldType.DATE_TIME,
                    FieldType.DATE,
                    FieldType.EMAIL,
                    FieldType.PHONE,
                    FieldType.URL,
                    FieldType.PERCENT,
                    FieldType.NUMBER);

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@.]+");

    /** With the plus of its country: without it, it might as well be a number or a key. */
    private static final Pattern PHONE = Pattern.compile("\\+[0-9][0-9 ()/.-]{5,}");

    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final Pattern PERCENT = Pattern.compile("-?\\d+(\\.\\d+)?\\s?%");

    private final Set<FieldType> possible = EnumSet.copyOf(TYPES);
    private boolean seen;

    /** Takes a value into account; an empty one says nothing. */
    void add(String value) {
        if (value.isEmpty()) {
            return;
        }
        seen = true;
        possible.removeIf(type -> !looksLike(type, value));
    }

    private static boolean looksLike(FieldType type, String value) {
        return switch (type) {
            case EMAIL -> EMAIL.matcher(value).matches();
            case PHONE -> PHONE.matcher(value).matches();
            case URL -> URL.matcher(value).matches();
            case PERCENT -> PERCENT.matcher(value).matches() && type.fits(value);
            case NUMBER -> JsonType.NUMBER.fits(value);
            case TEXT, BOOLEAN, DATE, DATE_TIME -> type.fits(value);
        };
    }

    /** The type of the column, as far as one can tell. */
    FieldType type() {
        return seen
                ? TYPES.stream().filter(possible::contains).findFirst().orElse(FieldType.TEXT)
                : FieldType.TEXT;
    }
}
