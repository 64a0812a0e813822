package io.saltroad.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as they stand in properties, kamelet parameters and on the command line. */
public final class Units {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|kB|MB|GB)");

    private Units() {}

    /**
     * Reads a duration such as {@code 200ms}, {@code 5s}, {@code 2m} or {@code 24h}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Duration duration(String text) {
        Matcher matcher = match(DURATION, text);
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /**
     * Reads a size such as {@code 5MB}, in bytes. Units are decimal: 1 MB is 1,000,000 bytes.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static long size(String text) {
        Matcher matcher = match(SIZE, text);
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "B" -> count;
            case "kB" -> Math.multiplyExact(count, 1_000L);
            case "MB" -> Math.multiplyExact(count, 1_000_000L);
            default -> Math.multiplyExact(count, 1_000_000_000L);
        };
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }
}
