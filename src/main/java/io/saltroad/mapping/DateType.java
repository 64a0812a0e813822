package io.saltroad.mapping;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** Days, without a time or a zone. */
final class DateType implements ValueType {

    /** Data Loader Guide, "Data Types Supported by Data Loader": what Salesforce takes. */
    static final LocalDate EARLIEST = LocalDate.of(1700, 1, 1);

    static final LocalDate LATEST = LocalDate.of(4000, 12, 31);

    private final List<DatePattern> patterns;

    private DateType(List<DatePattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /**
     * Dates in one of these patterns; the first that fits decides.
     *
     * @throws IllegalArgumentException if one is no pattern for a day
     */
    static DateType of(List<String> patterns) {
        List<DatePattern> understood =
                (patterns.isEmpty() ? List.of("yyyy-MM-dd") : patterns)
                        .stream().map(DatePattern::of).toList();
        for (DatePattern pattern : understood) {
            if (pattern.hasTime() || pattern.hasOffset()) {
                throw new IllegalArgumentException(
                        "'%s' has a time: use type datetime".formatted(pattern));
            }
        }
        return new DateType(understood);
    }

    @Override
    public String convert(String text) {
        LocalDate date = parse(text);
        return date == null || outside(date) ? null : IsoWriter.date(date);
    }

    @Override
    public ValueKind kind() {
        return ValueKind.DATE;
    }

    @Override
    public String rule(String text) {
        return parse(text) == null ? "is not a date like " + patterns : outsideRule();
    }

    static boolean outside(LocalDate date) {
        return date.isBefore(EARLIEST) || date.isAfter(LATEST);
    }

    static String outsideRule() {
        return "is outside %s..%s, the dates Salesforce takes; list it under none if it means never or empty"
                .formatted(EARLIEST, LATEST);
    }

    private LocalDate parse(String text) {
        for (int i = 0; i < patterns.size(); i++) {
            LocalDateTime parsed = patterns.get(i).parse(text);
            if (parsed != null) {
                return parsed.toLocalDate();
            }
        }
        return null;
    }
}
