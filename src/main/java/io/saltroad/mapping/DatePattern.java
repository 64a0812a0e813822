package io.saltroad.mapping;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pattern of {@link DateTimeFormatter}, applied strictly: no 30 February, no 24:00. Names of
 * months are English, two-digit years are 2000 to 2099. A pattern without a time means midnight.
 *
 * <p>Patterns of digits and separators, which nearly all exports use, are read by hand: a formatter
 * takes about as long for one date as everything else for its record. So are those that end with an
 * offset; what is written in another way than they usually are is left to the formatter.
 */
final class DatePattern {

    private static final LocalDateTime SAMPLE = LocalDateTime.of(2024, 10, 27, 18, 35, 47);

    private final String pattern;
    private final DateTimeFormatter formatter;
    private final Optional<List<Part>> digits;
    private final Optional<OffsetForm> offsetForm;
    private final boolean time;
    private final boolean offset;

    /**
     * A run of one letter, or one literal character.
     *
     * @param letter what the digits mean; {@code '} for a literal
     * @param count digits, or how often a letter stands that means "as many as there are"
     */
    private record Part(char letter, int count, char literal) {

        boolean isLiteral() {
            return letter == '\'';
        }

        /** Whether it has one or two digits. */
        boolean open() {
            return count == 1 && !isLiteral() && letter != 'S';
        }
    }

    /**
     * How an offset is written at the end of a text.
     *
     * @param zulu whether Z stands for UTC
     * @param length of one that is not Z: +02, +0200 or +02:00
     */
    private record OffsetForm(boolean zulu, int length) {

        private static final int[] LENGTHS = {3, 5, 6};

        /** The form that ends the pattern, if one does. */
        static Optional<OffsetForm> of(String pattern) {
            char last = pattern.isEmpty() ? ' ' : pattern.charAt(pattern.length() - 1);
            int count = (int) pattern.chars().filter(c -> c == last).count();
            return (last == 'X' || last == 'x')
                            && count <= LENGTHS.length
                            && pattern.endsWith(String.valueOf(last).repeat(count))
                    ? Optional.of(new OffsetForm(last == 'X', LENGTHS[count - 1]))
                    : Optional.empty();
        }

        /** Where the offset begins; negative if there is none. */
        int start(String text) {
            return text.length() - (zulu && text.endsWith("Z") ? 1 : length);
        }

        /** The offset from there to the end; null if it is none. */
        ZoneOffset parse(String text, int start) {
            char sign = text.charAt(start);
            if (sign == 'Z') {
                return start == text.length() - 1 ? ZoneOffset.UTC : null;
            }
            int hours = twoDigits(text, start + 1);
            int minutes = length == 3 ? 0 : twoDigits(text, text.length() - 2);
            if ((sign != '+' && sign != '-')
                    || (length == 6 && text.charAt(start + 3) != ':')
                    || hours < 0
                    || hours > 17
                    || minutes < 0
                    || minutes > 59) {
                return null;
            }
            int seconds = (hours * 60 + minutes) * 60;
            return ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
        }

        private static int twoDigits(String text, int at) {
            int tens = text.charAt(at) - '0';
            int ones = text.charAt(at + 1) - '0';
            return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
        }
    }

    private DatePattern(String pattern) {
        String letters = pattern.replaceAll("'[^']*'", "");
        this.pattern = pattern;
        this.time = letters.chars().anyMatch(c -> "HhKkmsSaAnNB".indexOf(c) >= 0);
        this.offset = letters.chars().anyMatch(c -> "XxZOVz".indexOf(c) >= 0);
        this.formatter =
                new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .appendPattern(withoutEra(pattern))
                        .toFormatter(Locale.ENGLISH)
                        .withResolverStyle(ResolverStyle.STRICT);
        this.offsetForm = OffsetForm.of(pattern);
        this.digits = digits(offsetForm.isPresent() ? pattern.replaceAll("[Xx]+$", "") : pattern);
    }

