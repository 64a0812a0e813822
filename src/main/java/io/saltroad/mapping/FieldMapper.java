package io.saltroad.mapping;

import io.saltroad.export.FieldValues;
import io.saltroad.export.RecordMapper;
import io.saltroad.export.RecordRules;
import io.saltroad.export.Rejection;
import io.saltroad.export.Trimmer;
import io.saltroad.export.UnknownColumnException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Applies the rules to records whose columns are known. */
final class FieldMapper implements RecordMapper {

    private final FieldRule[] rules;
    private final int[] columns;

    /** The most bytes of a field that is copied; 0 if its text must be looked at in any case. */
    private final int[] copied;

    private FieldMapper(FieldRule[] rules, int[] columns) {
        this.rules = rules;
        this.columns = columns;
        this.copied = Arrays.stream(rules).mapToInt(FieldRule::mostCopied).toArray();
    }

    static FieldMapper bind(List<FieldRule> rules, List<String> names)
            throws UnknownColumnException {
        List<String> wanted = rules.stream().flatMap(rule -> rule.from().stream()).toList();
        int[] columns = new int[rules.size()];
        for (int i = 0; i < columns.length; i++) {
            Optional<String> from = rules.get(i).from();
            columns[i] = from.map(names::indexOf).orElse(0);
            if (columns[i] < 0) {
                throw new UnknownColumnException(from.orElseThrow(), wanted);
            }
        }
        return new FieldMapper(rules.toArray(FieldRule[]::new), columns);
    }

    @Override
    public Optional<Rejection> map(long line, FieldSource source, FieldValues target) {
        for (int i = 0; i < rules.length; i++) {
            FieldRule rule = rules[i];
            if (rule.constant().isPresent()) {
                target.set(i, rule.constant().get());
                continue;
            }
            if (copied[i] > 0 && source.copy(columns[i], rule.trim(), copied[i], target, i)) {
                continue;
            }
            String original = source.text(columns[i]);
            String text = rule.trim() ? Trimmer.trim(original) : original;
            if (rule.nothing(original, text)) {
                if (rule.required()) {
                    return rejection(line, rule, original, "is required");
                }
                target.set(i, rule.clear() ? RecordRules.CLEAR : "");
                continue;
            }
            if (text.equals(RecordRules.CLEAR)) {
                return rejection(
                        line,
                        rule,
                        original,
                        "would erase the field in Salesforce; list it under none if it means empty");
            }
            String value = rule.type().convert(text);
            if (value == null) {
                return rejection(line, rule, original, reason(rule, text));
            }
            target.set(i, value);
        }
        return Optional.empty();
    }

    private static String reason(FieldRule rule, String text) {
        String reason = rule.type().rule(text);
        boolean blanks = !rule.trim() && rule.type().convert(Trimmer.trim(text)) != null;
        return blanks ? reason + "; trim: true would cut off the blanks" : reason;
    }

    private static Optional<Rejection> rejection(
            long line, FieldRule rule, String original, String reason) {
        return Optional.of(
                new Rejection(
                        line,
                        rule.from().orElseThrow(),
                        original,
                        "%s: %s".formatted(rule.target(), reason)));
    }
}
