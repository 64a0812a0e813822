package io.saltroad.sandbox.soql;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a date literal such as {@code LAST_N_DAYS:7} stands for. Days are those of the user's time
 * zone, which here is UTC; weeks begin on Sunday, as in the user's locale.
 *
 * <p>Source: SOQL and SOSL Reference, "Date Formats and Date Literals". Fiscal periods and those of
 * several weeks, months, quarters or years are not there.
 *
 * @param to the first day after it
 */
record DateRange(LocalDate from, LocalDate to) {

    private static final Pattern COUNTED = Pattern.compile("(\\w+):(\\d{1,5})");
    private static final int NINETY_DAYS = 90;
    private static final int QUARTER_MONTHS = 3;

    /** Reads a literal; empty if there is none of that name. */
    static Optional<DateRange> of(String literal, LocalDate today) {
        String name = literal.toUpperCase(Locale.ROOT);
        Matcher counted = COUNTED.matcher(name);
        return Optional.ofNullable(
                counted.matches()
                        ? counted(counted.group(1), Integer.parseInt(counted.group(2)), today)
                        : named(name, today));
    }

    private static DateRange counted(String name, int days, LocalDate today) {
        return switch (name) {
            case "LAST_N_DAYS" -> new DateRange(today.minusDays(days), today.plusDays(1));
            case "NEXT_N_DAYS" -> new DateRange(today.plusDays(1), today.plusDays(days + 1L));
            case "N_DAYS_AGO" -> day(today.minusDays(days));
            default -> null;
        };
    }

    private static DateRange named(String name, LocalDate today) {
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        LocalDate month = today.withDayOfMonth(1);
        LocalDate quarter = month.minusMonths((month.getMonthValue() - 1) % QUARTER_MONTHS);
        LocalDate year = today.withDayOfYear(1);
        return switch (name) {
            case "YESTERDAY" -> day(today.minusDays(1));
            case "TODAY" -> day(today);
            case "TOMORROW" -> day(today.plusDays(1));
            case "LAST_WEEK" -> new DateRange(week.minusWeeks(1), week);
            case "THIS_WEEK" -> new DateRange(week, week.plusWeeks(1));
            case "NEXT_WEEK" -> new DateRange(week.plusWeeks(1), week.plusWeeks(2));
            case "LAST_MONTH" -> new DateRange(month.minusMonths(1), month);
            case "THIS_MONTH" -> new DateRange(month, month.plusMonths(1));
            case "NEXT_MONTH" -> new DateRange(month.plusMonths(1), month.plusMonths(2));
            case "LAST_QUARTER" -> new DateRange(quarter.minusMonths(QUARTER_MONTHS), quarter);
            case "THIS_QUARTER" -> new DateRange(quarter, quarter.plusMonths(QUARTER_MONTHS));
            case "NEXT_QUARTER" ->
                    new DateRange(
                            quarter.plusMonths(QUARTER_MONTHS),
                            quarter.plusMonths(2 * QUARTER_MONTHS));
            case "LAST_YEAR" -> new DateRange(year.minusYears(1), year);
            case "THIS_YEAR" -> new DateRange(year, year.plusYears(1));
            case "NEXT_YEAR" -> new DateRange(year.plusYears(1), year.plusYears(2));
            case "LAST_90_DAYS" -> counted("LAST_N_DAYS", NINETY_DAYS, today);
            case "NEXT_90_DAYS" -> counted("NEXT_N_DAYS", NINETY_DAYS, today);
            default -> null;
        };
    }

    private static DateRange day(LocalDate day) {
        return new DateRange(day, day.plusDays(1));
    }

    /** A condition over a column of days or of points in time. */
    Optional<String> condition(String column, String operator) {
        String begin = "DATE '%s'".formatted(from);
        String end = "DATE '%s'".formatted(to);
        return Optional.ofNullable(
                switch (operator) {
                    case "=" -> "(%1$s >= %2$s AND %1$s < %3$s)".formatted(column, begin, end);
                    case "!=" ->
                            "(%1$s IS NULL OR %1$s < %2$s OR %1$s >= %3$s)"
                                    .formatted(column, begin, end);
                    case "<" -> "%s < %s".formatted(column, begin);
                    case "<=" -> "%s < %s".formatted(column, end);
                    case ">" -> "%s >= %s".formatted(column, end);
                    case ">=" -> "%s >= %s".formatted(column, begin);
                    default -> null;
                });
    }
}
