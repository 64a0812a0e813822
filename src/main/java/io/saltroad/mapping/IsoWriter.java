package io.saltroad.mapping;

import java.time.LocalDate;
import java.time.LocalDateTime;

/** Writes dates and times as Bulk API 2.0 wants them (its guide, "Prepare CSV Files"). */
final class IsoWriter {

    private IsoWriter() {}

    /** Such as 2024-10-07. */
    static String date(LocalDate date) {
        char[] text = new char[10];
        date(text, date);
        return new String(text);
    }

    /** Such as 2024-10-07T16:30:00Z, or 2024-10-07T16:30:00.250Z. */
    static String utc(LocalDateTime time) {
        int millis = time.getNano() / 1_000_000;
        char[] text = new char[millis == 0 ? 20 : 24];
        date(text, time.toLocalDate());
        text[10] = 'T';
        two(text, 11, time.getHour());
        text[13] = ':';
        two(text, 14, time.getMinute());
        text[16] = ':';
        two(text, 17, time.getSecond());
        if (millis != 0) {
            text[19] = '.';
            text[20] = (char) ('0' + millis / 100);
            two(text, 21, millis % 100);
        }
        text[text.length - 1] = 'Z';
        return new String(text);
    }

    private static void date(char[] text, LocalDate date) {
        two(text, 0, date.getYear() / 100);
        two(text, 2, date.getYear() % 100);
        text[4] = '-';
        two(text, 5, date.getMonthValue());
        text[7] = '-';
        two(text, 8, date.getDayOfMonth());
    }

    private static void two(char[] text, int at, int value) {
        text[at] = (char) ('0' + value / 10);
        text[at + 1] = (char) ('0' + value % 10);
    }
}