    /**
     * Understands a pattern.
     *
     * @throws IllegalArgumentException if it is none, or leaves the day or hour open
     */
    static DatePattern of(String pattern) {
        DatePattern result = new DatePattern(pattern);
        try {
            String sample = result.formatter.format(SAMPLE.atOffset(ZoneOffset.UTC));
            TemporalAccessor parsed = result.formatter.parse(sample);
            if (parsed.query(TemporalQueries.localDate()) != null
                    && (!result.time || parsed.query(TemporalQueries.localTime()) != null)) {
                return result;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(unclear(pattern), e);
        }
        throw new IllegalArgumentException(unclear(pattern));
    }

    private static String unclear(String pattern) {
        return "'%s' does not say day, month and year, or not the whole time".formatted(pattern);
    }

    /** Whether texts say themselves how far they are from UTC. */
    boolean hasOffset() {
        return offset;
    }

    boolean hasTime() {
        return time;
    }

    /** The date and time of a text; null if it does not fit. */
    LocalDateTime parse(String text) {
        if (digits.isPresent()) {
            return parseDigits(text, digits.get());
        }
        TemporalAccessor parsed = parseOther(text);
        if (parsed == null) {
            return null;
        }
        LocalTime parsedTime = parsed.query(TemporalQueries.localTime());
        return parsed.query(TemporalQueries.localDate())
                .atTime(parsedTime == null ? LocalTime.MIDNIGHT : parsedTime);
    }

    /** The same with the offset that the text names; null if it does not fit. */
    OffsetDateTime parseOffset(String text) {
        if (digits.isPresent() && offsetForm.isPresent()) {
            int start = offsetForm.get().start(text);
            ZoneOffset found = start < 0 ? null : offsetForm.get().parse(text, start);
            LocalDateTime local =
                    found == null ? null : parseDigits(text.substring(0, start), digits.get());
            if (local != null) {
                return OffsetDateTime.of(local, found);
            }
        }
        TemporalAccessor parsed = parseOther(text);
        return parsed == null ? null : OffsetDateTime.from(parsed);
    }

    private TemporalAccessor parseOther(String text) {
        try {
            return formatter.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static LocalDateTime parseDigits(String text, List<Part> parts) {
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        int second = 0;
        int nano = 0;
        int at = 0;
        int length = text.length();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.isLiteral()) {
                if (at == length || text.charAt(at++) != part.literal) {
                    return null;
                }
                continue;
            }
            int value = 0;
            int most = part.open() ? 2 : part.count;
            int count = 0;
            while (count < most && at < length) {
                int digit = text.charAt(at) - '0';
                if (digit < 0 || digit > 9) {
                    break;
                }
                value = value * 10 + digit;
                count++;
                at++;
            }
            if (count < part.count) {
                return null;
            }
            switch (part.letter) {
                case 'u' -> year = part.count == 2 ? 2000 + value : value;
                case 'M' -> month = value;
                case 'd' -> day = value;
                case 'H' -> hour = value;
                case 'm' -> minute = value;
                case 's' -> second = value;
                default -> {
                    nano = value;
                    for (int power = part.count; power < 9; power++) {
                        nano *= 10;
                    }
                }
            }
        }
        if (at < length
                || month < 1
                || month > 12
                || day < 1
                || day > Month.of(month).length(Year.isLeap(year))
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        return LocalDateTime.of(year, month, day, hour, minute, second, nano);
    }

    /** Strict resolving wants to know the era of a y; a u has none. */
    private static String withoutEra(String pattern) {
        StringBuilder result = new StringBuilder(pattern);
        boolean quoted = false;
        for (int i = 0; i < result.length(); i++) {
            char c = result.charAt(i);
            quoted ^= c == '\'';
            if (c == 'y' && !quoted) {
                result.setCharAt(i, 'u');
            }
        }
        return result.toString();
    }

    /** The parts of a pattern that can be read by hand; empty if it cannot. */
    private static Optional<List<Part>> digits(String original) {
        String pattern = withoutEra(original);
        List<Part> parts = new ArrayList<>();
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            char c = pattern.charAt(i);
            if (!Character.isLetter(c)) {
                if ("'[]{}#".indexOf(c) >= 0) {
                    int end = pattern.indexOf('\'', i + 1);
                    if (c != '\'' || end <= i + 1) {
                        return Optional.empty();
                    }
                    for (char literal : pattern.substring(i + 1, end).toCharArray()) {
                        parts.add(new Part('\'', 1, literal));
                    }
                    i = end + 1;
                    continue;
                }
                parts.add(new Part('\'', 1, c));
                i++;
                continue;
            }
            int count = 1;
            while (i + count < pattern.length() && pattern.charAt(i + count) == c) {
                count++;
            }
            boolean twice = seen.indexOf(String.valueOf(c)) >= 0;
            boolean afterOpen = !parts.isEmpty() && parts.get(parts.size() - 1).open();
            if (!readable(c, count) || twice || afterOpen) {
                return Optional.empty();
            }
            seen.append(c);
            parts.add(new Part(c, count, c));
            i += count;
        }
        return Optional.of(List.copyOf(parts));
    }

    private static boolean readable(char letter, int count) {
        return switch (letter) {
            case 'u' -> count == 2 || count == 4;
            case 'M', 'd', 'H', 'm', 's' -> count <= 2;
            case 'S' -> count <= 9;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return pattern;
    }
}
