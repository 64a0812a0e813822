package io.saltroad.export;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What makes a record one that is not sent, whatever its fields mean. Whoever reads exports by
 * other means asks here too, so that the answer is the same.
 */
public final class RecordRules {

    /**
     * Sent as a value, it erases the field. Bulk API 2.0 Developer Guide, "Valid CSV Record Rows".
     */
    public static final String CLEAR = "#N/A";

    /**
     * The most characters of a field, and of a record. Salesforce Developer Limits and Allocations
     * Quick Reference, "Bulk API and Bulk API 2.0 Limits and Allocations". Counted as Java does.
     */
    public static final int LONGEST_FIELD = 131_072;

    public static final int LONGEST_RECORD = 400_000;

    /** Where a decoder that forgives would have lost a character. */
    private static final char REPLACEMENT = '\uFFFD';

    static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<String> columns;
    private final boolean header;

    /** Says whether a field has a text, which need not be made for that. */
    @FunctionalInterface
    public interface FieldTest {
        boolean is(int field, String text);
    }

    /**
     * @param columns of the export
     * @param header whether the file names them itself
     */
    public RecordRules(List<String> columns, boolean header) {
        this.columns = columns;
        this.header = header;
    }

    /**
     * Looks at a record as it stands in the file.
     *
     * @param bareCr whether a CR without LF stands outside quotes
     */
    public Optional<Rejection> checkShape(long line, int count, FieldTest field, boolean bareCr) {
        if (count != columns.size()) {
            return Optional.of(
                    Rejection.ofRecord(
                            line, "has %d fields instead of %d".formatted(count, columns.size())));
        }
        if (bareCr) {
            return Optional.of(Rejection.ofRecord(line, "a carriage return stands outside quotes"));
        }
        if (header && repeatsHeader(field)) {
            return Optional.of(Rejection.ofRecord(line, "repeats the header: were files joined?"));
        }
        return Optional.empty();
    }

    /** Looks for values that would erase a field although nobody asked for it. */
    public Optional<Rejection> checkClear(long line, FieldTest field) {
        for (int i = 0; i < columns.size(); i++) {
            if (field.is(i, CLEAR)) {
                return Optional.of(
                        new Rejection(
                                line,
                                columns.get(i),
                                CLEAR,
                                "would erase the field in Salesforce; list it under none in a"
                                        + " mapping if it means empty"));
            }
        }
        return Optional.empty();
    }

    /** Looks at texts that are about to be sent. */
    public static Optional<Rejection> checkTexts(
            long line, List<String> names, IntFunction<String> text) {
        int total = 0;
        for (int i = 0; i < names.size(); i++) {
            String value = text.apply(i);
            total += value.length();
            String rule = null;
            if (value.length() > LONGEST_FIELD) {
                rule =
                        "has %d characters, Salesforce takes %d in a field"
                                .formatted(value.length(), LONGEST_FIELD);
            } else if (value.indexOf(REPLACEMENT) >= 0) {
                rule = "holds U+FFFD: a program before us has lost a character";
            } else if (value.indexOf(BYTE_ORDER_MARK) >= 0) {
                rule = "holds a byte order mark (U+FEFF): were files joined?";
            }
            if (rule != null) {
                return Optional.of(new Rejection(line, names.get(i), value, rule));
            }
        }
        if (total > LONGEST_RECORD) {
            return Optional.of(
                    Rejection.ofRecord(
                            line,
                            "has %d characters, Salesforce takes %d in a record"
                                    .formatted(total, LONGEST_RECORD)));
        }
        return Optional.empty();
    }

    /** Whether the first field says that another file begins here. */
    public static boolean joins(String firstField) {
        return !firstField.isEmpty() && firstField.charAt(0) == BYTE_ORDER_MARK;
    }

    /** Whether a text holds a character that no export should hold. */
    static boolean holdsOdd(String text) {
        return text.indexOf(REPLACEMENT) >= 0 || text.indexOf(BYTE_ORDER_MARK) >= 0;
    }

    private boolean repeatsHeader(FieldTest field) {
        for (int i = 0; i < columns.size(); i++) {
            if (!field.is(i, columns.get(i))) {
                return false;
            }
        }
        return true;
    }
}
