package io.saltroad.export;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many records of a delivery may be rejected before nothing of it is delivered.
 *
 * @param most records, if it is a number
 * @param percent of all records, if it is a percentage
 */
public record RejectThreshold(Optional<Long> most, Optional<BigDecimal> percent) {

    /** Any number. */
    public static final RejectThreshold NONE =
            new RejectThreshold(Optional.empty(), Optional.empty());

    private static final Pattern TEXT =
            Pattern.compile("(?:([0-9]{1,18})|([0-9]{1,3}(?:\\.[0-9]{1,6})?)\\h*%)");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * Reads a number, such as 100, or a percentage, such as 1% or 0.5%.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static RejectThreshold of(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("such as 100, 1% or 0.5%");
        }
        Optional<BigDecimal> percent = Optional.ofNullable(matcher.group(2)).map(BigDecimal::new);
        if (percent.filter(value -> value.compareTo(HUNDRED) > 0).isPresent()) {
            throw new IllegalArgumentException("more than 100%");
        }
        return new RejectThreshold(
                Optional.ofNullable(matcher.group(1)).map(Long::valueOf), percent);
    }

    /** Whether so many are too many, however many records there are. */
    public boolean isExceededBy(long rejected) {
        return most.filter(limit -> rejected > limit).isPresent();
    }

    /** Whether so many of so many are too many. */
    public boolean isExceededBy(long rejected, long read) {
        return isExceededBy(rejected)
                || percent.filter(
                                limit ->
                                        BigDecimal.valueOf(rejected)
                                                        .multiply(HUNDRED)
                                                        .compareTo(
                                                                limit.multiply(
                                                                        BigDecimal.valueOf(read)))
                                                > 0)
                        .isPresent();
    }

    /** As a user writes it; empty for none. */
    @Override
    public String toString() {
        return most.map(String::valueOf)
                .or(() -> percent.map(value -> value.toPlainString() + "%"))
                .orElse("");
    }
}
