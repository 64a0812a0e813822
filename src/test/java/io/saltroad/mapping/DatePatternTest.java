package io.saltroad.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A date pattern that is read by hand")
class DatePatternTest {

    private static final String BITS = "0123456789.-/: T";

    /** Fixed widths only: where one digit may be two, a formatter takes any number of zeros too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyyMMdd",
                "dd.MM.yyyy",
                "MM/dd/yy",
                "yyyy-MM-dd HH:mm:ss",
                "yyyy-MM-dd'T'HH:mm:ss.SSS",
                "ddMMyyyyHHmm",
                "uuuu-MM-dd HH:mm:ss.SSSSSSSSS"
            })
    void answers_as_the_formatter_of_java_does(String pattern) {
        DatePattern byHand = DatePattern.of(pattern);
        DateTimeFormatter formatter =
                DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ENGLISH)
                        .withResolverStyle(ResolverStyle.STRICT);
        Random random = new Random(1582);
        for (int i = 0; i < 5_000; i++) {
            String text = text(formatter, random, BITS);
            assertThat(byHand.parse(text)).as(text).isEqualTo(parse(formatter, text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd'T'HH:mm:ssXXX",
                "yyyy-MM-dd HH:mm:ss.SSSxxx",
                "yyyyMMddHHmmssX",
                "yyyy-MM-dd HH:mmx",
                "yyyy-MM-dd'T'HH:mm:ssXX",
                "yyyy-MM-dd'X'HH:mm:ss.SSSSSSxx",
                "yyyy-MM-dd HH:mm:ss XXX",
                "yyyy-MM-dd HH:mm:ssXXXXX"
            })
    void answers_as_the_formatter_does_also_with_an_offset_behind(String pattern) {
        DatePattern byHand = DatePattern.of(pattern);
        DateTimeFormatter formatter =
                new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .appendPattern(pattern.replace('y', 'u'))
                        .toFormatter(Locale.ENGLISH)
                        .withResolverStyle(ResolverStyle.STRICT);
        Random random = new Random(1884);
        for (int i = 0; i < 5_000; i++) {
            String text = text(formatter, random, BITS + "+Zz");
            assertThat(byHand.parseOffset(text)).as(text).isEqualTo(parseOffset(formatter, text));
        }
    }

    private static OffsetDateTime parseOffset(DateTimeFormatter formatter, String text) {
        try {
            return OffsetDateTime.from(formatter.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String text(DateTimeFormatter formatter, Random random, String bits) {
        OffsetDateTime time =
                OffsetDateTime.of(
                        LocalDate.ofEpochDay(random.nextInt(200_000) - 100_000L),
                        LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)),
                        ZoneOffset.ofTotalSeconds(900 * (random.nextInt(145) - 72)));
        StringBuilder text = new StringBuilder(formatter.format(time));
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            char bit = bits.charAt(random.nextInt(bits.length()));
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, bit);
                case 1 -> text.insert(at, bit);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }

    private static LocalDateTime parse(DateTimeFormatter formatter, String text) {
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalTime time = parsed.query(TemporalQueries.localTime());
            LocalDate date = LocalDate.from(parsed);
            // To a formatter a minus is the sign of a year.
            return date.getYear() < 0
                    ? null
                    : date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
