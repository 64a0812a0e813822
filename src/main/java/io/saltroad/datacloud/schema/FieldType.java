package io.saltroad.datacloud.schema;

import io.saltroad.chunk.JsonType;
import java.time.Month;
import java.time.Year;

/**
 * The types a field of a Data Cloud object can have, in the words of Data Cloud. Source:
 * Requirements for Ingestion API Schema File ({@code c360-a-ingestion-api-schema-req}).
 *
 * <p>Email, phone and URL are texts to the Ingestion API, and no rule for their values is
 * documented: any text fits.
 */
public enum FieldType {
    TEXT("Text", "string", ""),
    NUMBER("Number", "number", ""),
    BOOLEAN("Boolean", "boolean", ""),
    DATE("Date", "string", "date"),
    DATE_TIME("DateTime", "string", "date-time"),
    EMAIL("Email", "string", "email"),
    PHONE("Phone", "string", "phone"),
    URL("Url", "string", "url"),
    /**
     * Its base type is not certain: one generator writes string, and the page itself was not to be
     * had. Both are read; string is what we write.
     */
    PERCENT("Percent", "string", "percent");

    private final String word;
    private final String base;
    private final String format;

    FieldType(String word, String base, String format) {
        this.word = word;
        this.base = base;
        this.format = format;
    }

    /** As Data Cloud spells it. */
    public String word() {
        return word;
    }

    /** The {@code type} of OpenAPI. */
    String base() {
        return base;
    }

    /** The {@code format} of OpenAPI; empty if it has none. */
    String format() {
        return format;
    }

    /** Whether a text, which is not empty, is a value of this type as Data Cloud reads it. */
    public boolean fits(String text) {
        return switch (this) {
            case TEXT, EMAIL, PHONE, URL -> true;
            case NUMBER -> JsonType.NUMBER.fits(text);
            case BOOLEAN -> JsonType.BOOLEAN.fits(text);
            case DATE -> text.length() == 10 && isDay(text);
            case DATE_TIME -> isTime(text);
            case PERCENT ->
                    JsonType.NUMBER.fits(
                            text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        };
    }

    /** What was expected, for a text that does not fit. */
    public String rule() {
        return switch (this) {
            case TEXT, EMAIL, PHONE, URL -> throw new IllegalStateException("every text fits");
            case NUMBER -> JsonType.NUMBER.rule();
            case BOOLEAN -> JsonType.BOOLEAN.rule();
            case DATE -> "is not a date like 2024-10-07";
            case DATE_TIME ->
                    "is not a time in UTC like 2024-10-07T16:30:00Z or 2024-10-07T16:30:00.250Z";
            case PERCENT -> "is not a plain decimal number such as 12.5, perhaps with % behind";
        };
    }

    /** Whether the text begins with a day that exists. By hand: it is asked for each record. */
    private static boolean isDay(String text) {
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        return year >= 0
                && text.charAt(4) == '-'
                && month >= 1
                && month <= 12
                && text.charAt(7) == '-'
                && day >= 1
                && day <= Month.of(month).length(Year.isLeap(year));
    }

    private static boolean isTime(String text) {
        int length = text.length();
        if (length != 20 && length != 24) {
            return false;
        }
        return isDay(text)
                && text.charAt(10) == 'T'
                && isBelow(24, number(text, 11, 2))
                && text.charAt(13) == ':'
                && isBelow(60, number(text, 14, 2))
                && text.charAt(16) == ':'
                && isBelow(60, number(text, 17, 2))
                && (length == 20 || (text.charAt(19) == '.' && number(text, 20, 3) >= 0))
                && text.charAt(length - 1) == 'Z';
    }

    private static boolean isBelow(int limit, int number) {
        return number >= 0 && number < limit;
    }

    /** The number that these digits make; -1 if one is none. */
    private static int number(String text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
