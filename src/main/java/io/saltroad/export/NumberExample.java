package io.saltroad.export;

/**
 * How numbers are written, shown by one of them: {@code 1.234,56-} has points between thousands, a
 * decimal comma and the minus behind.
 *
 * <ul>
 *   <li>Thousands may be separated or not, but if they are, then all of them.
 *   <li>A blank as the separator stands for no-break spaces too.
 *   <li>The number of decimals is free; a decimal mark without decimals is not.
 *   <li>{@code .00} says that the zero before the mark may be missing.
 *   <li>The minus stands where the example has it, {@code (1,234.56)} means parentheses; without
 *       one in the example it stands in front. A plus is taken only where the example has a plus,
 *       and then a minus is too.
 * </ul>
 */
public final class NumberExample {

    /** Custom number and currency fields hold 18 digits. Salesforce Help, "Custom Field Types". */
    private static final int MOST_DIGITS = 18;

    private static final char NONE = 0;

    private enum Sign {
        LEADING,
        TRAILING,
        PARENTHESES
    }

    private final String example;
    private final char group;
    private final char mark;
    private final Sign sign;
    private final boolean plus;
    private final boolean zeroOptional;

    private NumberExample(
            String example, char group, char mark, Sign sign, boolean plus, boolean zeroOptional) {
        this.example = example;
        this.group = group;
        this.mark = mark;
        this.sign = sign;
        this.plus = plus;
        this.zeroOptional = zeroOptional;
    }

    /**
     * Understands an example.
     *
     * @param decimals whether the numbers have any; a single separator before three digits is a
     *     thousands separator if not, and ambiguous if so
     * @throws IllegalArgumentException if it does not show clearly how numbers are written
     */
    public static NumberExample of(String example, boolean decimals) {
        String text = example;
        Sign sign = Sign.LEADING;
        boolean plus = false;
        if (text.startsWith("(") && text.endsWith(")")) {
            sign = Sign.PARENTHESES;
            text = text.substring(1, text.length() - 1);
        } else if (text.startsWith("-") || text.startsWith("+")) {
            plus = text.charAt(0) == '+';
            text = text.substring(1);
        } else if (text.endsWith("-") || text.endsWith("+")) {
            sign = Sign.TRAILING;
            plus = text.endsWith("+");
            text = text.substring(0, text.length() - 1);
        }
        char first = NONE;
        char last = NONE;
        int lastAt = -1;
        int separators = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                require(".,' ".indexOf(c) >= 0, example, "has a character that no number has");
                require(c == first || c == last || separators < 2, example, "is not clear");
                first = separators == 0 ? c : first;
                last = c;
                lastAt = i;
                separators++;
            }
        }
        require(separators < text.length(), example, "has no digits");
        int behind = text.length() - lastAt - 1;
        char group;
        char mark;
        if (separators == 0) {
            group = NONE;
            mark = NONE;
        } else if (first != last) {
            group = first;
            mark = last;
        } else if (separators > 1 || (!decimals && behind == 3)) {
            group = first;
            mark = NONE;
        } else {
            require(
                    behind != 3,
                    example,
                    "could be a decimal or a thousand: show both marks, or not three decimals");
            group = NONE;
            mark = last;
        }
        require(decimals || mark == NONE, example, "has decimals, an integer has none");
        NumberExample result =
                new NumberExample(
                        example, group, mark, sign, plus, mark != NONE && text.charAt(0) == mark);
        require(result.parse(example) != null, example, "is not clear");
        return result;
    }

    private static void require(boolean fits, String example, String problem) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "'%s' %s; write a number as the export does, such as 1.234,56- or 1,234.56"
                            .formatted(example, problem));
        }
    }

    /** The number as Salesforce writes it, or null if it is not written like the example. */
    public String parse(String text) {
        int begin = 0;
        int end = text.length();
        boolean negative = false;
        if (end == 0) {
            return null;
        }
        switch (sign) {
            case LEADING -> {
                char c = text.charAt(0);
                if (c == '-' || (plus && c == '+')) {
                    negative = c == '-';
                    begin++;
                }
            }
            case TRAILING -> {
                char c = text.charAt(end - 1);
                if (c == '-' || (plus && c == '+')) {
                    negative = c == '-';
                    end--;
                }
            }
            case PARENTHESES -> {
                if (text.charAt(0) == '(' && text.charAt(end - 1) == ')') {
                    negative = true;
                    begin++;
                    end--;
                }
            }
        }
        return digits(text, begin, end, negative);
    }

    private String digits(String text, int begin, int end, boolean negative) {
        char[] result = new char[end - begin + 2];
        int length = 0;
        result[length++] = '-';
        int inGroup = 0;
        boolean grouped = false;
        boolean zero = true;
        int i = begin;
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                inGroup++;
                if (c != '0' || length > 1) {
                    zero = false;
                    result[length++] = c;
                }
            } else if (isGroup(c)) {
                if (grouped ? inGroup != 3 : inGroup < 1 || inGroup > 3) {
                    return null;
                }
                grouped = true;
                inGroup = 0;
            } else {
                break;
            }
        }
        if ((grouped && inGroup != 3) || length > MOST_DIGITS + 1) {
            return null;
        }
        boolean anyDigit = inGroup > 0;
        if (length == 1) {
            result[length++] = '0';
        }
        if (i < end) {
            if (mark == NONE || text.charAt(i) != mark || ++i == end) {
                return null;
            }
            if (!anyDigit && !zeroOptional) {
                return null;
            }
            result[length++] = '.';
            for (; i < end; i++) {
                char c = text.charAt(i);
                if (!isDigit(c)) {
                    return null;
                }
                zero &= c == '0';
                result[length++] = c;
            }
        } else if (!anyDigit) {
            return null;
        }
        return negative && !zero
                ? new String(result, 0, length)
                : new String(result, 1, length - 1);
    }

    private boolean isGroup(char c) {
        return group != NONE && (c == group || (group == ' ' && (c == '\u00A0' || c == '\u202F')));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return example;
    }
}
