package io.saltroad.salesforce;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code Retry-After}: seconds from now or an HTTP date.
 *
 * <p>Source: RFC 9110, section 10.2.3. Salesforce does not document the header for its core APIs,
 * but proxies and its edge may send it.
 */
final class RetryAfter {

    static final String HEADER = "Retry-After";

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /** Empty if there is no value, or none that can be understood. */
    static Optional<Instant> instant(String value, Clock clock) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(clock.instant().plusSeconds(Long.parseLong(text)));
        }
        try {
            return Optional.of(
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
