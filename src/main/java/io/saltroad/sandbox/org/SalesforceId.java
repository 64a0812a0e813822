package io.saltroad.sandbox.org;

import java.util.List;

/**
 * How record ids are made and checked.
 *
 * <p>An id is 15 case-sensitive characters: three for the object, then here {@code 5f000} for the
 * instance, then seven base-62 digits that count. Three more characters say which of the fifteen
 * are capital letters, five each, so that the 18 are safe where case is lost.
 */
public final class SalesforceId {

    static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static final String CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    static final String INSTANCE = "5f000";

    private static final int COUNTER_DIGITS = 7;
    private static final int GROUP = 5;

    private SalesforceId() {}

    /** The 18 characters of the n-th record with this key prefix. */
    public static String of(String keyPrefix, long n) {
        StringBuilder id = new StringBuilder(keyPrefix).append(INSTANCE);
        long rest = n;
        char[] digits = new char[COUNTER_DIGITS];
        for (int i = COUNTER_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return withCheck(id.append(digits).toString());
    }

    /** Fifteen characters and their check. */
    public static String withCheck(String fifteen) {
        StringBuilder id = new StringBuilder(fifteen);
        for (int group = 0; group < 3; group++) {
            id.append(check(fifteen.substring(group * GROUP, (group + 1) * GROUP)));
        }
        return id.toString();
    }

    /** The number that {@link #of} was given. */
    static long number(String id) {
        int from = id.length() > 15 ? 15 : id.length();
        long number = 0;
        for (char digit : id.substring(from - COUNTER_DIGITS, from).toCharArray()) {
            number = number * DIGITS.length() + DIGITS.indexOf(digit);
        }
        return number;
    }

    static char check(String five) {
        int bits = 0;
        for (int i = 0; i < five.length(); i++) {
            char c = five.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                bits |= 1 << i;
            }
        }
        return CHECKS.charAt(bits);
    }

    /**
     * SQL for the id of the record with the number that an SQL expression gives: what {@link
     * #of(String, long)} does, for a million rows at once.
     */
    public static String sql(String keyPrefix, String number) {
        String head = keyPrefix + INSTANCE;
        return "sandbox.id_of('%s', '%s', %s)"
                .formatted(head, check(head.substring(0, GROUP)), number);
    }

    /** The SQL functions that {@link #sql} uses. */
    static List<String> functions() {
        StringBuilder letters = new StringBuilder();
        StringBuilder second = new StringBuilder();
        StringBuilder third = new StringBuilder();
        for (int i = 0; i < COUNTER_DIGITS; i++) {
            String digit = "sandbox.id_digit(n, %d)".formatted(power(COUNTER_DIGITS - 1 - i));
            letters.append(" || substr('%s', (%s + 1)::INT, 1)".formatted(DIGITS, digit));
            // The head fills three characters of the second group; none of them is a capital.
            StringBuilder group = i < 2 ? second : third;
            int place = i < 2 ? i + 3 : i - 2;
            group.append(group.isEmpty() ? "" : " + ")
                    .append(
                            "(CASE WHEN %s BETWEEN 10 AND 35 THEN %d ELSE 0 END)"
                                    .formatted(digit, 1 << place));
        }
        return List.of(
                "CREATE OR REPLACE MACRO sandbox.id_digit(n, p) AS ((n // p) % 62)",
                ("CREATE OR REPLACE MACRO sandbox.id_of(head, first_check, n) AS ("
                                + "head %s || first_check"
                                + " || substr('%s', (1 + %s)::INT, 1)"
                                + " || substr('%s', (1 + %s)::INT, 1))")
                        .formatted(letters, CHECKS, second, CHECKS, third));
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= DIGITS.length();
        }
        return power;
    }
}
